"""Where snapshots are read and written. The composition root gives every job such a context."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from propctl.domain.calendar import new_york_date, to_second

if TYPE_CHECKING:
    from propctl.cache.contract import Cache
    from propctl.storage.contract import ObjectStore
    from propctl.storage.snapshots import SnapshotStore


@dataclass(frozen=True, slots=True)
class SnapshotContext:
    """One namespace of one store, its cache, and the one wall clock that jobs read."""

    store: "ObjectStore"
    snapshots: "SnapshotStore"
    cache: "Cache"
    clock: Callable[[], datetime]
    snapshot_ttl_seconds: int

    @property
    def namespace(self) -> str:
        """``live``, ``shadow`` or ``sample``."""
        return self.snapshots.layout.namespace.value

    def now(self) -> datetime:
        """The current instant, in UTC, to the second."""
        return to_second(self.clock())

    def today(self) -> date:
        """The current day in New York, by which the provider dates games."""
        return new_york_date(self.clock())
