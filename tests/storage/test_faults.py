import pytest

from propctl.errors import TemporaryError
from propctl.storage.memory import MemoryStore
from tests.storage.faults import FaultyStore, KilledError


def test_without_a_fault_every_operation_is_logged() -> None:
    store = FaultyStore(MemoryStore())
    store.put("a.json", b"1")
    store.get("a.json")
    list(store.list("a"))
    store.delete("a.json")
    assert store.operations == ["put a.json", "get a.json", "list a", "delete a.json"]


def test_an_error_before_the_operation_prevents_it() -> None:
    inner = MemoryStore()
    with pytest.raises(TemporaryError):
        FaultyStore(inner, 1, TemporaryError("full")).put("a.json", b"1")
    assert inner.get("a.json") is None


def test_an_error_after_the_operation_lets_it_happen() -> None:
    inner = MemoryStore()
    with pytest.raises(TemporaryError):
        FaultyStore(inner, 1, TemporaryError("lost"), after=True).put("a.json", b"1")
    assert inner.get("a.json") is not None


def test_an_error_is_raised_once() -> None:
    store = FaultyStore(MemoryStore(), 1, TemporaryError("full"))
    with pytest.raises(TemporaryError):
        store.get("a.json")
    assert store.get("a.json") is None


def test_the_dead_do_nothing_more() -> None:
    inner = MemoryStore()
    store = FaultyStore(inner, 1)
    with pytest.raises(KilledError):
        store.get("a.json")
    with pytest.raises(KilledError):
        store.put("a.json", b"1")
    assert inner.get("a.json") is None


def test_a_kill_after_a_lost_race_is_a_kill() -> None:
    inner = MemoryStore()
    inner.put("a.json", b"1")
    with pytest.raises(KilledError):
        FaultyStore(inner, 1, after=True).put("a.json", b"2", if_absent=True)
