"""What a run notices of a Redis that fails: one warning, and no more."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from propctl.cache.contract import Cache
from propctl.cache.redis import TIMEOUT_SECONDS
from tests.cache.conftest import Attached, SharedServer
from tests.cache.redis_server import RedisServer, running
from tests.cache.test_contract import KEY, pointer

SECRET = "hunter2"  # noqa: S105 - looked for in warnings
OPERATIONS_RULE = f"name on >{SECRET} ~propctl:* +@read +@write +@connection -@dangerous"

Break = Callable[[RedisServer], str]
"""Breaks a server, and gives the URL by which it is then asked."""


def killed(server: RedisServer) -> str:
    server.kill()
    return server.url


def hanging(server: RedisServer) -> str:
    server.hang()
    return server.url


def asked_without_password(server: RedisServer) -> str:
    server.admin.config_set("requirepass", SECRET)
    return server.url


def asked_with_a_wrong_password(server: RedisServer) -> str:
    server.admin.config_set("requirepass", "another")
    return server.url_for(f":{SECRET}@")


def asked_with_a_needless_password(server: RedisServer) -> str:
    return server.url_for(f":{SECRET}@")


def asked_for_a_database_that_is_not_there(server: RedisServer) -> str:
    return server.url_for("", database=99)


def asked_for_tls_that_it_does_not_speak(server: RedisServer) -> str:
    return server.url.replace("redis://", "rediss://")


def a_replica(server: RedisServer) -> str:
    server.admin.replicaof("127.0.0.1", "1")
    return server.url


def full(server: RedisServer) -> str:
    server.admin.config_set("maxmemory", "1")
    return server.url


def without_scripts(server: RedisServer) -> str:
    server.make_user(OPERATIONS_RULE)
    return server.url_for(f"name:{SECRET}@")


def with_foreign_values(server: RedisServer) -> str:
    server.admin.rpush(KEY, "1")
    return server.url


FAILURES: dict[Break, str] = {
    killed: "Connection refused",
    asked_without_password: "it refused the user or the password",
    asked_with_a_wrong_password: "it refused the user or the password",
    asked_with_a_needless_password: "it refused the user or the password",
    asked_for_a_database_that_is_not_there: "it has no database of that number",
    a_replica: "it is a read-only replica",
    full: "its memory is full, and it evicts nothing",
    without_scripts: "its access rule forbids a command that the cache needs",
    with_foreign_values: "another program's values are under the keys",
}


def what_every_call_says(cache: Cache) -> tuple[object, ...]:
    """The answers to a little of everything."""
    cache.delete("propctl:v1:http:00")
    first = cache.set_if_newer(KEY, pointer(2), 2, 60)
    second = cache.set_if_newer(KEY, pointer(1), 1, 60)
    cache.set("propctl:v1:http:01", b"\x00", 60)
    return first, second, cache.get(KEY), cache.get("propctl:v1:http:01"), cache.is_redis_available()


FROM_MEMORY = (True, False, pointer(2), b"\x00", False)


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: failure.__name__)
def test_a_failing_redis_costs_one_warning_that_says_why(own_server: RedisServer, failure: Break) -> None:
    attached = Attached(failure(own_server))
    answers = what_every_call_says(attached.cache)
    (warning,) = attached.warnings
    assert (answers, FAILURES[failure] in warning, SECRET in warning) == (FROM_MEMORY, True, False)


@pytest.mark.parametrize(
    "failure", [hanging, asked_for_tls_that_it_does_not_speak], ids=lambda failure: failure.__name__
)
def test_silence_is_a_failure(own_server: RedisServer, failure: Break) -> None:
    attached = Attached(failure(own_server), timeout_seconds=TIMEOUT_SECONDS)
    answers = what_every_call_says(attached.cache)
    (warning,) = attached.warnings
    assert (answers, "it did not answer in time" in warning) == (FROM_MEMORY, True)


@pytest.mark.parametrize("failure", [killed, hanging, a_replica, full], ids=lambda failure: failure.__name__)
def test_a_failure_in_the_middle_of_a_run_is_like_one_before_it(
    own_server: RedisServer, failure: Break
) -> None:
    attached = Attached(own_server.url, timeout_seconds=TIMEOUT_SECONDS)
    attached.cache.set("propctl:v1:http:02", b"1", 60)
    failure(own_server)
    assert (what_every_call_says(attached.cache), len(attached.warnings)) == (FROM_MEMORY, 1)


def test_a_cluster_is_not_used(tmp_path: Path) -> None:
    with running(tmp_path, "--cluster-enabled", "yes") as server:
        attached = Attached(server.url)
        assert what_every_call_says(attached.cache) == FROM_MEMORY
    assert ["it is a cluster" in warning for warning in attached.warnings] == [True]


def test_a_server_with_an_unknown_certificate_is_not_used(shared_server: SharedServer) -> None:
    attached = Attached(shared_server.tls_url.partition("?")[0])
    assert what_every_call_says(attached.cache) == FROM_MEMORY
    assert ["its certificate was refused" in warning for warning in attached.warnings] == [True]


def at_once(cache: Cache) -> list[bytes | None]:
    """What each of 16 threads, which set a value of their own at the same time, finds there."""
    begin = threading.Barrier(16)

    def act(number: int) -> bytes | None:
        begin.wait()
        cache.set(f"propctl:v1:http:{number}", b"%d" % number, 60)
        return cache.get(f"propctl:v1:http:{number}")

    with ThreadPoolExecutor(16) as threads:
        return list(threads.map(act, range(16)))


def test_many_threads_cause_one_warning_and_all_are_served(own_server: RedisServer) -> None:
    attached = Attached(own_server.url, timeout_seconds=TIMEOUT_SECONDS)
    own_server.hang()
    begun = time.monotonic()
    found = at_once(attached.cache)
    assert (found, len(attached.warnings)) == ([b"%d" % number for number in range(16)], 1)
    assert time.monotonic() - begun < 1


def test_many_threads_share_one_connection(redis_server: RedisServer) -> None:
    attached = Attached(redis_server.url)
    before = redis_server.admin.info("stats")["total_connections_received"]
    assert at_once(attached.cache) == [b"%d" % number for number in range(16)]
    assert redis_server.admin.info("stats")["total_connections_received"] == before + 1


def test_a_redis_that_comes_back_is_not_used_again_by_this_run(own_server: RedisServer) -> None:
    attached = Attached(own_server.url, timeout_seconds=TIMEOUT_SECONDS)
    own_server.hang()
    attached.cache.get(KEY)
    own_server.go_on()
    attached.cache.set(KEY, b"1", 60)
    assert (own_server.admin.get(KEY), attached.cache.is_redis_available()) == (None, False)
