"""The tasks of a plan, in the best order to do them.

Boards share inputs: the pitches of a day serve thirty of them, earlier seasons all of them. Each shared input
is a separate task, so that it is fetched once, however many workers there are.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from propctl.domain.backfill_job import BackfillPlan, PlannedChunk, TaskKind
from propctl.domain.calendar import is_off_season
from propctl.storage.layout import Layout


@dataclass(frozen=True, slots=True)
class Task:
    """One task: a season's inputs, a day of pitches, or a chunk of boards."""

    key: str
    """The key of the object that holds the task's state."""
    name: str
    needs: frozenset[str] = frozenset()
    """Keys of the tasks that must be over first, done or parked."""
    season: int | None = None
    pitch_day: date | None = None
    chunk: PlannedChunk | None = field(default=None, compare=False)

    @property
    def kind(self) -> TaskKind:
        """Which of the three it is."""
        if self.chunk is not None:
            return TaskKind.CHUNK
        return TaskKind.SEASON if self.season is not None else TaskKind.PITCHES


def tasks_of(plan: BackfillPlan, layout: Layout) -> list[Task]:
    """Every task, each after those that it needs."""
    seasons = {season: _season_task(plan, layout, season) for season in seasons_of(plan)}
    pitches = {day: _pitch_task(plan, layout, day, seasons) for day in sorted(plan.pitch_days)}
    ordered: dict[str, Task] = {}
    for chunk in plan.open_chunks():
        first = [seasons[year] for year in _years(chunk) if year in seasons]
        first += [task for day, task in pitches.items() if _uses(plan, chunk, day)]
        needs = frozenset(task.key for task in first)
        name = str(chunk.start) if chunk.start == chunk.end else f"{chunk.start} to {chunk.end}"
        key = layout.chunk_key(plan.job_id, chunk.number)
        for task in (*first, Task(key, name, needs, chunk=chunk)):
            ordered.setdefault(task.key, task)
    return list(ordered.values())


def seasons_of(plan: BackfillPlan) -> list[int]:
    """The seasons whose history some board with games may need."""
    return sorted({year for chunk in plan.open_chunks() for year in _years(chunk)})


def pitch_range(plan: BackfillPlan, season: int) -> tuple[date, date] | None:
    """The first and last day of pitches in a season of the plan."""
    days = [day for day in plan.pitch_days if day.year == season]
    return (min(days), max(days)) if days else None


def _years(chunk: PlannedChunk) -> Iterator[int]:
    """The seasons of the chunk's boards: a board knows the days before its own."""
    for day in chunk.missing_days():
        if not is_off_season(day):
            yield (day - timedelta(days=1)).year


def _uses(plan: BackfillPlan, chunk: PlannedChunk, day: date) -> bool:
    window = timedelta(days=plan.spec.statcast_window_days)
    return any(wanted - window <= day < wanted for wanted in chunk.missing_days())


def _season_task(plan: BackfillPlan, layout: Layout, season: int) -> Task:
    return Task(layout.preparation_key(plan.job_id, f"season-{season}"), f"season {season}", season=season)


def _pitch_task(plan: BackfillPlan, layout: Layout, day: date, seasons: dict[int, Task]) -> Task:
    needs = frozenset({seasons[day.year].key}) if day.year in seasons else frozenset()
    key = layout.preparation_key(plan.job_id, f"pitches-{day}")
    return Task(key, f"pitches of {day}", needs, pitch_day=day)
