"""What a job's objects tell of it; and the commands that change a whole job."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from datetime import UTC, datetime
from typing import Final

from propctl.domain.backfill import ChunkState, Held, JobState, JobStatus, Parked, Plan, Tally, Work
from propctl.errors import UsageError
from propctl.jobs.backfill.tasks import Task, tasks_of
from propctl.jobs.workspace import Shelf
from propctl.storage.contract import Conflict
from propctl.storage.jobs import JobStore

LATELY: Final = 50
"""Pieces of work whose ends the pace is taken from."""


def jobs_of(shelf: Shelf) -> JobStore:
    """The jobs of a shelf's namespace."""
    return JobStore(shelf.store, shelf.snapshots.layout)


def find_plan(shelf: Shelf, job_id: str) -> Plan:
    """The plan of a job (UsageError when there is none of that name)."""
    try:
        plan = jobs_of(shelf).read_plan(job_id)
    except ValueError:
        plan = None
    if plan is None:
        raise UsageError(
            f"no backfill job {job_id!r} in {shelf.store.url} ({shelf.namespace})",
            hint="propctl backfill ls shows what is there",
        )
    return plan


def status_of(shelf: Shelf, pool: Executor, plan: Plan) -> JobStatus:
    """The state of every piece of work, counted."""
    jobs = jobs_of(shelf)
    tasks = tasks_of(plan, jobs.layout)
    works = dict(zip(tasks, pool.map(lambda task: jobs.read(task.key)[0], tasks), strict=True))
    boards = {task: work for task, work in works.items() if task.chunk is not None}
    there = len(plan.chunks) - len(boards)
    chunks = _tally(boards.values(), done_before=there)
    pace = _pace([work.updated_at for work in works.values() if work.state is ChunkState.DONE])
    open_work = sum(work.state in (ChunkState.PENDING, ChunkState.LEASED) for work in works.values())
    return JobStatus(
        job_id=plan.job_id,
        state=_state(chunks, works, cancelled=jobs.is_cancelled(plan.job_id)),
        sport=plan.asked.sport,
        start=plan.asked.start,
        end=plan.asked.end,
        generation=plan.generation,
        created_at=plan.created_at,
        chunks=chunks,
        preparations=_tally(work for task, work in works.items() if task.chunk is None),
        parked=tuple(
            Parked(name=task.name, attempts=work.attempts, reason=work.reason)
            for task, work in works.items()
            if work.state is ChunkState.PARKED
        ),
        leased=tuple(_held(task, work) for task, work in works.items() if work.state is ChunkState.LEASED),
        days_done=_days_done(plan, boards),
        pace_per_minute=round(pace, 1) if pace else None,
        eta_seconds=round(60 * open_work / pace) if pace and open_work else None,
        forecast=plan.forecast,
    )


def _tally(works: Iterable[Work], done_before: int = 0) -> Tally:
    counts = Counter(work.state for work in works)
    return Tally(
        total=counts.total() + done_before,
        done=counts[ChunkState.DONE] + done_before,
        leased=counts[ChunkState.LEASED],
        parked=counts[ChunkState.PARKED],
        pending=counts[ChunkState.PENDING],
    )


def _state(chunks: Tally, works: Mapping[Task, Work], *, cancelled: bool) -> JobState:
    if chunks.over:
        return JobState.PARTIAL if chunks.parked else JobState.DONE
    if cancelled:
        return JobState.CANCELLED
    return JobState.RUNNING if any(work.epoch for work in works.values()) else JobState.PENDING


def _held(task: Task, work: Work) -> Held:
    age = (datetime.now(UTC) - work.updated_at).total_seconds() if work.updated_at else 0.0
    return Held(name=task.name, owner=work.owner, age_seconds=max(0, round(age)))


def _days_done(plan: Plan, boards: Mapping[Task, Work]) -> int:
    standing = sum(len(chunk.standing) for chunk in plan.chunks)
    return standing + sum(len(work.snapshots) for work in boards.values())


def _pace(ends: Sequence[datetime | None]) -> float | None:
    """Pieces of work a minute, over the last ones."""
    latest = sorted(end for end in ends if end is not None)[-LATELY:]
    if len(latest) < 3 or latest[0] == latest[-1]:
        return None
    return 60.0 * (len(latest) - 1) / (latest[-1] - latest[0]).total_seconds()


def resume(shelf: Shelf, plan: Plan) -> int:
    """Take back a cancellation, and open every parked piece of work again; says how many there were."""
    jobs = jobs_of(shelf)
    jobs.uncancel(plan.job_id)
    return sum(_reopened(jobs, task.key) for task in tasks_of(plan, jobs.layout))


def _reopened(jobs: JobStore, key: str) -> bool:
    """Whether the work was parked and is open again; somebody else may be quicker."""
    work, etag = jobs.read(key)
    if work.state is not ChunkState.PARKED:
        return False
    try:
        jobs.write(key, work.resumed(), etag)
    except Conflict:
        return False
    return True
