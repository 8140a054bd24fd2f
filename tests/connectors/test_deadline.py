"""The run's deadline bounds attempts that are under way; closing lets the last user close."""

import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from propctl.connectors.payloads import RequestUnavailableError
from tests.connectors.clock import FakeClock
from tests.connectors.wire import ASKED, GOOD, Script, a_client, status, whole


def limits_of(request: httpx.Request) -> dict[str, float]:
    limits: dict[str, float] = request.extensions["timeout"]
    return limits


def test_an_attempt_may_take_its_time_out() -> None:
    script = Script(whole())
    a_client(script, timeout_seconds=20.0).get(ASKED)
    assert limits_of(script.asked[0]) == {"connect": 5.0, "read": 20.0, "write": 20.0, "pool": 20.0}


def test_an_attempt_may_take_no_longer_than_the_deadline() -> None:
    script = Script(whole())
    a_client(script, timeout_seconds=20.0, deadline_seconds=3.0).get(ASKED)
    assert limits_of(script.asked[0]) == dict.fromkeys(("connect", "read", "write", "pool"), 3.0)


def test_a_second_attempt_has_what_is_left() -> None:
    script, clock = Script(status(503, retry_after="2"), whole()), FakeClock()
    a_client(script, clock, timeout_seconds=20.0, deadline_seconds=10.0).get(ASKED)
    assert limits_of(script.asked[1])["read"] == pytest.approx(8.0)


class Gate(httpx.BaseTransport):
    """Answers when it is opened, and notes when it is closed for good."""

    def __init__(self) -> None:
        self.entered, self.opened, self.closed = threading.Event(), threading.Event(), threading.Event()
        self.times_closed = 0

    def handle_request(self, _: httpx.Request) -> httpx.Response:
        self.entered.set()
        assert self.opened.wait(10)
        return httpx.Response(404, content=GOOD)

    def close(self) -> None:
        self.times_closed += 1
        self.closed.set()


def test_an_idle_client_closes_at_once() -> None:
    gate = Gate()
    a_client(gate).close()
    assert gate.closed.is_set()


def test_a_client_in_use_is_closed_by_its_last_user() -> None:
    gate = Gate()
    client = a_client(gate)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(client.get, ASKED)
        assert gate.entered.wait(10)
        client.close()
        before = gate.closed.is_set()
        gate.opened.set()
        assert asked.exception() is not None
    assert (before, gate.closed.is_set()) == (False, True)


def test_nothing_is_asked_of_a_closed_client() -> None:
    script = Script(whole())
    client = a_client(script)
    client.close()
    with pytest.raises(RequestUnavailableError, match="the run has ended"):
        client.get(ASKED)
    assert script.asked == []


def test_closing_twice_is_no_error_and_closes_once() -> None:
    gate = Gate()
    client = a_client(gate)
    client.close()
    client.close()
    assert gate.times_closed == 1
