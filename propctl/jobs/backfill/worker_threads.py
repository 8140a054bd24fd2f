"""The loops of one worker, each in a thread; the main thread only waits, so that it receives signals."""

import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from types import FrameType, TracebackType
from typing import Final, Protocol, Self

POLL_SECONDS: Final = 0.1

DEFERRED: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)
"""Those whose handlers may raise in the main thread; the last one raises StoppedError again and again."""


class WorkerLoop(Protocol):
    """A loop that works until nothing is left."""

    def run(self) -> None:
        """Work to the end."""

    def stop(self) -> None:
        """End after the current task."""

    def release_task(self) -> None:
        """Leave the current task to others."""


class DeferredSignals:
    """Defers signals: in its block their handlers do not run, and cannot raise at some instruction or other.

    The block looks at ``received``, and ends as soon as it can; then the first signal is handled. Outside the
    main thread, and for a signal without a handler in Python, it does nothing.
    """

    def __init__(self) -> None:
        self.received: list[int] = []
        self._handlers: dict[int, Callable[[int, FrameType | None], object]] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is not threading.main_thread():
            return self
        try:
            for number in DEFERRED:
                self._defer(number)
        except BaseException:
            self._restore()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._restore()
        if self.received:
            signal.raise_signal(self.received[0])

    def _defer(self, number: int) -> None:
        handler = signal.getsignal(number)
        if callable(handler):
            self._handlers[number] = handler
            signal.signal(number, self._record)

    def _record(self, number: int, frame: FrameType | None) -> None:
        """Takes no lock: the main thread may hold it."""
        del frame
        self.received.append(number)

    def _restore(self) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler)


def run_threads(loops: Sequence[WorkerLoop]) -> None:
    """Run all loops; when one fails the others finish their current task, and its error is raised.

    After a signal every loop's task is released before the signal is handled.
    """
    threads = ThreadPoolExecutor(len(loops), thread_name_prefix="worker")
    running: list[Future[None]] = []
    with DeferredSignals() as signals:
        try:
            running.extend(threads.submit(loop.run) for loop in loops)
            _wait_for(running, loops, signals)
        finally:
            if not all(future.done() for future in running):
                _release_tasks(loops)
            threads.shutdown(wait=False)
    for future in running:
        future.result()


def _wait_for(running: Sequence[Future[None]], loops: Sequence[WorkerLoop], signals: DeferredSignals) -> None:
    pending = set(running)
    while pending and not signals.received:
        ended, pending = wait(pending, POLL_SECONDS, FIRST_EXCEPTION)
        if any(future.exception() for future in ended):
            for loop in loops:
                loop.stop()


def _release_tasks(loops: Sequence[WorkerLoop]) -> None:
    for loop in loops:
        loop.stop()
    for loop in loops:
        loop.release_task()
