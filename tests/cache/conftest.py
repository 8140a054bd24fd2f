import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from propctl.cache.contract import Cache
from propctl.cache.layers import FallbackCache
from propctl.cache.memory import MemoryCache
from propctl.cache.redis import RedisCache
from tests.cache.certificates import write_certificates
from tests.cache.redis_server import RedisServer, free_port, running
from tests.docs.pages import blocks, text_of

PAGE: Final = text_of("docs/cache.md")

PATIENCE_SECONDS: Final = 10.0
"""For a server that answers, on a machine that is busy with other tests."""


class Clock:
    """Monotonic seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def elapse(self, seconds: float) -> None:
        self.now += seconds


@dataclass(frozen=True)
class CacheUnderTest:
    """A cache, and how to let time pass for it."""

    cache: Cache
    elapse: Callable[[float], None]


@dataclass(frozen=True)
class SharedServer:
    """One redis-server for all tests of a worker that leave it whole, with all its entrances."""

    redis: RedisServer
    tls_url: str
    """As a user who has the rights that ``docs/cache.md`` asks for, and no others."""
    socket_url: str


class Attached:
    """A cache before the Redis at *url*, its memory, and what it warned of."""

    def __init__(
        self,
        url: str,
        *,
        timeout_seconds: float = PATIENCE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.warnings: list[str] = []
        self.memory = MemoryCache(clock=clock)
        redis = RedisCache(url, timeout_seconds=timeout_seconds)
        self.cache = FallbackCache(redis, self.memory, self.warnings.append)


def patient(url: str) -> RedisCache:
    """The cache in a Redis that is there and answers."""
    return RedisCache(url, timeout_seconds=PATIENCE_SECONDS)


def acl_rule(user: str) -> str:
    """The rule of *user* as ``docs/cache.md`` has it, to be given to ACL SETUSER."""
    lines = "\n".join(blocks(PAGE)).splitlines()
    return next(line for line in lines if line.startswith(f"user {user} ")).removeprefix("user ")


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedServer]:
    folder = tmp_path_factory.mktemp("redis")
    write_certificates(folder)
    tls_port, socket_path = free_port(), folder / "redis.sock"
    files = {"cert": "server.pem", "key": "server.key", "ca-cert": "ca.pem"}
    tls = [word for kind, name in files.items() for word in (f"--tls-{kind}-file", str(folder / name))]
    options = (
        *tls,
        "--tls-port",
        str(tls_port),
        "--tls-auth-clients",
        "no",
        "--unixsocket",
        str(socket_path),
    )
    with running(folder, *options) as server:
        server.make_user(acl_rule("propctl-run"))
        user = "propctl-run:a-long-password"
        tls_url = f"rediss://{user}@127.0.0.1:{tls_port}/0?ssl_ca_certs={folder / 'ca.pem'}"
        yield SharedServer(server, tls_url, f"unix://{socket_path}")


@pytest.fixture
def redis_server(shared_server: SharedServer) -> RedisServer:
    """The shared server, empty and without scripts; to be left whole."""
    shared_server.redis.admin.flushall()
    shared_server.redis.admin.script_flush()
    return shared_server.redis


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[RedisServer]:
    """A server that a test may break."""
    with running(tmp_path) as server:
        yield server


@pytest.fixture(scope="session")
def dead_url() -> Iterator[str]:
    """Of a port that is taken, so that no server can come up there, and refuses connections."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"redis://127.0.0.1:{taken.getsockname()[1]}/0"


@pytest.fixture(params=["memory", "redis", "redis over TLS by a user", "before redis", "before a dead redis"])
def under_test(request: pytest.FixtureRequest) -> CacheUnderTest:
    """Each implementation in turn; the contract holds for all."""
    clock = Clock()
    if request.param == "memory":
        return CacheUnderTest(MemoryCache(clock=clock), clock.elapse)
    if request.param == "before a dead redis":
        return CacheUnderTest(Attached(request.getfixturevalue("dead_url"), clock=clock).cache, clock.elapse)
    shared: SharedServer = request.getfixturevalue("shared_server")
    server: RedisServer = request.getfixturevalue("redis_server")
    if request.param == "before redis":
        return CacheUnderTest(Attached(server.url, clock=clock).cache, server.elapse)
    url = server.url if request.param == "redis" else shared.tls_url
    return CacheUnderTest(patient(url), server.elapse)


@pytest.fixture
def cache(under_test: CacheUnderTest) -> Cache:
    return under_test.cache
