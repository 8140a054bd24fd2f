"""04-23 to 04-29 and 05-18 to 05-24 looked back upon, against what was read off the schedule by hand.

Postponed games, both kinds of doubleheader, a game completed early, one suspended and resumed, and start
times that never were known.
"""

import pytest

from tests.nightly import by_day
from tests.replay.past import PROPS_A_GAME, past_lab
from tests.replay.server import Replay
from tests.replay.weeks import DAYS, Board, Day, published_board


@pytest.fixture(scope="module", params=by_day(DAYS, "2025-04-26"))
def day(request: pytest.FixtureRequest, replay_process: Replay) -> tuple[Day, str, Board]:
    """What it came to by hand, its date, and what is published of it."""
    official_date: str = request.param
    replay_process.reset()
    return DAYS[official_date], official_date, published_board(past_lab(replay_process), official_date)


def test_every_played_game_is_final_and_every_postponed_one_stays_listed(day: tuple[Day, str, Board]) -> None:
    by_hand, _, board = day
    assert board.states == dict.fromkeys(by_hand.games, "final") | dict.fromkeys(
        by_hand.postponed, "postponed"
    )


def test_exactly_the_played_games_have_rows_and_all_of_them(day: tuple[Day, str, Board]) -> None:
    by_hand, _, board = day
    assert board.rows == dict.fromkeys(by_hand.games, PROPS_A_GAME)


def test_coverage_counts_the_played_games(day: tuple[Day, str, Board]) -> None:
    by_hand, _, board = day
    assert board.games == len(by_hand.games)


def test_rows_bear_the_official_date(day: tuple[Day, str, Board]) -> None:
    by_hand, official_date, board = day
    assert board.dates == {game: {official_date} for game in by_hand.games}


def test_second_games_of_doubleheaders_are_number_2_and_all_others_1(day: tuple[Day, str, Board]) -> None:
    by_hand, _, board = day
    assert board.numbers == {game: {2 if game in by_hand.second else 1} for game in by_hand.games}


def test_start_times_are_unknown_exactly_where_they_are_placeholders(day: tuple[Day, str, Board]) -> None:
    by_hand, _, board = day
    unknown = {game for game, times in board.times.items() for _, tbd in times if tbd}
    assert unknown == set(by_hand.time_unknown)


def test_what_belongs_to_another_date_is_not_listed(day: tuple[Day, str, Board]) -> None:
    by_hand, _, board = day
    assert not board.states.keys() & set(by_hand.elsewhere)


@pytest.mark.parametrize(("official_date", "by_hand"), DAYS.items())
def test_the_hand_check_accounts_for_every_game_that_the_provider_lists(
    replay: Replay, official_date: str, by_hand: Day
) -> None:
    listed = past_lab(replay).replay.get(f"/api/v1/schedule?sportId=1&date={official_date}")["dates"][0]
    assert {game["gamePk"] for game in listed["games"]} == {
        *by_hand.games, *by_hand.postponed, *by_hand.elsewhere
    }  # fmt: skip
