"""``propctl backfill``: boards of past days, built by workers that may be killed."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from propctl.cli.options import FETCHING, READING, Json, NamespaceOption, SportOption, exit_status, parse_day
from propctl.domain.option_values import SPORT, Reprocess
from propctl.errors import ConfigurationError, DataError, ExitCode

if TYPE_CHECKING:
    from propctl.domain.backfill_job import JobStatus
    from propctl.jobs.backfill.run_backfill import BackfillRun
    from propctl.record_runtime import RecorderOptions
    from propctl.settings import Settings

app = typer.Typer(rich_markup_mode=None)

Start = Annotated[
    date | None,
    typer.Option("--start", metavar="YYYY-MM-DD", parser=parse_day, help="First day, included."),
]
End = Annotated[
    date | None,
    typer.Option(
        "--end",
        metavar="YYYY-MM-DD",
        parser=parse_day,
        help="Last day, included; it must be over in New York.",
    ),
]
ChunkDays = Annotated[
    int, typer.Option("--chunk-days", min=1, max=366, help="Days that are claimed and retried together.")
]
ReprocessOption = Annotated[
    Reprocess,
    typer.Option("--reprocess", help="What to do again: nothing, what failed, or everything."),
]
DryRun = Annotated[
    bool,
    typer.Option(
        "--dry-run", help="Print the plan, or what is left of a known job; write nothing, request nothing."
    ),
]
Workers = Annotated[
    int, typer.Option("--workers", min=1, max=64, help="Processes on this machine; they share the pace.")
]
JobId = Annotated[str, typer.Argument(metavar="JOB", help="A job's id.")]


@app.callback(invoke_without_command=True, epilog=exit_status(ExitCode.PARTIAL, *FETCHING))
def backfill(
    context: typer.Context,
    start: Start = None,
    end: End = None,
    sport: SportOption = SPORT,
    chunk_days: ChunkDays = 1,
    workers: Workers = 1,
    reprocess: ReprocessOption = Reprocess.NONE,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> ExitCode:
    """Build the boards of past days, from what was known before their games.

    `propctl backfill --start DAY --end DAY` submits a job and works on it until it is done; both days are
    included. The same options find the same job, and its plan never changes. Killed workers lose nothing: run
    the command again, here or elsewhere on the same storage. Ends with 3 when chunks are parked.
    """
    if context.invoked_subcommand is not None:
        _check_none_given(context)
        return ExitCode.OK
    from propctl.cli.session import start_command, warn_of_memory
    from propctl.jobs.backfill.plan import spec_of
    from propctl.jobs.backfill.run_backfill import submit_and_work

    days = _required(start, "--start"), _required(end, "--end"), chunk_days
    settings = start_command(sport)
    if _skip_if_off("backfill", settings, as_json=as_json):
        return ExitCode.OK
    if dry_run:
        _submit("backfill", settings, (sport, *days), reprocess, dry_run=True, as_json=as_json)
        return ExitCode.OK
    warn_of_memory(settings)

    def job(run: "BackfillRun") -> "JobStatus":
        return submit_and_work(run, spec_of(run.context, sport, *days), reprocess, workers)

    return _work_on("backfill", settings, job, as_json=as_json).exit_code


@app.command("submit", epilog=exit_status(*FETCHING))
def submit(
    start: Start = None,
    end: End = None,
    sport: SportOption = SPORT,
    chunk_days: ChunkDays = 1,
    reprocess: ReprocessOption = Reprocess.NONE,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Freeze the plan of a job in storage, and print the job's id; makes no request."""
    from propctl.cli.session import start_command

    days = _required(start, "--start"), _required(end, "--end"), chunk_days
    settings = start_command(sport)
    if _skip_if_off("backfill.submit", settings, as_json=as_json, counted=False):
        return
    _submit("backfill.submit", settings, (sport, *days), reprocess, dry_run=dry_run, as_json=as_json)


@app.command("work", epilog=exit_status(*FETCHING))
def work(
    job_id: JobId,
    pace_folder: Annotated[Path | None, typer.Option("--pace-folder", hidden=True)] = None,
    as_json: Json = False,
) -> None:
    """Work on a job until nothing is left to claim; any number of processes can do so, anywhere.

    Then ends with 0, also when chunks are parked (`status` shows them): other workers may still go on.
    JOB_COMPLETION_INDEX spreads the workers over the job.
    """
    from propctl.cli.session import start_command
    from propctl.jobs.backfill.run_backfill import join_and_work

    settings = start_command()
    if not _skip_if_off("backfill.work", settings, as_json=as_json):
        _work_on(
            "backfill.work", settings, lambda run: join_and_work(run, job_id), pace_folder, as_json=as_json
        )


@app.command("status", epilog=exit_status(*READING))
def status(job_id: JobId, namespace: NamespaceOption = None, as_json: Json = False) -> None:
    """Print a job's status: done, leased, parked with reasons, pending, pace, and when it may end."""
    from propctl.cli.backfill_output import status_lines
    from propctl.cli.output import write_json, write_wrapped
    from propctl.cli.session import open_reading_context
    from propctl.jobs.backfill.status import find_plan, read_job_status
    from propctl.runtime import open_pool

    context = open_reading_context(namespace)
    with open_pool() as pool:
        job = read_job_status(context, pool, find_plan(context, job_id))
    if as_json:
        write_json("backfill.status", job=job.model_dump(mode="json"))
        return
    for line in status_lines(job):
        write_wrapped(line)


@app.command("ls", epilog=exit_status(*READING))
def ls(namespace: NamespaceOption = None, as_json: Json = False) -> None:
    """List all jobs with their state."""
    from propctl.cli.output import Column, warn, write_json, write_line, write_table
    from propctl.cli.session import open_reading_context
    from propctl.jobs.backfill.status import find_plan, open_job_store, read_job_status
    from propctl.runtime import open_pool

    context = open_reading_context(namespace)
    jobs = []
    with open_pool() as pool:
        for job_id in open_job_store(context).list_job_ids():
            try:
                jobs.append(read_job_status(context, pool, find_plan(context, job_id)))
            except (ConfigurationError, DataError) as error:
                warn(error.message)  # a plan that cannot be read hides no other job
    if as_json:
        write_json("backfill.ls", jobs=[job.model_dump(mode="json") for job in jobs], total=len(jobs))
    elif not jobs:
        write_line(f"no backfill jobs in {context.store.url} ({context.namespace})")
    else:
        rows = ((job.job_id, job.state.value, f"{job.chunks.done}/{job.chunks.total}") for job in jobs)
        write_table((Column("job"), Column("state"), Column("chunks", right=True)), rows)


@app.command("cancel", epilog=exit_status(*READING))
def cancel(job_id: JobId, namespace: NamespaceOption = None, as_json: Json = False) -> None:
    """Make every worker of a job stop after its current task; `resume` continues the job."""
    from propctl.cli.output import write_json, write_line
    from propctl.cli.session import open_reading_context
    from propctl.jobs.backfill.status import find_plan, open_job_store

    context = open_reading_context(namespace)
    plan = find_plan(context, job_id)
    open_job_store(context).write_cancellation(plan.job_id, context.now())
    if as_json:
        write_json("backfill.cancel", job_id=plan.job_id)
    else:
        write_line(f"{plan.job_id} is cancelled: workers stop after their current tasks")


@app.command("resume", epilog=exit_status(ExitCode.PARTIAL, *FETCHING))
def resume(job_id: JobId, workers: Workers = 1, as_json: Json = False) -> ExitCode:
    """Try the parked tasks of a job again, and do what is still pending; undoes a cancellation."""
    from propctl.cli.session import start_command, warn_of_memory
    from propctl.jobs.backfill.run_backfill import resume_and_work

    settings = start_command()
    if _skip_if_off("backfill.resume", settings, as_json=as_json):
        return ExitCode.OK
    warn_of_memory(settings)
    final = _work_on(
        "backfill.resume", settings, lambda run: resume_and_work(run, job_id, workers), as_json=as_json
    )
    return final.exit_code


def _skip_if_off(command: str, settings: "Settings", *, as_json: bool, counted: bool = True) -> bool:
    """Record and print a skipped run if ingestion is switched off; returns whether it is."""
    from propctl.domain.report import Outcome
    from propctl.settings import Ingestion

    if settings.use_free_ingestion is not Ingestion.OFF:
        return False
    from propctl.cli.backfill_output import write_skipped
    from propctl.record_runtime import open_run_recorder

    if counted:
        with open_run_recorder(settings, _recorder_options(settings)) as recorder:
            recorder.set_ending(Outcome.SKIPPED)
    write_skipped(command, as_json=as_json)
    return True


def _submit(
    command: str,
    settings: "Settings",
    spec: tuple[str, date, date, int],
    reprocess: Reprocess,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    from propctl.build_runtime import open_build_context
    from propctl.cli.backfill_output import write_left, write_submission, write_submission_json
    from propctl.jobs.backfill.plan import spec_of
    from propctl.jobs.backfill.plan import submit as submit_job
    from propctl.jobs.backfill.status import read_job_status
    from propctl.jobs.backfill.status import resume as resume_job
    from propctl.runtime import open_snapshot_context, publishing_namespace

    snapshots = open_snapshot_context(settings, publishing_namespace(settings))
    with open_build_context(settings, snapshots) as context:
        submission = submit_job(context, spec_of(context, *spec), reprocess, dry_run=dry_run)
        if reprocess is Reprocess.FAILED and not dry_run:
            resume_job(context, submission.plan)
        known = dry_run and not submission.is_new
        status = read_job_status(context, context.pool, submission.plan) if known else None
    if as_json:
        write_submission_json(command, submission, status, dry_run=dry_run)
    elif status is not None:
        write_left(status, reprocess)
    else:
        write_submission(submission, dry_run=dry_run)


def _work_on(
    command: str,
    settings: "Settings",
    job: Callable[["BackfillRun"], "JobStatus"],
    pace_folder: Path | None = None,
    *,
    as_json: bool,
) -> "JobStatus":
    """Run *job*, recorded, with progress on stderr; and print how the backfill ended."""
    from propctl.cli.backfill_output import ConsoleDisplay, write_end
    from propctl.jobs.backfill.run_backfill import BackfillRun
    from propctl.record_runtime import open_recorded_build
    from propctl.settings import worker_environment

    options = _recorder_options(settings, quiet=pace_folder is not None)
    with open_recorded_build(settings, options, pace_folder) as build:
        display = ConsoleDisplay(quiet=as_json and command == "backfill.work")
        index = settings.job_completion_index or 0
        final = job(BackfillRun(build.recorder, build.context, display, worker_environment, index))
    write_end(command, final, as_json=as_json)
    return final


def _recorder_options(settings: "Settings", *, quiet: bool = False) -> "RecorderOptions":
    """A task may take as long as a run, and may begin just before the run is renewed."""
    from propctl.domain.metric_labels import JobName
    from propctl.domain.metric_totals import shard_of
    from propctl.record_runtime import RecorderOptions
    from propctl.runtime import publishing_namespace

    shard = shard_of(settings.job_completion_index)
    seconds = 2 * settings.run_deadline
    return RecorderOptions(
        JobName.BACKFILL, publishing_namespace(settings), seconds, shard=shard, quiet=quiet
    )


def _check_none_given(context: typer.Context) -> None:
    """No command reads an option that comes before a subcommand."""
    for name in context.params:
        source = context.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            option = f"--{name.removeprefix('as_').replace('_', '-')}"
            raise typer.BadParameter(f"{option} goes after {context.invoked_subcommand}, not before it")


def _required(day: date | None, option: str) -> date:
    if day is None:
        raise typer.BadParameter(f"{option} is missing: give the first and the last day, both included")
    return day
