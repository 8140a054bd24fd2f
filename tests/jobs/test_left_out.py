"""One row of an answer that cannot be read costs itself alone, and the board says so."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest

from propctl.connectors.mlb_stats_api import PROVIDER
from propctl.connectors.payloads import Request
from propctl.domain.report import Outcome, RunReport
from propctl.domain.snapshot import Manifest
from propctl.errors import DataError, TemporaryError
from propctl.jobs.run_once import run_once
from propctl.storage.memory import MemoryStore
from tests.jobs.desk import Desk
from tests.jobs.provider import a_build_context
from tests.normalize.payloads import as_body, totals
from tests.sample.lab import Provider

Edit = Callable[[str, Any], object]
"""Changes the document that answers a request."""

DAY, NOW = dt.date(2025, 4, 3), dt.datetime(2025, 4, 3, 14, 0, tzinfo=dt.UTC)
LEAGUE = Provider()
NO_SEASON = as_body(totals([]))
"""Earlier seasons would have to be simulated."""


class Edited(httpx.BaseTransport):
    """The sample league in the morning, through *edits*."""

    def __init__(self, *edits: Edit) -> None:
        self._edits = edits

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        asked = Request(PROVIDER, request.url.path, tuple(parse_qsl(request.url.query.decode())))
        body = NO_SEASON if "stats=season" in str(request.url) else LEAGUE.ask(asked, NOW)
        if self._edits:
            document = json.loads(body)
            for edit in self._edits:
                edit(str(request.url), document)
            body = json.dumps(document).encode()
        return httpx.Response(200, content=body)


def of_slate(change: Callable[[list[Any]], object]) -> Edit:
    """Changes the games of the day's schedule."""

    def edit(url: str, document: Any) -> None:
        if "probablePitcher" in url:
            change(document["dates"][0]["games"])

    return edit


def of_people(change: Callable[[list[Any]], object]) -> Edit:
    def edit(url: str, document: Any) -> None:
        if "/players" in url:
            change(document["people"])

    return edit


def of_totals(change: Callable[[list[Any]], object]) -> Edit:
    """Changes the rows of the season's batters."""

    def edit(url: str, document: Any) -> None:
        if "byDateRange" in url:
            change(document["stats"][0]["splits"])

    return edit


def of_season(change: Callable[[list[Any]], object]) -> Edit:
    """Changes the games of the last day of the season's schedule."""

    def edit(url: str, document: Any) -> None:
        if "resumeDate" in url:
            change(document["dates"][-1]["games"])

    return edit


def of_lineups(change: Callable[[list[Any]], object]) -> Edit:
    """Changes the games of yesterday in the recent line-ups."""

    def edit(url: str, document: Any) -> None:
        if "hydrate=lineups" in url:
            change(document["dates"][-1]["games"])

    return edit


def run(*edits: Edit, store: MemoryStore | None = None) -> tuple[RunReport, Manifest]:
    """A run in the morning, and the board that it leaves."""
    store = store or MemoryStore()
    with a_build_context(store, now=NOW, transport=Edited(*edits)) as build_context:
        report = run_once(build_context, DAY)
    return report, Desk(store).manifests()[-1]


@pytest.fixture(scope="module")
def sound() -> Manifest:
    """The board without an edit."""
    report, manifest = run()
    assert (report.degraded, report.props > 500) == ((), True)
    return manifest


def put(key: str, value: object, *places: str | int) -> Callable[[list[Any]], None]:
    """A change: *value* under *key*, at *places* in the list."""

    def change(rows: list[Any]) -> None:
        part: Any = rows
        for place in places:
            part = part[place]
        part[key] = value

    return change


def dropped(key: str, *places: str | int) -> Callable[[list[Any]], None]:
    """A change: *key* is absent."""

    def change(rows: list[Any]) -> None:
        part: Any = rows
        for place in places:
            part = part[place]
        part.pop(key, None)

    return change


ABSENT = (
    (of_slate, "probablePitcher", (0, "teams", "home")),
    (of_slate, "detailedState", (0, "status")),
    (of_slate, "lineups", (1,)),
    (of_people, "batSide", (5,)),
    (of_people, "pitchHand", (6,)),
    (of_totals, "team", (4,)),
    (of_totals, "rbi", (5, "stat")),
    (of_lineups, "lineups", (0,)),
    (of_season, "resumeDate", (0,)),
)


@pytest.fixture(scope="module")
def absent() -> Manifest:
    """The board without the keys of :data:`ABSENT`."""
    return run(*(of(dropped(key, *places)) for of, key, places in ABSENT))[1]


@pytest.mark.parametrize("nothing", [None, {}, {"code": None, "id": {}}], ids=["null", "empty", "of-nothing"])
def test_what_has_nothing_in_it_is_absent(absent: Manifest, nothing: object) -> None:
    manifest = run(*(of(put(key, nothing, *places)) for of, key, places in ABSENT))[1]
    assert (manifest.rows, manifest.notes, manifest.degraded) == (absent.rows, absent.notes, ())


def test_games_of_types_that_no_board_has_are_not_read(sound: Manifest) -> None:
    def add(games: list[Any]) -> None:
        games.insert(0, {"gamePk": 999001, "gameType": "E", "status": 7})

    def announced(url: str, document: Any) -> None:
        if "totalGames" in document and "probablePitcher" in url:
            document["totalGames"] += 1
            document["dates"][0]["totalGames"] += 1

    manifest = run(of_slate(add), announced, of_season(add))[1]
    assert (manifest.rows, manifest.games, manifest.degraded) == (sound.rows, sound.games, ())


ODD = {
    "person": (of_people(put("id", "x", 5)), "people[5].id: expected `int`, got `str`"),
    "nobody": (of_people(lambda people: people.append({})), "]: object missing required field `id`"),
    "batter's row": (
        of_totals(put("hits", "66", 3, "stat")),
        "splits of hitting[3].stat.hits: expected `int`",
    ),
    "starter": (
        of_slate(put("probablePitcher", {"id": "x"}, 1, "teams", "away")),
        "dates[0].games[1].teams.away.probablePitcher.id: expected `int`, got `str`",
    ),
    "line-up": (
        of_lineups(put("id", -1.5, 0, "lineups", "homePlayers", 3)),
        "games[0].lineups.homePlayers[3].id: expected `int`, got `float`",
    ),
    "recent game": (of_lineups(put("status", "over", 0)), "games[0].status: expected `object`, got `str`"),
    "game of the season": (
        of_season(put("gameDate", "yesterday", 0)),
        "suspended games finished since may be in the totals",
    ),
}


@pytest.mark.parametrize(("edit", "said"), ODD.values(), ids=ODD)
def test_an_odd_row_degrades_a_board_that_is_published(sound: Manifest, edit: Edit, said: str) -> None:
    report, manifest = run(edit)
    (note,) = manifest.degraded
    assert (note.code, report.outcome) == ("provider_changed", Outcome.DEGRADED)
    assert note.message.startswith("mlb_stats_api /api/v1/")
    assert ": 1 entry left out: " in note.message
    assert said in note.message
    assert manifest.rows.count >= sound.rows.count - 40


def test_the_same_odd_rows_are_the_same_board() -> None:
    store = MemoryStore()
    edits = [edit for edit, _ in ODD.values()]
    assert [run(*edits, store=store)[0].published for _ in range(2)] == [True, False]


@pytest.mark.parametrize(
    "edit",
    [
        of_people(lambda people: [person.pop("fullName") for person in people[:6]]),
        of_people(lambda people: people.__setitem__(slice(None), [{}])),
    ],
    ids=["six-persons", "everybody"],
)
def test_many_odd_rows_are_another_format(edit: Edit) -> None:
    _, manifest = run(edit)
    (note,) = manifest.degraded
    assert "left out" not in note.message


def test_many_odd_rows_of_totals_stop_the_run() -> None:
    with pytest.raises(DataError, match=r"\[0\]\.stat: object missing required field `hits`"):
        run(of_totals(lambda rows: [row["stat"].pop("hits") for row in rows[:6]]))


# ------------------------------------------------------------------ a game of the slate

WITHOUT_PARK = of_slate(dropped("venue", 2))
SAID = "dates[0].games[2]: object missing required field `venue`"


def test_an_odd_game_is_left_out_and_named(sound: Manifest) -> None:
    report, manifest = run(WITHOUT_PARK)
    assert SAID in manifest.degraded[0].message
    lost = {game.game_id for game in sound.games} - {game.game_id for game in manifest.games}
    assert (len(lost), report.games) == (1, len(sound.games) - 1)
    others = [rows for rows in sound.rows.blobs if rows.game_id not in lost]
    assert list(manifest.rows.blobs) == others


def test_a_board_that_has_the_odd_game_stays() -> None:
    store = MemoryStore()
    run(store=store)
    with pytest.raises(TemporaryError, match="lacks 1 open games that it has"):
        run(WITHOUT_PARK, store=store)


def test_an_odd_game_that_is_closed_for_certain_is_lost_by_no_board(sound: Manifest) -> None:
    store = MemoryStore()
    run(store=store)
    closed = of_slate(put("codedGameState", "D", 2, "status"))
    report, manifest = run(closed, WITHOUT_PARK, store=store)
    assert (report.outcome, len(manifest.games)) == (Outcome.DEGRADED, len(sound.games) - 1)
    assert len(manifest.closing) == 1


def test_games_that_cannot_be_read_stop_the_run() -> None:
    with pytest.raises(DataError, match=r"dates\[0\]\.games\[0\]: object missing required field `venue`"):
        run(of_slate(lambda games: [game.pop("venue") for game in games]))
