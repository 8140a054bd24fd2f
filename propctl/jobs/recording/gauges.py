"""What a run says of the world when it ends, for each job: gauges, and counters that its report tells."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from propctl.domain.backfill_job import ChunkState, JobStatus
from propctl.domain.cadence import HEALTH_PERIOD, next_run, next_slot
from propctl.domain.calendar import is_off_season, new_york_date
from propctl.domain.health_report import HealthReport
from propctl.domain.metric_labels import ChunkOutcome, JobName
from propctl.domain.metric_totals import Values
from propctl.domain.option_values import ComponentName, Provenance
from propctl.domain.report import Outcome, RunReport
from propctl.domain.run_marker import GOOD, Ending, Gauges
from propctl.errors import DataError
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

LOOKED_AHEAD: Final = 7
"""Days whose boards may say that nobody plays."""

MAX_PAUSE: Final = 366


def run_values(job: JobName, ending: Ending, told: Gauges, seconds: float, now: dt.datetime) -> Values:
    """What every run adds and sets when it ends, and of what it *told* besides, what its job has."""
    gauges = {
        **{name: series for name, series in told.items() if job in BY_NAME[name].jobs},
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


def default_gauges(now: dt.datetime, *, enabled: bool) -> Gauges:
    """Of a run that knows nothing of the games: the next is due as if one were open."""
    due = next_run(now, games_open=True, game_day=new_york_date(now))
    return {
        ENABLED: {"": float(enabled)},
        NEXT_RUN: {"": due.timestamp()},
        CACHE_DEGRADED: {"": 0.0},
    }


def scheduled_gauges(job: JobName, now: dt.datetime, *, enabled: bool) -> Gauges:
    """What is known of a job's runs by the calendar alone: before the first, and after one that failed."""
    if job is JobName.HEALTH:
        return {NEXT_RUN: {"": next_slot(now, HEALTH_PERIOD).timestamp()}}
    gauges = default_gauges(now, enabled=enabled)
    return {name: series for name, series in gauges.items() if job in BY_NAME[name].jobs}


def read_board_gauges(context: SnapshotContext, report: RunReport) -> Gauges:
    """Of a run of today's board; one of another date says nothing of today's."""
    now = context.now()
    if report.date != new_york_date(now):
        return {ENABLED: {"": 1.0}, CACHE_DEGRADED: {"": 0.0}}
    game_day = report.date if report.open_games else read_next_game_day(context, report.sport, report.date)
    due = next_run(now, games_open=report.open_games > 0, game_day=game_day)
    gauges = default_gauges(now, enabled=True) | {
        NEXT_RUN: {"": due.timestamp()},
        SNAPSHOT_PROPS: {market.value: float(count) for market, count in report.props_by_market.items()},
    }
    if report.checked_at is not None:
        gauges[SNAPSHOT_CHECKED] = {"": report.checked_at.timestamp()}
    return gauges


def committed_props(report: RunReport) -> Values:
    """What a run adds to the props that were published."""
    if not report.published or report.outcome is Outcome.UNCHANGED:
        return Values()
    counts = {market.value: float(count) for market, count in report.props_by_market.items()}
    return Values(counters={PROPS: counts})


def read_next_game_day(context: SnapshotContext, sport: str, today: dt.date) -> dt.date:
    """The first day after *today* on which somebody plays, as far as anybody knows.

    Boards of days to come, and the off-season, say that nobody does; a day of which nothing is known counts.
    """
    for ahead in range(1, MAX_PAUSE):
        day = today + dt.timedelta(days=ahead)
        known_idle = ahead <= LOOKED_AHEAD and _read_is_idle(context, sport, day)
        if not is_off_season(day) and not known_idle:
            return day
    return today + dt.timedelta(days=1)


def _read_is_idle(context: SnapshotContext, sport: str, day: dt.date) -> bool:
    """Whether a board of *day* says that there is no game."""
    try:
        found = context.snapshots.read_pointer(sport, day, Provenance.LIVE)
        return found is not None and not context.snapshots.read_manifest(found[0].key).games
    except DataError:
        return False


def backfill_gauges(status: JobStatus) -> Gauges:
    """Of a job as it stands when one of those that work on it ends."""
    left = status.chunks.total - status.chunks.done - status.chunks.parked
    return {ENABLED: {"": 1.0}, CACHE_DEGRADED: {"": 0.0}, CHUNKS_PENDING: {"": float(left)}}


def chunk_outcome(state: ChunkState) -> ChunkOutcome:
    """What a chunk counts as that left a worker's hands in this state."""
    ends = {ChunkState.DONE: ChunkOutcome.DONE, ChunkState.PARKED: ChunkOutcome.PARKED}
    return ends.get(state, ChunkOutcome.FAILED)


def health_gauges(report: HealthReport, now: dt.datetime, *, whole: bool) -> Gauges:
    """Of each component that was looked at; a *whole* check-up without a gateway knows of none to be down."""
    up: Mapping[str, float] = {part.name.value: float(part.up) for part in report.components}
    if whole:
        up = {ComponentName.GATEWAY.value: 1.0, **up}
    return {HEALTH_UP: dict(up), NEXT_RUN: {"": next_slot(now, HEALTH_PERIOD).timestamp()}}
