"""A pace that processes on several machines share through Redis. No clock is read: it lies in lives of keys.

The life that is left of ``<key>:next`` is the time until the next request may be sent, and that of
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
local life = delay + tonumber(ARGV[1])
if life > 0 then redis.call('SET', KEYS[1], '1', 'PX', life) end
return delay
"""
PAUSE: Final = """
local life = math.max(tonumber(ARGV[1]), redis.call('PTTL', KEYS[1]))
if life > 0 then redis.call('SET', KEYS[1], '1', 'PX', life) end
return life
"""


class RedisBudget:
    """A budget for one host; every failure is a CacheUnavailableError."""

    def __init__(self, cache: RedisCache, key: str) -> None:
        self._cache = cache
        self._next = f"{key}:next"
        self._held = f"{key}:held"

    def reserve(self, interval: float, at_most: float) -> float | None:
        """Take the next moment: how many seconds away it is, None when that is over *at_most*."""
        limit = MAX_MS if at_most > MAX_MS / 1000 else max(0, _ms(at_most))
        with translated():
            delay = self._client.eval(RESERVE, 2, self._next, self._held, _ms(interval), limit)
        milliseconds = int(delay)
        return None if milliseconds < 0 else milliseconds / 1000

    def pause(self, seconds: float) -> None:
        """No moment within *seconds* from now."""
        with translated():
            self._client.eval(PAUSE, 1, self._held, _ms(seconds))

    def paused_for(self) -> float:
        """For how many seconds more it is held."""
        with translated():
            return max(0.0, int(self._client.pttl(self._held)) / 1000)

    @property
    def _client(self) -> "Redis":
        return self._cache.client


def _ms(seconds: float) -> int:
    """Whole milliseconds, rounded up: a pace may be slower, never faster."""
    return -int(-seconds * 1000 // 1)
