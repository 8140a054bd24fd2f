"""Which generation a standing value has: memory and Redis judge it alike, whatever it is."""

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.cache.contract import MAX_GENERATION, generation_of
from propctl.cache.redis import RedisCache
from propctl.domain.snapshot import Pointer
from tests.cache.conftest import SharedServer, patient
from tests.cache.test_contract import KEY, pointer
from tests.domain.props import START

NUMBERS = (
    "9", "0", "-0", "-9", "9.0", "9.", "9.5", "9e0", "1e3", "1E400", "09", "00", "+9", ".9", "-", "0x10",
    "9007199254740991", "9007199254740992", "9007199254740993", "9" * 5000, "nan", "NaN", "inf", "-Infinity",
    "null", "nul", "nullnull", "true", "false", '"9"', "[]", "{}", "[9]", '{"generation":9}', "9 9", "",
)  # fmt: skip
FRAMES = (
    '{"generation":%s}', '{ "generation" : %s }', ' {"generation":%s}', '{"generation":%s} ', "%s",
    '{"generation":%s}\n', '{"generation":%s}\0x', '{"generation":%s}x', '{"generation":%s',
    '{"generation":%s,}', '{"generation":%s,"a":9}', '{"generation":9,"a":%s}', '{"a":09,"generation":%s}',
    '{"generation":8,"generation":%s}', '{"generation":%s,"generation":null}', '{"Generation":%s}', '{"":%s}',
    '{"a":{"generation":9},"b":%s}', '[{"generation":%s}]', '"generation":%s', "{'generation':%s}",
    r'{"a":"{\"generation\":9}","b":%s}', r'{"\u0067eneration":%s}', r'{"a":"\ud800","generation":%s}',
    '{"a":"b"c","generation":%s}', '{"a":"é","generation":%s}', '{"a":"\x01","generation":%s}',
    '{"a":"\x7f","generation":%s}', '\ufeff{"generation":%s}',
)  # fmt: skip
DEEP = tuple(b * depth for b in (b"[", b'{"a":', b'{"generation":') for depth in (500, 2000, 100_000))
ENCODED = tuple('{"generation":9}'.encode(code) for code in ("utf-16", "utf-16-le", "utf-32", "utf-8-sig"))


def values() -> st.SearchStrategy[bytes]:
    """Bytes, JSON of every shape, and what is nearly a pointer."""
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("generation")
    keys = st.text() | st.just("generation")
    documents = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(keys, inner))
    numbers, frames = st.sampled_from(NUMBERS), st.sampled_from(FRAMES)
    framed = st.builds(lambda frame, number: frame % number, frames, numbers)
    texts = st.builds(json.dumps, documents, ensure_ascii=st.booleans()) | framed
    whole = texts.map(lambda text: text.encode("utf-8", "surrogatepass"))
    places, bytes_put = st.integers(0, 40), st.binary(max_size=2)
    spoilt = st.builds(lambda value, at, put: value[:at] + put + value[at + 1 :], whole, places, bytes_put)
    return st.binary() | whole | spoilt


def counts_alike(redis: RedisCache, current: bytes) -> bool:
    """Whether Redis takes *standing* to be of the generation that ``generation_of`` reads."""
    held = generation_of(current)
    if held is None:
        return is_kept(redis, current, 0)
    lets_newer_in = held == MAX_GENERATION or is_kept(redis, current, held + 1)
    return lets_newer_in and not is_kept(redis, current, held)


def is_kept(redis: RedisCache, current: bytes, generation: int) -> bool:
    redis.set(KEY, current, 60)
    return redis.set_if_newer(KEY, pointer(generation), generation, 60)


@pytest.fixture(scope="module")
def redis(shared_server: SharedServer) -> RedisCache:
    return patient(shared_server.redis.url)


@given(values())
def test_any_standing_value_counts_alike(redis: RedisCache, current: bytes) -> None:
    assert counts_alike(redis, current)


def test_what_is_nearly_a_pointer_counts_alike(redis: RedisCache) -> None:
    texts = (frame % number for frame in FRAMES for number in NUMBERS)
    assert [text for text in texts if not counts_alike(redis, text.encode("utf-8", "surrogatepass"))] == []


@pytest.mark.parametrize("current", [*DEEP, *ENCODED], ids=lambda current: f"{len(current)} {current[:12]!r}")
def test_what_is_deep_or_encoded_is_no_pointer_for_both(redis: RedisCache, current: bytes) -> None:
    assert (generation_of(current), is_kept(redis, current, 0)) == (None, True)


@pytest.mark.parametrize(
    ("value", "generation"),
    [
        (b'{"generation":9}', 9),
        (b'{ "key" : "v1/a b" , "generation" : 0 , "as_of" : null }', 0),
        (b'{"generation":9007199254740991}', MAX_GENERATION),
        (b'{"generation":9007199254740992}', None),
        (b'{"generation":8,"generation":9}', 9),
        (b'{"generation":9.0}', None),
        (b'{"generation":-1}', None),
        (b'{"generation":09}', None),
        (b'{"generation":null}', None),
        (b'{"generation":9', None),
        (b'{"generation":9}\n', None),
        (b'{"a":{"generation":9}}', None),
        (b'{"a":[],"generation":9}', None),
        (b'{"a":true,"generation":9}', None),
        ('{"a":"é","generation":9}'.encode(), None),
        (rb'{"a":"\u00e9","generation":9}', None),
    ],
)
def test_a_pointer_is_flat_ascii_with_a_whole_number(value: bytes, generation: int | None) -> None:
    assert generation_of(value) == generation


@pytest.mark.parametrize("as_of", [START, None])
def test_the_pointers_that_runs_write_are_pointers(as_of: dt.datetime | None) -> None:
    written = Pointer(
        snapshot_id="0123456789abcdef",
        key="shadow/v1/snapshots/sport=mlb/date=2025-06-08/live/20250608T100000Z-3004-0123456789abcdef.json",
        as_of=as_of,
        generation=144,
        checked_at=START,
    )
    assert generation_of(written.to_bytes()) == 144
