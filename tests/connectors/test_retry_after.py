"""What the provider asks for with Retry-After, it gets; within reason."""

import pytest

from propctl.connectors.payloads import RequestUnavailableError
from tests.connectors.clock import FakeClock
from tests.connectors.wire import ASKED, Script, a_client, status, whole

IN_HALF_A_MINUTE = "Sun, 08 Jun 2025 10:00:30 GMT"
YEAR_9999 = "Fri, 31 Dec 9999 23:59:59 GMT"


@pytest.mark.parametrize(
    ("asked", "waited"),
    [
        ("7", 7.0),
        ("0", 0.0),
        ("60", 60.0),
        (IN_HALF_A_MINUTE, 30.0),
        ("Sunday, 08-Jun-25 10:00:30 GMT", 30.0),
    ],
    ids=["seconds", "at-once", "a-minute", "date", "old-date"],
)
def test_the_wait_asked_for_is_kept(asked: str, waited: float) -> None:
    clock = FakeClock()
    a_client(Script(status(429, retry_after=asked), whole()), clock).get(ASKED)
    assert clock.monotonic() == pytest.approx(waited)


@pytest.mark.parametrize("asked", ["-5", "Sun, 08 Jun 2025 09:00:00 GMT"], ids=["negative", "past-date"])
def test_a_wait_that_is_over_is_none(asked: str) -> None:
    clock = FakeClock()
    a_client(Script(status(503, retry_after=asked), whole()), clock).get(ASKED)
    assert clock.monotonic() == 0.0


@pytest.mark.parametrize("asked", ["soon", "Sun, 99 Jun 2025 10:00:00 GMT"])
def test_a_wait_that_cannot_be_read_is_our_own(asked: str) -> None:
    clock = FakeClock()
    a_client(Script(status(503, retry_after=asked), whole()), clock).get(ASKED)
    assert 0.5 <= clock.monotonic() <= 1.0


@pytest.mark.parametrize("asked", ["Sun Jun  8 10:00:30 2025", "Sun, 08 Jun 2025 10:00:30 -0000"])
def test_a_date_without_a_zone_is_utc(asked: str) -> None:
    clock = FakeClock()
    a_client(Script(status(503, retry_after=asked), whole()), clock).get(ASKED)
    assert clock.monotonic() == pytest.approx(30.0)


@pytest.mark.parametrize(
    "asked",
    ["61", "60000", "1749376800", "1e9", "inf", "9" * 400, "Sun, 08 Jun 2025 10:01:01 GMT", YEAR_9999],
)
def test_more_than_a_minute_is_given_up_at_once(asked: str) -> None:
    script, clock = Script(status(429, retry_after=asked), whole()), FakeClock()
    with pytest.raises(RequestUnavailableError, match="HTTP 429"):
        a_client(script, clock).get(ASKED)
    assert (len(script.asked), clock.slept) == (1, [])


def test_a_wait_past_the_deadline_is_given_up_at_once() -> None:
    script, clock = Script(status(429, retry_after="30"), whole()), FakeClock()
    with pytest.raises(RequestUnavailableError):
        a_client(script, clock, deadline_seconds=20).get(ASKED)
    assert (len(script.asked), clock.slept) == (1, [])


def test_the_wait_holds_for_other_requests_too() -> None:
    clock = FakeClock()
    client = a_client(Script(status(429, retry_after="3600"), whole()), clock, deadline_seconds=4000)
    with pytest.raises(RequestUnavailableError):
        client.get(ASKED)
    client.get(ASKED)
    assert clock.slept == [3600.0]


def test_other_requests_that_would_wait_past_the_deadline_fail_at_once() -> None:
    script, clock = Script(status(429, retry_after="3600"), whole()), FakeClock()
    client = a_client(script, clock, deadline_seconds=240)
    for _ in range(2):
        with pytest.raises(RequestUnavailableError):
            client.get(ASKED)
    assert (len(script.asked), clock.slept) == (1, [])


@pytest.mark.parametrize(
    "asked", ["Sun, 08 Jun 99999999999999999999 10:00:00 GMT", "Sun, 08 Jun 2025 10:00:00 +9999", ",", "nan"]
)
def test_an_odd_wait_is_no_other_failure(asked: str) -> None:
    clock = FakeClock()
    a_client(Script(status(503, retry_after=asked), whole()), clock).get(ASKED)
    assert 0.0 <= clock.monotonic() <= 60.0


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("60", 0.0),
        ("61", 61.0),
        ("3600", 3600.0),
        ("60000", 3600.0),
        ("1749376800", 3600.0),
        ("1e9", 3600.0),
        ("inf", 3600.0),
        (YEAR_9999, 3600.0),
        ("nan", 0.0),
        ("-1749376800", 0.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
    ],
)
def test_only_a_wait_of_more_than_a_minute_is_passed_on(asked: str, told: float) -> None:
    """A minute is waited for here; whoever plans a job hears of longer waits."""
    script = Script(status(429, retry_after=asked))
    with pytest.raises(RequestUnavailableError) as failure:
        a_client(script, deadline_seconds=4000).get(ASKED)
    assert failure.value.wait_seconds == told


@pytest.mark.parametrize("asked", ["60000", "1749376800", "inf", YEAR_9999])
def test_a_wait_of_years_keeps_others_back_for_an_hour(asked: str) -> None:
    """A number of milliseconds, an instant, an endless wait: a provider's slip stops nobody for longer."""
    clock = FakeClock()
    client = a_client(Script(status(429, retry_after=asked), whole()), clock, deadline_seconds=4000)
    with pytest.raises(RequestUnavailableError):
        client.get(ASKED)
    client.get(ASKED)
    assert clock.slept == [3600.0]


@pytest.mark.parametrize("date", ["Thu, 01 Jan 1970 00:00:00 GMT", "Mon, 01 Jan 0001 00:00:00 +2359", "soon"])
def test_a_wait_until_an_instant_is_capped_by_any_clock_of_the_provider(date: str) -> None:
    answer = status(429, retry_after=IN_HALF_A_MINUTE)
    answer.headers["date"] = date
    with pytest.raises(RequestUnavailableError) as failure:
        a_client(Script(answer)).get(ASKED)
    assert failure.value.wait_seconds in (0.0, 3600.0)
