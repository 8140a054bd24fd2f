"""Compressed bytes under their sha256: rows and raw payloads. Does not know what they mean."""

from typing import Final

from propctl.domain.digest import sha256
from propctl.errors import DataError
from propctl.storage.contract import ObjectStore
from propctl.storage.layout import Layout

MAX_BLOB_BYTES: Final = 256 * 1024 * 1024
"""Uncompressed. A season's totals are under 10 MB; what claims to be larger is damaged."""

_HINT: Final = "restore the object from a backup, or build the snapshot again"


class BlobStore:
    """Content-addressed, zstd-compressed blobs in one namespace of *store*."""

    def __init__(self, store: ObjectStore, layout: Layout) -> None:
        self._store = store
        self._layout = layout

    def put(self, data: bytes) -> str:
        """Store *data* and return its sha256 (of the uncompressed bytes).

        It is written even when it exists: a pruner may be about to remove the existing one. DataError when it
        is larger than MAX_BLOB_BYTES.
        """
        from propctl.storage.compression import compressed

        if len(data) > MAX_BLOB_BYTES:
            raise DataError(
                f"{len(data)} bytes are more than a blob can hold ({MAX_BLOB_BYTES}); nothing was stored"
            )
        digest = sha256(data)
        self._store.put(self._layout.blob_key(digest), compressed(data))
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes whose sha256 is *digest*; DataError when they are absent or damaged."""
        data = self.find(digest)
        if data is None:
            key = self._layout.blob_key(digest)
            raise DataError(
                f"{key} is not in {self._store.url}; what refers to it cannot be read", hint=_HINT
            )
        return data

    def find(self, digest: str) -> bytes | None:
        """The bytes whose sha256 is *digest*, None when they are absent; DataError when they are damaged."""
        from propctl.storage.compression import decompressed

        key = self._layout.blob_key(digest)
        stored = self._store.get(key)
        if stored is None:
            return None
        try:
            data = decompressed(stored.data, MAX_BLOB_BYTES)
        except ValueError as error:
            raise DataError(f"{key} in {self._store.url} is damaged: {error}", hint=_HINT) from error
        if sha256(data) != digest:
            raise DataError(
                f"{key} in {self._store.url} is damaged: its content has another sha256", hint=_HINT
            )
        return data
