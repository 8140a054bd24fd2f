"""Several shifts in one process, each in a thread; the main thread only waits, so that it hears signals."""

from collections.abc import Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from typing import Final, Protocol

from propctl.errors import StoppedError
from propctl.jobs.backfill.uninterrupted import run_uninterrupted

LOOK_SECONDS: Final = 0.2


class WorkerLoop(Protocol):
    """Work that goes on until nothing is left."""

    def run(self) -> None:
        """Work to the end."""

    def stop(self) -> None:
        """End after the piece of work in hand."""

    def release_task(self) -> None:
        """Leave the piece of work in hand to others."""


def run_threads(loops: Sequence[WorkerLoop]) -> None:
    """Run them all; when one fails the others finish what is in their hands, and its error is raised."""
    if len(loops) == 1:
        loops[0].run()
        return
    threads = ThreadPoolExecutor(len(loops), thread_name_prefix="shift")
    running = [threads.submit(loop.run) for loop in loops]
    try:
        _wait(running, loops)
    except StoppedError:
        run_uninterrupted(lambda: _release_tasks(loops))
        raise
    finally:
        threads.shutdown(wait=False)
    for one in running:
        one.result()


def _wait(running: Sequence[Future[None]], loops: Sequence[WorkerLoop]) -> None:
    pending = set(running)
    while pending:
        ended, pending = wait(pending, LOOK_SECONDS, FIRST_EXCEPTION)
        if any(one.exception() for one in ended):
            for loop in loops:
                loop.stop()


def _release_tasks(loops: Sequence[WorkerLoop]) -> None:
    for loop in loops:
        loop.stop()
    for loop in loops:
        loop.release_task()
