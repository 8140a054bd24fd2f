"""What jobs work with: the bundle that the composition root fills in."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import date, datetime

from propctl.cache.contract import Cache
from propctl.connectors.baseball_savant import PitchSource
from propctl.connectors.lines_file import LineSource, NoLines
from propctl.connectors.mlb_stats_api import MlbStatsApi
from propctl.domain.calendar import new_york_date, to_second
from propctl.storage.contract import ObjectStore
from propctl.storage.snapshots import SnapshotStore


@dataclass(frozen=True, slots=True)
class SnapshotContext:
    """Where snapshots are read and written: one namespace of one store, and its cache."""

    store: ObjectStore
    snapshots: SnapshotStore
    cache: Cache
    clock: Callable[[], datetime]
    """The one wall clock that jobs read."""
    snapshot_ttl_seconds: int

    @property
    def namespace(self) -> str:
        """``live``, ``shadow`` or ``sample``."""
        return self.snapshots.layout.namespace.value

    def now(self) -> datetime:
        """The instant, in UTC, to the second."""
        return to_second(self.clock())

    def today(self) -> date:
        """The provider's day: New York's."""
        return new_york_date(self.clock())


def _nothing() -> None:
    """For a context without deadlines: it makes no request."""


@dataclass(frozen=True, slots=True)
class BuildContext(SnapshotContext):
    """The snapshots of one namespace, and what it takes to build another: providers, threads, a run's id."""

    api: MlbStatsApi
    savant: PitchSource
    pool: Executor
    run_id: str
    real_clock: bool
    """False under PROPCTL_NOW, when the provider's clock cannot be compared with ours."""
    requests: Callable[[], int]
    """How many requests went to providers so far."""
    statcast_window_days: int = 0
    """Days before a board whose pitches are wanted."""
    restart_deadline: Callable[[], None] = _nothing
    """Gives the next piece of a long job all the time of a run."""
    requests_per_second: float = 0.0
    """To one host; 0 for no pacing."""
    lines: LineSource = field(default_factory=NoLines)
    """Prices of bookmakers, out of the operator's file."""
