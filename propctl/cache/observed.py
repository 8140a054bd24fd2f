"""A cache that tells what it was asked for. Changes nothing about it."""

from propctl.cache.contract import Cache
from propctl.domain.metric_labels import CacheObserver, CacheOutcome


class ObservedCache:
    """A :class:`Cache` over *inner*; *observe* hears of each value that is asked for."""

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
