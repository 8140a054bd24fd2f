"""Layers over a cache: memory that replaces it when it fails, and an observer of reads."""

from collections.abc import Callable
from threading import Lock
from typing import TypeVar

from propctl.cache.contract import Cache, CacheUnavailableError
from propctl.domain.metric_labels import CacheObserver, CacheOutcome

_Result = TypeVar("_Result")


class FallbackCache:
    """A :class:`Cache`: *primary* until it fails once, then *memory* for the rest of the run.

    It raises no failure, and makes no second attempt, which might cost the time-out again. *warn* is called
    once, with one line without a secret. One thread at a time uses *primary*, over one connection: threads
    that each open one over TLS (40 ms of processor) delay each other for longer than the time-out, and
    those that wait for a dead server wait once.
    """

    def __init__(self, primary: Cache, memory: Cache, warn: Callable[[str], None]) -> None:
        self._primary = primary
        self._memory = memory
        self._warn = warn
        self._failed = False
        self._lock = Lock()

    def get(self, key: str) -> bytes | None:
        """See :meth:`Cache.get`."""
        return self._call(lambda cache: cache.get(key))

    def set(self, key: str, value: bytes, ttl_seconds: int) -> None:
        """See :meth:`Cache.set`."""
        self._call(lambda cache: cache.set(key, value, ttl_seconds))

    def set_if_newer(self, key: str, value: bytes, generation: int, ttl_seconds: int) -> bool:
        """See :meth:`Cache.set_if_newer`; after a failure it compares with this process's values."""
        return self._call(lambda cache: cache.set_if_newer(key, value, generation, ttl_seconds))

    def delete(self, key: str) -> None:
        """See :meth:`Cache.delete`."""
        self._call(lambda cache: cache.delete(key))

    def is_redis_available(self) -> bool:
        """Whether *primary* is in use and answers now; no answer counts as its failure."""
        return self._call(lambda cache: cache.is_redis_available())

    def _call(self, operation: Callable[[Cache], _Result]) -> _Result:
        if not self._failed:
            with self._lock:
                if not self._failed:
                    try:
                        return operation(self._primary)
                    except CacheUnavailableError as error:
                        self._failed = True
                        self._warn(f"Redis failed: {error.reason}; this run continues without it")
        return operation(self._memory)


class ObservedCache:
    """A :class:`Cache` over *inner* that changes nothing; *observe* is called after each read."""

    def __init__(self, inner: Cache, observe: CacheObserver) -> None:
        self._inner = inner
        self._observe = observe

    def get(self, key: str) -> bytes | None:
        """See :meth:`Cache.get`."""
        value = self._inner.get(key)
        self._observe(CacheOutcome.MISS if value is None else CacheOutcome.HIT)
        return value

    def set(self, key: str, value: bytes, ttl_seconds: int) -> None:
        """See :meth:`Cache.set`."""
        self._inner.set(key, value, ttl_seconds)

    def set_if_newer(self, key: str, value: bytes, generation: int, ttl_seconds: int) -> bool:
        """See :meth:`Cache.set_if_newer`."""
        return self._inner.set_if_newer(key, value, generation, ttl_seconds)

    def delete(self, key: str) -> None:
        """See :meth:`Cache.delete`."""
        self._inner.delete(key)

    def is_redis_available(self) -> bool:
        """See :meth:`Cache.is_redis_available`."""
        return self._inner.is_redis_available()
