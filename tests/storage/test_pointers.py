import pytest

from propctl.domain.option_values import Provenance
from propctl.errors import DataError
from propctl.storage.contract import Conflict, ObjectStore
from propctl.storage.layout import Layout
from propctl.storage.memory import MemoryStore
from propctl.storage.snapshots import SnapshotStore
from tests.storage.samples import DATE, a_pointer

POINTER_KEY = Layout().pointer_key("mlb", DATE, Provenance.LIVE)


def test_a_date_without_a_pointer_has_none() -> None:
    assert SnapshotStore(MemoryStore()).read_pointer("mlb", DATE, Provenance.LIVE) is None


def test_a_pointer_reads_back_with_the_etag_to_move_it(store: ObjectStore) -> None:
    snapshots = SnapshotStore(store)
    etag = snapshots.write_pointer(a_pointer(), None, "mlb", DATE, Provenance.LIVE)
    assert snapshots.read_pointer("mlb", DATE, Provenance.LIVE) == (a_pointer(), etag)


def test_a_pointer_moves_from_what_was_read(store: ObjectStore) -> None:
    snapshots = SnapshotStore(store)
    etag = snapshots.write_pointer(a_pointer(1), None, "mlb", DATE, Provenance.LIVE)
    moved = snapshots.write_pointer(a_pointer(2), etag, "mlb", DATE, Provenance.LIVE)
    assert snapshots.read_pointer("mlb", DATE, Provenance.LIVE) == (a_pointer(2), moved)


@pytest.mark.parametrize("stale", [None, "stale"])
def test_a_pointer_that_moved_meanwhile_conflicts(store: ObjectStore, stale: str | None) -> None:
    snapshots = SnapshotStore(store)
    snapshots.write_pointer(a_pointer(1), None, "mlb", DATE, Provenance.LIVE)
    with pytest.raises(Conflict):
        snapshots.write_pointer(a_pointer(2), stale, "mlb", DATE, Provenance.LIVE)


def test_live_and_backfill_have_pointers_of_their_own() -> None:
    snapshots = SnapshotStore(MemoryStore())
    snapshots.write_pointer(a_pointer(), None, "mlb", DATE, Provenance.LIVE)
    assert snapshots.read_pointer("mlb", DATE, Provenance.BACKFILL) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"key": "../../../etc/passwd"},
        {"key": "v1/holds.json"},
        {"snapshot_id": "1" * 16},
        {"key": a_pointer().key.replace("2025-06-08", "2025-06-09")},
        {"key": a_pointer().key.replace("/live/", "/backfill/")},
    ],
)
def test_a_pointer_that_can_name_no_snapshot_of_its_date_is_damaged(changes: dict[str, str]) -> None:
    store = MemoryStore()
    store.put(POINTER_KEY, a_pointer().model_copy(update=changes).to_bytes())
    with pytest.raises(DataError, match="it names no snapshot of this date"):
        SnapshotStore(store).read_pointer("mlb", DATE, Provenance.LIVE)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", a_pointer().to_bytes()[:-2]])
def test_a_damaged_pointer_is_reported(data: bytes) -> None:
    store = MemoryStore()
    store.put(POINTER_KEY, data)
    with pytest.raises(DataError, match=f"{POINTER_KEY} in memory:// is damaged"):
        SnapshotStore(store).read_pointer("mlb", DATE, Provenance.LIVE)
