"""Ingestion success from the runs' markers: (success + unchanged + degraded) / (those + failed).

A run counts when it ended; a killed one when a later run swept it. The totals count the same way, so
Prometheus agrees.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Final

from propctl.domain.metric_totals import Group
from propctl.domain.report import Outcome
from propctl.domain.run_marker import GOOD, RunMarker, RunState
from propctl.storage.run_records import RunRecordStore

HOUR: Final = dt.timedelta(hours=1)
DAY: Final = dt.timedelta(hours=24)
OBJECTIVE: Final = 0.98
"""Of the runs of an hour, if there are any; an hour has six, so one failure is 83 %."""

GOOD_ORDER: Final = (Outcome.SUCCESS, Outcome.UNCHANGED, Outcome.DEGRADED)
"""The outcomes of ``GOOD``, in the order in which the arithmetic names them."""


@dataclass(frozen=True, slots=True)
class Success:
    """How the runs of one window ended."""

    hours: int
    ended: Mapping[Outcome, int]
    swept: int = 0
    """The failed runs that never recorded their end."""

    @property
    def good(self) -> int:
        """Runs after which the board was as good as it could be."""
        return sum(self.ended.get(outcome, 0) for outcome in GOOD)

    @property
    def counted(self) -> int:
        """Runs that count either way."""
        return self.good + self.ended.get(Outcome.FAILED, 0)

    @property
    def ratio(self) -> float | None:
        """None when no run counts: 0/0 is no success."""
        return self.good / self.counted if self.counted else None


@dataclass(frozen=True, slots=True)
class SuccessReport:
    """Success over the last hour and day, and the runs that neither includes yet."""

    group: Group
    windows: tuple[Success, ...]
    running: int
    overdue: int
    """Runs that never recorded their end; the next run will count them as failed."""


def read_success_report(
    runs: RunRecordStore, group: Group, pool: Executor, now: dt.datetime
) -> SuccessReport:
    """The report of *group* at *now*, from every marker of the last day and the runs still open."""
    ids = list(runs.list_run_ids((now - 2 * DAY).date()))
    stored = pool.map(lambda run_id: runs.read_marker(run_id)[0], ids)
    markers = [marker for marker in stored if marker is not None and _group_of(marker) == group]
    started = [marker for marker in markers if marker.state is RunState.STARTED]
    overdue = sum(marker.deadline_at <= now for marker in started)
    return SuccessReport(
        group=group,
        windows=tuple(_success(markers, now, window) for window in (HOUR, DAY)),
        running=len(started) - overdue,
        overdue=overdue,
    )


def _success(markers: Iterable[RunMarker], now: dt.datetime, window: dt.timedelta) -> Success:
    ended = [marker for marker in markers if marker.ended_at and now - window < marker.ended_at <= now]
    counts = Counter(marker.outcome for marker in ended if marker.outcome is not None)
    return Success(
        hours=round(window / HOUR), ended=dict(counts), swept=sum(marker.swept for marker in ended)
    )


def _group_of(marker: RunMarker) -> Group:
    return Group(marker.job, marker.sport, marker.shard)
