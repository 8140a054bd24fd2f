"""What the cache was asked for is heard of, and nothing else changes."""

from propctl.cache.open import open_cache
from propctl.domain.metric_labels import CacheOutcome
from tests.cache.redis_server import RedisServer


def test_hits_and_misses_are_heard_of() -> None:
    told: list[CacheOutcome] = []
    cache = open_cache(None, told.append)
    cache.get("propctl:v1:http:00")
    cache.set("propctl:v1:http:00", b"1", 60)
    assert cache.get("propctl:v1:http:00") == b"1"
    cache.delete("propctl:v1:http:00")
    assert told == [CacheOutcome.MISS, CacheOutcome.HIT]


def test_a_redis_that_fails_is_heard_of_once(dead_url: str) -> None:
    told: list[CacheOutcome] = []
    cache = open_cache(dead_url, told.append)
    for _ in range(2):
        cache.get("propctl:v1:http:00")
    assert told == [CacheOutcome.ERROR, CacheOutcome.MISS, CacheOutcome.MISS]
    assert not cache.is_redis_available()


def test_a_redis_that_works_is_no_error(redis_server: RedisServer) -> None:
    told: list[CacheOutcome] = []
    cache = open_cache(redis_server.url, told.append)
    assert cache.set_if_newer("propctl:v1:latest:mlb:2025-06-08", b'{"generation":1}', 1, 60)
    cache.get("propctl:v1:latest:mlb:2025-06-08")
    assert told == [CacheOutcome.HIT]
