"""A pace that processes on several machines share through Redis. Reads no clock: keys expire instead.

The remaining lifetime of ``<key>:next`` is the time until the next request may be sent, and that of
``<key>:held`` the time for which the provider asked us to wait.
"""

from typing import TYPE_CHECKING, Final

from propctl.cache.redis import RedisCache
from propctl.cache.redis_errors import translated

if TYPE_CHECKING:
    from redis import Redis

MAX_MS: Final = 10**12

RESERVE: Final = """
local delay = math.max(0, redis.call('PTTL', KEYS[1]), redis.call('PTTL', KEYS[2]))
if delay > tonumber(ARGV[2]) then return -1 end
local lifetime = delay + tonumber(ARGV[1])
if lifetime > 0 then redis.call('SET', KEYS[1], '1', 'PX', lifetime) end
return delay
"""
PAUSE: Final = """
local lifetime = math.max(tonumber(ARGV[1]), redis.call('PTTL', KEYS[1]))
if lifetime > 0 then redis.call('SET', KEYS[1], '1', 'PX', lifetime) end
return lifetime
"""


class RedisBudget:
    """A :class:`Budget` for one host; every failure is a CacheUnavailableError."""

    def __init__(self, cache: RedisCache, key: str) -> None:
        self._cache = cache
        self._next = f"{key}:next"
        self._held = f"{key}:held"

    def reserve(self, interval: float, at_most: float) -> float | None:
        """See :meth:`Budget.reserve`."""
        limit = MAX_MS if at_most > MAX_MS / 1000 else max(0, _ms(at_most))
        with translated():
            delay = self._client.eval(RESERVE, 2, self._next, self._held, _ms(interval), limit)
        milliseconds = int(delay)
        return None if milliseconds < 0 else milliseconds / 1000

    def pause(self, seconds: float) -> None:
        """See :meth:`Budget.pause`."""
        with translated():
            self._client.eval(PAUSE, 1, self._held, _ms(seconds))

    def paused_for(self) -> float:
        """See :meth:`Budget.paused_for`."""
        with translated():
            return max(0.0, int(self._client.pttl(self._held)) / 1000)

    @property
    def _client(self) -> "Redis":
        return self._cache.client


def _ms(seconds: float) -> int:
    """Whole milliseconds, rounded up: a pace may be slower, never faster."""
    return -int(-seconds * 1000 // 1)
