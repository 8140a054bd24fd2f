"""Markers and totals in an object store: a marker is completed once, totals change by compare-and-swap."""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from typing import Final, TypeVar

from propctl.domain.metric_totals import Group, Totals
from propctl.domain.run_marker import RunMarker
from propctl.errors import TemporaryError
from propctl.storage.contract import ObjectStore
from propctl.storage.documents import Document
from propctl.storage.layout import Layout

MAX_ATTEMPTS: Final = 3
"""Attempts at one operation, while the store raises TemporaryError."""

PAUSE_SECONDS: Final = 0.2

_HINT: Final = "restore the object from a backup, or delete it: totals then begin at 0, as Prometheus expects"
_Value = TypeVar("_Value")


class RunRecordStore:
    """The runs of one namespace of *store*. Methods raise what the store raises, and DataError for damage."""

    def __init__(
        self, store: ObjectStore, layout: Layout, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._store = store
        self.layout = layout
        self._sleep = sleep

    def read_totals(self, group: Group) -> Totals:
        """The totals of a group; empty ones when none were written."""
        return self._retry(self._totals(group).read)[0] or Totals()

    def list_groups(self) -> list[Group]:
        """The groups that have totals."""
        keys = self._retry(lambda: list(self._store.list(self.layout.metrics_prefix)))
        groups = (Group.parse(key.rpartition("/")[2].removesuffix(".json")) for key in keys)
        return [group for group in groups if group is not None]

    def update_totals(self, group: Group, edit: Callable[[Totals], Totals]) -> Totals:
        """Replace a group's totals by what *edit* makes of them, and return that.

        *edit* is called again when another writer was faster or an answer was lost, so it must recognise what
        is done already.
        """
        totals = self._totals(group)
        return self._retry(
            lambda: totals.update(lambda current: edit(current or Totals()), sleep=self._sleep)
        )

    def read_marker(self, run_id: str) -> tuple[RunMarker | None, str | None]:
        """A run's marker and its etag; None when there is none."""
        return self._retry(self._marker(run_id).read)

    def write_marker(self, marker: RunMarker, etag: str | None) -> str:
        """Replace what was read with *etag* (None: nothing), and return the new etag.

        Conflict when another writer has changed it meanwhile; our own write whose answer was lost is none.
        """
        return self._retry(lambda: self._marker(marker.run_id).write_or_confirm(marker, etag))

    def delete_marker(self, run_id: str) -> None:
        """Delete a run's marker; an absent one is fine."""
        self._retry(lambda: self._store.delete(self.layout.run_key(day_of(run_id), run_id)))

    def list_run_ids(self, since: dt.date) -> Iterator[str]:
        """The ids of the runs that began on *since* (UTC) or later, in order."""
        first = self.layout.runs_prefix(since)
        for key in self._store.list(self.layout.runs_prefix(), start_after=first):
            yield key.rpartition("/")[2].removesuffix(".json")

    def prune_markers(self, before: dt.date, max_markers: int) -> int:
        """Remove the oldest markers of days before *before*, at most *max_markers*; return how many."""
        end = self.layout.runs_prefix(before)
        removed = 0
        for key in self._store.list(self.layout.runs_prefix()):
            if key >= end or removed >= max_markers:
                break
            self._store.delete(key)
            removed += 1
        return removed

    def _totals(self, group: Group) -> Document[Totals]:
        key = self.layout.totals_key(group)
        return Document(self._store, key, Totals, _HINT, exclude_none=True)

    def _marker(self, run_id: str) -> Document[RunMarker]:
        key = self.layout.run_key(day_of(run_id), run_id)
        return Document(self._store, key, RunMarker, _HINT, exclude_none=True)

    def _retry(self, attempt: Callable[[], _Value]) -> _Value:
        """Retry after a TemporaryError, because no other process has the numbers of this run."""
        for left in reversed(range(MAX_ATTEMPTS)):
            try:
                return attempt()
            except TemporaryError:
                if not left:
                    raise
                self._sleep(PAUSE_SECONDS)
        raise AssertionError("the last attempt returns or raises")


def day_of(run_id: str) -> dt.date:
    """The day, in UTC, on which a run began: its id begins with the instant."""
    return dt.datetime.strptime(run_id[:8], "%Y%m%d").replace(tzinfo=dt.UTC).date()
