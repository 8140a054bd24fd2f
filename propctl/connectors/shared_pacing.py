"""Budgets that several processes share: a file for those of one machine, Redis for those of several."""

import fcntl
import math
import os
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from propctl.cache.contract import CacheUnavailableError
from propctl.connectors.pacing import Budget
from propctl.domain.providers import MAX_PAUSE_SECONDS, capped_pause

_STATE: Final = struct.Struct("dd")
"""The next moment and the end of the pause, on the monotonic clock that all processes of a machine share."""

_Result = TypeVar("_Result")


class FileBudget:
    """Shared by the processes that name the same file; one that is empty or absent is a new budget."""

    def __init__(self, path: Path, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._monotonic = monotonic

    def reserve(self, interval: float, at_most: float) -> float | None:
        """See :meth:`Budget.reserve`."""

        def change(now: float, following: float, paused_until: float) -> tuple[float, float, float | None]:
            following = _no_later_than(now + MAX_PAUSE_SECONDS + interval, following)
            slot = max(now, following, paused_until)
            if slot > now + min(at_most, MAX_PAUSE_SECONDS):
                return following, paused_until, None
            return slot + interval, paused_until, slot - now

        return self._change(change)

    def pause(self, seconds: float) -> None:
        """See :meth:`Budget.pause`."""
        length = capped_pause(seconds)
        self._change(lambda now, following, paused_until: (following, max(paused_until, now + length), None))

    def paused_for(self) -> float:
        """See :meth:`Budget.paused_for`."""
        return self._change(
            lambda now, following, paused_until: (following, paused_until, max(0.0, paused_until - now))
        )

    def _change(self, change: Callable[[float, float, float], tuple[float, float, _Result]]) -> _Result:
        """Apply *change* to the state under the file's lock, and return its result."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            data = os.pread(descriptor, _STATE.size, 0)
            following, paused_until = _STATE.unpack(data) if len(data) == _STATE.size else (0.0, 0.0)
            now = self._monotonic()
            paused_until = _no_later_than(now + MAX_PAUSE_SECONDS, paused_until)
            following, paused_until, result = change(now, following, paused_until)
            os.pwrite(descriptor, _STATE.pack(following, paused_until), 0)
        finally:
            os.close(descriptor)
        return result


def _no_later_than(latest: float, stored: float) -> float:
    """A stored moment, which an older program may have put years ahead; 0 when it is damaged (NaN)."""
    return 0.0 if math.isnan(stored) else min(stored, latest)


class FallbackBudget:
    """Redis until it fails once, then *local* for the rest of the run, after one warning."""

    def __init__(self, redis: Budget, local: Budget, warn: Callable[[str], None]) -> None:
        self._redis = redis
        self._local = local
        self._warn = warn

    def reserve(self, interval: float, at_most: float) -> float | None:
        """See :meth:`Budget.reserve`."""
        return self._call(lambda budget: budget.reserve(interval, at_most))

    def pause(self, seconds: float) -> None:
        """See :meth:`Budget.pause`."""
        self._call(lambda budget: budget.pause(seconds))

    def paused_for(self) -> float:
        """See :meth:`Budget.paused_for`."""
        return self._call(lambda budget: budget.paused_for())

    def _call(self, operation: Callable[[Budget], _Result]) -> _Result:
        if self._redis is not self._local:
            try:
                return operation(self._redis)
            except CacheUnavailableError as error:
                self._redis = self._local
                self._warn(f"Redis failed: {error.reason}; requests are paced on this machine alone")
        return operation(self._local)
