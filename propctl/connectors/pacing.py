"""Politeness: at most so many requests a second to a host, and none while it asks us to wait."""

import threading
import time
from collections.abc import Callable


class Pacer:
    """Hands out evenly spaced moments to send at; shared by all threads that ask one host."""

    def __init__(
        self,
        max_rps: float,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._interval = 1.0 / max_rps if max_rps > 0 else 0.0
        self._monotonic = monotonic
        self._sleep = sleep
        self._lock = threading.Lock()
        self._next = float("-inf")

    def wait(self) -> None:
        """Sleep until the next request may be sent."""
        with self._lock:
            now = self._monotonic()
            slot = max(now, self._next)
            self._next = slot + self._interval
        if slot > now:
            self._sleep(slot - now)

    def hold(self, seconds: float) -> None:
        """Send nothing for *seconds*: the provider said Retry-After, and it holds for all."""
        with self._lock:
            self._next = max(self._next, self._monotonic() + seconds)


class Deadline:
    """The moment by which a run must be done, on the monotonic clock."""

    def __init__(self, seconds: float, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._monotonic = monotonic
        self._end = monotonic() + seconds

    def remaining(self) -> float:
        """Seconds left; negative when it has passed."""
        return self._end - self._monotonic()
