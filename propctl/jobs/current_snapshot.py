"""The current snapshot of a date: the one that the pointer names, or one that a killed run left behind."""

from dataclasses import dataclass

from propctl.domain.option_values import Provenance
from propctl.domain.snapshot import Content, Manifest, Pointer
from propctl.errors import DataError
from propctl.jobs.snapshot_context import SnapshotContext


@dataclass(frozen=True, slots=True)
class CurrentSnapshot:
    """The latest manifest of a date, and the pointer with the etag to move it.

    The pointer lags behind, or is absent, when a run was killed between manifest and pointer.
    """

    manifest: Manifest | None
    key: str
    pointer: Pointer | None
    etag: str | None


def find_current_snapshot(context: SnapshotContext, content: Content) -> CurrentSnapshot:
    """The snapshot that the pointer names, or a later one whose run was killed before moving the pointer."""
    snapshots = context.snapshots
    pointer, etag = _read_pointer(context, content)
    key = pointer.key if pointer else ""
    if content.provenance is Provenance.LIVE:
        key = _find_end_of_chain(context, content, pointer)
    return CurrentSnapshot(snapshots.read_manifest(key) if key else None, key, pointer, etag)


def _read_pointer(context: SnapshotContext, content: Content) -> tuple[Pointer | None, str | None]:
    """The pointer and its etag.

    A pointer that is damaged, or names an absent object, counts as absent: the manifests have its content.
    """
    try:
        stored = context.snapshots.read_pointer(content.sport, content.date, content.provenance)
    except DataError:
        key = context.snapshots.layout.pointer_key(content.sport, content.date, content.provenance)
        damaged = context.store.get(key)
        return None, damaged.etag if damaged else None
    if stored is None:
        return None, None
    pointer, etag = stored
    return (pointer if context.store.get(pointer.key) is not None else None), etag


def _find_end_of_chain(context: SnapshotContext, content: Content, pointer: Pointer | None) -> str:
    """The key of the newest live manifest that follows from the pointer's, each compared with the one before.

    A newer manifest that was compared with another lost a race: its closing rows and its coverage were never
    compared with the current snapshot.
    """
    key, longest = (pointer.key if pointer else ""), 0
    depths: dict[str | None, int] = {pointer.snapshot_id if pointer else None: 0}
    for ref in context.snapshots.list_snapshots(content.sport, content.date, Provenance.LIVE):
        if pointer and not (ref.as_of and pointer.as_of and ref.as_of > pointer.as_of):
            continue
        depth = depths.get(_read_previous(context, ref.key))
        if depth is not None:
            depths[ref.snapshot_id] = depth + 1
            if depth + 1 > longest:
                key, longest = ref.key, depth + 1
    return key


def _read_previous(context: SnapshotContext, key: str) -> str | None:
    """The id that a manifest was compared with; for a damaged one its key, from which nothing follows."""
    try:
        return context.snapshots.read_manifest(key).previous
    except DataError:
        return key
