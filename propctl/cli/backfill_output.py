"""What the commands of ``propctl backfill`` print: plans, progress, and a job's status."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from propctl.cli.output import counted, log_summary, logs_are_json, warn, write_json, write_line, write_note
from propctl.domain.backfill_job import BackfillPlan, ChunkState, JobState, JobStatus, TaskEvent, TaskKind
from propctl.domain.option_values import Reprocess
from propctl.domain.providers import provider_named_by
from propctl.errors import ExitCode
from propctl.jobs.backfill.plan import Submission

ShowBar = Callable[[str, int, int], None]
"""A name, how many tasks are done, and how many there are."""


class ConsoleDisplay:
    """Progress on stderr: a bar on a terminal, elsewhere a line for each chunk that ends."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet

    def show_submission(self, submission: Submission) -> None:
        """What a new job will do; ``backfill status`` shows one that was submitted before."""
        write_note(plan_line(submission))

    def show_resumed(self, plan: BackfillPlan, tasks: int) -> None:
        """How much was parked."""
        write_note(f"{plan.job_id}: {counted(tasks, 'parked task')} to try again")

    @contextmanager
    def worker_progress(
        self, plan: BackfillPlan, read_status: Callable[[], JobStatus]
    ) -> Iterator[Callable[[TaskEvent], None]]:
        """Progress of this process's work; the bar begins where the job is."""
        if self._quiet:
            yield lambda _: None
        elif _shows_bars():
            with _bar() as show:
                yield _counted_on_bar(show, *_task_counts(read_status()))
        else:
            yield _lines_of_events(len(plan.open_chunks()))

    @contextmanager
    def job_progress(self) -> Iterator[Callable[[JobStatus], None]]:
        """Progress of several workers; without a terminal, a line after each change."""
        if not _shows_bars():
            yield _lines_of_changes()
            return
        with _bar() as show:
            yield lambda status: show(
                f"{status.chunks.done}/{status.chunks.total} chunks", *_task_counts(status)
            )


def _shows_bars() -> bool:
    return sys.stderr.isatty() and not logs_are_json()


def _counted_on_bar(show: ShowBar, done: int, total: int) -> Callable[[TaskEvent], None]:
    show("backfill", done, total)

    def on_event(event: TaskEvent) -> None:
        nonlocal done
        done += event.state is ChunkState.DONE
        show(event.name, done, total)

    return on_event


def _lines_of_events(chunks: int) -> Callable[[TaskEvent], None]:
    done = 0

    def on_event(event: TaskEvent) -> None:
        nonlocal done
        is_chunk = event.kind is TaskKind.CHUNK
        done += is_chunk and event.state is ChunkState.DONE
        if is_chunk or event.reason:
            why = f": {event.reason}" if event.reason else ""
            provider = provider_named_by(event.reason)
            write_note(f"{event.name} {event.state} ({done} of {chunks} here){why}", provider=provider)

    return on_event


def _lines_of_changes() -> Callable[[JobStatus], None]:
    last = ""

    def on_status(status: JobStatus) -> None:
        nonlocal last
        line = status_line(status)
        if line != last:
            write_note(line)
        last = line

    return on_status


def _task_counts(status: JobStatus) -> tuple[int, int]:
    """Tasks done, and all tasks: chunks and preparations."""
    chunks, preparations = status.chunks, status.preparations
    return chunks.done + preparations.done, chunks.total + preparations.total


@contextmanager
def _bar() -> Iterator[ShowBar]:
    """A progress bar, which gets its length when it is first shown."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("backfill", total=None)
        yield lambda name, done, total: bar.update(task, description=name, completed=done, total=total)


def write_skipped(command: str, *, as_json: bool) -> None:
    """Ingestion is switched off."""
    reason = "USE_FREE_INGESTION is false"
    if as_json:
        write_json(command, job=None, outcome="skipped", reason=reason)
    else:
        write_line(f"backfill skipped ({reason})")


def write_submission(submission: Submission, *, dry_run: bool) -> None:
    """The job's id; for a dry run, the plan of a new job."""
    write_note(plan_line(submission))
    for line in plan_outline(submission.plan) if dry_run else [submission.plan.job_id]:
        write_line(line)


def write_submission_json(
    command: str, submission: Submission, status: JobStatus | None, *, dry_run: bool
) -> None:
    """The same as a document, with the *status* of a known job that a dry run found."""
    plan = submission.plan
    write_json(
        command,
        job_id=plan.job_id,
        is_new=submission.is_new,
        dry_run=dry_run,
        plan=plan.model_dump(mode="json"),
        job=status.model_dump(mode="json") if status else None,
    )


def write_left(status: JobStatus, reprocess: Reprocess) -> None:
    """What a dry run of a known job would do, and the job's status."""
    write_line(left_line(status, reprocess))
    for line in status_lines(status):
        write_line(line)


def left_line(status: JobStatus, reprocess: Reprocess) -> str:
    """``would continue JOB: 3 chunks left, 1 parked task to try again``."""
    left, parked = status.chunks.pending + status.chunks.leased, len(status.parked)
    again = reprocess is Reprocess.FAILED
    if status.state is JobState.CANCELLED and not again:
        return f"would do nothing: {status.job_id} is cancelled, and `propctl backfill resume` continues it"
    parts = [f"{counted(left, 'chunk')} left"]
    if parked:
        future = "to try again" if again else "that --reprocess failed would try again"
        parts.append(f"{counted(parked, 'parked task')} {future}")
    elif not left:
        parts.append("--reprocess all would build every day again")
    head = "would continue" if left or (again and parked) else "would do nothing about"
    return f"{head} {status.job_id}: {', '.join(parts)}"


def write_end(command: str, status: JobStatus, *, as_json: bool) -> None:
    """How a job ended, with a warning for each parked task."""
    if as_json:
        write_json(command, job=status.model_dump(mode="json"))
    else:
        for parked in status.parked:
            warn(
                f"parked: {parked.name} after {parked.attempts} attempts: {parked.reason}",
                provider=provider_named_by(parked.reason),
            )
        write_line(status_line(status))
    if status.state is JobState.CANCELLED:
        warn(f"{status.job_id} is cancelled: `propctl backfill resume {status.job_id}` continues it")
    code = ExitCode.OK if command == "backfill.work" else status.exit_code
    log_summary(status_line(status), code, outcome=status.state.value, job_id=status.job_id)


def plan_line(submission: Submission) -> str:
    """What a new job will do, in one line."""
    plan = submission.plan
    if not submission.is_new:
        return f"{plan.job_id}: submitted before, on {plan.created_at:%Y-%m-%d}; continuing it"
    spec, forecast = plan.spec, plan.forecast
    days = len(spec.days())
    built = sum(len(chunk.built) for chunk in plan.chunks)
    pace = f", {_duration(forecast.seconds)} at the configured pace" if forecast.seconds else ""
    return (
        f"{plan.job_id}: {spec.start} to {spec.end}, both included: {counted(days, 'day')} in "
        f"{counted(len(plan.chunks), 'chunk')}, {built} built already; about "
        f"{counted(forecast.requests, 'request')}, {forecast.bytes / 1e6:,.0f} MB{pace}"
    )


def plan_outline(plan: BackfillPlan) -> list[str]:
    """What a plan holds, chunk by chunk."""
    lines = [f"would submit {plan.job_id}"]
    for chunk in plan.chunks:
        span = str(chunk.start) if chunk.start == chunk.end else f"{chunk.start} to {chunk.end}"
        built = f"{len(chunk.built)} of {len(chunk.days())} built already" if chunk.built else "to build"
        lines.append(f"chunk {chunk.number}: {span}: {built}")
    if plan.pitch_days:
        lines.append(f"pitches of {len(plan.pitch_days)} days, {plan.pitch_days[0]} to {plan.pitch_days[-1]}")
    return lines


def status_line(status: JobStatus) -> str:
    """``mlb-20250401-20250430-1a2b3c4d: done, 30 of 30 days, 30/30 chunks``."""
    days = (status.end - status.start).days + 1
    parked = f", {status.chunks.parked} parked" if status.chunks.parked else ""
    return (
        f"{status.job_id}: {status.state}, {status.days_done} of {counted(days, 'day')}, "
        f"{status.chunks.done}/{counted(status.chunks.total, 'chunk')}{parked}"
    )


def status_lines(status: JobStatus) -> list[str]:
    """A job's status with every leased or parked task."""
    chunks = status.chunks
    states = ("done", "leased", "parked", "pending")
    counts = ", ".join(f"{getattr(chunks, state)} {state}" for state in states)
    lines = [
        status_line(status),
        f"chunks: {counts}, of {chunks.total}",
        f"preparations: {status.preparations.done} of {status.preparations.total} done",
    ]
    lines += [f"leased: {task.name} by {task.owner}, {task.age_seconds} s ago" for task in status.leased]
    lines += [f"parked: {task.name} after {task.attempts} attempts: {task.reason}" for task in status.parked]
    if status.pace_per_minute is not None:
        eta = f", done in about {status.eta_seconds} s" if status.eta_seconds is not None else ""
        lines.append(f"pace: {status.pace_per_minute:g} tasks a minute{eta}")
    return lines


def _duration(seconds: float) -> str:
    """``42 s``, ``12 min`` or ``3.5 h``."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
