"""What stands before a cache: memory for when it fails, and an observer of what is asked for."""

from collections.abc import Callable
from threading import Lock
from typing import TypeVar

from propctl.cache.contract import Cache, CacheUnavailableError
from propctl.domain.metric_labels import CacheObserver, CacheOutcome

_Answer = TypeVar("_Answer")


class FallbackCache:
    """A :class:`Cache`: *primary* until it fails once, then *memory* for the rest of the run.

    It lets no failure out. No second attempt, since each might cost the time-out again. *warn* hears of it
    once, in one line without a secret. *primary* is asked by one thread at a time, over one connection:
    threads that each make one over TLS (40 ms of processor) hold each other up for longer than the time-out,
    and those that wait for a dead server wait once.
    """

    def __init__(self, primary: Cache, memory: Cache, warn: Callable[[str], None]) -> None:
        self._primary = primary
        self._memory = memory
        self._warn = warn
        self._failed = False
        self._lock = Lock()

    def get(self, key: str) -> bytes | None:
        """See :meth:`Cache.get`."""
        return self._ask(lambda cache: cache.get(key))

    def set(self, key: str, value: bytes, ttl_seconds: int) -> None:
        """See :meth:`Cache.set`."""
        self._ask(lambda cache: cache.set(key, value, ttl_seconds))

    def set_if_newer(self, key: str, value: bytes, generation: int, ttl_seconds: int) -> bool:
        """See :meth:`Cache.set_if_newer`; it compares with what this process wrote, once *primary* failed."""
        return self._ask(lambda cache: cache.set_if_newer(key, value, generation, ttl_seconds))

    def delete(self, key: str) -> None:
        """See :meth:`Cache.delete`."""
        self._ask(lambda cache: cache.delete(key))

    def is_redis_available(self) -> bool:
        """Whether *primary* is in use and answers now: it is asked, and no answer is its failure."""
        return self._ask(lambda cache: cache.is_redis_available())

    def _ask(self, question: Callable[[Cache], _Answer]) -> _Answer:
        if not self._failed:
            with self._lock:
                if not self._failed:
                    try:
                        return question(self._primary)
                    except CacheUnavailableError as error:
                        self._failed = True
                        self._warn(f"Redis failed: {error.reason}; this run goes on by itself")
        return question(self._memory)


class ObservedCache:
    """A :class:`Cache` over *inner* that changes nothing; *observe* hears of each value that is asked for."""

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
