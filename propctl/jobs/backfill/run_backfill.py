"""Submit, resume or join a backfill job, and work on it until it is done."""

import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Protocol

from propctl.domain.backfill_job import BackfillPlan, BackfillSpec, JobStatus, TaskEvent, TaskKind
from propctl.domain.option_values import Reprocess
from propctl.errors import ConfigurationError
from propctl.jobs.backfill.plan import Submission, submit
from propctl.jobs.backfill.status import find_plan, read_job_status, resume
from propctl.jobs.backfill.worker import WorkerOptions, run_worker
from propctl.jobs.backfill.worker_processes import run_worker_processes, start_worker_process
from propctl.jobs.build_context import BuildContext
from propctl.jobs.recording.gauges import backfill_gauges, chunk_outcome
from propctl.jobs.recording.run_recorder import RunRecorder
from propctl.telemetry.metrics import CHUNKS

THREADS_PER_WORKER: Final = 3
"""One computes while the others wait for a provider. A fourth does not make it faster."""


class Display(Protocol):
    """Shows the progress of a backfill."""

    def show_submission(self, submission: Submission) -> None:
        """A job was submitted, or found."""

    def show_resumed(self, plan: BackfillPlan, tasks: int) -> None:
        """*tasks* parked tasks will be tried again."""

    def worker_progress(
        self, plan: BackfillPlan, read_status: Callable[[], JobStatus]
    ) -> AbstractContextManager[Callable[[TaskEvent], None]]:
        """Progress of the worker in this process, event by event."""

    def job_progress(self) -> AbstractContextManager[Callable[[JobStatus], None]]:
        """Progress of several worker processes, by the job's status."""


@dataclass(frozen=True, slots=True)
class BackfillRun:
    """One command that works on a backfill: its recorder, its build context, and its display."""

    recorder: RunRecorder
    context: BuildContext
    display: Display
    environment: Callable[[int], Mapping[str, str]]
    """The environment of the worker process with this index."""
    index: int = 0
    """Which of several workers this process is."""

    def build_context(self) -> BuildContext:
        """The context in which every new task renews the run's record."""
        restart = self.context.restart_deadline

        def begin_task() -> None:
            self.recorder.renew()
            restart()

        return replace(self.context, restart_deadline=begin_task)

    def read_status(self, plan: BackfillPlan) -> JobStatus:
        """The job's status at this moment."""
        return read_job_status(self.context, self.context.pool, plan)


def submit_and_work(
    run: BackfillRun, spec: BackfillSpec, reprocess: Reprocess, workers: int = 1
) -> JobStatus:
    """Submit the job of *spec*, work on it until it is done, and return how it ended."""
    check_workers(run.context, workers)
    submission = submit(run.context, spec, reprocess)
    run.display.show_submission(submission)
    if reprocess is Reprocess.FAILED:
        resume(run.context, submission.plan)
    return _work(run, submission.plan, workers)


def resume_and_work(run: BackfillRun, job_id: str, workers: int = 1) -> JobStatus:
    """Open the parked tasks again, and work on the job until it is done."""
    check_workers(run.context, workers)
    plan = find_plan(run.context, job_id)
    run.display.show_resumed(plan, resume(run.context, plan))
    return _work(run, plan, workers)


def join_and_work(run: BackfillRun, job_id: str) -> JobStatus:
    """Be one of a job's workers until nothing is left to claim."""
    return _work_here(run, find_plan(run.context, job_id), run.index)


def check_workers(context: BuildContext, workers: int) -> None:
    """ConfigurationError for several processes over a store in this process's memory."""
    if workers > 1 and context.store.url.startswith("memory:"):
        raise ConfigurationError(
            f"memory:// is visible to this process alone, but {workers} workers are {workers} processes",
            hint="set PROPCTL_STORAGE_URL to a directory or a bucket, or leave --workers at 1",
        )


def _work(run: BackfillRun, plan: BackfillPlan, workers: int) -> JobStatus:
    return _work_here(run, plan) if workers == 1 else _work_in_processes(run, plan, workers)


def _work_here(run: BackfillRun, plan: BackfillPlan, index: int = 0) -> JobStatus:
    """Work in this process, and count the chunks that it worked on."""

    def wait(stopped: threading.Event, seconds: float) -> None:
        run.recorder.renew()
        stopped.wait(seconds)

    with run.display.worker_progress(plan, partial(run.read_status, plan)) as show:

        def count_and_show(event: TaskEvent) -> None:
            if event.kind is TaskKind.CHUNK:
                run.recorder.metrics_buffer.count(CHUNKS, chunk_outcome(event.state))
            show(event)

        options = WorkerOptions(THREADS_PER_WORKER, index, wait=wait, on_event=count_and_show)
        run_worker(run.build_context(), plan, options)
    return _record_status(run, plan)


def _work_in_processes(run: BackfillRun, plan: BackfillPlan, workers: int) -> JobStatus:
    with run.display.job_progress() as show, TemporaryDirectory(prefix="propctl-") as folder:

        def renew_and_show(status: JobStatus) -> None:
            run.recorder.renew()
            show(status)

        starts = [
            partial(start_worker_process, plan.job_id, Path(folder), index, run.environment(index))
            for index in range(workers)
        ]
        run_worker_processes(run.context, run.context.pool, plan, starts, renew_and_show)
    return _record_status(run, plan)


def _record_status(run: BackfillRun, plan: BackfillPlan) -> JobStatus:
    """The job's status, which also becomes the ending of the run's record."""
    status = run.read_status(plan)
    run.recorder.set_ending(
        status.outcome,
        status.exit_code,
        {"job_id": plan.job_id, "state": status.state.value},
        lambda: backfill_gauges(status),
    )
    return status
