"""What one run leaves behind, and what the next makes of it."""

import pytest

from propctl.domain.option_values import Provenance
from propctl.domain.prop import canonical_rows
from propctl.domain.slate import GameState
from tests.domain.props import a_prop
from tests.jobs.builds import AT_TEN, BOTH_OPEN, FIRST, SECOND, TEN_MINUTES, a_build, props_of
from tests.jobs.desk import Desk

LATER = AT_TEN + TEN_MINUTES
PAST = {FIRST: GameState.FINAL, SECOND: GameState.FINAL}


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_first_build_is_committed(desk: Desk) -> None:
    published = desk.publish(a_build())
    assert published.committed
    assert desk.manifests() == [published.manifest]


def test_a_committed_manifest_says_which_run_made_it_of_what(desk: Desk) -> None:
    manifest = desk.publish(a_build(), "the-run").manifest
    assert (manifest.run_id, manifest.created_at, manifest.previous) == ("the-run", AT_TEN, None)


def test_the_pointer_leads_to_the_first_snapshot(desk: Desk) -> None:
    manifest = desk.publish(a_build()).manifest
    pointer = desk.pointer()
    assert (pointer.snapshot_id, pointer.as_of, pointer.generation) == (manifest.snapshot_id, AT_TEN, 1)


def test_each_games_rows_are_stored(desk: Desk) -> None:
    manifest = desk.publish(a_build()).manifest
    snapshots = desk.context().snapshots
    assert [snapshots.read_rows(blob.sha256) for blob in manifest.rows.blobs] == [
        canonical_rows(props_of(FIRST)),
        canonical_rows(props_of(SECOND)),
    ]


def test_the_same_facts_later_are_not_committed(desk: Desk) -> None:
    first = desk.publish(a_build())
    again = desk.publish(a_build(as_of=LATER))
    assert (again.committed, again.manifest, len(desk.manifests())) == (False, first.manifest, 1)


def test_the_same_facts_later_move_when_they_were_checked(desk: Desk) -> None:
    desk.publish(a_build())
    desk.publish(a_build(as_of=LATER))
    pointer = desk.pointer()
    assert (pointer.checked_at, pointer.as_of, pointer.generation) == (LATER, AT_TEN, 2)


def test_the_same_build_at_the_same_instant_is_not_committed_again(desk: Desk) -> None:
    desk.publish(a_build())
    assert not desk.publish(a_build()).committed


def test_other_facts_are_committed_after_the_last(desk: Desk) -> None:
    first = desk.publish(a_build())
    second = desk.publish(a_build(props_of(FIRST, SECOND, players=4), as_of=LATER))
    assert (second.committed, second.manifest.previous) == (True, first.manifest.snapshot_id)


def test_one_changed_game_leaves_the_others_rows_alone(desk: Desk) -> None:
    first = desk.publish(a_build())
    changed = (*props_of(FIRST), a_prop(9009, game_pk=SECOND))
    second = desk.publish(a_build(changed, as_of=LATER))
    assert second.manifest.rows.blobs[0] == first.manifest.rows.blobs[0]


def test_a_later_instant_that_is_published_is_not_replaced(desk: Desk) -> None:
    later = desk.publish(a_build(as_of=LATER))
    before = desk.pointer()
    earlier = desk.publish(a_build(props_of(FIRST, SECOND, players=2)))
    assert (earlier.committed, earlier.manifest, desk.pointer()) == (False, later.manifest, before)


def test_a_later_instant_that_was_checked_is_not_replaced(desk: Desk) -> None:
    desk.publish(a_build())
    desk.publish(a_build(as_of=LATER + TEN_MINUTES))
    assert not desk.publish(a_build(props_of(FIRST, SECOND, players=2), as_of=LATER)).committed


def test_a_manifest_whose_run_died_is_picked_up(desk: Desk) -> None:
    died = desk.publish(a_build())
    desk.lose_pointer()
    desk.publish(a_build(as_of=LATER))
    assert (desk.pointer().snapshot_id, len(desk.manifests())) == (died.manifest.snapshot_id, 1)


def test_a_manifest_newer_than_its_pointer_is_picked_up(desk: Desk) -> None:
    desk.publish(a_build())
    pointer, key = (
        desk.pointer(),
        desk.context().snapshots.layout.pointer_key("mlb", AT_TEN.date(), Provenance.LIVE),
    )
    newer = desk.publish(a_build(props_of(FIRST, SECOND, players=4), as_of=LATER))
    desk.store.put(key, pointer.to_bytes())
    third = desk.publish(a_build(props_of(FIRST, SECOND, players=5), as_of=LATER + TEN_MINUTES))
    assert (third.manifest.previous, desk.pointer().generation) == (newer.manifest.snapshot_id, 2)


def test_an_earlier_run_moves_the_pointer_to_a_later_manifest_whose_run_died(desk: Desk) -> None:
    later = desk.publish(a_build(as_of=LATER))
    desk.lose_pointer()
    desk.publish(a_build(props_of(FIRST, SECOND, players=2)))
    assert desk.pointer().snapshot_id == later.manifest.snapshot_id


def test_a_past_day_whose_run_died_gets_its_pointer(desk: Desk) -> None:
    died = desk.publish(a_build(as_of=None, states=PAST))
    desk.lose_pointer(Provenance.BACKFILL)
    desk.publish(a_build(as_of=None, states=PAST))
    assert desk.pointer(Provenance.BACKFILL).snapshot_id == died.manifest.snapshot_id
    assert len(desk.manifests()) == 1


def test_a_past_day_again_is_unchanged(desk: Desk) -> None:
    desk.publish(a_build(as_of=None, states=PAST))
    assert not desk.publish(a_build(as_of=None, states=PAST)).committed


def test_live_and_backfill_of_one_date_have_pointers_of_their_own(desk: Desk) -> None:
    live = desk.publish(a_build())
    past = desk.publish(a_build(as_of=None, states=PAST))
    assert desk.pointer().snapshot_id == live.manifest.snapshot_id
    assert desk.pointer(Provenance.BACKFILL).snapshot_id == past.manifest.snapshot_id


def test_a_day_without_games_is_a_snapshot_without_rows(desk: Desk) -> None:
    manifest = desk.publish(a_build((), states={})).manifest
    assert (manifest.rows.count, manifest.games) == (0, ())


def test_states_alone_are_news(desk: Desk) -> None:
    desk.publish(a_build(props_of(FIRST), states=BOTH_OPEN))
    moved = a_build(props_of(FIRST), as_of=LATER, states=BOTH_OPEN | {SECOND: GameState.STARTED})
    assert desk.publish(moved).committed
