"""Read a job's status from its objects in storage, and resume a job."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from datetime import UTC, datetime
from typing import Final

from propctl.domain.backfill_job import (
    BackfillPlan,
    ChunkState,
    JobState,
    JobStatus,
    LeasedTask,
    ParkedTask,
    StateCounts,
    TaskState,
)
from propctl.errors import UsageError
from propctl.jobs.backfill.task_list import Task, tasks_of
from propctl.jobs.snapshot_context import SnapshotContext
from propctl.storage.backfill_jobs import BackfillJobStore
from propctl.storage.contract import Conflict

PACE_TASKS: Final = 50
"""The last tasks to end, from which the pace is computed."""


def open_job_store(context: SnapshotContext) -> BackfillJobStore:
    """The jobs of the context's namespace."""
    return BackfillJobStore(context.store, context.snapshots.layout)


def find_plan(context: SnapshotContext, job_id: str) -> BackfillPlan:
    """The plan of a job (UsageError when there is no such job)."""
    try:
        plan = open_job_store(context).read_plan(job_id)
    except ValueError:
        plan = None
    if plan is None:
        raise UsageError(
            f"no backfill job {job_id!r} in {context.store.url} ({context.namespace})",
            hint="`propctl backfill ls` lists the jobs",
        )
    return plan


def read_job_status(context: SnapshotContext, pool: Executor, plan: BackfillPlan) -> JobStatus:
    """Read the state of every task, and count them."""
    jobs = open_job_store(context)
    tasks = tasks_of(plan, jobs.layout)
    task_states = dict(zip(tasks, pool.map(lambda task: jobs.read_task(task.key)[0], tasks), strict=True))
    boards = {task: task_state for task, task_state in task_states.items() if task.chunk is not None}
    chunks = _count_states(boards.values(), done_before=len(plan.chunks) - len(boards))
    pace = _pace(
        [task_state.updated_at for task_state in task_states.values() if task_state.state is ChunkState.DONE]
    )
    open_tasks = sum(
        task_state.state in (ChunkState.PENDING, ChunkState.LEASED) for task_state in task_states.values()
    )
    return JobStatus(
        job_id=plan.job_id,
        state=_state(chunks, task_states, cancelled=jobs.is_cancelled(plan.job_id)),
        sport=plan.spec.sport,
        start=plan.spec.start,
        end=plan.spec.end,
        generation=plan.generation,
        created_at=plan.created_at,
        chunks=chunks,
        preparations=_count_states(
            task_state for task, task_state in task_states.items() if task.chunk is None
        ),
        parked=tuple(
            ParkedTask(name=task.name, attempts=task_state.attempts, reason=task_state.reason)
            for task, task_state in task_states.items()
            if task_state.state is ChunkState.PARKED
        ),
        leased=tuple(
            _leased_task(task, task_state)
            for task, task_state in task_states.items()
            if task_state.state is ChunkState.LEASED
        ),
        days_done=_days_done(plan, boards),
        pace_per_minute=round(pace, 1) if pace else None,
        eta_seconds=round(60 * open_tasks / pace) if pace and open_tasks else None,
        forecast=plan.forecast,
    )


def _count_states(task_states: Iterable[TaskState], done_before: int = 0) -> StateCounts:
    counts = Counter(task_state.state for task_state in task_states)
    return StateCounts(
        total=counts.total() + done_before,
        done=counts[ChunkState.DONE] + done_before,
        leased=counts[ChunkState.LEASED],
        parked=counts[ChunkState.PARKED],
        pending=counts[ChunkState.PENDING],
    )


def _state(chunks: StateCounts, task_states: Mapping[Task, TaskState], *, cancelled: bool) -> JobState:
    if chunks.over:
        return JobState.PARTIAL if chunks.parked else JobState.DONE
    if cancelled:
        return JobState.CANCELLED
    return (
        JobState.RUNNING if any(task_state.epoch for task_state in task_states.values()) else JobState.PENDING
    )


def _leased_task(task: Task, task_state: TaskState) -> LeasedTask:
    age = (datetime.now(UTC) - task_state.updated_at).total_seconds() if task_state.updated_at else 0.0
    return LeasedTask(name=task.name, owner=task_state.owner, age_seconds=max(0, round(age)))


def _days_done(plan: BackfillPlan, boards: Mapping[Task, TaskState]) -> int:
    built = sum(len(chunk.built) for chunk in plan.chunks)
    return built + sum(len(task_state.snapshots) for task_state in boards.values())


def _pace(ends: Sequence[datetime | None]) -> float | None:
    """Tasks a minute, over the last ones."""
    latest = sorted(end for end in ends if end is not None)[-PACE_TASKS:]
    if len(latest) < 3 or latest[0] == latest[-1]:
        return None
    return 60.0 * (len(latest) - 1) / (latest[-1] - latest[0]).total_seconds()


def resume(context: SnapshotContext, plan: BackfillPlan) -> int:
    """Undo a cancellation, open every parked task again, and return how many there were."""
    jobs = open_job_store(context)
    jobs.delete_cancellation(plan.job_id)
    return sum(_resume_task(jobs, task.key) for task in tasks_of(plan, jobs.layout))


def _resume_task(jobs: BackfillJobStore, key: str) -> bool:
    """Open a parked task again; False if it is not parked, or if another process was quicker."""
    task_state, etag = jobs.read_task(key)
    if task_state.state is not ChunkState.PARKED:
        return False
    try:
        jobs.write_task(key, task_state.resumed(), etag)
    except Conflict:
        return False
    return True
