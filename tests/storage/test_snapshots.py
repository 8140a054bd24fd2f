import datetime as dt

import pytest

from propctl.domain.digest import canonical_json
from propctl.domain.option_values import Namespace, Provenance
from propctl.domain.snapshot import Manifest
from propctl.errors import DataError, TemporaryError
from propctl.storage.contract import Conflict, ObjectStore
from propctl.storage.layout import Layout
from propctl.storage.memory import MemoryStore
from propctl.storage.snapshots import SnapshotStore
from tests.storage.faults import FaultyStore
from tests.storage.samples import AS_OF, DATE, a_manifest

LAYOUT = Layout()
MANIFEST = a_manifest()
KEY = LAYOUT.manifest_key(MANIFEST)


def upload(store: ObjectStore, manifest: Manifest, layout: Layout = LAYOUT) -> bool:
    return SnapshotStore(store, layout).upload_snapshot(layout.manifest_key(manifest), manifest.to_bytes())


def stored_at(key: str, data: bytes) -> SnapshotStore:
    store = MemoryStore()
    store.put(key, data)
    return SnapshotStore(store)


def tampered(**changes: object) -> bytes:
    return canonical_json(MANIFEST.model_dump(mode="json") | changes)


def resealed(manifest: Manifest) -> bytes:
    return manifest.model_copy(update={"integrity": manifest.seal()}).to_bytes()


def test_a_new_snapshot_is_created(store: ObjectStore) -> None:
    assert upload(store, MANIFEST)


def test_an_uploaded_manifest_reads_back(store: ObjectStore) -> None:
    upload(store, MANIFEST)
    assert SnapshotStore(store).read_manifest(KEY) == MANIFEST


def test_the_same_content_again_is_not_created(store: ObjectStore) -> None:
    upload(store, MANIFEST)
    assert not upload(store, a_manifest(run_id="run-2"))


def test_of_two_runs_with_the_same_content_the_first_stands(store: ObjectStore) -> None:
    upload(store, MANIFEST)
    upload(store, a_manifest(run_id="run-2"))
    assert SnapshotStore(store).read_manifest(KEY).run_id == "run-1"


def test_a_damaged_manifest_in_the_way_is_reported() -> None:
    with pytest.raises(DataError, match="is damaged"):
        stored_at(KEY, MANIFEST.to_bytes()[:-9]).upload_snapshot(KEY, MANIFEST.to_bytes())


def test_a_manifest_deleted_during_its_commit_is_temporary() -> None:
    lost_to_one_that_is_gone = FaultyStore(MemoryStore(), 1, Conflict("somebody else won"))
    with pytest.raises(TemporaryError, match="was deleted"):
        upload(lost_to_one_that_is_gone, MANIFEST)


@pytest.mark.parametrize(
    ("key", "data"),
    [
        (KEY, b"{}"),
        (KEY, tampered(run_id="another")),
        (KEY.replace("-3-", "-4-"), MANIFEST.to_bytes()),
        (KEY, resealed(MANIFEST.model_copy(update={"model_version": "2"}))),
    ],
    ids=["no-manifest", "broken-seal", "other-key", "other-identity"],
)
def test_only_a_sound_manifest_is_uploaded(key: str, data: bytes) -> None:
    store = MemoryStore()
    with pytest.raises(ValueError, match="is damaged"):
        SnapshotStore(store).upload_snapshot(key, data)
    assert list(store.list("")) == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 40,
        MANIFEST.to_bytes()[:-1],
        tampered(surprise=1),
        tampered(run_id="another"),
        tampered(rows={"sha256": "b" * 64, "count": 3, "blobs": []}),
        resealed(MANIFEST.model_copy(update={"model_version": "2"})),
        a_manifest(date=dt.date(2025, 6, 9)).to_bytes(),
    ],
    ids=[
        "empty",
        "zeros",
        "cut",
        "unknown-field",
        "circumstance",
        "content",
        "identity",
        "of-another-key",
    ],
)
def test_a_damaged_manifest_is_one_line(data: bytes) -> None:
    with pytest.raises(DataError, match=r"\A[^\n]* in memory:// is damaged: [^\n]+\Z"):
        stored_at(KEY, data).read_manifest(KEY)


def test_a_missing_manifest_is_named() -> None:
    with pytest.raises(DataError, match=f"{KEY} is not in memory://"):
        SnapshotStore(MemoryStore()).read_manifest(KEY)


def several(store: ObjectStore) -> list[str]:
    """Four snapshots; their keys in order."""
    manifests = [
        a_manifest(date=dt.date(2025, 6, 7), provenance=Provenance.BACKFILL, as_of=None),
        a_manifest(provenance=Provenance.BACKFILL, as_of=None),
        a_manifest(),
        a_manifest(as_of=AS_OF + dt.timedelta(minutes=10)),
    ]
    for manifest in reversed(manifests):
        upload(store, manifest)
    return [LAYOUT.manifest_key(manifest) for manifest in manifests]


def test_snapshots_are_listed_in_the_order_of_their_keys(store: ObjectStore) -> None:
    keys = several(store)
    assert [ref.key for ref in SnapshotStore(store).list_snapshots()] == keys


@pytest.mark.parametrize(
    ("sport", "date", "provenance", "found"),
    [
        ("mlb", None, None, [0, 1, 2, 3]),
        ("mlb", DATE, None, [1, 2, 3]),
        ("mlb", DATE, Provenance.LIVE, [2, 3]),
        (None, DATE, None, [1, 2, 3]),
        (None, None, Provenance.BACKFILL, [0, 1]),
        ("mlb", None, Provenance.LIVE, [2, 3]),
        ("nba", None, None, []),
    ],
)
def test_snapshots_are_filtered(
    sport: str | None, date: dt.date | None, provenance: Provenance | None, found: list[int]
) -> None:
    store = MemoryStore()
    keys = several(store)
    refs = SnapshotStore(store).list_snapshots(sport, date, provenance)
    assert [ref.key for ref in refs] == [keys[index] for index in found]


def test_listing_reads_keys_alone() -> None:
    store = FaultyStore(MemoryStore())
    SnapshotStore(store).list_snapshots("mlb")
    assert store.operations == ["list v1/snapshots/sport=mlb/"]


def test_foreign_objects_among_the_snapshots_are_passed_over() -> None:
    assert stored_at("v1/snapshots/sport=mlb/notes.json", b"").list_snapshots() == []


def test_a_reference_tells_what_the_manifest_says() -> None:
    (ref,) = stored_at(KEY, b"").list_snapshots()
    assert (ref.snapshot_id, ref.as_of, ref.props) == (MANIFEST.snapshot_id, AS_OF, 3)


@pytest.mark.parametrize("other", [Namespace.SHADOW, Namespace.SAMPLE])
def test_namespaces_do_not_see_each_other(other: Namespace) -> None:
    store = MemoryStore()
    upload(store, MANIFEST, Layout(other))
    assert SnapshotStore(store).list_snapshots() == []


def test_rows_read_back(store: ObjectStore) -> None:
    snapshots = SnapshotStore(store)
    assert snapshots.read_rows(snapshots.write_rows(b"row\n")) == b"row\n"
