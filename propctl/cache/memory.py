"""A cache in this process's memory, of limited size. Uses no wall clock and no pickle."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Final, NamedTuple

from propctl.cache.contract import check_generation, check_ttl, generation_of

MAX_ENTRIES: Final = 4096
MAX_BYTES: Final = 64 * 1024 * 1024


class _Entry(NamedTuple):
    value: bytes
    ttl_seconds: int


class MemoryCache:
    """A :class:`Cache` under one lock; when full, the values least recently used are dropped.

    *clock* gives monotonic seconds. *max_bytes* counts the values; one that is larger is not kept at all.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        max_entries: int = MAX_ENTRIES,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self._max_entries = max_entries
        from cachetools import TLRUCache

        self._entries: TLRUCache[str, _Entry] = TLRUCache(
            max_bytes,
            ttu=lambda _, entry, now: now + entry.ttl_seconds,
            timer=clock,
            getsizeof=lambda entry: len(entry.value),
        )
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
            current_generation = None if current is None else generation_of(current)
            if current_generation is not None and current_generation >= generation:
                return False
            self._write(key, value, ttl_seconds)
            return True

    def delete(self, key: str) -> None:
        """See :meth:`Cache.delete`."""
        with self._lock:
            self._entries.pop(key, None)

    def is_redis_available(self) -> bool:
        """Always False: no other process shares this memory."""
        return False

    def _read(self, key: str) -> bytes | None:
        entry = self._entries.get(key)
        return None if entry is None else entry.value

    def _write(self, key: str, value: bytes, ttl_seconds: int) -> None:
        self._entries.pop(key, None)  # or its size would count while the new value is fitted in
        if len(value) > self._entries.maxsize:
            return
        self._entries[key] = _Entry(bytes(value), ttl_seconds)
        while len(self._entries) > self._max_entries:
            self._entries.popitem()
