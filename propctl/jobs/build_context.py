"""What a build needs, put together by the composition root."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field

from propctl.connectors.baseball_savant import PitchSource
from propctl.connectors.lines_file import LineSource, NoLines
from propctl.connectors.mlb_stats_api import MlbStatsApi
from propctl.jobs.snapshot_context import SnapshotContext


def _nothing() -> None:
    """For a context without deadlines: it makes no request."""


@dataclass(frozen=True, slots=True)
class BuildContext(SnapshotContext):
    """The snapshots of one namespace, and what building another needs: providers, threads, a run's id."""

    api: MlbStatsApi
    pitches: PitchSource
    pool: Executor
    run_id: str
    real_clock: bool
    """False under PROPCTL_NOW, when the provider's clock cannot be compared with ours."""
    requests: Callable[[], int]
    """How many requests have gone to providers so far."""
    statcast_window_days: int = 0
    """Days before a board whose pitches are wanted."""
    restart_deadline: Callable[[], None] = _nothing
    """Gives the next task of a long job as much time as a run has."""
    requests_per_second: float = 0.0
    """The pace to one host; 0 for no pacing."""
    lines: LineSource = field(default_factory=NoLines)
    """Bookmakers' prices, from the operator's file."""
