"""The cache in Redis, shared between processes and machines. Makes one attempt per call.

Every failure is a :class:`CacheUnavailableError`, which the fallback deals with.
"""

import hashlib
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeVar

from propctl.cache.contract import CacheUnavailableError, check_generation, check_ttl
from propctl.cache.redis_errors import NOT_REDIS, translated

if TYPE_CHECKING:
    from redis import Redis

TIMEOUT_SECONDS: Final = 0.2
"""For connecting, for each step of a TLS handshake, and for each answer."""

MAX_TTL_SECONDS: Final = 2**31 - 1
"""Redis keeps instants in milliseconds and refuses a lifetime that overflows them; this is 68 years."""

SET_IF_NEWER: Final = r"""
local function generation_of(value)
  local bare = string.gsub(value, '"[^"\\%c\127-\255]*"', '""')
  if not string.find(bare, '^{[ :,"nul%d]*}$') or string.find(bare, '%D0%d') then return -1 end
  local read, document = pcall(cjson.decode, value)
  local generation = read and document.generation
  if type(generation) ~= 'number' or generation > 9007199254740991 then return -1 end
  return generation
end
local current = redis.call('GET', KEYS[1])
if current and generation_of(current) >= tonumber(ARGV[2]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[3])
return 1
"""
"""``generation_of`` as in ``contract.py``, by the same patterns, and one against 01, which cjson accepts.

-1 is older than every pointer.
"""

SCRIPT_DIGEST: Final = hashlib.sha1(SET_IF_NEWER.encode(), usedforsecurity=False).hexdigest()

_Answer = TypeVar("_Answer", bytes, int)


class RedisCache:
    """A :class:`Cache` in the Redis at *url*, in a form that ``open.py`` accepts.

    Connects at the first use. The connection needs no closing: it ends with the process.
    """

    def __init__(self, url: str, *, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._url = url
        self._timeout_seconds = timeout_seconds

    def get(self, key: str) -> bytes | None:
        """See :meth:`Cache.get`."""
        with translated():
            value = self.client.get(key)
            return None if value is None else _checked(value, bytes)

    def set(self, key: str, value: bytes, ttl_seconds: int) -> None:
        """See :meth:`Cache.set`."""
        check_ttl(ttl_seconds)
        with translated():
            self.client.set(key, value, ex=min(ttl_seconds, MAX_TTL_SECONDS))

    def set_if_newer(self, key: str, value: bytes, generation: int, ttl_seconds: int) -> bool:
        """See :meth:`Cache.set_if_newer`."""
        check_ttl(ttl_seconds)
        check_generation(value, generation)
        lifetime = min(ttl_seconds, MAX_TTL_SECONDS)
        with translated():
            return _checked(self._run_script(key, value, generation, lifetime), int) == 1

    def delete(self, key: str) -> None:
        """See :meth:`Cache.delete`."""
        with translated():
            self.client.delete(key)

    def is_redis_available(self) -> bool:
        """True when the server answers (CacheUnavailableError when it does not)."""
        with translated():
            return bool(self.client.ping())

    def _run_script(self, key: str, value: bytes, generation: int, ttl_seconds: int) -> object:
        """Run SET_IF_NEWER by its digest, or by its text when the server does not have it (any more).

        EVAL makes the server keep it, so no user needs the right to SCRIPT LOAD.
        """
        from redis.exceptions import NoScriptError

        arguments = (key, value, generation, ttl_seconds)
        try:
            return self.client.evalsha(SCRIPT_DIGEST, 1, *arguments)
        except NoScriptError:
            return self.client.eval(SET_IF_NEWER, 1, *arguments)

    @cached_property
    def client(self) -> "Redis":
        """redis-py's client, with one attempt; its default spends seconds on a dead server.

        RESP2, because over RESP3 it requests maintenance notices, which may relax the time-outs.
        """
        from redis import Redis
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        return Redis.from_url(
            self._url,
            protocol=2,
            retry=Retry(NoBackoff(), 0),
            socket_timeout=self._timeout_seconds,
            socket_connect_timeout=self._timeout_seconds,
            health_check_interval=0,
        )


def _checked(answer: object, kind: type[_Answer]) -> _Answer:
    """*answer* when it is of the type that Redis returns (CacheUnavailableError otherwise)."""
    if not isinstance(answer, kind):
        raise CacheUnavailableError(NOT_REDIS)
    return answer
