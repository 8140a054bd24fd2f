"""The probe of the cache, over a real Redis."""

from collections.abc import Iterator

import pytest

from propctl.cache.memory import MemoryCache
from propctl.cache.open import open_redis
from propctl.domain.health_report import CheckState
from propctl.jobs.health.cache import check_cache
from tests.cache.redis_server import RedisServer, free_port, running
from tests.jobs.health.checkups import a_checkup, states


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with running(tmp_path_factory.mktemp("redis")) as redis:
        yield redis


class Stubborn(MemoryCache):
    """Keeps everything, newer or not."""

    def set_if_newer(self, key: str, value: bytes, generation: int, ttl_seconds: int) -> bool:
        del generation
        self.set(key, value, ttl_seconds)
        return True

    def delete(self, key: str) -> None:
        pass


def test_without_redis_there_is_nothing_to_look_at() -> None:
    component = check_cache(a_checkup())
    assert (component.up, component.message) == (True, "memory, not shared")


def test_a_redis_that_works_is_up_and_keeps_nothing(server: RedisServer) -> None:
    component = check_cache(a_checkup(redis=lambda: open_redis(server.url)))
    assert (component.up, component.message) == (True, "Redis set, get, compare, delete")
    assert server.admin.keys("*") == []


def test_a_redis_that_is_not_there_is_down() -> None:
    port = free_port()
    component = check_cache(a_checkup(redis=lambda: open_redis(f"redis://me:hunter2@127.0.0.1:{port}/0")))
    assert states(component) == {"open": CheckState.OK, "set and get": CheckState.DOWN}
    assert component.message == "set and get: Redis failed: Connection refused"


def test_a_password_that_is_wrong_is_down_and_not_told(server: RedisServer) -> None:
    component = check_cache(a_checkup(redis=lambda: open_redis(server.url_for("me:hunter2@"))))
    assert "refused the user or the password" in component.message
    assert "hunter2" not in component.model_dump_json()


def test_an_access_rule_without_scripts_is_found(server: RedisServer) -> None:
    server.make_user("reader on >pw ~propctl:* +get +set +del +ping")
    component = check_cache(a_checkup(redis=lambda: open_redis(server.url_for("reader:pw@"))))
    assert states(component)["keep the newer"] is CheckState.DOWN


def test_a_url_that_names_no_redis_is_a_value() -> None:
    component = check_cache(a_checkup(redis=lambda: open_redis("http://hunter2@cache")))
    assert states(component) == {"open": CheckState.MISCONFIGURED}
    assert "hunter2" not in component.model_dump_json()


def test_a_cache_that_lets_an_old_pointer_win_is_down() -> None:
    component = check_cache(a_checkup(redis=Stubborn))
    assert component.message == "keep the newer: an older pointer replaced a newer one"
