import gzip
import itertools

import httpx
import pytest

from propctl.connectors.http import MAX_ANSWER_BYTES
from propctl.connectors.payloads import (
    PayloadChangedError,
    RequestError,
    RequestRefusedError,
    RequestUnavailableError,
)
from propctl.connectors.retries import MAX_ATTEMPTS
from propctl.domain.calendar import parse_instant
from propctl.errors import ExitCode
from tests.connectors.clock import FakeClock
from tests.connectors.wire import ASKED, GOOD, Chunks, Script, Step, a_client, status, whole

RETRIED_STATUSES = [408, 425, 429, 500, 502, 503, 504, 599]
BROKEN: list[Exception] = [
    httpx.ConnectTimeout("slow"),
    httpx.ReadTimeout("slow"),
    httpx.ConnectError("refused"),
    httpx.ReadError("reset"),
    httpx.RemoteProtocolError("cut"),
]
DEEP = b'{"dates":' + b"[" * 100_000
NOT_WHOLE = [b"", b"<html>", b'{"dates":', b"[]", DEEP]


def failure(*steps: Step) -> RequestError:
    """How asking fails."""
    with pytest.raises(RequestError) as caught:
        a_client(Script(*steps)).get(ASKED)
    return caught.value


def test_a_whole_answer_comes_with_the_providers_clock() -> None:
    answer = a_client(Script(whole())).get(ASKED)
    assert (answer.body, answer.provider_clock) == (GOOD, parse_instant("2025-06-08T10:00:00Z"))


def test_an_answer_without_a_date_has_no_clock() -> None:
    answer = a_client(Script(httpx.Response(200, content=GOOD))).get(ASKED)
    assert answer.provider_clock is None


@pytest.mark.parametrize(
    "date",
    ["yesterday", "", ",", "Sun, 99 Jun 2025 10:00:00 GMT", "Sun, 08 Jun 99999999999999999999 10:00:00 GMT"],
)
def test_a_date_that_is_none_is_no_clock(date: str) -> None:
    assert a_client(Script(whole(date=date))).get(ASKED).provider_clock is None


@pytest.mark.parametrize("date", ["Sun Jun  8 10:00:00 2025", "Sun, 08 Jun 2025 10:00:00 -0000"])
def test_a_date_without_a_zone_is_utc(date: str) -> None:
    clock = a_client(Script(whole(date=date))).get(ASKED).provider_clock
    assert clock is not None
    assert clock.tzinfo is not None


def test_requests_say_who_asks_and_what_for() -> None:
    script = Script(whole())
    a_client(script).get(ASKED)
    headers = script.asked[0].headers
    assert (headers["user-agent"], headers["accept"], headers["accept-encoding"]) == (
        "propctl/test (+https://example.org)",
        "application/json",
        "gzip, deflate",
    )


def test_the_request_goes_out_as_written() -> None:
    script = Script(whole())
    a_client(script).get(ASKED)
    assert str(script.asked[0].url) == "http://provider.test/api/v1/schedule?sportId=1&date=2025-06-08"


def test_a_compressed_answer_is_unpacked() -> None:
    packed = httpx.Response(200, stream=Chunks([gzip.compress(GOOD)]), headers={"content-encoding": "gzip"})
    assert a_client(Script(packed)).get(ASKED).body == GOOD


@pytest.mark.parametrize("code", RETRIED_STATUSES)
def test_a_passing_failure_is_asked_again(code: int) -> None:
    script = Script(status(code), whole())
    a_client(script).get(ASKED)
    assert len(script.asked) == 2


@pytest.mark.parametrize("error", BROKEN, ids=lambda error: type(error).__name__)
def test_a_broken_connection_is_asked_again(error: Exception) -> None:
    assert a_client(Script(error, whole())).get(ASKED).body == GOOD


@pytest.mark.parametrize("body", NOT_WHOLE, ids=["empty", "html", "cut", "list", "deep"])
def test_an_answer_that_is_not_whole_is_asked_again(body: bytes) -> None:
    assert a_client(Script(whole(body), whole())).get(ASKED).body == GOOD


def test_a_broken_compression_is_asked_again() -> None:
    damaged = httpx.Response(200, stream=Chunks([b"no gzip"]), headers={"content-encoding": "gzip"})
    assert a_client(Script(damaged, whole())).get(ASKED).body == GOOD


@pytest.mark.parametrize("step", [status(503), BROKEN[1], whole(b"")], ids=["status", "time-out", "empty"])
def test_attempts_are_bounded(step: Step) -> None:
    script = Script(step)
    with pytest.raises(RequestUnavailableError):
        a_client(script).get(ASKED)
    assert len(script.asked) == MAX_ATTEMPTS


def test_waits_between_attempts_grow_and_stay_bounded() -> None:
    clock = FakeClock()
    with pytest.raises(RequestUnavailableError):
        a_client(Script(status(503)), clock).get(ASKED)
    bounds = [(0.5, 1.0), (1.0, 1.5), (2.0, 2.5)]
    assert [low <= wait <= high for wait, (low, high) in zip(clock.slept, bounds, strict=True)] == [True] * 3


@pytest.mark.parametrize("code", [401, 403, 406])
def test_a_refusal_is_asked_once(code: int) -> None:
    script = Script(status(code), whole())
    with pytest.raises(RequestRefusedError, match=f"refused with HTTP {code}"):
        a_client(script).get(ASKED)
    assert len(script.asked) == 1


@pytest.mark.parametrize("code", [301, 302, 307, 204, 400, 404, 410])
def test_an_address_that_moved_is_a_change(code: int) -> None:
    script = Script(status(code, location="http://elsewhere.test/"))
    with pytest.raises(PayloadChangedError, match=f"answered HTTP {code}"):
        a_client(script).get(ASKED)
    assert len(script.asked) == 1


def test_an_answer_beyond_the_cap_is_a_change() -> None:
    endless = httpx.Response(200, stream=Chunks(itertools.repeat(bytes(2**20))))
    with pytest.raises(PayloadChangedError, match="answered more than 64 MiB"):
        a_client(Script(endless), timeout_seconds=60).get(ASKED)


def test_the_cap_counts_unpacked_bytes() -> None:
    bomb = gzip.compress(bytes(MAX_ANSWER_BYTES + 1), 1)
    packed = httpx.Response(200, stream=Chunks([bomb]), headers={"content-encoding": "gzip"})
    with pytest.raises(PayloadChangedError, match="answered more than 64 MiB"):
        a_client(Script(packed), timeout_seconds=60).get(ASKED)


def test_a_body_that_drips_past_the_time_limit_is_given_up() -> None:
    drip = [httpx.Response(200, stream=Chunks(itertools.repeat(b" "))) for _ in range(MAX_ATTEMPTS)]
    with pytest.raises(RequestUnavailableError, match=r"0\.02 s"):
        a_client(Script(*drip), timeout_seconds=0.02).get(ASKED)


def test_nothing_is_asked_after_the_deadline() -> None:
    script = Script(whole())
    with pytest.raises(RequestUnavailableError, match="the run's deadline of 0 s"):
        a_client(script, deadline_seconds=0).get(ASKED)
    assert script.asked == []


def test_no_retry_waits_past_the_deadline() -> None:
    clock = FakeClock()
    with pytest.raises(RequestUnavailableError):
        a_client(Script(status(503)), clock, deadline_seconds=1.2).get(ASKED)
    assert clock.monotonic() < 1.2


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (status(503), ExitCode.TEMPORARY),
        (BROKEN[0], ExitCode.TEMPORARY),
        (whole(b"<html>"), ExitCode.TEMPORARY),
        (status(406), ExitCode.REFUSED),
        (status(404), ExitCode.DATA),
    ],
    ids=["status", "broken", "html", "refused", "moved"],
)
def test_each_failure_has_its_exit_code(step: Step, code: ExitCode) -> None:
    assert failure(step).exit_code is code


@pytest.mark.parametrize("step", [status(503), BROKEN[2], whole(b""), status(406), status(404)])
def test_a_message_is_one_line_that_names_provider_and_request(step: Step) -> None:
    message = failure(step).message
    assert message.startswith("mlb_stats_api /api/v1/schedule?sportId=1&date=2025-06-08: ")
    assert "\n" not in message


@pytest.mark.parametrize("step", [status(503), status(406), status(404)])
def test_every_failure_has_a_hint(step: Step) -> None:
    assert failure(step).hint
