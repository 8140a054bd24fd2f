"""SIGINT and SIGTERM: abandon the current step, say so, and leave with the documented code."""

import signal
from types import FrameType

from propctl.errors import ExitCode, StoppedError


def install() -> None:
    """Raise StoppedError in the main thread on either signal; a second one does it again."""
    signal.signal(signal.SIGINT, _stop)
    signal.signal(signal.SIGTERM, _stop)


def _stop(number: int, frame: FrameType | None) -> None:
    del frame
    raise StoppedError(ExitCode.INTERRUPTED if number == signal.SIGINT else ExitCode.TERMINATED)
