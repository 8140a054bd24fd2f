"""A degraded build never replaces a better board."""

import pytest

from propctl.domain.option_values import Provenance
from propctl.domain.slate import GameState
from propctl.domain.snapshot import Note
from propctl.errors import PropctlError, RefusedError, TemporaryError
from propctl.jobs.build import Build
from tests.jobs.builds import (
    AT_TEN,
    BOTH_OPEN,
    FAILED,
    FIRST,
    OUTAGE,
    REFUSAL,
    SECOND,
    TEN_MINUTES,
    a_build,
    props_of,
)
from tests.jobs.desk import Desk

LATER = AT_TEN + TEN_MINUTES
WITHOUT_SECOND = a_build(props_of(FIRST), as_of=LATER, degraded=(FAILED,))
REFUSED = a_build(props_of(FIRST), as_of=LATER, degraded=(REFUSAL.note(),), costly=(REFUSAL,))
FEWER = props_of(FIRST, SECOND, players=2)
MORE = props_of(FIRST, SECOND, players=4)
PAST = {FIRST: GameState.FINAL, SECOND: GameState.FINAL}


@pytest.fixture
def desk() -> Desk:
    """With a clean board of both games at ten."""
    desk = Desk()
    desk.publish(a_build())
    return desk


def test_games_that_are_lost_leave_the_board_standing(desk: Desk) -> None:
    before = desk.pointer()
    with pytest.raises(TemporaryError):
        desk.publish(WITHOUT_SECOND)
    assert (desk.pointer(), len(desk.manifests())) == (before, 1)


@pytest.mark.parametrize(
    ("build", "error"), [(WITHOUT_SECOND, TemporaryError), (REFUSED, RefusedError)], ids=["failed", "refused"]
)
def test_the_cause_decides_the_exit_code(desk: Desk, build: Build, error: type[PropctlError]) -> None:
    with pytest.raises(error):
        desk.publish(build)


def test_the_standing_board_is_named_with_its_age(desk: Desk) -> None:
    board = desk.pointer().snapshot_id
    with pytest.raises(TemporaryError, match=f"board {board}, checked 10 min ago, stays"):
        desk.publish(WITHOUT_SECOND)


def test_a_degraded_build_that_loses_nothing_is_committed(desk: Desk) -> None:
    assert desk.publish(a_build(as_of=LATER, degraded=(FAILED,))).committed


def test_a_clean_build_may_lose_games(desk: Desk) -> None:
    assert desk.publish(a_build(props_of(FIRST), as_of=LATER)).committed


def test_a_game_that_has_begun_is_not_lost(desk: Desk) -> None:
    begun = BOTH_OPEN | {SECOND: GameState.STARTED}
    assert desk.publish(a_build(props_of(FIRST), as_of=LATER, states=begun, degraded=(FAILED,))).committed


def test_fewer_props_are_lost_when_line_ups_could_not_be_asked_for(desk: Desk) -> None:
    with pytest.raises(TemporaryError, match="lacks 2 props of open games"):
        desk.publish(a_build(FEWER, as_of=LATER, degraded=(FAILED,), costly=(OUTAGE,)))


def test_fewer_props_are_news_when_line_ups_could_be_asked_for(desk: Desk) -> None:
    assert desk.publish(a_build(FEWER, as_of=LATER, degraded=(FAILED,))).committed


def test_more_props_in_one_game_do_not_make_up_for_another(desk: Desk) -> None:
    shifted = (*props_of(FIRST, players=5), *props_of(SECOND, players=1))
    with pytest.raises(TemporaryError, match="lacks 2 props"):
        desk.publish(a_build(shifted, as_of=LATER, degraded=(FAILED,), costly=(OUTAGE,)))


def test_a_degraded_board_that_stands_is_protected_too() -> None:
    desk = Desk()
    desk.publish(a_build(degraded=(FAILED,)))
    with pytest.raises(TemporaryError):
        desk.publish(WITHOUT_SECOND)


def test_the_first_board_may_be_degraded() -> None:
    assert Desk().publish(WITHOUT_SECOND).committed


def test_a_degraded_past_day_does_not_replace_a_clean_one(desk: Desk) -> None:
    desk.publish(a_build(as_of=None, states=PAST))
    before = desk.pointer(Provenance.BACKFILL)
    with pytest.raises(TemporaryError, match="lacks inputs that the current board has"):
        desk.publish(a_build(as_of=None, states=PAST, degraded=(FAILED,)))
    assert desk.pointer(Provenance.BACKFILL) == before


def test_a_refusal_that_degrades_a_past_day_is_named_and_ends_with_77(desk: Desk) -> None:
    desk.publish(a_build(as_of=None, states=PAST))
    worse = a_build(as_of=None, states=PAST, degraded=(REFUSAL.note(),), failures=(REFUSAL,))
    with pytest.raises(RefusedError) as refused:
        desk.publish(worse)
    assert refused.value.message.startswith(REFUSAL.message)


def test_a_degradation_without_a_failed_request_is_named_as_the_cause(desk: Desk) -> None:
    desk.publish(a_build(as_of=None, states=PAST))
    with pytest.raises(TemporaryError) as kept:
        desk.publish(a_build(as_of=None, states=PAST, degraded=(FAILED,)))
    assert kept.value.message.startswith(FAILED.message)


def test_a_degraded_past_day_may_replace_a_degraded_one(desk: Desk) -> None:
    desk.publish(a_build(as_of=None, states=PAST, degraded=(FAILED,)))
    assert desk.publish(a_build(MORE, as_of=None, states=PAST, degraded=(FAILED,))).committed


@pytest.mark.parametrize("current", [(), (FAILED,)], ids=["clean", "degraded"])
def test_a_degraded_past_day_with_fewer_props_is_refused(desk: Desk, current: tuple[Note, ...]) -> None:
    desk.publish(a_build(as_of=None, states=PAST, degraded=current))
    with pytest.raises(TemporaryError, match="lacks 2 props"):
        desk.publish(a_build(FEWER, as_of=None, states=PAST, degraded=(FAILED,)))


def test_a_clean_past_day_replaces_a_degraded_one(desk: Desk) -> None:
    desk.publish(a_build(as_of=None, states=PAST, degraded=(FAILED,)))
    assert desk.publish(a_build(as_of=None, states=PAST)).committed
