"""Check-ups over synthetic providers: a transport in this process, or answers by a part of the request."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

import httpx

from propctl.cache.contract import Cache
from propctl.connectors import baseball_savant, mlb_stats_api
from propctl.connectors.body_checks import check_csv
from propctl.connectors.http import HttpClient, HttpPolicy
from propctl.connectors.pacing import Deadline, Pacer
from propctl.connectors.payloads import Client
from propctl.domain.health_report import CheckState, Component
from propctl.domain.option_values import Namespace
from propctl.jobs.health.health_context import HealthContext
from propctl.jobs.health.provider_answers import Providers
from propctl.storage.contract import ObjectStore
from propctl.storage.layout import Layout
from propctl.storage.memory import MemoryStore
from tests.connectors.clock import FakeClock
from tests.connectors.wire import a_client, status
from tests.jobs.builds import AT_TEN
from tests.jobs.provider import Routes, answer
from tests.normalize import savant
from tests.normalize.payloads import (
    BATTING,
    PITCHING,
    Document,
    club,
    game,
    nine,
    person,
    row,
    schedule,
    totals,
)

NOON: Final = AT_TEN + dt.timedelta(hours=6)
"""In New York, when runs are due and the games of the slate are open."""

HYDRATED, BARE, RANGE, SEASON = "hydrate=team", "date=2025-06-08", "hydrate=lineups", "startDate=2025-01-01"

Answers = Mapping[str, httpx.Response]

PLAYED: Final = game(savant.GAME, "F", officialDate=str(savant.DAY), gameDate="2025-06-07T17:35:00Z")
LINEUPS: Final = game(
    savant.GAME,
    "F",
    officialDate=str(savant.DAY),
    teams={"away": club(111), "home": club(147)},
    lineups={"awayPlayers": nine(1), "homePlayers": nine(21)},
)
PEOPLE: Final[Document] = {"people": [person(1) | {"pitchHand": {"code": "R"}}]}
HYDRATIONS: Final[Document] = {
    "hydrations": ["team", "probablePitcher(note)", "lineups", "venue", "statusFlags"]
}
"""In the shape that the provider is said to serve."""


def stats_answers(
    changed: Answers | None = None, *, slate: Document | None = None
) -> dict[str, httpx.Response]:
    """Everything as it should be; by a part of the request, the first that fits."""
    sound = {
        "hydrate=hydrations": answer(HYDRATIONS),
        RANGE: answer(schedule(LINEUPS, day=str(savant.DAY))),
        HYDRATED: answer(slate or schedule(game())),
        "stats=byDateRange": answer(totals([row(1, BATTING)], [row(2, PITCHING)])),
        "stats=season": answer(totals([_of(2024, BATTING)], [_of(2024, PITCHING)])),
        "/players": answer(PEOPLE),
        SEASON: answer(schedule(PLAYED, day=str(savant.DAY))),
        BARE: answer(slate or schedule(game())),
    }
    return sound | dict(changed or {})


def _of(season: int, stat: Document) -> Document:
    return row(1, stat) | {"season": str(season)}


def savant_answers(changed: Answers | None = None, *, day: bytes | None = None) -> dict[str, httpx.Response]:
    whole = savant.a_day(savant.GAME) if day is None else day
    sound = {
        "game_date_gt=2025-01-01": httpx.Response(200, content=savant.as_csv([])),
        "game_date_gt=2025-06-07": httpx.Response(200, content=whole),
    }
    return sound | dict(changed or {})


def clients(
    stats: Answers | httpx.BaseTransport | None = None,
    pitches: Answers | httpx.BaseTransport | None = None,
) -> Mapping[str, Client]:
    """Both providers, on clocks that nobody waits for."""
    return {
        mlb_stats_api.PROVIDER: a_client(_transport(stats, stats_answers)),
        baseball_savant.PROVIDER: _savant_client(_transport(pitches, savant_answers)),
    }


def _transport(
    given: Answers | httpx.BaseTransport | None,
    sound: Callable[[], Answers],
) -> httpx.BaseTransport:
    if isinstance(given, httpx.BaseTransport):
        return given
    return Routes(sound() if given is None else given)


def _savant_client(transport: httpx.BaseTransport) -> HttpClient:
    clock = FakeClock()
    return HttpClient(
        HttpPolicy("http://savant.test", "propctl/test", 5.0, check_csv),
        Pacer(0, monotonic=clock.monotonic, sleep=clock.sleep),
        Deadline(240.0, monotonic=clock.monotonic),
        transport=transport,
        sleep=clock.sleep,
    )


def a_checkup(
    *,
    now: dt.datetime = NOON,
    store: ObjectStore | None = None,
    asked: Callable[[], Mapping[str, Client]] = clients,
    redis: Callable[[], Cache] | None = None,
    deep: bool = False,
    limit_seconds: float = 10.0,
) -> HealthContext:
    """Over an empty store, and providers that answer as they should."""
    stands = store or MemoryStore()
    return HealthContext(
        sport="mlb",
        run_id="20250608T160000Z-0a0b0c0d",
        now=now,
        layout=Layout(Namespace.LIVE),
        open_store=lambda: stands,
        open_redis=redis,
        open_client=lambda provider: asked()[provider],
        deep=deep,
        limit_seconds=limit_seconds,
        real_clock=False,
    )


def providers(health_context: HealthContext | None = None, **more: object) -> Providers:
    return Providers(replace(health_context or a_checkup(), **more))  # type: ignore[arg-type]


def states(component: Component) -> dict[str, CheckState]:
    return {check.name: check.state for check in component.checks}


def refused(code: int = 406) -> httpx.Response:
    return status(code)
