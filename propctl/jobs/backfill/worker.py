"""One worker: claims a task that can be done, does it, and goes on until nothing is left to claim.

Any number of workers share a job. A refusal ends the worker at once, since every further request would be
refused too; any other failure is recorded, and the task tried again after the others, until it is parked.
"""

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from propctl.domain.backfill_job import BackfillPlan, ChunkState, TaskEvent, TaskState
from propctl.errors import (
    ConfigurationError,
    DataError,
    PartialError,
    PropctlError,
    RefusedError,
    StoppedError,
    TemporaryError,
)
from propctl.jobs.backfill.lease import LEASE_SECONDS, Lease, LeaseLostError, Watch
from propctl.jobs.backfill.run_task import TaskRunner, asks_to_wait
from propctl.jobs.backfill.task_list import Task, tasks_of
from propctl.jobs.backfill.worker_threads import run_threads
from propctl.jobs.build_context import BuildContext
from propctl.storage.backfill_jobs import BackfillJobStore
from propctl.storage.contract import Conflict

POLL_SECONDS: Final = 1.0
"""Between looks at tasks that others hold."""

RELEASE_ATTEMPTS: Final = 5

CLAIM_SECONDS: Final = 5.0
"""How long a release waits for a claim that is being written; after that, its lease lapses."""

PAUSES: Final = (5.0, 30.0)
"""Before failed tasks are tried again: a provider's outage of seconds must not park a whole job."""

OVER: Final = frozenset({ChunkState.DONE, ChunkState.PARKED})
GOLDEN: Final = 0.6180339887
"""Its multiples, modulo 1, spread any number of workers evenly."""

WAY_OUT: Final = (
    "the job stays as it is: continue it with `propctl backfill work` and its id, on the same storage, from "
    "a machine that is not refused"
)

LATER: Final = (
    "the job stays as it is: continue it with `propctl backfill work` and its id when the wait is over"
)


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """How a worker works."""

    threads: int = 1
    """While one waits for a provider, another computes."""
    index: int = 0
    """Which of several workers it is: decides where it begins to look for tasks."""
    lease_seconds: float = LEASE_SECONDS
    wait: Callable[[threading.Event, float], object] = threading.Event.wait
    """How a loop waits: until it is stopped, or for so many seconds."""
    on_event: Callable[[TaskEvent], None] = lambda _: None
    """Called by one thread at a time."""


def run_worker(build_context: BuildContext, plan: BackfillPlan, options: WorkerOptions) -> None:
    """Work on the job until nothing is left to claim, or it is cancelled.

    Raises RefusedError when a provider refuses (with a hint how to go on), TemporaryError when it demands a
    long pause, ConfigurationError for a job of another model, and what the store raises; nothing is left
    half-done, and others may go on.
    """
    from propctl.projection import MODEL_VERSION

    if plan.spec.model_version != MODEL_VERSION:
        raise ConfigurationError(
            f"{plan.job_id} is of model {plan.spec.model_version}, and this program's is {MODEL_VERSION}; "
            "nothing was done",
            hint="work on it with the version of propctl that submitted it, or submit the range again",
        )
    # What is built depends on the plan alone, not on the settings of the worker.
    as_planned = replace(build_context, statcast_window_days=plan.spec.statcast_window_days)
    options = replace(options, on_event=_locked(options.on_event))
    run_threads([_WorkerLoop(as_planned, plan, options) for _ in range(options.threads)])


def _locked(on_event: Callable[[TaskEvent], None]) -> Callable[[TaskEvent], None]:
    lock = threading.Lock()

    def locked(event: TaskEvent) -> None:
        with lock:
            on_event(event)

    return locked


class _WorkerLoop:
    def __init__(self, build_context: BuildContext, plan: BackfillPlan, options: WorkerOptions) -> None:
        self._jobs = BackfillJobStore(build_context.store, build_context.snapshots.layout)
        self._plan = plan
        self._options = options
        self._owner = build_context.run_id
        self._runner = TaskRunner(build_context, plan)
        self._watch = Watch(options.lease_seconds)
        self._tasks = _rotated(tasks_of(plan, self._jobs.layout), options.index)
        self._stopped = threading.Event()
        self._claiming = threading.Lock()
        """Held from the look at the stop flag until a claim is written, so that a release sees the claim."""
        self._current_key: str | None = None
        """The key of the task that this loop holds or is claiming."""
        self._over: set[str] = set()
        self._parked: set[str] = set()
        self._later: set[str] = set()
        """Tasks that failed in this loop, until nothing else can be claimed."""
        self._outage = False
        """Whether some of them may succeed after a pause."""
        self._pauses = 0

    def run(self) -> None:
        """Work until nothing is left to claim; an error leaves nothing leased."""
        try:
            self._run_tasks()
        except (RefusedError, ConfigurationError, TemporaryError, StoppedError):
            self.release_task()
            raise

    def stop(self) -> None:
        """Claim no more tasks."""
        self._stopped.set()

    def _run_tasks(self) -> None:
        while not (self._stopped.is_set() or self._jobs.is_cancelled(self._plan.job_id)):
            claimed = self._claim_next()
            if claimed is not None:
                self._run_task(*claimed)
            elif self._later:
                self._wait_to_try_again()
            elif len(self._over) == len(self._tasks):
                return
            else:
                self._wait(min(POLL_SECONDS, self._options.lease_seconds / 4))

    def _wait_to_try_again(self) -> None:
        """Let failed tasks be claimed again: after a pause if waiting can help, else at once."""
        if self._outage:
            pause = PAUSES[min(self._pauses, len(PAUSES) - 1)]
            self._pauses += 1
            self._wait(pause)
        self._later.clear()
        self._outage = False

    def _wait(self, seconds: float) -> None:
        self._options.wait(self._stopped, seconds)

    def _claim_next(self) -> tuple[Task, Lease] | None:
        for task in self._tasks:
            if self._stopped.is_set():
                return None
            if task.key in self._over or task.key in self._later or not task.needs <= self._over:
                continue
            lease = self._claim(task)
            if lease is not None:
                return task, lease
        return None

    def _claim(self, task: Task) -> Lease | None:
        """The lease of the task; None when it is over, another worker holds it, or this loop was stopped."""
        task_state, etag = self._jobs.read_task(task.key)
        if task_state.state in OVER:
            self._enter(task, task_state)
            return None
        if task_state.state is ChunkState.LEASED and not self._watch.has_lapsed(task.key, etag or ""):
            return None
        claimed = task_state.claimed(self._owner)
        etag = self._write_claim(task.key, claimed, etag)
        if etag is None:
            return None
        if claimed.state is ChunkState.PARKED:
            self._announce(task, claimed)
            return None
        return Lease(self._jobs, task.key, claimed, etag, self._options.lease_seconds)

    def _write_claim(self, key: str, claimed: TaskState, etag: str | None) -> str | None:
        """The etag of the claim; None when the loop was stopped, or another worker came first."""
        with self._claiming:
            if self._stopped.is_set():
                return None
            self._current_key = key
            try:
                return self._jobs.write_task(key, claimed, etag)
            except Conflict:
                return None

    def _run_task(self, task: Task, lease: Lease) -> None:
        with lease:
            try:
                self._runner.run(task, lease)
            except LeaseLostError:
                return
            except RefusedError as error:
                raise RefusedError(
                    f"{task.name}: {error.message}", hint=f"{error.hint}; {WAY_OUT}"
                ) from error
            except (TemporaryError, DataError, PartialError) as error:
                if asks_to_wait(error):
                    raise TemporaryError(f"{task.name}: {error.message}", hint=LATER) from error
                self._fail(task, lease, error)
                return
        self._announce(task, lease.task_state)

    def _fail(self, task: Task, lease: Lease, error: PropctlError) -> None:
        """Record the failure; raises when the store is down.

        A task that needs a parked one is parked at once: another try would request the missing input again.
        """
        self._outage = self._outage or isinstance(error, TemporaryError)
        reason = " ".join(error.message.split())
        lacking = bool(task.needs & self._parked)
        with contextlib.suppress(LeaseLostError):
            self._announce(task, lease.update(lambda task_state: task_state.failed(reason, for_good=lacking)))

    def release_task(self) -> None:
        """Leave the task to others without waiting for the lease to lapse; failing that, the lease lapses.

        Releases the state in storage: a thread that was stopped during a write does not know the outcome.
        Once the loop is stopped, it claims nothing after this.
        """
        if self._claiming.acquire(timeout=CLAIM_SECONDS):
            self._claiming.release()
        with contextlib.suppress(PropctlError):
            for _ in range(RELEASE_ATTEMPTS):
                if self._current_key is None or self._release(self._current_key):
                    return

    def _release(self, key: str) -> bool:
        """Release the task; False when a renewal that was still on its way came first."""
        task_state, etag = self._jobs.read_task(key)
        if task_state.state is not ChunkState.LEASED or task_state.owner != self._owner:
            return True
        try:
            self._jobs.write_task(key, task_state.released(), etag)
        except Conflict:
            return False
        return True

    def _announce(self, task: Task, task_state: TaskState) -> None:
        self._enter(task, task_state)
        self._options.on_event(TaskEvent(task.kind, task.name, task_state.state, task_state.reason))

    def _enter(self, task: Task, task_state: TaskState) -> None:
        (self._over if task_state.state in OVER else self._later).add(task.key)
        if task_state.state is ChunkState.PARKED:
            self._parked.add(task.key)


def _rotated(tasks: list[Task], index: int) -> list[Task]:
    """The tasks from another start for each worker, so that workers do not all try to claim the same ones."""
    first = int(index * GOLDEN % 1.0 * len(tasks))
    return tasks[first:] + tasks[:first]
