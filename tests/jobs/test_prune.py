"""``snapshot prune``: what goes, what stays, and that a crash in the middle costs nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from propctl.connectors.payload_archive import PayloadArchive
from propctl.connectors.payloads import Payload, Request
from propctl.connectors.pitch_archive import DayRecord, PitchArchive
from propctl.domain.digest import sha256
from propctl.domain.report import PruneReport
from propctl.domain.snapshot import InputRef
from propctl.errors import DataError
from propctl.jobs.prune import grace_for, prune
from propctl.jobs.verify import verify
from propctl.storage.contract import ObjectStore
from propctl.storage.memory import MemoryStore
from tests.jobs.builds import AT_TEN, FIRST, TEN_MINUTES, a_build, props_of
from tests.jobs.desk import Desk
from tests.storage.faults import FaultyStore, KilledError

RETENTION = timedelta(days=30)
GRACE = timedelta(hours=1)
BODY = b'{"dates":[]}'
ORPHAN = b"rows that a dead run left behind\n"
LATER = AT_TEN + RETENTION + timedelta(minutes=1)


def archived(desk: Desk, fetched_at: datetime = AT_TEN, body: bytes = BODY) -> InputRef:
    """A payload in the archive and in the request index."""
    context = desk.context()
    archive = PayloadArchive(context.store, context.snapshots.layout)
    request = Request("mlb_stats_api", "/api/v1/schedule")
    payload = Payload(request, body, archive.write_body(body), fetched_at, fresh=True)
    archive.write_index_entry(payload, final=True)
    return payload.ref()


def pruned(desk: Desk, now: datetime, *, dry_run: bool = False) -> PruneReport:
    with ThreadPoolExecutor(2) as pool:
        return prune(desk.context(now), pool, RETENTION, GRACE, dry_run=dry_run)


def pruned_twice(desk: Desk, now: datetime) -> PruneReport:
    """A look, and another when its grace is over."""
    pruned(desk, now)
    return pruned(desk, now + GRACE)


def has_blob(desk: Desk, data: bytes) -> bool:
    return desk.context().snapshots.blobs.find(sha256(data)) is not None


def whole(desk: Desk) -> list[tuple[tuple[str, ...], int]]:
    """Damage and inputs gone of every snapshot."""
    context = desk.context()
    return [
        (finding.damage, finding.inputs_gone)
        for finding in verify(context, context.snapshots.list_snapshots())
    ]


def a_desk(store: ObjectStore | None = None) -> Desk:
    """With one snapshot that was built with one archived payload, and a blob that nothing names."""
    desk = Desk(store)
    desk.publish(a_build(inputs=(archived(desk),)))
    desk.context().snapshots.blobs.put(ORPHAN)
    return desk


def test_within_its_retention_a_payload_stays() -> None:
    desk = a_desk()
    pruned_twice(desk, AT_TEN + RETENTION - GRACE)
    assert (has_blob(desk, BODY), whole(desk)) == (True, [((), 0)])


def test_past_its_retention_a_payload_goes_and_the_snapshot_stays_whole() -> None:
    desk = a_desk()
    pruned_twice(desk, LATER)
    assert (has_blob(desk, BODY), whole(desk)) == (False, [((), 1)])


def test_an_entry_goes_at_once_so_that_no_run_finds_a_payload_about_to_go() -> None:
    desk = a_desk()
    report = pruned(desk, LATER)
    context = desk.context()
    keys = list(PayloadArchive(context.store, context.snapshots.layout).list_entry_keys())
    assert (report.entries_removed, keys, has_blob(desk, BODY)) == (1, [], True)


def test_a_payload_fetched_long_ago_stays_while_a_young_snapshot_was_built_with_it() -> None:
    desk = Desk()
    old = archived(desk, fetched_at=AT_TEN - timedelta(days=200))
    desk.publish(a_build(inputs=(old,)))
    report = pruned_twice(desk, AT_TEN + timedelta(days=1))
    assert (report.entries_removed, has_blob(desk, BODY)) == (0, True)


def test_a_blob_that_nothing_names_goes_at_the_second_look_only() -> None:
    desk = a_desk()
    first, second = pruned(desk, AT_TEN), pruned(desk, AT_TEN + GRACE)
    assert (first.blobs_removed, first.blobs_waiting) == (0, 1)
    assert (second.blobs_removed, second.blobs_waiting, has_blob(desk, ORPHAN)) == (1, 0, False)


def test_a_second_look_within_the_grace_removes_nothing() -> None:
    desk = a_desk()
    pruned(desk, AT_TEN)
    report = pruned(desk, AT_TEN + GRACE - timedelta(seconds=1))
    assert (report.blobs_removed, report.blobs_waiting, has_blob(desk, ORPHAN)) == (0, 1, True)


def test_the_grace_counts_from_the_first_look() -> None:
    desk = a_desk()
    for minutes in (0, 30, 59):
        pruned(desk, AT_TEN + timedelta(minutes=minutes))
    assert pruned(desk, AT_TEN + GRACE).blobs_removed == 1


def test_a_blob_that_has_got_a_name_meanwhile_stays() -> None:
    """A run had put its rows when the first pruner looked, and committed them afterwards."""
    desk = Desk()
    build = a_build()
    for rows in build.blobs.values():
        desk.context().snapshots.write_rows(rows)
    assert pruned(desk, AT_TEN).blobs_waiting == len(build.blobs)
    desk.publish(build)
    report = pruned(desk, AT_TEN + GRACE)
    assert (report.blobs_removed, report.blobs_waiting, whole(desk)) == (0, 0, [((), 0)])


def test_rows_of_every_snapshot_and_closing_rows_stay_for_ever() -> None:
    desk = Desk()
    desk.publish(a_build())
    desk.publish(a_build(props_of(FIRST), as_of=AT_TEN + TEN_MINUTES))
    pruned_twice(desk, AT_TEN + timedelta(days=4000))
    assert whole(desk) == [((), 0), ((), 0)]


def test_a_dry_run_counts_and_removes_nothing() -> None:
    desk = a_desk()
    pruned(desk, AT_TEN)
    before = list(desk.store.list(""))
    report = pruned(desk, LATER, dry_run=True)
    assert (report.dry_run, report.entries_removed, report.blobs_removed) == (True, 1, 1)
    assert report.bytes_removed > 0
    assert list(desk.store.list("")) == before


def test_what_is_known_of_a_day_of_pitches_stays() -> None:
    desk = Desk()
    context = desk.context()
    request = Request("baseball_savant", "/statcast_search/csv")
    record = DayRecord(
        provider="baseball_savant",
        request=request.text,
        sha256="",
        bytes=0,
        fetched_at=AT_TEN,
        final=False,
        asked_at=AT_TEN,
    )
    archive = PitchArchive(context.store, context.snapshots.layout, "mlb")
    archive.write_record(request, record)
    report = pruned_twice(desk, LATER)
    assert (report.entries_removed, archive.read_record(request)) == (0, record)


def test_a_damaged_manifest_stops_the_pruner() -> None:
    desk = a_desk()
    (ref,) = desk.context().snapshots.list_snapshots()
    desk.store.put(ref.key, b"{}")
    before = list(desk.store.list(""))
    with pytest.raises(DataError, match="nothing was removed") as stopped:
        pruned(desk, LATER)
    assert "snapshot verify" in stopped.value.hint
    assert list(desk.store.list("")) == before


def test_a_damaged_list_of_the_condemned_counts_as_none() -> None:
    desk = a_desk()
    pruned(desk, AT_TEN)
    desk.store.put(desk.context().snapshots.layout.unreferenced_blobs_key, b"{")
    assert pruned(desk, AT_TEN + GRACE).blobs_removed == 0
    assert pruned(desk, AT_TEN + 2 * GRACE).blobs_removed == 1


def test_another_namespace_is_left_alone() -> None:
    desk = Desk()
    desk.store.put(f"shadow/v1/blobs/{sha256(ORPHAN)[:2]}/{sha256(ORPHAN)}.zst", b"rows")
    assert pruned_twice(desk, AT_TEN).blobs_waiting == 0


def test_a_pruner_that_dies_anywhere_harms_nothing_and_the_next_ones_finish() -> None:
    for number in range(1, 200):
        store = MemoryStore()
        pruned(a_desk(store), LATER)
        dying = FaultyStore(store, number, "kill")
        try:
            pruned(Desk(dying), LATER + GRACE)
        except KilledError:
            assert whole(Desk(store))[0][0] == ()
            pruned_twice(Desk(store), LATER + GRACE)
            assert not has_blob(Desk(store), ORPHAN)
            continue
        break
    assert number > 5


def test_the_grace_is_longer_than_a_run_may_take() -> None:
    assert grace_for(timedelta(seconds=240)) == timedelta(hours=1)
    assert grace_for(timedelta(hours=2)) == timedelta(hours=4)
