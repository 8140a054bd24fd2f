"""Days with an open game of which little is known, over a whole synthetic provider."""

import httpx
import pytest

from propctl.connectors.payloads import PayloadChangedError
from propctl.domain.prop import FeaturedProp
from propctl.domain.query import PropQuery
from propctl.domain.report import RunReport
from propctl.errors import PropctlError, RefusedError, TemporaryError
from propctl.jobs.fetch import fetch_props
from propctl.jobs.run_once import run_once
from propctl.storage.memory import MemoryStore
from tests.connectors.wire import status
from tests.domain.props import DATE
from tests.jobs.builds import AT_TEN, TEN_MINUTES, a_build
from tests.jobs.desk import Desk
from tests.jobs.provider import Routes, a_build_context, answer
from tests.normalize.payloads import (
    BATTING,
    EMPTY_SCHEDULE,
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

LATER = AT_TEN + TEN_MINUTES
SLATE, LINEUPS, PEOPLE, SEASON = "hydrate=team", "hydrate=lineups", "sports/1/players", "startDate=2025-01-01"
NOBODY_KNOWN = schedule(game(teams={"away": club(111), "home": club(147)}))
PLAYERS = (5001, 5002, *range(100, 109), *range(200, 209))


def everybody() -> Document:
    handedness = {"batSide": {"code": "R"}, "pitchHand": {"code": "R"}}
    return {"people": [person(player) | handedness for player in PLAYERS]}


def in_another_season(year: int) -> Document:
    batters = [row(player, BATTING) | {"season": str(year)} for player in PLAYERS]
    return totals(batters, [row(player, PITCHING) | {"season": str(year)} for player in PLAYERS[:2]])


def routes(**changes: httpx.Response) -> Routes:
    """A provider that knows everything; *changes* replace answers by the names below."""
    answers = {
        "slate": (SLATE, answer(NOBODY_KNOWN)),
        "lineups": (LINEUPS, answer(EMPTY_SCHEDULE)),
        "people": (PEOPLE, answer(everybody())),
        "totals": ("byDateRange", answer(in_another_season(2025))),
        "earlier": ("season=2024", answer(in_another_season(2024))),
        "earliest": ("season=2023", answer(in_another_season(2023))),
        "season": (SEASON, answer(schedule(game(1, code="F")))),
    }
    return Routes({part: changes.get(name, usual) for name, (part, usual) in answers.items()})


def run(store: MemoryStore, transport: Routes) -> RunReport:
    with a_build_context(store, now=LATER, transport=transport) as build_context:
        return run_once(build_context, DATE)


def fetch(store: MemoryStore, transport: Routes) -> list[FeaturedProp]:
    with a_build_context(store, now=LATER, transport=transport) as build_context:
        return fetch_props(build_context, PropQuery(date=DATE))


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


def test_a_run_without_a_prop_publishes_nothing(store: MemoryStore) -> None:
    with pytest.raises(TemporaryError, match="nothing was published"):
        run(store, routes())
    assert list(store.list("v1/snapshots/")) == []


def test_fetching_without_a_prop_is_temporary(store: MemoryStore) -> None:
    with pytest.raises(TemporaryError, match="not one prop"):
        fetch(store, routes())


def test_a_run_without_a_prop_names_the_standing_board_and_its_age() -> None:
    desk = Desk()
    board = desk.publish(a_build()).manifest.snapshot_id
    assert isinstance(desk.store, MemoryStore)
    with pytest.raises(TemporaryError, match=f"{board}.*10 min"):
        run(desk.store, routes())
    assert desk.pointer().snapshot_id == board


@pytest.mark.parametrize("ask", [run, fetch])
def test_a_harmless_refusal_does_not_decide_the_exit_code(store: MemoryStore, ask: object) -> None:
    assert callable(ask)
    with pytest.raises(TemporaryError, match="hydrate=lineups") as failure:
        ask(store, routes(people=status(403), lineups=status(503)))
    assert failure.value.exit_code == 75


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"lineups": status(403)}, RefusedError),
        ({"slate": status(406), "lineups": status(503)}, TemporaryError),
        ({"lineups": status(503)}, TemporaryError),
    ],
    ids=["line-ups-refused", "bare-schedule-fails", "line-ups-fail"],
)
def test_what_cost_the_props_decides_the_exit_code(
    store: MemoryStore, changes: dict[str, httpx.Response], error: type[PropctlError]
) -> None:
    with pytest.raises(error):
        run(store, routes(**changes))


def test_totals_of_nobody_though_games_were_played_are_a_change(store: MemoryStore) -> None:
    with pytest.raises(PayloadChangedError, match="nobody's totals"):
        run(store, routes(totals=answer(totals([], []))))


def test_totals_of_nobody_before_the_first_game_are_none(store: MemoryStore) -> None:
    starters = answer(schedule(game()))
    opening = routes(totals=answer(totals([], [])), season=answer(EMPTY_SCHEDULE), slate=starters)
    assert run(store, opening).props > 0


def nameless(player_id: int) -> Document:
    return {"id": player_id, "fullName": None}


def test_names_that_the_slate_lacks_come_from_elsewhere(store: MemoryStore) -> None:
    lineups = {
        "awayPlayers": [nameless(one["id"]) for one in nine(100)],
        "homePlayers": [nameless(one["id"]) for one in nine(200)],
    }
    away = club(111) | {"probablePitcher": nameless(5001)}
    slate = schedule(game(teams={"away": away, "home": club(147)}, lineups=lineups))
    props = fetch(store, routes(slate=answer(slate), people=status(503)))
    assert props
    assert {prop.player_name for prop in props} <= {f"Player {player}" for player in PLAYERS}
