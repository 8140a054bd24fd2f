"""Snapshots in an object store: manifests, their rows, the pointers to the latest. Builds none.

The caller keeps the order of a commit: rows, then the manifest (from that instant the snapshot exists), then
the pointer.
"""

import datetime as dt
from typing import TYPE_CHECKING, Final

from propctl.domain.option_values import Provenance
from propctl.errors import DataError, TemporaryError
from propctl.storage.blobs import BlobStore
from propctl.storage.contract import Conflict, ObjectStore
from propctl.storage.layout import Layout, SnapshotRef

if TYPE_CHECKING:
    from propctl.domain.snapshot import Manifest, Pointer
    from propctl.storage.documents import Document

_HINT: Final = "restore the object from a backup, or delete it and build the snapshot again"


class SnapshotStore:
    """The snapshots of one namespace of *store*.

    Every method raises what :class:`ObjectStore` raises, and DataError for an object damaged or missing.
    """

    def __init__(self, store: ObjectStore, layout: Layout | None = None) -> None:
        self._store = store
        self.layout = layout or Layout()
        self.blobs = BlobStore(store, self.layout)

    def upload_snapshot(self, key: str, data: bytes) -> bool:
        """Commit the manifest *data* at *key*; False when a snapshot of the same content exists already.

        ValueError when *data* is not a sound manifest for *key*; DataError when the existing one is damaged.
        """
        try:
            self._parse_manifest(key, data)
        except DataError as error:
            raise ValueError(error.message) from error
        try:
            self._store.put(key, data, if_absent=True)
        except Conflict:
            self._confirm(key)
            return False
        return True

    def _confirm(self, key: str) -> None:
        """Check that *key* holds a sound manifest; its key then guarantees that the content is the same."""
        current = self._store.get(key)
        if current is None:
            raise TemporaryError(
                f"{key} was deleted from {self._store.url} while being committed; nothing was published",
                hint="run again",
            )
        self._parse_manifest(key, current.data)

    def list_snapshots(
        self, sport: str | None = None, date: dt.date | None = None, provenance: Provenance | None = None
    ) -> list[SnapshotRef]:
        """All snapshots that match, from keys alone, sorted by key: by sport, date, provenance, instant."""
        keys = self._store.list(self.layout.snapshots_prefix(sport, date, provenance))
        refs = (self.layout.parse_manifest_key(key) for key in keys)
        return [
            ref
            for ref in refs
            if ref is not None and date in (None, ref.date) and provenance in (None, ref.provenance)
        ]

    def read_manifest(self, key: str) -> "Manifest":
        """The manifest at *key*, its integrity, identity and key verified; DataError when one fails."""
        stored = self._store.get(key)
        if stored is None:
            raise DataError(f"{key} is not in {self._store.url}; there is no such snapshot", hint=_HINT)
        return self._parse_manifest(key, stored.data)

    def _parse_manifest(self, key: str, data: bytes) -> "Manifest":
        from propctl.domain.snapshot import Manifest
        from propctl.storage.documents import Document

        document = Document(self._store, key, Manifest, _HINT)
        manifest = document.parse(data)
        if manifest.seal() != manifest.integrity:
            raise document.damaged("its integrity does not match")
        if manifest.content().identity() != manifest.snapshot_id:
            raise document.damaged("its content has another snapshot_id")
        if self.layout.manifest_key(manifest) != key:
            raise document.damaged("it belongs under another key")
        return manifest

    def write_rows(self, data: bytes) -> str:
        """Store canonical rows and return their sha256."""
        return self.blobs.put(data)

    def read_rows(self, sha256: str) -> bytes:
        """The canonical rows with this sha256; DataError when they are absent or damaged."""
        return self.blobs.get(sha256)

    def read_pointer(self, sport: str, date: dt.date, provenance: Provenance) -> "tuple[Pointer, str] | None":
        """The pointer of a date and the etag to move it with; None when there is none."""
        document = self._pointer(sport, date, provenance)
        pointer, etag = document.read()
        if pointer is None or etag is None:
            return None
        if not self.names_snapshot_of(pointer, sport, date, provenance):
            raise document.damaged("it names no snapshot of this date")
        return pointer, etag

    def names_snapshot_of(
        self, pointer: "Pointer", sport: str, date: dt.date, provenance: Provenance | None = None
    ) -> bool:
        """Whether *pointer* names, by id and key alike, a snapshot that can be of this date."""
        ref = self.layout.parse_manifest_key(pointer.key)
        if ref is None or (ref.snapshot_id, ref.sport, ref.date) != (pointer.snapshot_id, sport, date):
            return False
        return provenance in (None, ref.provenance)

    def write_pointer(
        self, pointer: "Pointer", etag: str | None, sport: str, date: dt.date, provenance: Provenance
    ) -> str:
        """Replace the pointer that was read with *etag* (None: there was none) and return the new etag.

        Raises Conflict when it has moved meanwhile: the caller reads it again and decides again.
        """
        return self._pointer(sport, date, provenance).write(pointer, etag)

    def _pointer(self, sport: str, date: dt.date, provenance: Provenance) -> "Document[Pointer]":
        from propctl.domain.snapshot import Pointer
        from propctl.storage.documents import Document

        return Document(self._store, self.layout.pointer_key(sport, date, provenance), Pointer, _HINT)
