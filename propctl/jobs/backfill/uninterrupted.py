"""What must not be left half-done, though the process is told to stop in the middle of it."""

import contextlib
import threading
from collections.abc import Callable
from typing import Final

from propctl.errors import StoppedError

LOOK_SECONDS: Final = 0.05


def run_uninterrupted(act: Callable[[], None]) -> None:
    """Do *act*, which is short, to its end.

    A signal raises StoppedError in the main thread, again and again until the outermost frame has seen it. So
    *act* has a thread of its own, and whoever called waits for it whatever comes.
    """
    begun, done = threading.Lock(), threading.Event()

    def acting() -> None:
        if begun.acquire(blocking=False):  # a start that was disturbed may have come about or not
            try:
                act()
            finally:
                done.set()

    while not done.is_set():
        with contextlib.suppress(StoppedError):
            if not begun.locked():
                threading.Thread(target=acting, name="undisturbed", daemon=True).start()
            done.wait(LOOK_SECONDS)
