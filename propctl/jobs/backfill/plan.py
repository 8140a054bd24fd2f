"""Make a plan, and freeze it: from here on a retry, on whatever day, works on the same one."""

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
            hint=f"a backfill is of past days: the last one can be {today - timedelta(days=1)}",
        )
    if start < FIRST_DAY:
        raise UsageError(
            f"--start {start} is before {FIRST_DAY}; nothing was submitted",
            hint=f"the provider's earliest box scores are of {FIRST_YEAR}",
        )
    if end - start > MAX_RANGE:
        raise UsageError(
            f"{start} to {end} is more than a job takes; nothing was submitted",
            hint="give at most three years at once",
        )


def spec_of(build_context: BuildContext, sport: str, start: date, end: date, chunk_days: int) -> BackfillSpec:
    """What a job of these days is asked for, with this program's model and window of pitches."""
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
    """The job of *spec*: the one that is there, or a new one (with ALL always a new one).

    A *dry_run* draws the plan up and writes nothing.
    """
    check_range(spec.start, spec.end, build_context.today())
    jobs = open_job_store(build_context)
    if reprocess is not Reprocess.ALL:
        latest = read_latest_plan(jobs, spec)
        if latest is not None:
            return Submission(latest, is_new=False)
    plan = plan_backfill(build_context, spec, next_generation(jobs, spec), reprocess)
    written = plan if dry_run else jobs.write_plan(plan)
    return Submission(written, is_new=written == plan)


def read_latest_plan(jobs: BackfillJobStore, spec: BackfillSpec) -> BackfillPlan | None:
    """The plan of the last time *asked* was asked; None for the first time, DataError for a damaged one."""
    last = next_generation(jobs, spec) - 1
    return jobs.read_plan(spec.job_id(last)) if last else None


def next_generation(jobs: BackfillJobStore, spec: BackfillSpec) -> int:
    """The first generation that has no plan, be those before it whole or damaged."""
    generation = 1
    while jobs.has_plan(spec.job_id(generation)):
        generation += 1
    return generation


def plan_backfill(
    build_context: BuildContext, spec: BackfillSpec, generation: int, reprocess: Reprocess
) -> BackfillPlan:
    """A plan out of what storage has now; asks no provider."""
    again = reprocess is Reprocess.ALL
    built = {} if again else dict(_read_built_days(build_context, build_context.pool, spec))
    open_days = [day for day in spec.days() if day not in built]
    pitch_days = _pitch_days(build_context, spec, open_days)
    return BackfillPlan(
        job_id=spec.job_id(generation),
        generation=generation,
        spec=spec,
        created_at=build_context.now(),
        chunks=tuple(planned_chunks(spec, built)),
        pitch_days=tuple(pitch_days),
        forecast=_forecast(build_context, open_days, pitch_days),
    )


def _read_built_days(
    context: SnapshotContext, pool: Executor, spec: BackfillSpec
) -> Iterable[tuple[date, str]]:
    """The days that have a whole snapshot of the same model and window.

    Not whole is one that is degraded, lacks pitches, or has a game that was suspended when it was built.
    """

    def found(day: date) -> tuple[date, str] | None:
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

    return (one for one in pool.map(found, spec.days()) if one is not None)


def _pitch_days(build_context: BuildContext, spec: BackfillSpec, open_days: list[date]) -> list[date]:
    """The days of the boards' windows that have not landed yet, or are still being revised."""
    before = {
        day - timedelta(days=n)
        for day in open_days
        if not is_off_season(day)
        for n in range(1, spec.statcast_window_days + 1)
        if (day - timedelta(days=n)).year == (day - timedelta(days=1)).year
    }
    candidates = sorted(day for day in before if not is_off_season(day))
    due = build_context.pool.map(lambda day: _is_due(build_context, day), candidates)
    return [day for day, wanted in zip(candidates, due, strict=True) if wanted]


def _is_due(build_context: BuildContext, day: date) -> bool:
    record = build_context.pitches.read_record(day)
    games = frozenset(record.games) if record else frozenset()
    return is_due(record, PitchDay(day, games), build_context.now())


def _forecast(build_context: BuildContext, open_days: list[date], pitch_days: list[date]) -> Forecast:
    """Counted from the request index; box scores of suspended games, a few a month, are not foreseen."""
    boards = sum(build_context.pool.map(lambda day: _board_requests(build_context, day), open_days))
    seasons = {(day - timedelta(days=1)).year for day in open_days if not is_off_season(day)}
    shared = sum(_season_requests(build_context, season) for season in seasons) + len(
        {d.year for d in pitch_days}
    )
    pitches = 2 * len(pitch_days)
    requests = boards + shared + pitches
    size = boards * BYTES["board"] // 3 + shared * BYTES["season"] // 3 + len(pitch_days) * BYTES["pitches"]
    rps = build_context.requests_per_second
    return Forecast(requests=requests, bytes=size, seconds=round(requests / rps, 1) if rps else 0.0)


def _board_requests(build_context: BuildContext, day: date) -> int:
    """The slate; and, in the season, totals and season's schedule through the day before."""
    source = build_context.api.source
    slate = not source.is_archived(slate_request(day), day)
    if is_off_season(day):
        return int(slate)
    through = day - timedelta(days=1)
    return int(slate) + 2 * (not build_context.api.has_history(through.year, through))


def _season_requests(build_context: BuildContext, season: int) -> int:
    """Everybody's hands, and the totals of earlier seasons."""
    source = build_context.api.source
    earlier = range(season - EARLIER_SEASONS, season)
    return 1 + sum(not source.is_archived(season_request(year), date(year, 12, 31)) for year in earlier)
