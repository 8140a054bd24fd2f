"""Budgets that several processes share: a file for those of one machine, Redis for those of many."""

import fcntl
import os
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from propctl.cache.contract import CacheUnavailableError
from propctl.connectors.pacing import Budget

_STATE: Final = struct.Struct("dd")
"""The next moment and the end of the hold, on the monotonic clock, which all processes of a machine share."""

_Answer = TypeVar("_Answer")


class FileBudget:
    """Shared by the processes that name the same file; one that is empty or absent is a new budget."""

    def __init__(self, path: Path, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._monotonic = monotonic

    def reserve(self, interval: float, at_most: float) -> float | None:
        """See :meth:`Budget.reserve`."""

        def change(now: float, following: float, paused_for: float) -> tuple[float, float, float | None]:
            slot = max(now, following, paused_for)
            if slot > now + at_most:
                return following, paused_for, None
            return slot + interval, paused_for, slot - now

        return self._change(change)

    def pause(self, seconds: float) -> None:
        """See :meth:`Budget.pause`."""
        self._change(lambda now, following, paused_for: (following, max(paused_for, now + seconds), None))

    def paused_for(self) -> float:
        """See :meth:`Budget.paused_for`."""
        return self._change(
            lambda now, following, paused_for: (following, paused_for, max(0.0, paused_for - now))
        )

    def _change(self, change: Callable[[float, float, float], tuple[float, float, _Answer]]) -> _Answer:
        """Under the file's lock: the state after *change*, and what it answers."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            data = os.pread(descriptor, _STATE.size, 0)
            following, paused_for = _STATE.unpack(data) if len(data) == _STATE.size else (0.0, 0.0)
            following, paused_for, answer = change(self._monotonic(), following, paused_for)
            os.pwrite(descriptor, _STATE.pack(following, paused_for), 0)
        finally:
            os.close(descriptor)
        return answer


class FallbackBudget:
    """Redis until it fails once, then *own* for the rest of the run, after one warning."""

    def __init__(self, redis: Budget, own: Budget, warn: Callable[[str], None]) -> None:
        self._redis = redis
        self._own = own
        self._warn = warn

    def reserve(self, interval: float, at_most: float) -> float | None:
        """See :meth:`Budget.reserve`."""
        return self._ask(lambda budget: budget.reserve(interval, at_most))

    def pause(self, seconds: float) -> None:
        """See :meth:`Budget.pause`."""
        self._ask(lambda budget: budget.pause(seconds))

    def paused_for(self) -> float:
        """See :meth:`Budget.paused_for`."""
        return self._ask(lambda budget: budget.paused_for())

    def _ask(self, question: Callable[[Budget], _Answer]) -> _Answer:
        if self._redis is not self._own:
            try:
                return question(self._redis)
            except CacheUnavailableError as error:
                self._redis = self._own
                self._warn(f"Redis failed: {error.reason}; requests are paced by this machine alone")
        return question(self._own)
