"""Batting orders of a whole slate, and the prices of its players."""

from dataclasses import replace
from pathlib import Path

import pytest

from propctl.connectors.lines_file import LinesFile
from propctl.connectors.payload_archive import PayloadArchive
from propctl.domain.slate import GameState, Player, RecentLineup, Side
from propctl.jobs.build import fetch_and_build
from propctl.jobs.prop_records import batting_orders
from propctl.storage.memory import MemoryStore
from tests.domain.props import DATE
from tests.jobs.builds import AT_TEN, FIRST, SECOND, a_build
from tests.jobs.provider import a_build_context, answer
from tests.jobs.test_empty_handed import everybody, fetch, routes
from tests.normalize import payloads
from tests.normalize.test_lines import HEAD


def nine(first: int) -> tuple[Player, ...]:
    return tuple(Player(player, f"Player {player}") for player in range(first, first + 9))


def test_a_traded_player_is_projected_only_where_he_is_posted() -> None:
    """He batted for New York yesterday, and is posted for Tampa Bay against Baltimore today."""
    build_inputs = a_build().build_inputs
    elsewhere, open_game = build_inputs.slate.games
    elsewhere = replace(
        elsewhere,
        state=GameState.STARTED,
        away=Side(139, "TB", lineup=nine(208)),
        home=Side(110, "BAL", starter=Player(205, "Player 205")),
    )
    recent = RecentLineup(DATE.replace(day=7), 1, 147, nine(200))
    build_inputs = replace(
        build_inputs,
        slate=replace(build_inputs.slate, games=(elsewhere, open_game)),
        recent_lineups=(recent,),
    )
    orders = batting_orders(build_inputs)
    assert {game_pk for game_pk, _ in orders} == {SECOND} != {FIRST}
    assert [player.player_id for player in orders[SECOND, 147].players] == [200, 201, 202, 203, 204, 206, 207]


def test_line_ups_of_two_open_games_with_one_player_are_projected_instead(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clubs = {"away": payloads.club(139), "home": payloads.club(110)}
    first = payloads.game(
        1, lineups={"awayPlayers": payloads.nine(100), "homePlayers": payloads.nine(200)}, teams=clubs
    )
    second = payloads.game(2, lineups={"awayPlayers": payloads.nine(208), "homePlayers": []})
    yesterday = payloads.game(3, "F", officialDate="2025-06-07", lineups={"homePlayers": payloads.nine(200)})
    yesterday["teams"] = clubs
    props = fetch(
        MemoryStore(),
        routes(slate=answer(payloads.schedule(first, second)), lineups=answer(payloads.schedule(yesterday))),
    )
    batters = {
        (prop.game_id, prop.player_id, prop.lineup_status.value) for prop in props if prop.batting_order
    }
    own = {(1, player, "projected") for player in range(200, 209)}
    assert batters == {(1, player, "confirmed") for player in range(100, 109)} | own
    assert [record.getMessage() for record in caplog.records] == [
        "game 1: the line-up of XXX names a player whom another club names; it is not used",
        "game 2: the line-up of BOS names a player whom another club names; it is not used",
    ]


def test_rows_left_out_are_in_the_order_of_the_file(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Namesakes are found after the whole file has been read; a second Player 100 is on nobody's board."""
    file = tmp_path / "lines.csv"
    prices = "batter_hits,0.5,-150,120,Book,2025-06-08T09:00:00Z"
    rows = (
        f"2025-06-08,Player 100,{prices},",
        f"2025-06-08,,{prices},",
        f"2025-06-08,Player 101,{prices},",
        f"2025-06-08,Player 100,{prices},XXX",
        f"2025-06-08,,{prices},",
        f"2025-06-08,Player 100,{prices},BOS",
    )
    file.write_text("\n".join((f"{HEAD},team", *rows)), encoding="utf-8")
    people = everybody()
    people["people"].append({"id": 777, "fullName": "Player 100"})
    lineups = {"awayPlayers": payloads.nine(100), "homePlayers": payloads.nine(200)}
    transport = routes(slate=answer(payloads.schedule(payloads.game(lineups=lineups))), people=answer(people))
    store = MemoryStore()
    with a_build_context(store, now=AT_TEN, transport=transport) as build_context:
        lines = LinesFile(file, PayloadArchive(store, build_context.snapshots.layout), build_context.now)
        build = fetch_and_build(replace(build_context, lines=lines), DATE, DATE)
    assert [(row.row, row.reason) for row in build.lines_left_out] == [
        (2, "2 players of the season are called Player 100: give player_id or team"),
        (3, "without player"),
        (5, "no batter Player 100 (team XXX) in an open game"),
        (6, "without player"),
    ]
    assert {prop.player_id for prop in build.props if prop.books} == {100, 101}
    assert "4 rows of the line file left out: line 2: 2 players" in caplog.text
