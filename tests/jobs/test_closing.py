"""Closing rows: for each game the rows of the last live snapshot in which it was open."""

import datetime as dt

from propctl.domain.digest import sha256
from propctl.domain.prop import canonical_rows
from propctl.domain.slate import GameState
from propctl.domain.snapshot import ClosingRows
from propctl.jobs.publish import Publication
from tests.jobs.builds import AT_TEN, BOTH_OPEN, FIRST, SECOND, TEN_MINUTES, a_build, props_of
from tests.jobs.desk import Desk

CLOSED = BOTH_OPEN | {FIRST: GameState.STARTED}
ALL_CLOSED = {FIRST: GameState.FINAL, SECOND: GameState.STARTED}


def at(steps: int) -> dt.datetime:
    return AT_TEN + steps * TEN_MINUTES


def closed(game_pk: int, as_of: dt.datetime) -> ClosingRows:
    rows = canonical_rows(props_of(game_pk))
    return ClosingRows(game_id=game_pk, as_of=as_of, sha256=sha256(rows), count=3)


def first_game_starts(desk: Desk) -> Publication:
    desk.publish(a_build())
    return desk.publish(a_build(props_of(SECOND), as_of=at(1), states=CLOSED))


def test_the_first_snapshot_carries_nothing() -> None:
    assert Desk().publish(a_build()).manifest.closing == ()


def test_open_games_are_not_carried() -> None:
    desk = Desk()
    desk.publish(a_build())
    again = desk.publish(a_build(props_of(FIRST, SECOND, players=4), as_of=at(1)))
    assert again.manifest.closing == ()


def test_a_game_that_has_begun_is_carried_with_its_last_rows() -> None:
    assert first_game_starts(Desk()).manifest.closing == (closed(FIRST, AT_TEN),)


def test_closing_rows_are_carried_on_by_every_later_snapshot() -> None:
    desk = Desk()
    first_game_starts(desk)
    third = desk.publish(a_build((), as_of=at(2), states=ALL_CLOSED))
    assert third.manifest.closing == (closed(FIRST, AT_TEN), closed(SECOND, at(1)))


def test_a_game_that_opens_again_is_not_carried_any_more() -> None:
    desk = Desk()
    first_game_starts(desk)
    assert desk.publish(a_build(as_of=at(2))).manifest.closing == ()


def test_a_game_that_opens_and_closes_again_has_its_newer_rows() -> None:
    desk = Desk()
    first_game_starts(desk)
    desk.publish(a_build(as_of=at(2)))
    last = desk.publish(a_build(props_of(SECOND), as_of=at(3), states=CLOSED))
    assert last.manifest.closing == (closed(FIRST, at(2)),)


def test_a_postponed_game_is_carried_too() -> None:
    desk = Desk()
    desk.publish(a_build())
    postponed = BOTH_OPEN | {FIRST: GameState.POSTPONED}
    again = desk.publish(a_build(props_of(SECOND), as_of=at(1), states=postponed))
    assert again.manifest.closing == (closed(FIRST, AT_TEN),)


def test_unchanged_is_judged_with_the_rows_carried() -> None:
    desk = Desk()
    first_game_starts(desk)
    again = desk.publish(a_build(props_of(SECOND), as_of=at(2), states=CLOSED))
    assert not again.committed


def test_a_past_day_carries_nothing() -> None:
    desk = Desk()
    first_game_starts(desk)
    past = desk.publish(a_build(as_of=None, states=ALL_CLOSED))
    assert past.manifest.closing == ()
