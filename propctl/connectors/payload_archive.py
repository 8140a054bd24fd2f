"""The archive of payloads: each under the sha256 of its bytes, found through the request index.

A run on any machine with the same storage finds what another has fetched; that needs no Redis.
"""

from collections.abc import Iterator
from datetime import datetime

from propctl.connectors.payloads import Payload, Request
from propctl.domain.snapshot import Record
from propctl.errors import DataError
from propctl.storage.blobs import BlobStore
from propctl.storage.contract import ObjectStore
from propctl.storage.documents import Document
from propctl.storage.layout import Layout


class RequestRecord(Record):
    """One entry of the request index: which blob answered a request, and when."""

    provider: str
    request: str
    sha256: str
    bytes: int
    fetched_at: datetime
    final: bool
    """Whether the answer covered only what was over when it was requested, so that it may be used again."""


class PayloadArchive:
    """Payloads of one namespace of a store."""

    def __init__(self, store: ObjectStore, layout: Layout) -> None:
        self._store = store
        self._layout = layout
        self._blobs = BlobStore(store, layout)

    def write_body(self, body: bytes) -> str:
        """Store a body and return its sha256."""
        return self._blobs.put(body)

    def write_index_entry(self, payload: Payload, *, final: bool) -> None:
        """Enter a stored payload in the index; of two concurrent runs the last wins, and both are right."""
        record = RequestRecord(
            provider=payload.request.provider,
            request=payload.request.text,
            sha256=payload.sha256,
            bytes=len(payload.body),
            fetched_at=payload.fetched_at,
            final=final,
        )
        self._entry(self._key(payload.request)).overwrite(record)

    def read_index_entry(self, request: Request) -> RequestRecord | None:
        """The entry for *request*; an unreadable one counts as absent: the request can be repeated."""
        return self.read_entry(self._key(request))

    def list_entry_keys(self) -> Iterator[str]:
        """The keys of all entries, those of days of pitches among them."""
        return self._store.list(self._layout.requests_prefix())

    def read_entry(self, key: str) -> RequestRecord | None:
        """The entry at *key*; None for one that is gone, unreadable, or of a day of pitches."""
        return self._entry(key).read()[0]

    def read_payload(self, record: RequestRecord, request: Request) -> Payload | None:
        """The payload of an entry; None when its blob is damaged or past its retention."""
        try:
            body = self._blobs.get(record.sha256)
        except DataError:
            return None
        return Payload(request, body, record.sha256, record.fetched_at)

    def _entry(self, key: str) -> Document[RequestRecord]:
        return Document(self._store, key, RequestRecord, disposable=True)

    def _key(self, request: Request) -> str:
        return self._layout.request_key(request.provider, request.digest)
