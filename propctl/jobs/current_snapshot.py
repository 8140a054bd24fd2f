"""What stands for a date before a run publishes: the pointed snapshot, or one that a dead run left behind."""

from dataclasses import dataclass

from propctl.domain.option_values import Provenance
from propctl.domain.snapshot import Content, Manifest, Pointer
from propctl.errors import DataError
from propctl.jobs.snapshot_context import SnapshotContext


@dataclass(frozen=True, slots=True)
class CurrentSnapshot:
    """What stands for a date: the latest manifest, and the pointer with the etag to move it.

    The pointer lags behind, or is absent, when a run died between manifest and pointer.
    """

    manifest: Manifest | None
    key: str
    pointer: Pointer | None
    etag: str | None


def find_current_snapshot(context: SnapshotContext, content: Content) -> CurrentSnapshot:
    """The pointed snapshot of a date, or a later one whose run died before it moved the pointer."""
    snapshots = context.snapshots
    pointer, etag = _readable_pointer(context, content)
    key = pointer.key if pointer else ""
    if content.provenance is Provenance.LIVE:
        key = _end_of_chain(context, content, pointer)
    return CurrentSnapshot(snapshots.read_manifest(key) if key else None, key, pointer, etag)


def _readable_pointer(context: SnapshotContext, content: Content) -> tuple[Pointer | None, str | None]:
    """The pointer and its etag.

    One that is damaged, or names what is not there, counts as absent: the manifests tell what it said.
    """
    try:
        found = context.snapshots.read_pointer(content.sport, content.date, content.provenance)
    except DataError:
        key = context.snapshots.layout.pointer_key(content.sport, content.date, content.provenance)
        damaged = context.store.get(key)
        return None, damaged.etag if damaged else None
    if found is None:
        return None, None
    pointer, etag = found
    return (pointer if context.store.get(pointer.key) is not None else None), etag


def _end_of_chain(context: SnapshotContext, content: Content, pointer: Pointer | None) -> str:
    """The key of the newest live manifest that follows from the pointed one, each judged against the last.

    A newer manifest that was judged against something else lost a race: its closing rows and its coverage
    were never compared with what stands.
    """
    key, longest = (pointer.key if pointer else ""), 0
    depths: dict[str | None, int] = {pointer.snapshot_id if pointer else None: 0}
    for ref in context.snapshots.list_snapshots(content.sport, content.date, Provenance.LIVE):
        if pointer and not (ref.as_of and pointer.as_of and ref.as_of > pointer.as_of):
            continue
        depth = depths.get(_previous(context, ref.key))
        if depth is not None:
            depths[ref.snapshot_id] = depth + 1
            if depth + 1 > longest:
                key, longest = ref.key, depth + 1
    return key


def _previous(context: SnapshotContext, key: str) -> str | None:
    """What a manifest was judged against; of a damaged one nobody knows, and nothing follows from it."""
    try:
        return context.snapshots.read_manifest(key).previous
    except DataError:
        return key
