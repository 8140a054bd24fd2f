"""Make a plan, and freeze it: from here on a retry, on whatever day, works on the same one."""

from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from propctl.connectors.freshness import is_due
from propctl.connectors.mlb_stats_api import season_request, slate_request
from propctl.domain.backfill import Asked, Forecast, Plan, cut
from propctl.domain.calendar import is_off_season
from propctl.domain.choices import Reprocess
from propctl.domain.slate import GameState, PitchDay
from propctl.domain.snapshot import Provenance
from propctl.errors import DataError, UsageError
from propctl.jobs.gather import EARLIER_SEASONS
from propctl.jobs.workspace import Shelf, Workshop
from propctl.storage.jobs import JobStore

FIRST_DAY: Final = date(1901, 1, 1)
LONGEST_RANGE: Final = timedelta(days=366 * 3)

BYTES: Final = {"board": 120_000, "season": 260_000, "pitches": 700_000}
"""On the wire, compressed: slate, totals and schedule of a day; a season's people and earlier totals; a day
of pitches and its official counts."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A job's frozen plan, and whether this call froze it."""

    plan: Plan
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
            hint="the provider's earliest box scores are of 1901",
        )
    if end - start > LONGEST_RANGE:
        raise UsageError(
            f"{start} to {end} is more than a job takes; nothing was submitted",
            hint="give at most three years at once",
        )


def submit(workshop: Workshop, asked: Asked, reprocess: Reprocess) -> Submission:
    """The job of *asked*: the one that is there, or a new one (with ALL always a new one)."""
    shelf = workshop.shelf
    check_range(asked.start, asked.end, shelf.today())
    jobs = JobStore(shelf.store, shelf.snapshots.layout)
    if reprocess is not Reprocess.ALL:
        latest = latest_generation(jobs, asked)
        if latest is not None:
            return Submission(latest, is_new=False)
    plan = draw_up(workshop, asked, next_generation(jobs, asked), reprocess)
    frozen = jobs.freeze(plan)
    return Submission(frozen, is_new=frozen == plan)


def rehearse_submission(workshop: Workshop, asked: Asked, reprocess: Reprocess) -> Submission:
    """What :func:`submit` would come to; writes nothing."""
    shelf = workshop.shelf
    check_range(asked.start, asked.end, shelf.today())
    jobs = JobStore(shelf.store, shelf.snapshots.layout)
    if reprocess is not Reprocess.ALL:
        latest = latest_generation(jobs, asked)
        if latest is not None:
            return Submission(latest, is_new=False)
    return Submission(draw_up(workshop, asked, next_generation(jobs, asked), reprocess), is_new=True)


def latest_generation(jobs: JobStore, asked: Asked) -> Plan | None:
    """The plan of the last time *asked* was asked; None for the first time, DataError for a damaged one."""
    last = next_generation(jobs, asked) - 1
    return jobs.read_plan(asked.job_id(last)) if last else None


def next_generation(jobs: JobStore, asked: Asked) -> int:
    """The first generation that has no plan, be those before it whole or damaged."""
    generation = 1
    while jobs.has_plan(asked.job_id(generation)):
        generation += 1
    return generation


def draw_up(workshop: Workshop, asked: Asked, generation: int, reprocess: Reprocess) -> Plan:
    """A plan out of what storage has now; asks no provider."""
    again = reprocess is Reprocess.ALL
    standing = {} if again else dict(_standing(workshop.shelf, workshop.pool, asked))
    open_days = [day for day in asked.days() if day not in standing]
    pitch_days = _pitch_days(workshop, asked, open_days)
    return Plan(
        job_id=asked.job_id(generation),
        generation=generation,
        asked=asked,
        created_at=workshop.shelf.now(),
        chunks=tuple(cut(asked, standing)),
        pitch_days=tuple(pitch_days),
        forecast=_forecast(workshop, open_days, pitch_days),
    )


def _standing(shelf: Shelf, pool: Executor, asked: Asked) -> Iterable[tuple[date, str]]:
    """The days that have a whole snapshot of the same model and window.

    Not whole is one that is degraded, lacks pitches, or has a game that was suspended when it was built.
    """

    def found(day: date) -> tuple[date, str] | None:
        try:
            pointer = shelf.snapshots.read_pointer(asked.sport, day, Provenance.BACKFILL)
            manifest = shelf.snapshots.read_manifest(pointer[0].key) if pointer else None
        except DataError:
            return None
        if manifest is None or not manifest.whole or manifest.model_version != asked.model_version:
            return None
        if manifest.params.statcast_window_days != asked.statcast_window_days:
            return None
        if any(game.state is GameState.SUSPENDED for game in manifest.games):
            return None
        return day, manifest.snapshot_id

    return (one for one in pool.map(found, asked.days()) if one is not None)


def _pitch_days(workshop: Workshop, asked: Asked, open_days: list[date]) -> list[date]:
    """The days of the boards' windows that have not landed yet, or are still being revised."""
    before = {
        day - timedelta(days=n)
        for day in open_days
        if not is_off_season(day)
        for n in range(1, asked.statcast_window_days + 1)
        if (day - timedelta(days=n)).year == (day - timedelta(days=1)).year
    }
    candidates = sorted(day for day in before if not is_off_season(day))
    due = workshop.pool.map(lambda day: _is_due(workshop, day), candidates)
    return [day for day, wanted in zip(candidates, due, strict=True) if wanted]


def _is_due(workshop: Workshop, day: date) -> bool:
    record = workshop.savant.find(day)
    games = frozenset(record.games) if record else frozenset()
    return is_due(record, PitchDay(day, games), workshop.shelf.now())


def _forecast(workshop: Workshop, open_days: list[date], pitch_days: list[date]) -> Forecast:
    """Counted from the request index; box scores of suspended games, a few a month, are not foreseen."""
    boards = sum(workshop.pool.map(lambda day: _board_requests(workshop, day), open_days))
    seasons = {(day - timedelta(days=1)).year for day in open_days if not is_off_season(day)}
    shared = sum(_season_requests(workshop, season) for season in seasons) + len({d.year for d in pitch_days})
    pitches = 2 * len(pitch_days)
    requests = boards + shared + pitches
    size = boards * BYTES["board"] // 3 + shared * BYTES["season"] // 3 + len(pitch_days) * BYTES["pitches"]
    rps = workshop.requests_per_second
    return Forecast(requests=requests, bytes=size, seconds=round(requests / rps, 1) if rps else 0.0)


def _board_requests(workshop: Workshop, day: date) -> int:
    """The slate; and, in the season, totals and season's schedule through the day before."""
    source = workshop.api.source
    slate = not source.has_settled(slate_request(day), day)
    if is_off_season(day):
        return int(slate)
    through = day - timedelta(days=1)
    return int(slate) + 2 * (not workshop.api.has_history(through.year, through))


def _season_requests(workshop: Workshop, season: int) -> int:
    """Everybody's hands, and the totals of earlier seasons."""
    source = workshop.api.source
    earlier = range(season - EARLIER_SEASONS, season)
    return 1 + sum(not source.has_settled(season_request(year), date(year, 12, 31)) for year in earlier)
