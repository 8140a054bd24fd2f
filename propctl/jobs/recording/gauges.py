"""The gauges that each job sets when a run ends, and the counters that its report gives."""

import datetime as dt
from collections.abc import Mapping

from propctl.domain.backfill_job import ChunkState, JobStatus
from propctl.domain.cadence import HEALTH_PERIOD, first_run, next_run, next_slot
from propctl.domain.calendar import new_york_date
from propctl.domain.health_report import HealthReport
from propctl.domain.metric_labels import ChunkOutcome, JobName
from propctl.domain.metric_totals import Values
from propctl.domain.option_values import ComponentName
from propctl.domain.report import Outcome, RunReport
from propctl.domain.run_marker import GOOD, Ending, Gauges
from propctl.jobs.due_runs import read_next_run
from propctl.jobs.snapshot_context import SnapshotContext
from propctl.telemetry.metrics import (
    BY_NAME,
    CACHE_DEGRADED,
    CHUNKS_PENDING,
    ENABLED,
    HEALTH_UP,
    LAST_EXIT_CODE,
    LAST_RUN,
    LAST_SUCCESS,
    NEXT_RUN,
    PROPS,
    RUN_DURATION,
    RUNS,
    SNAPSHOT_CHECKED,
    SNAPSHOT_PROPS,
    observed,
)


def run_values(job: JobName, ending: Ending, extra: Gauges, seconds: float, now: dt.datetime) -> Values:
    """What every run adds and sets when it ends, and those of the *extra* gauges that its job has."""
    gauges = {
        **{name: series for name, series in extra.items() if job in BY_NAME[name].jobs},
        LAST_RUN: {"": now.timestamp()},
        LAST_EXIT_CODE: {"": float(ending.exit_code)},
    }
    if ending.outcome in GOOD:
        gauges[LAST_SUCCESS] = {"": now.timestamp()}
    return Values(
        counters={RUNS: {ending.outcome.value: 1.0}},
        histograms={RUN_DURATION: {"": observed(RUN_DURATION, seconds)}},
        gauges=gauges,
    )


def default_gauges(now: dt.datetime, *, enabled: bool, first_pitch: dt.datetime | None = None) -> Gauges:
    """Gauges of a run that does not know which games are open: the next is due as if one of today's were."""
    begin = first_run(new_york_date(now), first_pitch)
    return {
        ENABLED: {"": float(enabled)},
        NEXT_RUN: {"": next_run(now, games_open=True, begin=begin).timestamp()},
        CACHE_DEGRADED: {"": 0.0},
    }


def scheduled_gauges(
    job: JobName, now: dt.datetime, *, enabled: bool, first_pitch: dt.datetime | None = None
) -> Gauges:
    """Gauges that follow from the calendar, and today's *first_pitch* if it is known.

    They hold before a job's first run, and after one that failed.
    """
    if job is JobName.HEALTH:
        return {NEXT_RUN: {"": next_slot(now, HEALTH_PERIOD).timestamp()}}
    gauges = default_gauges(now, enabled=enabled, first_pitch=first_pitch)
    return {name: series for name, series in gauges.items() if job in BY_NAME[name].jobs}


def read_board_gauges(context: SnapshotContext, report: RunReport) -> Gauges:
    """Gauges of a run of today's board; a run of another date sets none about today's."""
    now = context.now()
    if report.date != new_york_date(now):
        return {ENABLED: {"": 1.0}, CACHE_DEGRADED: {"": 0.0}}
    due = read_next_run(context, report.sport, games_open=report.open_games > 0)
    gauges = skipped_gauges(due) | {
        SNAPSHOT_PROPS: {market.value: float(count) for market, count in report.props_by_market.items()},
    }
    if report.checked_at is not None:
        gauges[SNAPSHOT_CHECKED] = {"": report.checked_at.timestamp()}
    return gauges


def skipped_gauges(due: dt.datetime) -> Gauges:
    """Gauges of a run that did nothing, because the next is due later."""
    return {ENABLED: {"": 1.0}, NEXT_RUN: {"": due.timestamp()}, CACHE_DEGRADED: {"": 0.0}}


def committed_props(report: RunReport) -> Values:
    """What a run adds to the counter of published props."""
    if not report.published or report.outcome is Outcome.UNCHANGED:
        return Values()
    counts = {market.value: float(count) for market, count in report.props_by_market.items()}
    return Values(counters={PROPS: counts})


def backfill_gauges(status: JobStatus) -> Gauges:
    """Gauges of a job when one of its workers ends."""
    left = status.chunks.total - status.chunks.done - status.chunks.parked
    return {ENABLED: {"": 1.0}, CACHE_DEGRADED: {"": 0.0}, CHUNKS_PENDING: {"": float(left)}}


def chunk_outcome(state: ChunkState) -> ChunkOutcome:
    """How a chunk counts that a worker leaves in this state."""
    ends = {ChunkState.DONE: ChunkOutcome.DONE, ChunkState.PARKED: ChunkOutcome.PARKED}
    return ends.get(state, ChunkOutcome.FAILED)


def health_gauges(report: HealthReport, now: dt.datetime, *, whole: bool) -> Gauges:
    """Gauges of each checked component; in a *whole* check-up, a gateway that is not configured is up."""
    up: Mapping[str, float] = {part.name.value: float(part.up) for part in report.components}
    if whole:
        up = {ComponentName.GATEWAY.value: 1.0, **up}
    return {HEALTH_UP: dict(up), NEXT_RUN: {"": next_slot(now, HEALTH_PERIOD).timestamp()}}
