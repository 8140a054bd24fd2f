"""A newer manifest is picked up only when it was judged against what stands."""

import datetime as dt

import pytest

from propctl.domain.option_values import Provenance
from propctl.domain.snapshot import Manifest
from tests.jobs.builds import AT_TEN, FIRST, SECOND, TEN_MINUTES, a_build, props_of
from tests.jobs.desk import Desk


def at(steps: int) -> dt.datetime:
    return AT_TEN + steps * TEN_MINUTES


def publish(desk: Desk, steps: int, players: int) -> Manifest:
    return desk.publish(a_build(props_of(FIRST, SECOND, players=players), as_of=at(steps))).manifest


def leave_behind(desk: Desk, steps: int, players: int, previous: str | None) -> Manifest:
    """The manifest of a run that never moved the pointer."""
    made = a_build(props_of(FIRST, SECOND, players=players), as_of=at(steps))
    manifest = Manifest.commit(
        made.content, created_at=at(steps), run_id="dead", inputs=(), previous=previous
    )
    snapshots = desk.context().snapshots
    for rows in made.blobs.values():
        snapshots.write_rows(rows)
    assert snapshots.upload_snapshot(snapshots.layout.manifest_key(manifest), manifest.to_bytes())
    return manifest


def damage_pointer(desk: Desk) -> None:
    key = desk.context().snapshots.layout.pointer_key("mlb", AT_TEN.date(), Provenance.LIVE)
    desk.store.put(key, b"no pointer")


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_what_follows_from_the_pointed_snapshot_is_picked_up(desk: Desk) -> None:
    dead = leave_behind(desk, 1, 4, publish(desk, 0, 3).snapshot_id)
    assert publish(desk, 2, 5).previous == dead.snapshot_id


def test_a_chain_of_two_that_died_is_followed_to_its_end(desk: Desk) -> None:
    dead = leave_behind(desk, 1, 4, publish(desk, 0, 3).snapshot_id)
    second = leave_behind(desk, 2, 5, dead.snapshot_id)
    assert publish(desk, 3, 6).previous == second.snapshot_id


@pytest.mark.parametrize("against", [None, "somebody-else"], ids=["nothing", "another"])
def test_what_was_judged_against_something_else_is_passed_over(desk: Desk, against: str | None) -> None:
    stands = publish(desk, 0, 3)
    leave_behind(desk, 1, 4, against)
    assert publish(desk, 2, 5).previous == stands.snapshot_id


def test_a_damaged_pointer_counts_as_absent(desk: Desk) -> None:
    stands = publish(desk, 0, 3)
    damage_pointer(desk)
    again = publish(desk, 1, 3)
    assert (again, desk.pointer().snapshot_id) == (stands, stands.snapshot_id)


def test_the_chain_is_followed_past_a_damaged_pointer(desk: Desk) -> None:
    publish(desk, 0, 3)
    second = publish(desk, 1, 4)
    damage_pointer(desk)
    assert publish(desk, 2, 5).previous == second.snapshot_id


def test_a_damaged_pointer_of_a_past_day_is_replaced(desk: Desk) -> None:
    past = a_build(as_of=None)
    desk.publish(past)
    key = desk.context().snapshots.layout.pointer_key("mlb", AT_TEN.date(), Provenance.BACKFILL)
    desk.store.put(key, b"no pointer")
    stands = desk.publish(past).manifest
    assert desk.pointer(Provenance.BACKFILL).snapshot_id == stands.snapshot_id


def test_a_first_run_that_lost_does_not_hide_the_chain_when_the_pointer_is_lost(desk: Desk) -> None:
    publish(desk, 1, 3)
    end = publish(desk, 2, 4)
    leave_behind(desk, 0, 5, None)
    desk.lose_pointer()
    assert publish(desk, 3, 6).previous == end.snapshot_id
