"""What the commands of ``propctl backfill`` that work do. Heavy: imported when one of them runs."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from propctl.cli.backfill_progress import crew_progress, progress
from propctl.cli.backfill_recorded import (
    namespace_of,
    recorded,
    recorded_build_context,
    recorded_status,
    work_here,
)
from propctl.cli.backfill_told import outline, plan_line, summary
from propctl.cli.output import counted, warn, write_json, write_line, write_note
from propctl.cli.recording import RecordingSession
from propctl.cli.session import building, start
from propctl.domain.backfill_job import BackfillPlan, BackfillSpec, JobState, JobStatus
from propctl.domain.option_values import Reprocess
from propctl.domain.report import Outcome
from propctl.errors import ConfigurationError, ExitCode
from propctl.jobs.backfill.plan import Submission, dry_run_submission
from propctl.jobs.backfill.plan import submit as submit_job
from propctl.jobs.backfill.status import find_plan, status_of
from propctl.jobs.backfill.status import resume as reopen
from propctl.jobs.backfill.worker_processes import WorkerProcess, run_worker_processes
from propctl.jobs.context import BuildContext
from propctl.settings import Ingestion, Settings, worker_environment

__all__ = ["BackfillRange", "RunOptions", "begin", "resume", "submit_and_work", "submit_only", "switched_off"]


@dataclass(frozen=True, slots=True)
class BackfillRange:
    """What was asked on the command line."""

    sport: str
    start: date
    end: date
    chunk_days: int


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How to go about it, and how to tell."""

    as_json: bool = False
    dry_run: bool = False


def begin(sport: str) -> Settings:
    """The settings, with logging set up."""
    return start(sport)


def switched_off(settings: Settings, command: str, *, as_json: bool, counted: bool = True) -> bool:
    """Say so, and record a skipped run, when ingestion is switched off."""
    if settings.use_free_ingestion is not Ingestion.OFF:
        return False
    with RecordingSession(settings, recorded(settings) if counted else None) as recording:
        recording.ends(Outcome.SKIPPED)
    reason = "USE_FREE_INGESTION is false"
    if as_json:
        write_json(command, job=None, outcome="skipped", reason=reason)
    else:
        write_line(f"backfill skipped ({reason})")
    return True


def submit_only(
    settings: Settings, backfill_range: BackfillRange, reprocess: Reprocess, run_options: RunOptions
) -> None:
    """Freeze the plan, or only draw it up, and print it."""
    with building(settings, namespace_of(settings)) as build_context:
        submission = _submit(build_context, settings, backfill_range, reprocess, dry_run=run_options.dry_run)
    _tell_submission("backfill.submit", submission, run_options)


def submit_and_work(
    settings: Settings,
    backfill_range: BackfillRange,
    reprocess: Reprocess,
    workers: int,
    run_options: RunOptions,
) -> ExitCode:
    """Submit, work until done, and print the outcome."""
    _check_workers(settings, workers)
    what = None if run_options.dry_run else recorded(settings)
    with (
        RecordingSession(settings, what) as recording,
        recorded_build_context(settings, recording) as build_context,
    ):
        submission = _submit(build_context, settings, backfill_range, reprocess, dry_run=run_options.dry_run)
        if run_options.dry_run:
            _tell_submission("backfill", submission, run_options)
            return ExitCode.OK
        write_note(plan_line(submission))
        if reprocess is Reprocess.FAILED:
            reopen(build_context, submission.plan)
        status = _work(build_context, submission.plan, workers, recording)
    return _finish("backfill", status, as_json=run_options.as_json)


def resume(settings: Settings, job_id: str, workers: int, run_options: RunOptions) -> ExitCode:
    """Open what is parked again, and work."""
    _check_workers(settings, workers)
    with (
        RecordingSession(settings, recorded(settings)) as recording,
        recorded_build_context(settings, recording) as build_context,
    ):
        plan = find_plan(build_context, job_id)
        opened = reopen(build_context, plan)
        write_note(f"{plan.job_id}: {counted(opened, 'parked piece')} of work to be tried again")
        status = _work(build_context, plan, workers, recording)
    return _finish("backfill.resume", status, as_json=run_options.as_json)


def work_only(settings: Settings, job_id: str, pace_folder: Path | None, *, as_json: bool) -> None:
    """Work until nothing is left to claim; siblings that name the same folder share its pace."""
    what = recorded(settings, quiet=pace_folder is not None)
    with (
        RecordingSession(settings, what) as recording,
        recorded_build_context(settings, recording, pace_folder) as build_context,
    ):
        plan = find_plan(build_context, job_id)
        with progress(plan, _status_reader(build_context, plan), quiet=as_json) as tell:
            status = work_here(build_context, plan, recording, tell, settings.job_completion_index or 0)
    _finish("backfill.work", status, as_json=as_json)


def _submit(
    build_context: BuildContext,
    settings: Settings,
    backfill_range: BackfillRange,
    reprocess: Reprocess,
    *,
    dry_run: bool,
) -> Submission:
    from propctl.projection import MODEL_VERSION

    spec = BackfillSpec(
        sport=backfill_range.sport,
        start=backfill_range.start,
        end=backfill_range.end,
        chunk_days=backfill_range.chunk_days,
        model_version=MODEL_VERSION,
        statcast_window_days=settings.statcast_window_days,
    )
    return (dry_run_submission if dry_run else submit_job)(build_context, spec, reprocess)


def _check_workers(settings: Settings, workers: int) -> None:
    if workers > 1 and settings.storage_url.startswith("memory:"):
        raise ConfigurationError(
            f"memory:// is this process's alone, and {workers} workers are as many processes",
            hint="set PROPCTL_STORAGE_URL to a directory or a bucket, or leave --workers at 1",
        )
    if settings.storage_url.startswith("memory:"):
        warn("memory:// keeps the snapshots only until this process ends")


def _work(
    build_context: BuildContext, plan: BackfillPlan, workers: int, recording: RecordingSession
) -> JobStatus:
    context, pool = build_context, build_context.pool
    if workers == 1:
        with progress(plan, _status_reader(build_context, plan)) as tell:
            return work_here(build_context, plan, recording, tell)
    with crew_progress() as tell_status, TemporaryDirectory(prefix="propctl-") as folder:

        def tell_and_renew(status: JobStatus) -> None:
            recording.renew()
            tell_status(status)

        starts = [partial(_start_worker, plan, index, Path(folder)) for index in range(workers)]
        run_worker_processes(context, pool, plan, starts, tell_and_renew)
    return recorded_status(build_context, plan, recording)


def _status_reader(build_context: BuildContext, plan: BackfillPlan) -> Callable[[], JobStatus]:
    """How the job stands, for whoever wants to know."""
    return lambda: status_of(build_context, build_context.pool, plan)


def _start_worker(plan: BackfillPlan, index: int, folder: Path) -> WorkerProcess:
    """One of several workers, which share a pace through a folder."""
    command = ("backfill", "work", plan.job_id, "--json", "--pace-folder", str(folder))
    output = folder / f"worker-{index}.json"
    with output.open("wb") as stdout:
        process = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-m", "propctl", *command],
            env=worker_environment(index),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
        )
    return WorkerProcess(process, output)


def _finish(command: str, status: JobStatus, *, as_json: bool) -> ExitCode:
    cancelled = status.state is JobState.CANCELLED
    if as_json:
        write_json(command, job=status.model_dump(mode="json"))
    else:
        for parked in status.parked:
            warn(f"parked: {parked.name} after {parked.attempts} attempts: {parked.reason}")
        write_line(summary(status))
    if cancelled:
        warn(f"{status.job_id} is cancelled: `propctl backfill resume {status.job_id}` goes on with it")
    return ExitCode.PARTIAL if cancelled or status.state is JobState.PARTIAL else ExitCode.OK


def _tell_submission(command: str, submission: Submission, run_options: RunOptions) -> None:
    plan = submission.plan
    if run_options.as_json:
        write_json(
            command,
            job_id=plan.job_id,
            is_new=submission.is_new,
            dry_run=run_options.dry_run,
            plan=plan.model_dump(mode="json"),
        )
        return
    write_note(plan_line(submission))
    if run_options.dry_run:
        for line in outline(plan):
            write_line(line)
    else:
        write_line(plan.job_id)
