"""Who hears how each attempt ended."""

import contextlib

import httpx
import pytest

from propctl.connectors.body_checks import check_json
from propctl.connectors.http import HttpClient, HttpPolicy
from propctl.connectors.mlb_stats_api import PROVIDER
from propctl.connectors.pacing import Deadline, Pacer
from propctl.connectors.payloads import RequestError
from propctl.domain.metric_labels import RequestOutcome
from tests.connectors.clock import FakeClock
from tests.connectors.wire import ASKED, Script, Step, status, whole


def heard(*steps: Step, deadline_seconds: float = 240.0) -> list[tuple[str, RequestOutcome]]:
    """What an observer hears of one request."""
    told: list[tuple[str, RequestOutcome]] = []
    clock = FakeClock()

    def observe(provider: str, outcome: RequestOutcome, seconds: float) -> None:
        assert seconds >= 0
        told.append((provider, outcome))

    client = HttpClient(
        HttpPolicy("http://provider.test", "propctl/test", 5.0, check_json),
        Pacer(0, monotonic=clock.monotonic, sleep=clock.sleep),
        Deadline(deadline_seconds, monotonic=clock.monotonic),
        transport=Script(*steps),
        sleep=clock.sleep,
        observe=observe,
    )
    with contextlib.suppress(RequestError):
        client.get(ASKED)
    return told


@pytest.mark.parametrize(
    ("step", "outcome"),
    [
        (status(429), RequestOutcome.THROTTLED),
        (status(500), RequestOutcome.SERVER_ERROR),
        (status(408), RequestOutcome.SERVER_ERROR),
        (whole(b"<html>"), RequestOutcome.INCOMPLETE),
        (httpx.ReadTimeout("slow"), RequestOutcome.TIMEOUT),
        (httpx.ConnectError("refused"), RequestOutcome.CONNECTION_ERROR),
        (httpx.RemoteProtocolError("cut"), RequestOutcome.CONNECTION_ERROR),
    ],
    ids=str,
)
def test_each_attempt_is_heard_of(step: Step, outcome: RequestOutcome) -> None:
    assert heard(step, whole()) == [(PROVIDER, outcome), (PROVIDER, RequestOutcome.SUCCESS)]


@pytest.mark.parametrize(("code", "outcome"), [(406, RequestOutcome.REFUSED), (404, RequestOutcome.CHANGED)])
def test_what_is_not_tried_again_is_heard_of_once(code: int, outcome: RequestOutcome) -> None:
    assert heard(status(code)) == [(PROVIDER, outcome)]


def test_what_was_never_asked_is_not_heard_of() -> None:
    assert heard(whole(), deadline_seconds=0.0) == []
