"""The loops of one worker, each in a thread; the main thread only waits, so that it hears signals."""

import contextlib
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from typing import Final, Protocol

from propctl.errors import StoppedError

LOOK_SECONDS: Final = 0.2
UNINTERRUPTED_LOOK_SECONDS: Final = 0.05


class WorkerLoop(Protocol):
    """Work that goes on until nothing is left."""

    def run(self) -> None:
        """Work to the end."""

    def stop(self) -> None:
        """End after the piece of work in hand."""

    def release_task(self) -> None:
        """Leave the piece of work in hand to others."""


def run_threads(loops: Sequence[WorkerLoop]) -> None:
    """Run them all; when one fails the others finish their piece of work, and its error is raised."""
    if len(loops) == 1:
        loops[0].run()
        return
    threads = ThreadPoolExecutor(len(loops), thread_name_prefix="worker")
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


def run_uninterrupted(act: Callable[[], None]) -> None:
    """Do *act*, which is short, to its end.

    A signal raises StoppedError in the main thread, again and again until the outermost frame has seen it. So
    *act* has a thread of its own, and the caller waits for it whatever comes.
    """
    begun, done = threading.Lock(), threading.Event()

    def acting() -> None:
        if begun.acquire(blocking=False):  # a start that was interrupted may have come about or not
            try:
                act()
            finally:
                done.set()

    while not done.is_set():
        with contextlib.suppress(StoppedError):
            if not begun.locked():
                threading.Thread(target=acting, name="uninterrupted", daemon=True).start()
            done.wait(UNINTERRUPTED_LOOK_SECONDS)
