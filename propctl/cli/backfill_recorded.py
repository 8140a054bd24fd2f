"""What a backfill records of itself: that it is still at it, its chunks, and how it left the job."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from propctl.cli.recording import RecordedRun, RecordingSession
from propctl.cli.session import building
from propctl.domain.backfill_job import BackfillPlan, JobState, JobStatus
from propctl.domain.metric_labels import JobName
from propctl.domain.metric_totals import shard_of
from propctl.domain.option_values import Namespace
from propctl.domain.report import Outcome
from propctl.errors import ExitCode
from propctl.jobs.backfill.status import status_of
from propctl.jobs.backfill.worker import TaskEvent, WorkerOptions, run_worker
from propctl.jobs.context import BuildContext
from propctl.jobs.recording.gauges import backfill_gauges, chunk_outcome
from propctl.runtime import publishing_namespace
from propctl.settings import Settings
from propctl.telemetry.metrics import CHUNKS

THREADS_PER_WORKER: Final = 3
"""Of a worker: one computes while the others wait for a provider. A fourth brings nothing."""


def namespace_of(settings: Settings) -> Namespace:
    """Where a backfill publishes."""
    return publishing_namespace(settings, shadow=False)


def recorded(settings: Settings, *, quiet: bool = False) -> RecordedRun:
    """A piece of work has the time of a run, and may begin just before the run is renewed."""
    shard = shard_of(settings.job_completion_index)
    seconds = 2 * settings.run_deadline
    return RecordedRun(JobName.BACKFILL, namespace_of(settings), seconds, shard=shard, quiet=quiet)


@contextmanager
def recorded_build_context(
    settings: Settings, recording: RecordingSession, pace_folder: Path | None = None
) -> Iterator[BuildContext]:
    """A workshop in which every new piece of work shows that the run goes on."""
    with building(
        settings, namespace_of(settings), pace_folder=pace_folder, recording=recording
    ) as build_context:
        restart = build_context.restart_deadline

        def begin_piece() -> None:
            recording.renew()
            restart()

        yield replace(build_context, restart_deadline=begin_piece)


def work_here(
    build_context: BuildContext,
    plan: BackfillPlan,
    recording: RecordingSession,
    tell: Callable[[TaskEvent], None],
    index: int = 0,
) -> JobStatus:
    """Work in this process, and count the chunks that it had in hands."""
    names = {str(chunk.start) for chunk in plan.open_chunks()}

    def count_and_tell(event: TaskEvent) -> None:
        if event.name.partition(" ")[0] in names:
            recording.metrics_buffer.count(CHUNKS, chunk_outcome(event.state))
        tell(event)

    def sleep(seconds: float) -> None:
        recording.renew()
        time.sleep(seconds)

    run_worker(
        build_context, plan, WorkerOptions(THREADS_PER_WORKER, index, tell=count_and_tell, sleep=sleep)
    )
    return recorded_status(build_context, plan, recording)


def recorded_status(
    build_context: BuildContext, plan: BackfillPlan, recording: RecordingSession
) -> JobStatus:
    """How the job stands, which is how the run is recorded."""
    status = status_of(build_context, build_context.pool, plan)
    partial = status.state in (JobState.PARTIAL, JobState.CANCELLED)
    recording.ends(
        Outcome.DEGRADED if partial else Outcome.SUCCESS,
        ExitCode.PARTIAL if partial else ExitCode.OK,
        {"job_id": plan.job_id, "state": status.state.value},
        lambda: backfill_gauges(status),
    )
    return status
