"""What a run notices when no Redis answers where one should: one warning, and no more."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.cache.redis import TIMEOUT_SECONDS
from tests.cache import wire
from tests.cache.conftest import Attached
from tests.cache.test_contract import KEY, pointer
from tests.cache.test_fallback import SECRET, what_every_call_says


@pytest.mark.parametrize("listener", [wire.silent, wire.unreachable])
def test_a_black_hole_costs_one_time_out(listener: Callable[[], AbstractContextManager[str]]) -> None:
    with listener() as url:
        attached = Attached(url, timeout_seconds=TIMEOUT_SECONDS)
        begun = time.monotonic()
        what_every_call_says(attached.cache)
        assert 0.15 < time.monotonic() - begun < 1
    assert len(attached.warnings) == 1


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"-LOADING Redis is loading the dataset in memory\r\n", "it is still loading its data"),
        (b"-MOVED 3999 10.0.0.1:6381\r\n", "it is a cluster"),
        (b"-MOVED\r\n", "the server there is not Redis"),
        (b"-MASTERDOWN Link with MASTER is down\r\n", "it is a replica without its master"),
        (b"-MISCONF Redis is configured to save snapshots\r\n", "it cannot save to its disk"),
        (
            b"-ERR unknown command 'AUTH', with args beginning with: 'hunter2'\r\n",
            "it answered with an error",
        ),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "the server there is not Redis"),
        (b":1\r\n", "the server there is not Redis"),
        (b"$many\r\n", "the server there is not Redis"),
        (b"$99999999999999999999\r\n", "the server there is not Redis"),
        (b"*1\r\n" * 5000, "the server there is not Redis"),
        (b"", "the connection was lost"),
    ],
)
def test_an_odd_answer_is_a_failure(answer: bytes, reason: str) -> None:
    with wire.answering() as server:
        server.answer = answer
        attached = Attached(server.url)
        assert attached.cache.get(KEY) is None
    (warning,) = attached.warnings
    assert (reason in warning, SECRET in warning) == (True, False)


def test_nothing_is_tried_twice() -> None:
    with wire.answering() as server:
        what_every_call_says(Attached(server.url).cache)
    assert server.connections == 1


@pytest.fixture(scope="module")
def something() -> Iterator[wire.Answering]:
    with wire.answering() as server:
        server.patience_seconds = 0.02
        yield server


@given(beginning=st.sampled_from(["", *"-+:$*"]), rest=st.binary(), line=st.booleans())
def test_whatever_answers_nothing_is_raised(
    something: wire.Answering, beginning: str, rest: bytes, line: bool
) -> None:
    something.answer = beginning.encode() + rest + b"\r\n" * line
    cache = Attached(something.url, timeout_seconds=TIMEOUT_SECONDS).cache
    cache.set_if_newer(KEY, pointer(1), 1, 60)
    cache.get(KEY)
    assert cache.set_if_newer(KEY, pointer(2), 2, 60) in (True, False)
