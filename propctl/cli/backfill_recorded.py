"""What a backfill records of itself: that it is still at it, its chunks, and how it left the job."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from propctl.cli.recording import Recorded, Recording
from propctl.cli.session import building
from propctl.domain.backfill import JobState, JobStatus, Plan
from propctl.domain.choices import Namespace
from propctl.domain.metered import JobName
from propctl.domain.report import Outcome
from propctl.domain.totals import shard_of
from propctl.errors import ExitCode
from propctl.jobs.backfill.status import status_of
from propctl.jobs.backfill.work import Happened, Worker, work_on
from propctl.jobs.recording.gauges import backfill_gauges, chunk_outcome
from propctl.jobs.workspace import Workshop
from propctl.runtime import publishing_namespace
from propctl.settings import Settings
from propctl.telemetry.metrics import CHUNKS

HANDS: Final = 3
"""Of a worker: one computes while the others wait for a provider. A fourth brings nothing."""


def namespace_of(settings: Settings) -> Namespace:
    """Where a backfill publishes."""
    return publishing_namespace(settings, shadow=False)


def recorded(settings: Settings, *, quiet: bool = False) -> Recorded:
    """A piece of work has the time of a run, and may begin just before the run is renewed."""
    shard = shard_of(settings.job_completion_index)
    seconds = 2 * settings.run_deadline
    return Recorded(JobName.BACKFILL, namespace_of(settings), seconds, shard=shard, quiet=quiet)


@contextmanager
def recorded_workshop(
    settings: Settings, recording: Recording, pace_folder: Path | None = None
) -> Iterator[Workshop]:
    """A workshop in which every new piece of work shows that the run goes on."""
    with building(settings, namespace_of(settings), pace_folder=pace_folder, recording=recording) as workshop:
        restart = workshop.restart_deadline

        def begin_piece() -> None:
            recording.renew()
            restart()

        yield replace(workshop, restart_deadline=begin_piece)


def work_here(
    workshop: Workshop, plan: Plan, recording: Recording, tell: Callable[[Happened], None], index: int = 0
) -> JobStatus:
    """Work in this process, and count the chunks that it had in hands."""
    names = {str(chunk.start) for chunk in plan.open_chunks()}

    def count_and_tell(happened: Happened) -> None:
        if happened.name.partition(" ")[0] in names:
            recording.tally.count(CHUNKS, chunk_outcome(happened.state))
        tell(happened)

    def sleep(seconds: float) -> None:
        recording.renew()
        time.sleep(seconds)

    work_on(workshop, plan, Worker(HANDS, index, tell=count_and_tell, sleep=sleep))
    return recorded_status(workshop, plan, recording)


def recorded_status(workshop: Workshop, plan: Plan, recording: Recording) -> JobStatus:
    """How the job stands, which is how the run is recorded."""
    status = status_of(workshop.shelf, workshop.pool, plan)
    partial = status.state in (JobState.PARTIAL, JobState.CANCELLED)
    recording.ends(
        Outcome.DEGRADED if partial else Outcome.SUCCESS,
        ExitCode.PARTIAL if partial else ExitCode.OK,
        {"job_id": plan.job_id, "state": status.state.value},
        lambda: backfill_gauges(status),
    )
    return status
