"""Runs that were not counted: those that were killed, before or while they were counted.

The marker decides. It ends once, so a run counts as its marker says, whichever process adds it to the totals.
"""

import datetime as dt
from typing import Final

from propctl.domain.metric_totals import Group, Totals, Values
from propctl.domain.report import Outcome
from propctl.domain.run_marker import RunMarker, RunState
from propctl.storage.contract import Conflict
from propctl.storage.run_records import RunRecordStore
from propctl.telemetry.metrics import RUNS

OVERDUE: Final = Values(counters={RUNS: {Outcome.FAILED.value: 1.0}})
"""What a run adds to the totals when it never recorded its end."""


def sweep_overdue_runs(
    runs: RunRecordStore, group: Group, totals: Totals, now: dt.datetime
) -> list[RunMarker]:
    """The ended markers of pending runs: those that ended, and those overdue, which this ends as failed."""
    markers = (_sweep_run(runs, group, run_id, due, now) for run_id, due in totals.pending.items())
    return [marker for marker in markers if marker is not None]


def with_swept(totals: Totals, markers: list[RunMarker]) -> Totals:
    """*totals* with these runs added, except those already added."""
    for marker in markers:
        if marker.values is not None and marker.ended_at is not None and marker.run_id in totals.pending:
            totals = totals.plus(marker.run_id, marker.values, marker.ended_at, late=True)
    return totals


def _sweep_run(
    runs: RunRecordStore, group: Group, run_id: str, due: dt.datetime, now: dt.datetime
) -> RunMarker | None:
    """The run's ended marker; None while it may still go on."""
    marker, etag = runs.read_marker(run_id)
    if marker is None:  # it was killed between its entry in the totals and its marker
        marker = RunMarker(
            run_id=run_id,
            job=group.job,
            sport=group.sport,
            shard=group.shard,
            started_at=min(due, now),
            deadline_at=due,
        )
    if marker.state is RunState.ENDED:
        return marker
    if max(due, marker.deadline_at) > now:
        return None
    try:
        swept = marker.overdue(OVERDUE, now)
        runs.write_marker(swept, etag)
    except Conflict:
        return None  # the run itself, or another sweep, was quicker: the next run finds it ended
    return swept
