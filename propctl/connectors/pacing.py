"""Politeness: at most so many requests a second to a host, and none while it asks us to wait."""

import threading
import time
from collections.abc import Callable
from typing import Protocol


class Budget(Protocol):
    """The moments at which requests to one host may be sent, for all who share the object behind it."""

    def reserve(self, interval: float, at_most: float) -> float | None:
        """Take the next moment, *interval* seconds after the last one: how many seconds away it is.

        None, and nothing taken, when that is more than *at_most*.
        """

    def pause(self, seconds: float) -> None:
        """No moment within *seconds* from now: the host said Retry-After."""

    def paused_for(self) -> float:
        """For how many seconds more it is held; 0 when it is not."""


class OwnBudget:
    """Shared by the threads of this process."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._next = float("-inf")
        self._held_until = float("-inf")

    def reserve(self, interval: float, at_most: float) -> float | None:
        """See :meth:`Budget.reserve`."""
        with self._lock:
            now = self._monotonic()
            slot = max(now, self._next, self._held_until)
            if slot > now + at_most:
                return None
            self._next = slot + interval
            return slot - now

    def pause(self, seconds: float) -> None:
        """See :meth:`Budget.pause`."""
        with self._lock:
            self._held_until = max(self._held_until, self._monotonic() + seconds)
            self._next = max(self._next, self._held_until)

    def paused_for(self) -> float:
        """See :meth:`Budget.paused_for`."""
        with self._lock:
            return max(0.0, self._held_until - self._monotonic())


class Pacer:
    """Sleeps until the next request may be sent; shared by all threads that ask one host."""

    def __init__(
        self,
        max_rps: float,
        *,
        budget: Budget | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._interval = 1.0 / max_rps if max_rps > 0 else 0.0
        self._budget = budget or OwnBudget(monotonic)
        self._monotonic = monotonic
        self._sleep = sleep

    def wait(self, at_most: float = float("inf")) -> bool:
        """Sleep until the next request may be sent; False, at once, when that is over *at_most* seconds away.

        A hold that comes while a thread sleeps holds it as well: it takes a new place behind the hold.
        """
        latest = self._monotonic() + at_most
        while True:
            delay = self._budget.reserve(self._interval, latest - self._monotonic())
            if delay is None:
                return False
            if delay > 0:
                self._sleep(delay)
            if self._budget.paused_for() <= 0:
                return True

    def pause(self, seconds: float) -> None:
        """Send nothing for *seconds*: the provider said Retry-After, and it holds for all."""
        self._budget.pause(seconds)

    def paused_for(self) -> float:
        """For how many seconds more the provider asked to be left alone; 0 when it did not."""
        return self._budget.paused_for()


class Deadline:
    """The moment by which a run, or one piece of a long job, must be done, on the monotonic clock."""

    def __init__(self, seconds: float, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._monotonic = monotonic
        self._end = monotonic() + seconds

    def restart(self) -> None:
        """All its seconds again, from now on: the next piece of a job begins."""
        self._end = self._monotonic() + self.seconds

    def remaining(self) -> float:
        """Seconds left; negative when it has passed."""
        return self._end - self._monotonic()
