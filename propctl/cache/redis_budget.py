"""A pace that processes on several machines share through Redis. Reads no clock: keys expire instead.

The remaining lifetime of ``<key>:next`` is the time until the next request may be sent, and that of
``<key>:held`` the time for which the provider asked us to wait.
"""

from typing import TYPE_CHECKING, Final

from propctl.cache.redis import RedisCache
from propctl.cache.redis_errors import translated
from propctl.domain.providers import MAX_PAUSE_SECONDS, capped_pause

if TYPE_CHECKING:
    from redis import Redis

LIFETIME: Final = """
local function lifetime(key, most)
  local left = redis.call('PTTL', key)
  if left <= most then return math.max(0, left) end
  redis.call('SET', key, '1', 'PX', most)
  return most
end
"""
"""The milliseconds that a key has left, and at most *most*: an older program may have stored years."""

RESERVE: Final = (
    LIFETIME
    + """
local interval, most = tonumber(ARGV[1]), tonumber(ARGV[3])
local delay = math.max(lifetime(KEYS[1], most + interval), lifetime(KEYS[2], most))
if delay > tonumber(ARGV[2]) then return -1 end
local following = delay + interval
if following > 0 then redis.call('SET', KEYS[1], '1', 'PX', following) end
return delay
"""
)
PAUSE: Final = (
    LIFETIME
    + """
local pause = math.max(tonumber(ARGV[1]), lifetime(KEYS[1], tonumber(ARGV[2])))
if pause > 0 then redis.call('SET', KEYS[1], '1', 'PX', pause) end
return pause
"""
)


class RedisBudget:
    """A :class:`Budget` for one host; every failure is a CacheUnavailableError."""

    def __init__(self, cache: RedisCache, key: str) -> None:
        self._cache = cache
        self._next = f"{key}:next"
        self._held = f"{key}:held"

    def reserve(self, interval: float, at_most: float) -> float | None:
        """See :meth:`Budget.reserve`."""
        limit = _ms(capped_pause(at_most))
        with translated():
            delay = self._client.eval(RESERVE, 2, self._next, self._held, _ms(interval), limit, MAX_MS)
        milliseconds = int(delay)
        return None if milliseconds < 0 else milliseconds / 1000

    def pause(self, seconds: float) -> None:
        """See :meth:`Budget.pause`."""
        with translated():
            self._client.eval(PAUSE, 1, self._held, _ms(capped_pause(seconds)), MAX_MS)

    def paused_for(self) -> float:
        """See :meth:`Budget.paused_for`."""
        with translated():
            milliseconds = int(self._client.pttl(self._held))
        return capped_pause(milliseconds / 1000)

    @property
    def _client(self) -> "Redis":
        return self._cache.client


def _ms(seconds: float) -> int:
    """Whole milliseconds, rounded up: a pace may be slower, never faster."""
    return -int(-seconds * 1000 // 1)


MAX_MS: Final = _ms(MAX_PAUSE_SECONDS)
