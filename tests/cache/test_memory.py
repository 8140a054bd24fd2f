"""What the memory cache does beyond the contract: it is bounded."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.cache.memory import MemoryCache
from tests.cache.conftest import Clock

KEYS = st.sampled_from("abcdef")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("set"), KEYS, st.integers(0, 12)),
        st.tuples(st.just("get"), KEYS, st.just(0)),
        st.tuples(st.just("delete"), KEYS, st.just(0)),
        st.tuples(st.just("elapse"), KEYS, st.integers(0, 8)),
    )
)


def held(cache: MemoryCache, keys: str) -> str:
    """Which of *keys* have a value."""
    return "".join(key for key in keys if cache.get(key) is not None)


def test_no_more_entries_than_allowed_are_kept() -> None:
    cache = MemoryCache(max_entries=2)
    for key in "abc":
        cache.set(key, b"1", 60)
    assert held(cache, "abc") == "bc"


def test_no_more_bytes_than_allowed_are_kept() -> None:
    cache = MemoryCache(max_bytes=10)
    for key in "abc":
        cache.set(key, b"1234", 60)
    assert held(cache, "abc") == "bc"


def test_what_was_read_last_stays_longest() -> None:
    cache = MemoryCache(max_entries=2)
    cache.set("a", b"1", 60)
    cache.set("b", b"1", 60)
    cache.get("a")
    cache.set("c", b"1", 60)
    assert held(cache, "abc") == "ac"


def test_replaced_and_deleted_values_take_no_room() -> None:
    cache = MemoryCache(max_bytes=10)
    cache.set("a", b"12345678", 60)
    cache.set("a", b"12", 60)
    cache.set("b", b"1234", 60)
    cache.delete("b")
    cache.set("c", b"12345678", 60)
    assert held(cache, "abc") == "ac"


def test_a_value_larger_than_all_room_is_not_kept() -> None:
    cache = MemoryCache(max_bytes=3)
    cache.set("a", b"1234", 60)
    cache.set("b", b"123", 60)
    assert held(cache, "ab") == "b"


@pytest.mark.parametrize("size", [1, 4])
def test_an_old_value_never_survives_a_newer_one(size: int) -> None:
    """Be it kept itself or too large for that."""
    cache = MemoryCache(max_bytes=3)
    cache.set("a", b"old", 60)
    cache.set("a", b"x" * size, 60)
    assert cache.get("a") == (b"x" if size == 1 else None)


def test_memory_is_not_redis() -> None:
    assert not MemoryCache().is_redis_available()


@given(STEPS)
def test_a_value_is_the_last_one_set_while_it_is_alive_and_with_little_room_perhaps_none(
    steps: list[tuple[str, str, int]],
) -> None:
    clock = Clock()
    cache = MemoryCache(clock=clock, max_entries=3, max_bytes=20)
    cache_with_room = MemoryCache(clock=clock)
    truth: dict[str, tuple[bytes, float]] = {}
    for action, key, number in steps:
        if action == "set":
            cache.set(key, bytes(number), 5)
            cache_with_room.set(key, bytes(number), 5)
            truth[key] = bytes(number), clock.now + 5
        elif action == "delete":
            cache.delete(key)
            cache_with_room.delete(key)
            truth.pop(key, None)
        elif action == "elapse":
            clock.elapse(number)
        value, end = truth.get(key, (None, 0.0))
        alive = value if clock.now < end else None
        assert cache_with_room.get(key) == alive
        assert cache.get(key) in (None, alive)


def test_threads_leave_the_room_accounted_for() -> None:
    cache = MemoryCache(max_entries=8, max_bytes=64)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: cache.set(str(n % 16), b"x" * (n % 9), 60), range(2000)))
    cache.set("all of it", b"x" * 64, 60)
    assert cache.get("all of it") is not None
