"""A cache in this process's memory: bounded, and gone with the process. Uses no wall clock and no pickle."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Final

from propctl.cache.contract import check_generation, check_ttl, generation_of

MAX_ENTRIES: Final = 4096
MAX_BYTES: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Entry:
    value: bytes
    expires_at: float
    """On the cache's monotonic clock, in seconds."""


class MemoryCache:
    """A :class:`Cache` over a dict and one lock; when full, the values least recently used are dropped.

    *clock* gives monotonic seconds. *max_bytes* counts the values; one that is larger is not kept at all.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        max_entries: int = MAX_ENTRIES,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self._clock = clock
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: str) -> bytes | None:
        """See :meth:`Cache.get`."""
        with self._lock:
            return self._read(key)

    def set(self, key: str, value: bytes, ttl_seconds: int) -> None:
        """See :meth:`Cache.set`."""
        check_ttl(ttl_seconds)
        with self._lock:
            self._write(key, value, ttl_seconds)

    def set_if_newer(self, key: str, value: bytes, generation: int, ttl_seconds: int) -> bool:
        """See :meth:`Cache.set_if_newer`."""
        check_ttl(ttl_seconds)
        check_generation(value, generation)
        with self._lock:
            current = self._read(key)
            held = None if current is None else generation_of(current)
            if held is not None and held >= generation:
                return False
            self._write(key, value, ttl_seconds)
            return True

    def delete(self, key: str) -> None:
        """See :meth:`Cache.delete`."""
        with self._lock:
            self._drop(key)

    def is_redis_available(self) -> bool:
        """Never: this memory is the process's own."""
        return False

    def _read(self, key: str) -> bytes | None:
        entry = self._entries.get(key)
        if entry is None:
            return None
        if self._clock() >= entry.expires_at:
            self._drop(key)
            return None
        self._entries.move_to_end(key)
        return entry.value

    def _write(self, key: str, value: bytes, ttl_seconds: int) -> None:
        self._drop(key)
        self._entries[key] = _Entry(bytes(value), self._clock() + ttl_seconds)
        self._bytes += len(value)
        while len(self._entries) > self._max_entries or self._bytes > self._max_bytes:
            self._drop(next(iter(self._entries)))

    def _drop(self, key: str) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._bytes -= len(entry.value)
