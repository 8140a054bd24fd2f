import datetime as dt
from typing import Any

import pytest

from propctl.domain.slate import Game, GameState, Player, Side, Slate

START = dt.datetime(2025, 6, 8, 17, 35, tzinfo=dt.UTC)
LATE = START + dt.timedelta(hours=3)


def a_game(**changes: Any) -> Game:
    fields: dict[str, Any] = {
        "game_pk": 900001,
        "official_date": dt.date(2025, 6, 8),
        "game_number": 1,
        "start_time": START,
        "start_time_tbd": False,
        "venue_id": 3313,
        "state": GameState.OPEN,
        "holding": False,
        "away": Side(111, "BOS"),
        "home": Side(147, "NYY"),
    }
    return Game(**(fields | changes))


@pytest.mark.parametrize(
    ("after", "state"),
    [
        (dt.timedelta(hours=-5), GameState.OPEN),
        (dt.timedelta(minutes=20), GameState.OPEN),
        (dt.timedelta(minutes=20, seconds=1), GameState.STARTED),
    ],
    ids=["before", "twenty-minutes", "later"],
)
def test_a_game_closes_twenty_minutes_after_its_start_time(after: dt.timedelta, state: GameState) -> None:
    assert a_game().state_at(START + after) is state


def test_a_game_that_is_held_up_stays_open() -> None:
    assert a_game(holding=True).state_at(LATE) is GameState.OPEN


def test_a_game_whose_start_time_is_a_placeholder_stays_open() -> None:
    assert a_game(start_time_tbd=True).state_at(LATE) is GameState.OPEN


@pytest.mark.parametrize("state", [state for state in GameState if state is not GameState.OPEN])
@pytest.mark.parametrize("as_of", [START - dt.timedelta(days=1), LATE], ids=["before", "after"])
def test_the_clock_changes_no_state_but_open(state: GameState, as_of: dt.datetime) -> None:
    assert a_game(state=state).state_at(as_of) is state


def test_postponed_and_cancelled_games_alone_do_not_count() -> None:
    assert {state for state in GameState if not state.counted} == {GameState.POSTPONED, GameState.CANCELLED}


def test_both_sides_are_named_with_their_opponents() -> None:
    game = a_game()
    assert game.sides() == ((game.away, game.home, False), (game.home, game.away, True))


def posted(team_id: int, *players: int, starter: int | None = None) -> Side:
    """A club with these players in its line-up (none: not posted)."""
    lineup = tuple(Player(player, f"Player {player}") for player in players) or None
    return Side(team_id, f"C{team_id}", lineup, Player(starter, f"Player {starter}") if starter else None)


def trusted(*sides: Side, states: tuple[GameState, ...] = (GameState.OPEN,) * 4) -> list[Side]:
    """Each side, which plays against another club, as the slate without contradictions has it."""
    games = [
        a_game(game_pk=pk, away=side, home=posted(900 + pk), state=state)
        for pk, (side, state) in enumerate(zip(sides, states, strict=False))
    ]
    return [game.away for game in Slate(START.date(), tuple(games)).without_contested(START).games]


def test_line_ups_without_a_common_player_are_trusted() -> None:
    sides = [posted(1, 10, 11, starter=12), posted(2, 20, 21, starter=22), posted(3)]
    assert trusted(*sides) == sides


def test_of_two_line_ups_with_one_player_neither_is_trusted() -> None:
    first, second, third = trusted(
        posted(1, 10, 11, starter=12), posted(2, 11, 20, starter=22), posted(3, 30, starter=31)
    )
    assert (first, second) == (posted(1, starter=12), posted(2, starter=22))
    assert third == posted(3, 30, starter=31)


def test_a_player_of_one_club_may_be_posted_for_both_games_of_a_doubleheader() -> None:
    sides = [posted(1, 10, 11), posted(1, 10, 12, starter=10)]
    assert trusted(*sides) == sides


def test_a_starter_whom_two_clubs_have_announced_is_nobodys() -> None:
    assert trusted(posted(1, starter=12), posted(2, 20, starter=12)) == [posted(1), posted(2, 20)]


def test_a_starter_belongs_to_the_club_that_has_posted_him() -> None:
    sides = trusted(posted(1, 10, starter=12), posted(2, 12, starter=12))
    assert sides == [posted(1, 10), posted(2, 12, starter=12)]


def test_a_starter_who_is_posted_for_two_clubs_is_nobodys() -> None:
    assert trusted(posted(1, 12, starter=12), posted(2, 12)) == [posted(1), posted(2)]


@pytest.mark.parametrize("state", [state for state in GameState if state is not GameState.OPEN])
def test_a_game_that_is_not_open_contradicts_nobody(state: GameState) -> None:
    """Joel Youngblood batted for two clubs in two cities on 4 August 1982."""
    sides = [posted(1, 10, starter=12), posted(2, 10, starter=12)]
    assert trusted(*sides, states=(state, GameState.OPEN)) == sides
