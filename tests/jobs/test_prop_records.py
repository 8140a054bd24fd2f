"""Batting orders of a whole slate, and the prices of its players."""

from dataclasses import replace

import pytest

from propctl.domain.slate import GameState, Player, RecentLineup, Side
from propctl.jobs.prop_records import batting_orders
from propctl.storage.memory import MemoryStore
from tests.domain.props import DATE
from tests.jobs.builds import FIRST, SECOND, a_build
from tests.jobs.provider import answer
from tests.jobs.test_empty_handed import fetch, routes
from tests.normalize import payloads


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
