"""SIGINT and SIGTERM: abandon the current step, and leave with the documented code.

The handler raises wherever the program happens to be, and not every place lets an exception through: an
import lock's callback swallows it, a compiled library may turn it into another. So it is raised again until
the outermost frame catches it.
"""

import signal
import sys
from types import FrameType
from typing import Final

from propctl.errors import ExitCode, StoppedError

AGAIN_SECONDS: Final = 0.1

_received: list[ExitCode] = []


def install() -> None:
    """Raise StoppedError in the main thread on either signal."""
    signal.signal(signal.SIGINT, _stop)
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGALRM, _again)
    sys.unraisablehook = _report_unless_stopped


def received() -> ExitCode | None:
    """The code of the first signal received, None without one; from here on signals do nothing.

    The interpreter restores the default handlers while it ends, but leaves an ignored signal ignored.
    """
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, signal.SIG_IGN)
    signal.setitimer(signal.ITIMER_REAL, 0.0)
    return _received[0] if _received else None


def _report_unless_stopped(lost: "sys.UnraisableHookArgs") -> None:
    """Python reports an exception that it cannot raise; StoppedError is raised again anyway."""
    if not isinstance(lost.exc_value, StoppedError):
        sys.__unraisablehook__(lost)


def _stop(number: int, frame: FrameType | None) -> None:
    del frame
    _received.append(ExitCode.INTERRUPTED if number == signal.SIGINT else ExitCode.TERMINATED)
    signal.setitimer(signal.ITIMER_REAL, AGAIN_SECONDS, AGAIN_SECONDS)
    raise StoppedError(_received[0])


def _again(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise StoppedError(_received[0])
