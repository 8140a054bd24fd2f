"""What is no failure of Redis: a run goes on using it."""

from tests.cache.conftest import Attached
from tests.cache.redis_server import RedisServer
from tests.cache.test_contract import KEY, pointer


def test_as_long_as_redis_answers_memory_is_not_used(redis_server: RedisServer) -> None:
    attached = Attached(redis_server.url)
    attached.cache.set(KEY, b"1", 60)
    assert (attached.memory.get(KEY), attached.cache.is_redis_available()) == (None, True)


def test_a_flushed_redis_is_one_that_has_nothing(redis_server: RedisServer) -> None:
    attached = Attached(redis_server.url)
    attached.cache.set(KEY, b"1", 60)
    redis_server.admin.flushall()
    assert (attached.cache.get(KEY), attached.cache.is_redis_available()) == (None, True)


def test_a_redis_that_forgot_its_scripts_learns_them_again(redis_server: RedisServer) -> None:
    attached = Attached(redis_server.url)
    attached.cache.set_if_newer(KEY, pointer(1), 1, 60)
    redis_server.admin.script_flush()
    assert attached.cache.set_if_newer(KEY, pointer(2), 2, 60)
    assert attached.warnings == []


def test_a_connection_that_the_server_closed_is_opened_again(redis_server: RedisServer) -> None:
    attached = Attached(redis_server.url)
    attached.cache.set(KEY, b"1", 60)
    redis_server.admin.client_kill_filter(_type="normal", skipme=True)
    assert (attached.cache.get(KEY), attached.warnings) == (b"1", [])


def test_a_redis_that_evicts_is_no_failure(own_server: RedisServer) -> None:
    own_server.admin.config_set("maxmemory-policy", "allkeys-lru")
    own_server.admin.config_set("maxmemory", int(own_server.admin.info("memory")["used_memory"]) + 500_000)
    attached = Attached(own_server.url)
    for number in range(200):
        attached.cache.set(f"propctl:v1:http:{number}", bytes(10_000), 60)
    kept = sum(attached.cache.get(f"propctl:v1:http:{number}") is not None for number in range(200))
    assert (0 < kept < 200, attached.warnings, attached.cache.is_redis_available()) == (True, [], True)
