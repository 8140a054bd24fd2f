"""What a build works with: the bundle that the composition root fills in."""

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
