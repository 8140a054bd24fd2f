"""The probe of the store, over each kind of store and over stores that break their contract."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from propctl.domain.health_report import CheckState
from propctl.errors import ConfigurationError, RefusedError, TemporaryError
from propctl.jobs.health.storage import check_storage
from propctl.storage.contract import Conflict, ObjectStore, StoredObject
from propctl.storage.local import LocalStore
from propctl.storage.memory import MemoryStore
from propctl.storage.s3 import S3Store
from propctl.storage.s3_connection import S3Connection, S3Options
from tests.jobs.health.checkups import a_checkup, states
from tests.storage import s3_server
from tests.storage.faults import FaultyStore

STEPS = [
    "open", "create", "refuse a second", "replace", "refuse a stale etag", "read back", "list",
    "delete",
]  # fmt: skip


@pytest.fixture(scope="module")
def s3_store() -> Iterator[S3Store]:
    with s3_server.running() as url, pytest.MonkeyPatch.context() as environment:
        for name, value in s3_server.ENVIRONMENT.items():
            environment.setenv(name, value)
        connection = S3Connection(S3Options(url))
        connection.client().create_bucket(Bucket=s3_server.BUCKET)
        yield S3Store(s3_server.BUCKET, "health", connection)


@pytest.fixture(params=["memory", "local", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    if request.param == "s3":
        found: S3Store = request.getfixturevalue("s3_store")
        return found
    return MemoryStore() if request.param == "memory" else LocalStore(tmp_path / "store")


class Careless(MemoryStore):
    """Ignores the conditions of a write, as a service that does not know their headers."""

    def __init__(self, *, absent: bool = False, match: bool = False) -> None:
        super().__init__()
        self._absent, self._match = absent, match

    def put(self, key: str, data: bytes, *, if_absent: bool = False, if_match: str | None = None) -> str:
        return super().put(
            key,
            data,
            if_absent=if_absent and not self._absent,
            if_match=None if self._match else if_match,
        )


class Forgetful(MemoryStore):
    """Lists nothing, or keeps what was deleted, or gives back something else."""

    def __init__(self, what: str) -> None:
        super().__init__()
        self._what = what

    def list(self, prefix: str, start_after: str = "") -> Iterator[str]:
        return iter(()) if self._what == "list" else super().list(prefix, start_after)

    def delete(self, key: str) -> None:
        if self._what != "delete":
            super().delete(key)

    def get(self, key: str) -> StoredObject | None:
        found = super().get(key)
        return StoredObject(b"{}", found.etag) if found and self._what == "read back" else found


class Racing(MemoryStore):
    """Somebody else writes between our write and the next."""

    def put(self, key: str, data: bytes, *, if_absent: bool = False, if_match: str | None = None) -> str:
        if if_match is not None:
            raise Conflict(key)
        return super().put(key, data, if_absent=if_absent)


def test_a_store_that_keeps_its_contract_is_up(store: ObjectStore) -> None:
    component = check_storage(a_checkup(store=store))
    assert component.up
    assert [check.name for check in component.checks] == STEPS
    assert component.message == f"{store.url} create, refuse, replace, read, list, delete"


def test_nothing_is_left_behind(store: ObjectStore) -> None:
    check_storage(a_checkup(store=store))
    assert list(store.list("v1/state/health/")) == []


def test_what_a_killed_check_up_left_is_removed_after_an_hour() -> None:
    store = MemoryStore()
    layout = a_checkup().layout
    old, new = layout.health_key("20250608T145959Z-aaaaaaaa"), layout.health_key("20250608T155959Z-aaaaaaaa")
    for key in (old, new):
        store.put(key, b"{}")
    check_storage(a_checkup(store=store))
    assert list(store.list("v1/")) == [new]


@pytest.mark.parametrize(
    ("store", "step"),
    [
        (Careless(absent=True), "refuse a second"),
        (Careless(match=True), "refuse a stale etag"),
        (Racing(), "replace"),
        (Forgetful("read back"), "read back"),
        (Forgetful("list"), "list"),
    ],
)
def test_a_store_that_breaks_its_contract_is_down(store: MemoryStore, step: str) -> None:
    component = check_storage(a_checkup(store=store))
    found = states(component)
    assert (component.up, found[step]) == (False, CheckState.DOWN)
    assert component.message.startswith(f"{step}: ")
    assert component.hint == "use a storage that honours conditional writes: see docs/storage.md"
    assert list(found)[-1] == "delete"


def test_a_store_that_deletes_nothing_is_down() -> None:
    assert states(check_storage(a_checkup(store=Forgetful("delete"))))["delete"] is CheckState.DOWN


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (TemporaryError("full", hint="free space"), CheckState.DOWN),
        (RefusedError("denied", hint="get access"), CheckState.REFUSED),
    ],
)
@pytest.mark.parametrize("operation", range(1, 9))
def test_a_failure_at_any_operation_is_a_value(operation: int, error: Exception, state: CheckState) -> None:
    component = check_storage(a_checkup(store=FaultyStore(MemoryStore(), operation, error)))
    assert not component.up
    assert state in states(component).values()


def test_a_url_that_names_no_store_is_a_value() -> None:
    def fail() -> ObjectStore:
        raise ConfigurationError("no such form", hint="write it so")

    health_context = a_checkup()
    object.__setattr__(health_context, "open_store", fail)
    component = check_storage(health_context)
    assert (states(component), component.hint) == ({"open": CheckState.MISCONFIGURED}, "write it so")
