"""Days of pitches in the store: one Parquet file a day, and its record in the request index.

The file is the archived form of the provider's answer: a manifest names it by its sha256. It is only
replaced as a whole; the earlier revision is kept as a blob first, so what a manifest names stays available.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from propctl.connectors.payload_archive import RequestRecord
from propctl.connectors.payloads import Request
from propctl.domain.digest import sha256
from propctl.errors import DataError
from propctl.storage.blobs import BlobStore
from propctl.storage.contract import Conflict, ObjectStore
from propctl.storage.documents import Document
from propctl.storage.layout import Layout
from propctl.storage.parquet import from_parquet, to_parquet

if TYPE_CHECKING:
    import polars as pl


class DayRecord(RequestRecord):
    """The record of one day: ``final`` once it has landed, and ``fetched_at`` then says when it last did."""

    asked_at: datetime
    """When the provider last answered about it, with a complete day or not."""
    games: tuple[int, ...] = ()
    """The games whose pitches the landed file has."""
    left_out: tuple[int, ...] = ()
    """Suspended games whose rows were dropped from the last answer, if it had any."""
    reconciled: bool = False
    """Whether the landed rows agree with the official pitch counts."""
    rejected: str = ""
    """The sha256 of a revision that did not agree: the same bytes do not land again."""


class PitchArchive:
    """The days of one sport in one namespace of *store*."""

    def __init__(self, store: ObjectStore, layout: Layout, sport: str) -> None:
        self._store = store
        self._layout = layout
        self._blobs = BlobStore(store, layout)
        self._sport = sport

    def read_record(self, request: Request) -> DayRecord | None:
        """The record of the day that *request* names; an unreadable one counts as absent."""
        return self._record(request).read()[0]

    def write_record(self, request: Request, record: DayRecord) -> None:
        """Replace the record; of two concurrent runs the last one wins, and both are right."""
        self._record(request).overwrite(record)

    def update_record(self, request: Request, change: Callable[[DayRecord | None], DayRecord]) -> DayRecord:
        """Replace the record by what *change* makes of it, by compare-and-swap.

        So a run with an incomplete day does not undo what another has landed meanwhile.
        """
        return self._record(request).update(change)

    def _record(self, request: Request) -> Document[DayRecord]:
        key = self._layout.request_key(request.provider, request.digest)
        return Document(self._store, key, DayRecord, disposable=True)

    def write_day(
        self,
        request: Request,
        game_date: date,
        pitches: "pl.DataFrame",
        asked_at: datetime,
        *,
        left_out: frozenset[int] = frozenset(),
    ) -> DayRecord | None:
        """Make *pitches* the day's file, and write its record; None for a revision rejected before."""
        data = to_parquet(pitches)
        current = self.read_record(request)
        if current is not None and current.rejected == sha256(data):
            return None
        self._write_revision(self._layout.pitches_key(self._sport, game_date), data)
        record = DayRecord(
            provider=request.provider,
            request=request.text,
            sha256=sha256(data),
            bytes=len(data),
            fetched_at=asked_at,
            final=True,
            asked_at=asked_at,
            games=tuple(sorted(pitches["game_pk"].unique().to_list())),
            left_out=tuple(sorted(left_out)),
            reconciled=current is not None and current.reconciled and current.sha256 == sha256(data),
        )
        self.write_record(request, record)
        return record

    def _write_revision(self, key: str, data: bytes) -> None:
        """Compare-and-swap, so that of two concurrent runs neither drops the other's revision."""
        while True:
            current = self._store.get(key)
            if current is not None and current.data == data:
                return
            if current is not None:
                self._blobs.put(current.data)
            try:
                self._store.put(
                    key, data, if_absent=current is None, if_match=current.etag if current else None
                )
            except Conflict:
                continue
            return

    def delete_day(self, game_date: date) -> None:
        """Remove a day that proved incomplete; its content stays as a blob."""
        key = self._layout.pitches_key(self._sport, game_date)
        current = self._store.get(key)
        if current is not None:
            self._blobs.put(current.data)
            self._store.delete(key)

    def read_pitches(
        self, game_date: date, digest: str, columns: Sequence[str] | None = None
    ) -> "pl.DataFrame | None":
        """The revision with this sha256; None when it is gone or damaged."""
        try:
            data = self.read_revision(game_date, digest)
            return None if data is None else from_parquet(data, columns)
        except (DataError, ValueError):
            return None

    def read_revision(self, game_date: date, digest: str) -> bytes | None:
        """The bytes of the current revision or an earlier one; DataError when they are damaged."""
        stored = self._store.get(self._layout.pitches_key(self._sport, game_date))
        if stored is not None and sha256(stored.data) == digest:
            return stored.data
        return self._blobs.find(digest)
