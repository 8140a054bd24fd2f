"""The gauges that each job sets when a run ends, and the counters that its report gives."""

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
"""Days ahead whose boards may show that there are no games."""

MAX_PAUSE: Final = 366


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


def default_gauges(now: dt.datetime, *, enabled: bool) -> Gauges:
    """Gauges of a run that does not know the games: the next run is due as if a game were open."""
    due = next_run(now, games_open=True, game_day=new_york_date(now))
    return {
        ENABLED: {"": float(enabled)},
        NEXT_RUN: {"": due.timestamp()},
        CACHE_DEGRADED: {"": 0.0},
    }


def scheduled_gauges(job: JobName, now: dt.datetime, *, enabled: bool) -> Gauges:
    """Gauges that follow from the calendar alone: before a job's first run, and after one that failed."""
    if job is JobName.HEALTH:
        return {NEXT_RUN: {"": next_slot(now, HEALTH_PERIOD).timestamp()}}
    gauges = default_gauges(now, enabled=enabled)
    return {name: series for name, series in gauges.items() if job in BY_NAME[name].jobs}


def read_board_gauges(context: SnapshotContext, report: RunReport) -> Gauges:
    """Gauges of a run of today's board; a run of another date sets none about today's."""
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
    """What a run adds to the counter of published props."""
    if not report.published or report.outcome is Outcome.UNCHANGED:
        return Values()
    counts = {market.value: float(count) for market, count in report.props_by_market.items()}
    return Values(counters={PROPS: counts})


def read_next_game_day(context: SnapshotContext, sport: str, today: dt.date) -> dt.date:
    """The first day after *today* that may have games.

    Boards of later days, and the off-season, rule a day out; a day without a board counts as one with games.
    """
    for ahead in range(1, MAX_PAUSE):
        day = today + dt.timedelta(days=ahead)
        known_idle = ahead <= LOOKED_AHEAD and _read_is_idle(context, sport, day)
        if not is_off_season(day) and not known_idle:
            return day
    return today + dt.timedelta(days=1)


def _read_is_idle(context: SnapshotContext, sport: str, day: dt.date) -> bool:
    """Whether a board of *day* shows that there is no game."""
    try:
        stored = context.snapshots.read_pointer(sport, day, Provenance.LIVE)
        return stored is not None and not context.snapshots.read_manifest(stored[0].key).games
    except DataError:
        return False


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
