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
        self._held_until = float("-inf")

    def wait(self, at_most: float = float("inf")) -> bool:
        """Sleep until the next request may be sent; False, at once, when that is over *at_most* seconds away.

        A hold that comes while a thread sleeps holds it as well: it takes a new place behind the hold.
        """
        latest = self._monotonic() + at_most
        while True:
            slot = self._take(latest)
            if slot is None:
                return False
            delay = slot - self._monotonic()
            if delay > 0:
                self._sleep(delay)
            if slot >= self._held_until:
                return True

    def _take(self, latest: float) -> float | None:
        with self._lock:
            slot = max(self._monotonic(), self._next, self._held_until)
            if slot > latest:
                return None
            self._next = slot + self._interval
            return slot

    def hold(self, seconds: float) -> None:
        """Send nothing for *seconds*: the provider said Retry-After, and it holds for all."""
        with self._lock:
            self._held_until = max(self._held_until, self._monotonic() + seconds)
            self._next = max(self._next, self._held_until)


class Deadline:
    """The moment by which a run must be done, on the monotonic clock."""

    def __init__(self, seconds: float, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._monotonic = monotonic
        self._end = monotonic() + seconds

    def remaining(self) -> float:
        """Seconds left; negative when it has passed."""
        return self._end - self._monotonic()
