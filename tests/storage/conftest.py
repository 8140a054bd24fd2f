import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from propctl.storage.contract import ObjectStore
from propctl.storage.local import LocalStore
from propctl.storage.memory import MemoryStore
from propctl.storage.s3 import S3Store
from propctl.storage.s3_connection import S3Connection, S3Options
from tests.storage import s3_proxy, s3_server

NUMBERS: Final = itertools.count()


def connected(url: str, attempts: int = 3) -> S3Connection:
    """A connection to *url* whose client is made, so that the environment is needed no more."""
    connection = S3Connection(S3Options(url), attempts=attempts)
    with pytest.MonkeyPatch.context() as environment:
        for name, value in s3_server.ENVIRONMENT.items():
            environment.setenv(name, value)
        connection.client()
    return connection


@pytest.fixture(scope="session")
def s3_url() -> Iterator[str]:
    """moto standing in for S3; one server for all tests of a worker."""
    with s3_server.running() as url:
        yield url


@pytest.fixture(scope="session")
def s3_connection(s3_url: str) -> S3Connection:
    """A connection to it, made once: making one takes a tenth of a second."""
    connection = connected(s3_url)
    connection.client().create_bucket(Bucket=s3_server.BUCKET)
    return connection


@pytest.fixture
def s3_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials of nobody, for connections that a test makes itself."""
    for name, value in s3_server.ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def s3_prefix() -> str:
    """A place in the bucket that no other test has."""
    return f"test-{next(NUMBERS)}/store"


@pytest.fixture
def s3_store(s3_connection: S3Connection, s3_prefix: str) -> S3Store:
    return S3Store(s3_server.BUCKET, s3_prefix, s3_connection)


@pytest.fixture(params=["memory", "local", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    """Each implementation in turn; the contract holds for all."""
    if request.param == "s3":
        on_s3: S3Store = request.getfixturevalue("s3_store")
        return on_s3
    return MemoryStore() if request.param == "memory" else LocalStore(tmp_path / "store")


@pytest.fixture(scope="session")
def _proxy(s3_url: str, s3_connection: S3Connection) -> Iterator[s3_proxy.Proxy]:
    with s3_proxy.before(s3_url) as proxy:
        yield proxy


@pytest.fixture
def proxy(_proxy: s3_proxy.Proxy) -> s3_proxy.Proxy:
    """A proxy before the S3 server, which spoils nothing yet."""
    _proxy.forget()
    return _proxy


@pytest.fixture(scope="session")
def _patient(_proxy: s3_proxy.Proxy) -> S3Connection:
    return connected(_proxy.url, attempts=2)


@pytest.fixture(scope="session")
def _impatient(_proxy: s3_proxy.Proxy) -> S3Connection:
    return connected(_proxy.url, attempts=1)


@pytest.fixture
def behind(proxy: s3_proxy.Proxy, s3_prefix: str, _patient: S3Connection) -> S3Store:
    """A store behind the proxy; botocore repeats a failed request once. Same place as ``s3_store``."""
    return S3Store(s3_server.BUCKET, s3_prefix, _patient, page_size=2, sleep=_no_sleep)


@pytest.fixture
def behind_once(proxy: s3_proxy.Proxy, s3_prefix: str, _impatient: S3Connection) -> S3Store:
    """The same, but botocore repeats nothing."""
    return S3Store(s3_server.BUCKET, s3_prefix, _impatient, sleep=_no_sleep)


def _no_sleep(seconds: float) -> None:
    """Tests do not wait."""
