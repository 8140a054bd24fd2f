import logging
import os
from pathlib import Path

import pytest

from propctl.cache.contract import Cache
from propctl.cache.layers import FallbackCache
from propctl.cache.memory import MemoryCache
from propctl.cache.open import open_cache, open_redis
from propctl.cache.redis import RedisCache
from propctl.errors import ConfigurationError
from tests.cache.conftest import SharedServer
from tests.cache.redis_server import RedisServer
from tests.cache.test_contract import KEY

ACCEPTED = [
    "redis://cache",
    "redis://cache/",
    "redis://cache:6380/3",
    "redis://[::1]:6379/0",
    "redis://:p%40ss@cache",
    "redis://user:p@ss@cache/0",
    "rediss://user:secret@cache:6380/0",
    "rediss://cache?ssl_ca_certs=/etc/ca.pem&ssl_check_hostname=false",
    "rediss://cache?ssl_certfile=/c.pem&ssl_keyfile=/k.pem&ssl_password=x&ssl_cert_reqs=required",
    "rediss://cache?ssl_ca_path=/etc/ssl/certs&ssl_cert_reqs=none",
    "unix:///run/redis.sock",
    "unix://user:secret@/run/redis.sock?db=3",
]
REFUSED = [
    "",
    "cache:6379",
    "://hunter2@cache",
    "http://user:hunter2@cache",
    "redis://",
    "redis:///0",
    "redis://:hunter2@/0",
    "redis://:hun/ter2@cache",
    "redis://:hun?ter2@cache",
    "redis://:hun#ter2@cache",
    "redis://user:hunter2@cache:port",
    "redis://user:hunter2@cache:65536",
    "redis://user:hunter2@cache:0",
    "redis://[half:hunter2",
    "redis://user:hunter2@cache/zero",
    "redis://user:hunter2@cache/0/1",
    "redis://cache/0#hunter2",
    "redis://cache?db=1",
    "redis://cache?password=hunter2",
    "redis://cache?socket_timeout=60",
    "redis://cache?decode_responses=true",
    "redis://cache?ssl_ca_certs=/etc/ca.pem",
    "rediss://cache?ssl_ca_certs=",
    "rediss://cache?ssl_ca_certs",
    "rediss://cache?ssl_ca_certs=/a&ssl_ca_certs=/b",
    "rediss://cache?ssl_cert_reqs=maybe",
    "unix://",
    "unix:///",
    "unix://host/run/redis.sock",
    "unix:///run/redis.sock?db=one",
]


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> pytest.LogCaptureFixture:
    """What is logged, also after a test that has set up the logging of the program."""
    monkeypatch.setattr(logging.getLogger("propctl"), "propagate", True)
    return caplog


def shown(refusal: pytest.ExceptionInfo[ConfigurationError]) -> str:
    return refusal.value.message + refusal.value.hint


def test_without_a_url_the_cache_is_memory() -> None:
    assert isinstance(open_cache(None), MemoryCache)


@pytest.mark.parametrize("url", ACCEPTED)
def test_the_documented_forms_are_accepted(url: str) -> None:
    assert isinstance(open_cache(url), FallbackCache)


@pytest.mark.parametrize("url", ACCEPTED)
def test_what_is_accepted_the_library_takes_as_well(url: str) -> None:
    """Down to the connection, which is where it would stumble over an option."""
    connection = RedisCache(url).client.connection_pool.make_connection()
    assert getattr(connection, "_sock", "another name for it") is None


@pytest.mark.parametrize("url", REFUSED)
def test_any_other_form_is_refused_and_no_secret_repeated(url: str) -> None:
    with pytest.raises(ConfigurationError, match="no cache was opened") as refusal:
        open_cache(url)
    assert "hunter2" not in shown(refusal)


def test_an_unknown_scheme_is_named() -> None:
    with pytest.raises(ConfigurationError, match="'memcached://…' is not known"):
        open_cache("memcached://cache")


def test_the_hint_shows_the_forms() -> None:
    with pytest.raises(ConfigurationError) as refusal:
        open_cache("cache")
    assert all(form in refusal.value.hint for form in ("redis://", "rediss://", "unix:///"))


def test_opening_asks_nobody(dead_url: str, log: pytest.LogCaptureFixture) -> None:
    open_cache(dead_url)
    assert log.messages == []


def test_values_go_to_redis(redis_server: RedisServer) -> None:
    open_cache(redis_server.url).set(KEY, b"1", 60)
    assert redis_server.admin.get(KEY) == b"1"


def test_tls_and_a_user_are_taken_from_the_url(
    shared_server: SharedServer, redis_server: RedisServer
) -> None:
    cache = open_cache(shared_server.tls_url)
    assert cache.is_redis_available()


def test_a_failure_is_one_line_in_the_log(dead_url: str, log: pytest.LogCaptureFixture) -> None:
    used(open_cache(dead_url))
    expected = "Redis failed: Connection refused; this run continues without it"
    assert log.record_tuples == [("propctl.cache.open", logging.WARNING, expected)]


def used(cache: Cache) -> None:
    cache.set(KEY, b"1", 60)
    cache.get(KEY)


@pytest.mark.parametrize("option", ["ssl_ca_certs", "ssl_certfile", "ssl_keyfile"])
def test_a_file_that_would_be_read_for_ever_is_refused(tmp_path: Path, option: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in ("/dev/zero", tmp_path / "pipe"):
        with pytest.raises(ConfigurationError, match="it is no regular file"):
            open_redis(f"rediss://cache?{option}={path}")


def test_an_absent_file_is_a_cache_that_fails() -> None:
    open_redis("rediss://cache?ssl_ca_certs=/nowhere")
