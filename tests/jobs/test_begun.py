"""A game that was seen to begin is not put back on offer by an older answer of the provider."""

import datetime as dt

import pytest

from propctl.domain.slate import GameState
from tests.jobs.builds import AT_TEN, BOTH_OPEN, FIRST, SECOND, TEN_MINUTES, a_build, props_of
from tests.jobs.desk import Desk

START = AT_TEN + dt.timedelta(minutes=5)
BEGUN = AT_TEN + TEN_MINUTES
LATER = AT_TEN + 2 * TEN_MINUTES


@pytest.fixture(params=[GameState.STARTED, GameState.FINAL])
def desk(request: pytest.FixtureRequest) -> Desk:
    """With a board on which the first game was open at ten, and begun ten minutes later."""
    desk = Desk()
    desk.publish(a_build())
    states = BOTH_OPEN | {FIRST: request.param}
    desk.publish(a_build(props_of(SECOND, players=4), as_of=BEGUN, states=states))
    return desk


def test_a_begun_game_keeps_its_state(desk: Desk) -> None:
    before = desk.manifests()[-1]
    after = desk.publish(a_build(as_of=LATER, start=START)).manifest
    assert {game.game_id: game.state for game in after.games} == {
        game.game_id: game.state for game in before.games
    }


def test_a_begun_game_has_no_rows(desk: Desk) -> None:
    after = desk.publish(a_build(as_of=LATER, start=START)).manifest
    assert [rows.game_id for rows in after.rows.blobs] == [SECOND]


def test_the_rows_that_are_left_are_counted(desk: Desk) -> None:
    after = desk.publish(a_build(as_of=LATER, start=START)).manifest
    assert (after.rows.count, sum(after.coverage.props_by_market.values())) == (3, 3)


def test_the_closing_rows_of_a_begun_game_stay(desk: Desk) -> None:
    before = desk.manifests()[-1]
    assert before.closing
    assert desk.publish(a_build(as_of=LATER, start=START)).manifest.closing == before.closing


def test_an_old_answer_that_says_nothing_new_is_unchanged(desk: Desk) -> None:
    props = (*props_of(FIRST), *props_of(SECOND, players=4))
    assert not desk.publish(a_build(props, as_of=LATER, start=START)).committed


def test_a_game_that_is_delayed_opens_again(desk: Desk) -> None:
    after = desk.publish(a_build(as_of=LATER, start=START, delayed=True)).manifest
    assert [rows.game_id for rows in after.rows.blobs] == [FIRST, SECOND]


def test_a_game_that_was_moved_opens_again(desk: Desk) -> None:
    after = desk.publish(a_build(as_of=LATER, start=LATER + TEN_MINUTES)).manifest
    assert [rows.game_id for rows in after.rows.blobs] == [FIRST, SECOND]
