"""How a backfill shows that it goes on: a bar on a terminal, lines on stderr elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from propctl.cli.backfill_told import summary
from propctl.cli.output import write_note
from propctl.domain.backfill_job import BackfillPlan, ChunkState, JobStatus
from propctl.jobs.backfill.worker import TaskEvent

Show = Callable[[str, int, int], None]
"""A name, how many pieces of work are done, and how many there are."""


@contextmanager
def progress(
    plan: BackfillPlan, read_status: Callable[[], JobStatus], *, quiet: bool = False
) -> Iterator[Callable[[TaskEvent], None]]:
    """For one worker. A bar on a terminal; elsewhere a line for each chunk that ends, unless *quiet*."""
    if quiet:
        yield lambda _: None
    elif sys.stderr.isatty():
        with _bar() as show:
            yield _counted(show, *_pieces(read_status()))
    else:
        yield _lines(plan)


def _counted(show: Show, done: int, total: int) -> Callable[[TaskEvent], None]:
    """Begins where the job stands."""
    show("backfill", done, total)

    def tell(event: TaskEvent) -> None:
        nonlocal done
        done += event.state is ChunkState.DONE
        show(event.name, done, total)

    return tell


def _lines(plan: BackfillPlan) -> Callable[[TaskEvent], None]:
    names = {str(chunk.start) for chunk in plan.open_chunks()}
    done = 0

    def tell(event: TaskEvent) -> None:
        nonlocal done
        is_chunk = event.name.partition(" ")[0] in names
        done += is_chunk and event.state is ChunkState.DONE
        if is_chunk or event.reason:
            why = f": {event.reason}" if event.reason else ""
            write_note(f"{event.name} {event.state} ({done} of {len(names)} here){why}")

    return tell


@contextmanager
def crew_progress() -> Iterator[Callable[[JobStatus], None]]:
    """For several workers, from the job's own objects; without a terminal, a line when something changed."""
    if not sys.stderr.isatty():
        yield _lines_of_changes()
        return
    with _bar() as show:
        yield lambda status: show(f"{status.chunks.done}/{status.chunks.total} chunks", *_pieces(status))


def _lines_of_changes() -> Callable[[JobStatus], None]:
    last = ""

    def tell(status: JobStatus) -> None:
        nonlocal last
        line = summary(status)
        if line != last:
            write_note(line)
        last = line

    return tell


def _pieces(status: JobStatus) -> tuple[int, int]:
    """Done, and all: chunks and what they share."""
    both = (status.chunks, status.preparations)
    return sum(one.done for one in both), sum(one.total for one in both)


@contextmanager
def _bar() -> Iterator[Show]:
    """Its length is not known before it is first shown."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("backfill", total=None)
        yield lambda name, done, total: bar.update(task, description=name, completed=done, total=total)
