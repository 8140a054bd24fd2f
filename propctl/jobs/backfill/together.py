"""Several shifts in one process, each in a thread; the main thread only waits, so that it hears signals."""

from collections.abc import Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from typing import Final, Protocol

from propctl.errors import StoppedError
from propctl.jobs.backfill.undisturbed import undisturbed

LOOK_SECONDS: Final = 0.2


class Shift(Protocol):
    """Work that goes on until nothing is left."""

    def run(self) -> None:
        """Work to the end."""

    def stop(self) -> None:
        """End after the piece of work in hand."""

    def give_back(self) -> None:
        """Leave the piece of work in hand to others."""


def together(shifts: Sequence[Shift]) -> None:
    """Run them all; when one fails the others finish what is in their hands, and its error is raised."""
    if len(shifts) == 1:
        shifts[0].run()
        return
    threads = ThreadPoolExecutor(len(shifts), thread_name_prefix="shift")
    running = [threads.submit(shift.run) for shift in shifts]
    try:
        _wait(running, shifts)
    except StoppedError:
        undisturbed(lambda: _give_back(shifts))
        raise
    finally:
        threads.shutdown(wait=False)
    for one in running:
        one.result()


def _wait(running: Sequence[Future[None]], shifts: Sequence[Shift]) -> None:
    pending = set(running)
    while pending:
        ended, pending = wait(pending, LOOK_SECONDS, FIRST_EXCEPTION)
        if any(one.exception() for one in ended):
            for shift in shifts:
                shift.stop()


def _give_back(shifts: Sequence[Shift]) -> None:
    for shift in shifts:
        shift.stop()
    for shift in shifts:
        shift.give_back()
