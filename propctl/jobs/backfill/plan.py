"""Make a backfill's plan, and freeze it: every later retry works on the same plan."""

from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from propctl.connectors.freshness import is_due
from propctl.connectors.mlb_stats_api import season_request, slate_request
from propctl.domain.backfill_job import BackfillPlan, BackfillSpec, Forecast, planned_chunks
from propctl.domain.calendar import FIRST_YEAR, is_off_season
from propctl.domain.option_values import Provenance, Reprocess
from propctl.domain.slate import GameState, PitchDay
from propctl.errors import DataError, UsageError
from propctl.jobs.backfill.status import open_job_store
from propctl.jobs.build_context import BuildContext
from propctl.jobs.fetch_inputs import EARLIER_SEASONS
from propctl.jobs.snapshot_context import SnapshotContext
from propctl.storage.backfill_jobs import BackfillJobStore

FIRST_DAY: Final = date(FIRST_YEAR, 1, 1)
MAX_RANGE: Final = timedelta(days=366 * 3)

BYTES: Final = {"board": 120_000, "season": 260_000, "pitches": 700_000}
"""On the wire, compressed: slate, totals and schedule of a day; a season's people and earlier totals; a day
of pitches and its official counts."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A job's frozen plan, and whether this call froze it."""

    plan: BackfillPlan
    is_new: bool


def check_range(start: date, end: date, today: date) -> None:
    """UsageError unless *start* to *end* are days that are over, in order."""
    if end < start:
        raise UsageError(
            f"--end {end} is before --start {start}; nothing was submitted", hint="both days are included"
        )
    if end >= today:
        raise UsageError(
            f"--end {end} is not over yet in New York, where it is {today}; nothing was submitted",
            hint=f"a backfill builds past days: the last one can be {today - timedelta(days=1)}",
        )
    if start < FIRST_DAY:
        raise UsageError(
            f"--start {start} is before {FIRST_DAY}; nothing was submitted",
            hint=f"the provider's earliest box scores are of {FIRST_YEAR}",
        )
    if end - start > MAX_RANGE:
        raise UsageError(
            f"{start} to {end} is too long for one job; nothing was submitted",
            hint="give at most three years at once",
        )


def spec_of(build_context: BuildContext, sport: str, start: date, end: date, chunk_days: int) -> BackfillSpec:
    """The spec of a job of these days, with this program's model and window of pitches."""
    from propctl.projection import MODEL_VERSION

    return BackfillSpec(
        sport=sport,
        start=start,
        end=end,
        chunk_days=chunk_days,
        model_version=MODEL_VERSION,
        statcast_window_days=build_context.statcast_window_days,
    )


def submit(
    build_context: BuildContext, spec: BackfillSpec, reprocess: Reprocess, *, dry_run: bool = False
) -> Submission:
    """The job of *spec*: the existing one, or a new one (with ALL always a new one).

    A *dry_run* makes the plan and writes nothing.
    """
    check_range(spec.start, spec.end, build_context.today())
    jobs = open_job_store(build_context)
    if reprocess is not Reprocess.ALL:
        latest = read_latest_plan(jobs, spec)
        if latest is not None:
            return Submission(latest, is_new=False)
    plan = plan_backfill(build_context, spec, read_next_generation(jobs, spec), reprocess)
    written = plan if dry_run else jobs.write_plan(plan)
    return Submission(written, is_new=written == plan)


def read_latest_plan(jobs: BackfillJobStore, spec: BackfillSpec) -> BackfillPlan | None:
    """The plan of the latest job of *spec*; None without one, DataError for a damaged one."""
    last = read_next_generation(jobs, spec) - 1
    return jobs.read_plan(spec.job_id(last)) if last else None


def read_next_generation(jobs: BackfillJobStore, spec: BackfillSpec) -> int:
    """The first generation without a plan; a damaged plan counts as one."""
    generation = 1
    while jobs.has_plan(spec.job_id(generation)):
        generation += 1
    return generation


def plan_backfill(
    build_context: BuildContext, spec: BackfillSpec, generation: int, reprocess: Reprocess
) -> BackfillPlan:
    """A plan from what storage has now; makes no request."""
    again = reprocess is Reprocess.ALL
    built = {} if again else dict(_read_built_days(build_context, build_context.pool, spec))
    open_days = [day for day in spec.days() if day not in built]
    pitch_days = _read_due_pitch_days(build_context, spec, open_days)
    return BackfillPlan(
        job_id=spec.job_id(generation),
        generation=generation,
        spec=spec,
        created_at=build_context.now(),
        chunks=tuple(planned_chunks(spec, built)),
        pitch_days=tuple(pitch_days),
        forecast=_read_forecast(build_context, open_days, pitch_days),
    )


def _read_built_days(
    context: SnapshotContext, pool: Executor, spec: BackfillSpec
) -> Iterable[tuple[date, str]]:
    """The days that have a whole snapshot of the same model and window.

    A snapshot is not whole when it is degraded, lacks pitches, or has a game that was suspended when it was
    built.
    """

    def read_built_day(day: date) -> tuple[date, str] | None:
        try:
            pointer = context.snapshots.read_pointer(spec.sport, day, Provenance.BACKFILL)
            manifest = context.snapshots.read_manifest(pointer[0].key) if pointer else None
        except DataError:
            return None
        if manifest is None or not manifest.whole or manifest.model_version != spec.model_version:
            return None
        if manifest.params.statcast_window_days != spec.statcast_window_days:
            return None
        if any(game.state is GameState.SUSPENDED for game in manifest.games):
            return None
        return day, manifest.snapshot_id

    return (built for built in pool.map(read_built_day, spec.days()) if built is not None)


def _read_due_pitch_days(
    build_context: BuildContext, spec: BackfillSpec, open_days: list[date]
) -> list[date]:
    """The days of the boards' windows that have not landed yet, or that the provider may still revise."""
    before = {
        day - timedelta(days=n)
        for day in open_days
        if not is_off_season(day)
        for n in range(1, spec.statcast_window_days + 1)
        if (day - timedelta(days=n)).year == (day - timedelta(days=1)).year
    }
    candidates = sorted(day for day in before if not is_off_season(day))
    due = build_context.pool.map(lambda day: _read_is_due(build_context, day), candidates)
    return [day for day, wanted in zip(candidates, due, strict=True) if wanted]


def _read_is_due(build_context: BuildContext, day: date) -> bool:
    record = build_context.pitches.read_record(day)
    games = frozenset(record.games) if record else frozenset()
    return is_due(record, PitchDay(day, games), build_context.now())


def _read_forecast(build_context: BuildContext, open_days: list[date], pitch_days: list[date]) -> Forecast:
    """Counted from the request index, without the box scores of suspended games, a few a month."""
    boards = sum(build_context.pool.map(lambda day: _read_board_requests(build_context, day), open_days))
    seasons = {(day - timedelta(days=1)).year for day in open_days if not is_off_season(day)}
    shared = sum(_read_season_requests(build_context, season) for season in seasons) + len(
        {d.year for d in pitch_days}
    )
    pitches = 2 * len(pitch_days)
    requests = boards + shared + pitches
    size = boards * BYTES["board"] // 3 + shared * BYTES["season"] // 3 + len(pitch_days) * BYTES["pitches"]
    rps = build_context.requests_per_second
    return Forecast(requests=requests, bytes=size, seconds=round(requests / rps, 1) if rps else 0.0)


def _read_board_requests(build_context: BuildContext, day: date) -> int:
    """How many of a board's requests are not archived: the slate, in the season also totals and schedule."""
    source = build_context.api.source
    slate = not source.is_archived(slate_request(day), day)
    if is_off_season(day):
        return int(slate)
    through = day - timedelta(days=1)
    return int(slate) + 2 * (not build_context.api.has_history(through.year, through))


def _read_season_requests(build_context: BuildContext, season: int) -> int:
    """How many requests a season's boards share: its people, and the totals of earlier seasons."""
    source = build_context.api.source
    earlier = range(season - EARLIER_SEASONS, season)
    return 1 + sum(not source.is_archived(season_request(year), date(year, 12, 31)) for year in earlier)
