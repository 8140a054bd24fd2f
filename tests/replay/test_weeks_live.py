"""The same two weeks as they happened: boards just before and just after something happened to a game."""

import pytest

from tests.replay.lab import Lab
from tests.replay.server import Replay
from tests.replay.weeks import Board, published_board

pytestmark = pytest.mark.nightly


class Boards:
    """First boards from an empty store; each is published once and looked at from several sides."""

    def __init__(self, replay: Replay) -> None:
        self._replay = replay
        self._published: dict[tuple[str, str], Board] = {}

    def at(self, now: str, day: str) -> Board:
        """The board of *day* at *now* (UTC, without the year)."""
        if (now, day) not in self._published:
            self._published[now, day] = published_board(Lab(self._replay).at(f"2025-{now}:00Z"), day)
        return self._published[now, day]


@pytest.fixture(scope="module")
def boards(replay_process: Replay) -> Boards:
    replay_process.reset()
    return Boards(replay_process)


@pytest.mark.parametrize(
    ("day", "game_pk", "before", "after"),
    [
        ("2025-04-23", 778195, "04-23T23:39", "04-23T23:41"),
        ("2025-04-25", 778180, "04-25T22:39", "04-25T22:41"),
        ("2025-05-20", 777839, "05-20T23:39", "05-20T23:41"),
        ("2025-05-23", 777809, "05-23T23:09", "05-23T23:11"),  # second game of a doubleheader
    ],
)
def test_a_postponed_game_is_on_its_days_board_until_it_is_postponed_and_listed_after(
    boards: Boards, day: str, game_pk: int, before: str, after: str
) -> None:
    then, now = boards.at(before, day), boards.at(after, day)
    assert (then.states[game_pk], now.states[game_pk]) == ("open", "postponed")


def test_a_postponed_game_has_no_rows_any_more(boards: Boards) -> None:
    then, now = boards.at("04-23T23:39", "2025-04-23"), boards.at("04-23T23:41", "2025-04-23")
    assert (778195 in then.rows, 778195 in now.rows) == (True, False)


def test_a_postponed_game_leaves_the_coverage_of_its_day(boards: Boards) -> None:
    then, now = boards.at("04-25T22:39", "2025-04-25"), boards.at("04-25T22:41", "2025-04-25")
    assert (then.games, now.games) == (15, 14)


def test_a_postponed_game_turns_up_on_its_makeup_day_as_the_second_of_a_doubleheader(boards: Boards) -> None:
    then, now = boards.at("04-23T23:39", "2025-04-24"), boards.at("04-23T23:41", "2025-04-24")
    assert (then.numbers.get(778195), now.numbers.get(778195)) == (None, {2})


def test_a_makeup_that_comes_first_makes_the_days_own_game_the_second(boards: Boards) -> None:
    """At Cleveland 778169 was the only game of 04-26 until 778179 was put before it."""
    then, now = boards.at("04-25T23:09", "2025-04-26"), boards.at("04-25T23:11", "2025-04-26")
    assert (then.numbers[778169], now.numbers[778179], now.numbers[778169]) == ({1}, {1}, {2})


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("05-19T23:00", "open"),
        ("05-20T00:30", "started"),
        ("05-20T01:30", "suspended"),
    ],
)
def test_a_suspended_game_moves_from_open_to_suspended_on_the_day_it_began(
    boards: Boards, now: str, state: str
) -> None:
    assert boards.at(now, "2025-05-19").states[777861] == state


def test_a_suspended_game_counts_in_the_coverage_of_the_day_it_began(boards: Boards) -> None:
    assert boards.at("05-20T01:30", "2025-05-19").games == 12


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("05-20T12:00", "2025-05-20"),  # suspended
        ("05-20T12:00", "2025-05-21"),  # announced for the next day
        ("05-21T12:00", "2025-05-21"),  # announced for today
        ("05-21T17:30", "2025-05-21"),  # being played
        ("05-21T21:00", "2025-05-21"),  # over
    ],
)
def test_a_suspended_game_is_on_the_board_of_no_other_day(boards: Boards, now: str, day: str) -> None:
    assert 777861 not in boards.at(now, day).states


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("04-24T17:30", "open"),
        ("04-24T19:30", "open"),  # 75 minutes past the placeholder, with the first game in play
        ("04-24T21:00", "open"),  # the first game is over, the second about to begin
        ("04-24T21:30", "started"),
    ],
)
def test_a_second_game_with_a_placeholder_for_a_time_is_open_until_it_begins(
    boards: Boards, now: str, state: str
) -> None:
    assert boards.at(now, "2025-04-24").states[778195] == state


def test_a_placeholder_is_published_as_one(boards: Boards) -> None:
    times = boards.at("04-24T19:30", "2025-04-24").times
    assert times[778195] == {("18:15", True)}


def test_the_first_game_of_the_doubleheader_closes_at_its_own_time(boards: Boards) -> None:
    states = boards.at("04-24T19:30", "2025-04-24").states
    assert (states[778190], states[778195]) == ("started", "open")


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("04-25T18:19", "open"),
        ("04-25T19:30", "open"),  # delayed: it should have begun at 18:20Z
        ("04-25T20:15", "open"),  # warm-up
        ("04-25T20:31", "started"),
    ],
)
def test_a_delayed_start_is_open_until_play_begins(boards: Boards, now: str, state: str) -> None:
    assert boards.at(now, "2025-04-25").states[778182] == state


def test_a_game_completed_early_closes_as_final(boards: Boards) -> None:
    """778189, ended by rain at 19:40Z."""
    assert boards.at("04-24T21:00", "2025-04-24").states[778189] == "final"
