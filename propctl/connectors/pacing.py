"""Pacing: at most so many requests a second to a host, and none while it asks us to wait."""

import threading
import time
from collections.abc import Callable
from typing import Protocol

from propctl.domain.providers import MAX_PAUSE_SECONDS, capped_pause


class Budget(Protocol):
    """The moments at which requests to one host may be sent, shared by several threads or processes."""

    def reserve(self, interval: float, at_most: float) -> float | None:
        """Take the next moment, *interval* seconds after the last one; return how many seconds away it is.

        None, and nothing is taken, when that is more than *at_most* or MAX_PAUSE_SECONDS.
        """

    def pause(self, seconds: float) -> None:
        """Allow no moment within *seconds* from now, MAX_PAUSE_SECONDS at most: the host sent a Retry-After.

        Neither does a pause that is stored already last longer, whatever stored it.
        """

    def paused_for(self) -> float:
        """How many seconds of a pause remain; 0 when there is none."""


class ProcessBudget:
    """A :class:`Budget` shared by the threads of this process."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._next = float("-inf")
        self._paused_until = float("-inf")

    def reserve(self, interval: float, at_most: float) -> float | None:
        """See :meth:`Budget.reserve`."""
        with self._lock:
            now = self._monotonic()
            slot = max(now, self._next, self._paused_until)
            if slot > now + min(at_most, MAX_PAUSE_SECONDS):
                return None
            self._next = slot + interval
            return slot - now

    def pause(self, seconds: float) -> None:
        """See :meth:`Budget.pause`."""
        with self._lock:
            self._paused_until = max(self._paused_until, self._monotonic() + capped_pause(seconds))
            self._next = max(self._next, self._paused_until)

    def paused_for(self) -> float:
        """See :meth:`Budget.paused_for`."""
        with self._lock:
            return max(0.0, self._paused_until - self._monotonic())


class Pacer:
    """Sleeps until the next request may be sent; shared by all threads that use one host."""

    def __init__(
        self,
        max_rps: float,
        *,
        budget: Budget | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._interval = 1.0 / max_rps if max_rps > 0 else 0.0
        self._budget = budget or ProcessBudget(monotonic)
        self._monotonic = monotonic
        self._sleep = sleep

    def wait(self, at_most: float = float("inf")) -> bool:
        """Sleep until the next request may be sent; False, at once, when that is over *at_most* seconds away.

        A pause that begins while a thread sleeps applies to it too: it takes a new moment after the pause.
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
        """Send nothing for *seconds*: the provider sent a Retry-After, which applies to all threads."""
        self._budget.pause(seconds)

    def paused_for(self) -> float:
        """See :meth:`Budget.paused_for`."""
        return self._budget.paused_for()


class Deadline:
    """The moment by which a run, or one task of a long job, must end, on the monotonic clock."""

    def __init__(self, seconds: float, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._monotonic = monotonic
        self._end = monotonic() + seconds

    def restart(self) -> None:
        """Begin its seconds again: the next task of a job starts."""
        self._end = self._monotonic() + self.seconds

    def remaining(self) -> float:
        """Seconds left; negative when it has passed."""
        return self._end - self._monotonic()
