"""The suspended-game rule in numbers.

777861 (Cleveland at Minnesota) began on 05-19 and ended on 05-21 at 18:29Z. It is filed under 05-19 with all
of its 79 plate appearances. Totals through 05-19 come to 53,341 without it and to 53,420 with it; those
through 05-20 to 54,350 and 54,429; those through 05-21 to 55,505 with it.
"""

import pytest

from propctl.domain.slate import GameState
from propctl.errors import TemporaryError
from tests.replay.lab import Lab
from tests.replay.past import PROPS_A_GAME, gathered, past_lab, plate_appearances
from tests.replay.server import Replay

pytestmark = pytest.mark.nightly

RESUMED_GAME = "/game/777861/boxscore"


@pytest.mark.parametrize(
    ("day", "known"),
    [
        ("2025-05-19", 52_519),  # not begun
        ("2025-05-20", 53_420 - 79),  # suspended
        ("2025-05-21", 54_429 - 79),  # to be resumed
        ("2025-05-22", 55_505),  # over: history
    ],
)
def test_a_past_day_knows_what_had_been_finished_before_it(replay: Replay, day: str, known: int) -> None:
    current = gathered(past_lab(replay), day).history.current
    assert plate_appearances(current) == (known, known)


@pytest.mark.parametrize(
    ("day", "box_scores"), [("2025-05-19", 0), ("2025-05-20", 1), ("2025-05-21", 1), ("2025-05-22", 0)]
)
def test_the_box_score_is_asked_for_only_while_the_game_was_unfinished(
    replay: Replay, day: str, box_scores: int
) -> None:
    past_lab(replay).run_once(day)
    assert sum(RESUMED_GAME in path for path in replay.paths()) == box_scores


def test_a_past_day_with_a_suspended_game_costs_seven_requests(replay: Replay) -> None:
    assert past_lab(replay).run_once("2025-05-20").requests == 7


@pytest.mark.parametrize(
    "now",
    [
        "2025-05-21T12:00:00Z",  # suspended
        "2025-05-21T17:30:00Z",  # being played
        "2025-05-21T21:00:00Z",  # over, and in the provider's totals through 05-20
    ],
)
def test_a_live_board_of_the_day_of_resumption_never_knows_what_is_played_that_day(
    replay: Replay, now: str
) -> None:
    current = gathered(Lab(replay).at(now), "2025-05-21").history.current
    assert plate_appearances(current) == (54_429 - 79, 54_429 - 79)


def test_tomorrows_board_between_two_runs_of_today_lets_nothing_of_today_in(replay: Replay) -> None:
    lab = Lab(replay).at("2025-05-21T12:00:00Z")
    lab.run_once("2025-05-21")
    lab.at("2025-05-21T19:00:00Z").run_once("2025-05-22")
    current = gathered(lab.at("2025-05-21T19:10:00Z"), "2025-05-21").history.current
    assert plate_appearances(current) == (54_429 - 79, 54_429 - 79)


@pytest.mark.parametrize(
    ("now", "state", "count"),
    [
        ("2025-05-20T12:00:00Z", GameState.SUSPENDED, 0),
        ("2025-05-21T21:00:00Z", GameState.FINAL, PROPS_A_GAME),
    ],
)
def test_the_day_it_began_has_its_rows_once_it_is_finished(
    replay: Replay, now: str, state: GameState, count: int
) -> None:
    lab = Lab(replay).at(now)
    lab.run_once("2025-05-19")
    manifest = lab.read("2025-05-19").manifest
    states = {game.game_id: game.state for game in manifest.games}
    counts = {blob.game_id: blob.count for blob in manifest.rows.blobs}
    assert (states[777861], counts.get(777861, 0)) == (state, count)


def test_the_day_it_began_is_not_built_while_the_game_is_being_finished(replay: Replay) -> None:
    with pytest.raises(TemporaryError, match="1 of the 12 games of 2025-05-19 are not over"):
        Lab(replay).at("2025-05-21T17:30:00Z").run_once("2025-05-19")


def test_the_day_it_began_is_published_anew_when_it_has_been_finished(replay: Replay) -> None:
    lab = Lab(replay).at("2025-05-20T12:00:00Z")
    lab.run_once("2025-05-19")
    finished = lab.at("2025-05-22T12:00:00Z").run_once("2025-05-19")
    assert (finished.outcome, finished.props) == ("success", 12 * PROPS_A_GAME)
