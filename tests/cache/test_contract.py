"""What every cache does. A new one joins through the ``under_test`` fixture."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.cache.contract import MAX_GENERATION, Cache, generation_of
from propctl.cache.memory import MemoryCache
from tests.cache.conftest import CacheUnderTest

KEY = "propctl:v1:latest:mlb:2025-06-08"


def pointer(generation: int, name: str = "") -> bytes:
    return json.dumps({"key": name, "generation": generation}).encode()


def test_an_absent_key_is_none(cache: Cache) -> None:
    assert cache.get(KEY) is None


def test_get_returns_what_was_set(cache: Cache) -> None:
    cache.set(KEY, b"\x00\xff", 60)
    assert cache.get(KEY) == b"\x00\xff"


def test_an_empty_value_is_not_an_absent_one(cache: Cache) -> None:
    cache.set(KEY, b"", 60)
    assert cache.get(KEY) == b""


def test_set_replaces(cache: Cache) -> None:
    cache.set(KEY, b"1", 60)
    cache.set(KEY, b"2", 60)
    assert cache.get(KEY) == b"2"


def test_keys_are_apart(cache: Cache) -> None:
    cache.set(KEY, b"1", 60)
    assert cache.get(KEY + "x") is None


def test_a_deleted_value_is_gone(cache: Cache) -> None:
    cache.set(KEY, b"1", 60)
    cache.delete(KEY)
    assert cache.get(KEY) is None


def test_deleting_an_absent_key_is_fine(cache: Cache) -> None:
    cache.delete(KEY)
    assert cache.get(KEY) is None


def test_a_value_is_there_until_its_time_is_over(under_test: CacheUnderTest) -> None:
    under_test.cache.set(KEY, b"1", 60)
    under_test.elapse(59)
    assert under_test.cache.get(KEY) == b"1"


def test_a_value_is_gone_when_its_time_is_over(under_test: CacheUnderTest) -> None:
    under_test.cache.set(KEY, b"1", 60)
    under_test.elapse(60)
    assert under_test.cache.get(KEY) is None


def test_reading_does_not_lengthen_a_life(under_test: CacheUnderTest) -> None:
    under_test.cache.set(KEY, b"1", 60)
    under_test.elapse(40)
    under_test.cache.get(KEY)
    under_test.elapse(40)
    assert under_test.cache.get(KEY) is None


def test_setting_again_begins_a_new_life(under_test: CacheUnderTest) -> None:
    under_test.cache.set(KEY, b"1", 60)
    under_test.elapse(40)
    under_test.cache.set(KEY, b"2", 60)
    under_test.elapse(40)
    assert under_test.cache.get(KEY) == b"2"


@pytest.mark.parametrize("ttl_seconds", [0, -1])
def test_a_life_is_at_least_a_second(cache: Cache, ttl_seconds: int) -> None:
    with pytest.raises(ValueError, match="at least 1 second"):
        cache.set(KEY, b"1", ttl_seconds)


def test_a_life_of_a_second_is_one(under_test: CacheUnderTest) -> None:
    """Nothing asks for the value before: on a busy machine the second may be over."""
    under_test.cache.set(KEY, b"1", 1)
    under_test.elapse(1)
    assert under_test.cache.get(KEY) is None


def test_the_first_pointer_is_kept(cache: Cache) -> None:
    assert cache.set_if_newer(KEY, pointer(1), 1, 60)


def test_a_higher_generation_replaces(cache: Cache) -> None:
    cache.set_if_newer(KEY, pointer(9), 9, 60)
    cache.set_if_newer(KEY, pointer(10), 10, 60)
    assert cache.get(KEY) == pointer(10)


@pytest.mark.parametrize("generation", [9, 8, 0])
def test_no_other_generation_replaces(cache: Cache, generation: int) -> None:
    cache.set_if_newer(KEY, pointer(9), 9, 60)
    cache.set_if_newer(KEY, pointer(generation, "late"), generation, 60)
    assert cache.get(KEY) == pointer(9)


@pytest.mark.parametrize(("generation", "kept"), [(8, False), (9, False), (10, True)])
def test_whether_it_was_kept_is_said(cache: Cache, generation: int, kept: bool) -> None:
    cache.set_if_newer(KEY, pointer(9), 9, 60)
    assert cache.set_if_newer(KEY, pointer(generation), generation, 60) is kept


def test_a_refused_pointer_does_not_lengthen_a_life(under_test: CacheUnderTest) -> None:
    under_test.cache.set_if_newer(KEY, pointer(9), 9, 60)
    under_test.elapse(40)
    under_test.cache.set_if_newer(KEY, pointer(9), 9, 60)
    under_test.elapse(40)
    assert under_test.cache.get(KEY) is None


def test_an_expired_pointer_holds_nobody_back(under_test: CacheUnderTest) -> None:
    under_test.cache.set_if_newer(KEY, pointer(9), 9, 60)
    under_test.elapse(60)
    assert under_test.cache.set_if_newer(KEY, pointer(1), 1, 60)


@pytest.mark.parametrize(
    "rubbish",
    [b"", b"\xff", b"[]", b"{}", b'{"generation":"9"}', b'{"generation":9.5}', b'{"generation":true}'],
)
def test_what_is_no_pointer_is_replaced(cache: Cache, rubbish: bytes) -> None:
    cache.set(KEY, rubbish, 60)
    assert cache.set_if_newer(KEY, pointer(0), 0, 60)


@pytest.mark.parametrize(
    ("value", "generation"),
    [(pointer(2), 1), (b"rubbish", 1), (pointer(-1), -1), (pointer(MAX_GENERATION + 1), MAX_GENERATION + 1)],
)
def test_a_pointer_must_carry_the_generation_it_claims(cache: Cache, value: bytes, generation: int) -> None:
    with pytest.raises(ValueError, match="is not a JSON object with generation"):
        cache.set_if_newer(KEY, value, generation, 60)


def test_the_highest_generation_of_many_threads_stands(cache: Cache) -> None:
    generations = [number * 37 % 101 for number in range(101)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: cache.set_if_newer(KEY, pointer(number), number, 60), generations))
    assert cache.get(KEY) == pointer(100)


@given(st.lists(st.integers(0, MAX_GENERATION), min_size=1))
def test_a_pointer_never_goes_back(generations: list[int]) -> None:
    cache = MemoryCache()
    for generation in generations:
        cache.set_if_newer(KEY, pointer(generation), generation, 60)
    assert generation_of(cache.get(KEY) or b"") == max(generations)
