"""One worker: claims what can be done, does it, and goes on until nothing is left to claim.

Any number of them share a job. A refusal ends the worker at once, since every further request would be
refused too; any other failure is written down, and the work tried again after the others, until it is parked.
"""

import contextlib
import threading
import time
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
from propctl.jobs.backfill.worker_threads import run_threads, run_uninterrupted
from propctl.jobs.build_context import BuildContext
from propctl.storage.backfill_jobs import BackfillJobStore
from propctl.storage.contract import Conflict

POLL_SECONDS: Final = 1.0
"""Between looks at work that others hold."""

RELEASE_ATTEMPTS: Final = 5

PAUSES: Final = (5.0, 30.0)
"""Before what failed is tried again: a provider's outage of seconds must not park a whole job."""

OVER: Final = frozenset({ChunkState.DONE, ChunkState.PARKED})
GOLDEN: Final = 0.6180339887
"""Multiples of it, modulo 1, spread workers evenly however many there are."""

WAY_OUT: Final = (
    "the job stays as it is: `propctl backfill work` with its id, on the same storage, from a machine that "
    "is not refused goes on with it"
)

LATER: Final = (
    "the job stays as it is: `propctl backfill work` with its id goes on with it when the wait is over"
)


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """How a worker goes about it."""

    threads: int = 1
    """Threads: while one waits for a provider, another computes."""
    index: int = 0
    """Which of several it is: says where it begins to look."""
    lease_seconds: float = LEASE_SECONDS
    sleep: Callable[[float], None] = time.sleep
    on_event: Callable[[TaskEvent], None] = lambda _: None
    """Called by one thread at a time."""


def run_worker(build_context: BuildContext, plan: BackfillPlan, options: WorkerOptions) -> None:
    """Work on the job until nothing is left to claim, or it is cancelled.

    Raises RefusedError when a provider refuses (with the way out), TemporaryError when it asks to be left
    alone for long, ConfigurationError for a job of another model, and what the store raises; nothing is
    half-done, and others may go on.
    """
    from propctl.projection import MODEL_VERSION

    if plan.spec.model_version != MODEL_VERSION:
        raise ConfigurationError(
            f"{plan.job_id} is of model {plan.spec.model_version}, and this program's is {MODEL_VERSION}; "
            "nothing was done",
            hint="work on it with the version of propctl that submitted it, or submit the range anew",
        )
    # What is built depends on the plan alone, and not on the settings of whoever works on it.
    as_planned = replace(build_context, statcast_window_days=plan.spec.statcast_window_days)
    options = replace(options, on_event=_one_at_a_time(options.on_event))
    run_threads([_WorkerLoop(as_planned, plan, options) for _ in range(options.threads)])


def _one_at_a_time(on_event: Callable[[TaskEvent], None]) -> Callable[[TaskEvent], None]:
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
        self._in_hand: str | None = None
        """The key of what is ours, or is being claimed."""
        self._over: set[str] = set()
        self._parked: set[str] = set()
        self._later: set[str] = set()
        """What has failed in our hands, until nothing else can be claimed."""
        self._outage = False
        """Whether some of it may succeed when the provider is asked later."""
        self._pauses = 0

    def run(self) -> None:
        """Until nothing is left to claim; what goes wrong leaves nothing leased."""
        try:
            self._task_state()
        except (RefusedError, ConfigurationError, TemporaryError, StoppedError):
            run_uninterrupted(self.release_task)
            raise

    def stop(self) -> None:
        """Claim nothing more."""
        self._stopped.set()

    def _task_state(self) -> None:
        while not (self._stopped.is_set() or self._jobs.is_cancelled(self._plan.job_id)):
            claimed = self._claim_next()
            if claimed is not None:
                self._perform(*claimed)
            elif self._later:
                self._try_again()
            elif len(self._over) == len(self._tasks):
                return
            else:
                self._options.sleep(min(POLL_SECONDS, self._options.lease_seconds / 4))

    def _try_again(self) -> None:
        """What failed is claimed once more: at once where waiting does not help, else after a pause."""
        if self._outage:
            pause = PAUSES[min(self._pauses, len(PAUSES) - 1)]
            self._pauses += 1
            self._options.sleep(pause)
        self._later.clear()
        self._outage = False

    def _claim_next(self) -> tuple[Task, Lease] | None:
        for task in self._tasks:
            if task.key in self._over or task.key in self._later or not task.needs <= self._over:
                continue
            lease = self._claim(task)
            if lease is not None:
                return task, lease
        return None

    def _claim(self, task: Task) -> Lease | None:
        """The task in our hands; None when it is over or somebody else's."""
        task_state, etag = self._jobs.read_task(task.key)
        if task_state.state in OVER:
            self._enter(task, task_state)
            return None
        if task_state.state is ChunkState.LEASED and not self._watch.has_lapsed(task.key, etag or ""):
            return None
        mine = task_state.claimed(self._owner)
        self._in_hand = task.key
        try:
            etag = self._jobs.write_task(task.key, mine, etag)
        except Conflict:
            return None
        if mine.state is ChunkState.PARKED:
            self._announce(task, mine)
            return None
        return Lease(self._jobs, task.key, mine, etag, self._options.lease_seconds)

    def _perform(self, task: Task, lease: Lease) -> None:
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
        """Write the failure down; a store that is down raises here.

        What needs parked work is parked at once: trying again would only ask again for what is not to be had.
        """
        self._outage = self._outage or isinstance(error, TemporaryError)
        reason = " ".join(error.message.split())
        lacking = bool(task.needs & self._parked)
        with contextlib.suppress(LeaseLostError):
            self._announce(task, lease.change(lambda task_state: task_state.failed(reason, for_good=lacking)))

    def release_task(self) -> None:
        """Leave the work to others without waiting for the lease to lapse; failing that, it lapses.

        As it is in storage: whoever was stopped in the middle of a write does not know what came of it.
        """
        with contextlib.suppress(PropctlError):
            for _ in range(RELEASE_ATTEMPTS):
                if self._in_hand is None or self._release(self._in_hand):
                    return

    def _release(self, key: str) -> bool:
        """Whether the work is not ours any more; a renewal still on its way may come first."""
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
    """The tasks beginning somewhere else for each worker, so that they do not all try for the same."""
    first = int(index * GOLDEN % 1.0 * len(tasks))
    return tasks[first:] + tasks[:first]
