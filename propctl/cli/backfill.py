"""``propctl backfill``: history, by workers that may die."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from propctl.cli.options import FETCHING, READING, Json, NamespaceOption, SportOption, exit_status, parse_day
from propctl.domain.option_values import Reprocess
from propctl.errors import ConfigurationError, DataError, ExitCode

if TYPE_CHECKING:
    from propctl.domain.backfill_job import JobStatus

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
    typer.Option("--reprocess", help="Do again: nothing that is there, what failed, or everything."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Print the plan; write nothing and ask nobody.")]
Workers = Annotated[
    int, typer.Option("--workers", min=1, max=64, help="Processes on this machine; they share the pace.")
]
JobId = Annotated[str, typer.Argument(metavar="JOB", help="A job's id.")]


@app.callback(invoke_without_command=True, epilog=exit_status(ExitCode.PARTIAL, *FETCHING))
def backfill(
    context: typer.Context,
    start: Start = None,
    end: End = None,
    sport: SportOption = "mlb",
    chunk_days: ChunkDays = 1,
    workers: Workers = 1,
    reprocess: ReprocessOption = Reprocess.NONE,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> ExitCode:
    """Build the boards of past days, from what was known before their games.

    `propctl backfill --start DAY --end DAY` submits a job and works on it until it is done; both days are
    included. The same question finds the same job, whose plan never changes. Killed workers lose nothing: run
    it again, here or elsewhere on the same storage. Ends with 3 when chunks are parked.
    """
    if context.invoked_subcommand is not None:
        _check_none_given(context)
        return ExitCode.OK
    from propctl.cli import backfill_running as running

    settings = running.begin(sport)
    if running.switched_off(settings, "backfill", as_json=as_json):
        return ExitCode.OK
    spec = running.BackfillRange(sport, _given(start, "--start"), _given(end, "--end"), chunk_days)
    return running.submit_and_work(
        settings, spec, reprocess, workers, running.RunOptions(as_json=as_json, dry_run=dry_run)
    )


@app.command("submit", epilog=exit_status(*FETCHING))
def submit(
    start: Start = None,
    end: End = None,
    sport: SportOption = "mlb",
    chunk_days: ChunkDays = 1,
    reprocess: ReprocessOption = Reprocess.NONE,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Freeze the plan of a job in storage, and print the job's id; asks no provider."""
    from propctl.cli import backfill_running as running

    settings = running.begin(sport)
    if running.switched_off(settings, "backfill.submit", as_json=as_json, counted=False):
        return
    spec = running.BackfillRange(sport, _given(start, "--start"), _given(end, "--end"), chunk_days)
    running.submit_only(settings, spec, reprocess, running.RunOptions(as_json=as_json, dry_run=dry_run))


@app.command("work", epilog=exit_status(*FETCHING))
def work(
    job_id: JobId,
    pace_folder: Annotated[Path | None, typer.Option("--pace-folder", hidden=True)] = None,
    as_json: Json = False,
) -> None:
    """Work on a job until nothing is left to claim; any number of processes may, anywhere.

    Ends with 0 then, also when chunks are parked (`status` shows them): one worker's end says nothing of the
    job. JOB_COMPLETION_INDEX says where to begin to look.
    """
    from propctl.cli import backfill_running as running

    settings = running.begin("mlb")
    if running.switched_off(settings, "backfill.work", as_json=as_json):
        return
    running.work_only(settings, job_id, pace_folder, as_json=as_json)


@app.command("status", epilog=exit_status(*READING))
def status(job_id: JobId, namespace: NamespaceOption = None, as_json: Json = False) -> None:
    """Print where a job stands: done, leased, parked with reasons, pending, pace, and when it may end."""
    from propctl.cli.output import write_json, write_line
    from propctl.cli.session import open_reading_context, start
    from propctl.jobs.backfill.status import find_plan, status_of
    from propctl.runtime import open_pool

    context = open_reading_context(start(), namespace)
    with open_pool() as pool:
        found = status_of(context, pool, find_plan(context, job_id))
    if as_json:
        write_json("backfill.status", job=found.model_dump(mode="json"))
        return
    for line in describe(found):
        write_line(line)


@app.command("ls", epilog=exit_status(*READING))
def ls(namespace: NamespaceOption = None, as_json: Json = False) -> None:
    """List the jobs there are, and where each stands."""
    from propctl.cli.output import warn, write_json, write_line, write_table
    from propctl.cli.session import open_reading_context, start
    from propctl.jobs.backfill.status import find_plan, open_job_store, status_of
    from propctl.runtime import open_pool

    context = open_reading_context(start(), namespace)
    found = []
    with open_pool() as pool:
        for job in open_job_store(context).job_ids():
            try:
                found.append(status_of(context, pool, find_plan(context, job)))
            except (ConfigurationError, DataError) as error:
                warn(error.message)  # a plan that cannot be read hides no other job
    if as_json:
        write_json("backfill.ls", jobs=[job.model_dump(mode="json") for job in found], total=len(found))
    elif not found:
        write_line(f"no backfill jobs in {context.store.url} ({context.namespace})")
    else:
        rows = ((job.job_id, job.state.value, f"{job.chunks.done}/{job.chunks.total}") for job in found)
        write_table(("job", "state", "chunks"), rows, right=(2,))


@app.command("cancel", epilog=exit_status(*READING))
def cancel(job_id: JobId, namespace: NamespaceOption = None, as_json: Json = False) -> None:
    """Tell every worker of a job to stop after the piece of work in its hands; `resume` goes on with it."""
    from propctl.cli.output import write_json, write_line
    from propctl.cli.session import open_reading_context, start
    from propctl.jobs.backfill.status import find_plan, open_job_store

    context = open_reading_context(start(), namespace)
    plan = find_plan(context, job_id)
    open_job_store(context).write_cancellation(plan.job_id, context.now())
    if as_json:
        write_json("backfill.cancel", job_id=plan.job_id)
    else:
        write_line(f"{plan.job_id} is cancelled: workers stop after the work in their hands")


@app.command("resume", epilog=exit_status(ExitCode.PARTIAL, *FETCHING))
def resume(job_id: JobId, workers: Workers = 1, as_json: Json = False) -> ExitCode:
    """Try the parked chunks of a job again, and what is still pending; takes back a cancellation."""
    from propctl.cli import backfill_running as running

    settings = running.begin("mlb")
    if running.switched_off(settings, "backfill.resume", as_json=as_json):
        return ExitCode.OK
    return running.resume(settings, job_id, workers, running.RunOptions(as_json=as_json))


def _check_none_given(context: typer.Context) -> None:
    """An option before a subcommand would be read by nobody."""
    for name in context.params:
        source = context.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            option = f"--{name.removeprefix('as_').replace('_', '-')}"
            raise typer.BadParameter(f"{option} goes after {context.invoked_subcommand}, not before it")


def _given(day: date | None, option: str) -> date:
    if day is None:
        raise typer.BadParameter(f"{option} is missing: give the first and the last day, both included")
    return day


def describe(status: "JobStatus") -> list[str]:
    """A job's status in lines."""
    from propctl.cli.backfill_told import summary

    chunks = status.chunks
    states = ("done", "leased", "parked", "pending")
    counts = ", ".join(f"{getattr(chunks, state)} {state}" for state in states)
    lines = [
        summary(status),
        f"chunks: {counts}, of {chunks.total}",
        f"preparations: {status.preparations.done} of {status.preparations.total} done",
    ]
    lines += [f"leased: {one.name} by {one.owner}, {one.age_seconds} s ago" for one in status.leased]
    lines += [f"parked: {one.name} after {one.attempts} attempts: {one.reason}" for one in status.parked]
    if status.pace_per_minute is not None:
        eta = f", done in about {status.eta_seconds} s" if status.eta_seconds is not None else ""
        lines.append(f"pace: {status.pace_per_minute:g} pieces of work a minute{eta}")
    return lines
