"""The loops of one worker, each in a thread; the main thread only waits, so that it receives signals."""

import contextlib
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from typing import Final, Protocol

from propctl.errors import StoppedError

POLL_SECONDS: Final = 0.2
UNINTERRUPTED_POLL_SECONDS: Final = 0.05


class WorkerLoop(Protocol):
    """A loop that works until nothing is left."""

    def run(self) -> None:
        """Work to the end."""

    def stop(self) -> None:
        """End after the current task."""

    def release_task(self) -> None:
        """Leave the current task to others."""


def run_threads(loops: Sequence[WorkerLoop]) -> None:
    """Run all loops; when one fails the others finish their current task, and its error is raised."""
    if len(loops) == 1:
        loops[0].run()
        return
    threads = ThreadPoolExecutor(len(loops), thread_name_prefix="worker")
    running = [threads.submit(loop.run) for loop in loops]
    try:
        _wait_for(running, loops)
    except StoppedError:
        run_uninterrupted(lambda: _release_tasks(loops))
        raise
    finally:
        threads.shutdown(wait=False)
    for future in running:
        future.result()


def _wait_for(running: Sequence[Future[None]], loops: Sequence[WorkerLoop]) -> None:
    pending = set(running)
    while pending:
        ended, pending = wait(pending, POLL_SECONDS, FIRST_EXCEPTION)
        if any(future.exception() for future in ended):
            for loop in loops:
                loop.stop()


def _release_tasks(loops: Sequence[WorkerLoop]) -> None:
    for loop in loops:
        loop.stop()
    for loop in loops:
        loop.release_task()


def run_uninterrupted(act: Callable[[], None]) -> None:
    """Run *act*, which is short, to its end.

    A signal raises StoppedError in the main thread, again and again until the outermost frame catches it. So
    *act* runs in another thread, and the caller waits for it despite any signal.
    """
    begun, done = threading.Lock(), threading.Event()

    def act_once() -> None:
        if begun.acquire(blocking=False):  # an interrupted start may or may not have started a thread
            try:
                act()
            finally:
                done.set()

    while not done.is_set():
        with contextlib.suppress(StoppedError):
            if not begun.locked():
                threading.Thread(target=act_once, name="uninterrupted", daemon=True).start()
            done.wait(UNINTERRUPTED_POLL_SECONDS)
