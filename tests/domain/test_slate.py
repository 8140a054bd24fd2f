import datetime as dt
from typing import Any

import pytest

from propctl.domain.slate import Game, GameState, Side

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
