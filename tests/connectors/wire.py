"""The provider's side of the wire: answers written down in advance, and what was asked."""

from collections.abc import Callable, Iterable, Iterator

import httpx

from propctl.connectors.body_checks import check_json
from propctl.connectors.http import HttpClient, HttpPolicy
from propctl.connectors.mlb_stats_api import PROVIDER
from propctl.connectors.pacing import Deadline, Pacer
from propctl.connectors.payloads import Request
from tests.connectors.clock import FakeClock

ASKED = Request(PROVIDER, "/api/v1/schedule", (("sportId", "1"), ("date", "2025-06-08")))
GOOD = b'{"dates":[]}'
DATE = "Sun, 08 Jun 2025 10:00:00 GMT"

Step = httpx.Response | Exception


class Script(httpx.BaseTransport):
    """Answers in order, the last one for ever; ``asked`` are the requests."""

    def __init__(self, *steps: Step) -> None:
        self._steps = list(steps)
        self.asked: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        step = self._steps.pop(0) if len(self._steps) > 1 else self._steps[0]
        if isinstance(step, Exception):
            raise step
        return step


class Chunks(httpx.SyncByteStream):
    """A body that comes in pieces, perhaps for ever."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        yield from self._chunks


def whole(body: bytes = GOOD, **headers: str) -> httpx.Response:
    return httpx.Response(200, content=body, headers={"date": DATE, **headers})


def status(code: int, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(code, headers={"date": DATE, **named})


def a_client(
    transport: httpx.BaseTransport | None,
    clock: FakeClock | None = None,
    *,
    base_url: str = "http://provider.test",
    timeout_seconds: float = 5.0,
    deadline_seconds: float = 240.0,
    check_body: Callable[[bytes], None] = check_json,
) -> HttpClient:
    """A client on a fake clock that asks without pacing."""
    clock = clock or FakeClock()
    return HttpClient(
        HttpPolicy(base_url, "propctl/test (+https://example.org)", timeout_seconds, check_body),
        Pacer(0, monotonic=clock.monotonic, sleep=clock.sleep),
        Deadline(deadline_seconds, monotonic=clock.monotonic),
        transport=transport,
        sleep=clock.sleep,
    )
