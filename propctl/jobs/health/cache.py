"""Check whether the shared cache stores, returns and compares values. A configured cache should work."""

from collections.abc import Callable

from propctl.cache.contract import Cache, CacheUnavailableError
from propctl.cache.keys import health_key
from propctl.domain.health_report import Component
from propctl.domain.option_values import ComponentName
from propctl.errors import TemporaryError
from propctl.jobs.health.checks import Checklist, UnsoundError
from propctl.jobs.health.health_context import HealthContext

TTL_SECONDS = 60
HINT = "runs work without it, and readers see the last board that reached it: see docs/cache.md"


def check_cache(health_context: HealthContext) -> Component:
    """Set, get, compare generations and delete; without Redis there is nothing to check."""
    checklist = Checklist(ComponentName.CACHE)
    open_redis = health_context.open_redis
    if open_redis is None:
        checklist.check("memory", lambda: "no PROPCTL_REDIS_URL")
        return checklist.result("memory, not shared")
    opened: list[Cache] = []

    def open_it() -> str:
        opened.append(open_redis())
        return "Redis"

    if checklist.check("open", open_it).sound:
        probe = _Probe(opened[0], health_key(health_context.run_id, namespace=health_context.namespace))
        for name, attempt in (
            ("set and get", probe.set_and_get),
            ("keep the newer", probe.keep_the_newer),
            ("delete", probe.delete),
        ):
            if not checklist.check(name, _raising_temporary(attempt)).sound:
                break
    return checklist.result("Redis set, get, compare, delete")


class _Probe:
    def __init__(self, cache: Cache, key: str) -> None:
        self._cache = cache
        self._key = key

    def set_and_get(self) -> str:
        self._cache.set(self._key, _value(1), TTL_SECONDS)
        if self._cache.get(self._key) != _value(1):
            raise UnsoundError("what was set did not come back", hint=HINT)
        return "as it was set"

    def keep_the_newer(self) -> str:
        """Run the one script that runs need: an access rule may forbid it."""
        newer = self._cache.set_if_newer(self._key, _value(2), 2, TTL_SECONDS)
        older = self._cache.set_if_newer(self._key, _value(1), 1, TTL_SECONDS)
        if not newer or older:
            raise UnsoundError("an older pointer replaced a newer one", hint=HINT)
        return "an older one was refused"

    def delete(self) -> str:
        self._cache.delete(self._key)
        if self._cache.get(self._key) is not None:
            raise UnsoundError("what was deleted is still there", hint=HINT)
        return "gone"


def _value(generation: int) -> bytes:
    return b'{"generation":%d}' % generation


def _raising_temporary(attempt: Callable[[], str]) -> Callable[[], str]:
    def attempt_translated() -> str:
        try:
            return attempt()
        except CacheUnavailableError as error:
            raise TemporaryError(f"Redis failed: {error.reason}", hint=HINT) from error

    return attempt_translated
