"""Slates that are odd: what may be null, what must add up, and what cannot be true."""

import datetime as dt

import pytest

from propctl.domain.slate import Game, Player
from propctl.normalize.payload import PayloadShapeError
from propctl.normalize.slate import read_slate
from tests.normalize.payloads import DAY, Document, as_body, club, game, nine, schedule, status

ON = dt.date.fromisoformat(DAY)


def only(document: Document) -> Game:
    (one,) = read_slate(as_body(schedule(document)), ON).games
    return one


@pytest.mark.parametrize(
    "lineups",
    [None, {}, {"awayPlayers": None, "homePlayers": None}, {"homePlayers": nine(200)}],
    ids=["null", "empty", "null-lists", "one-side"],
)
def test_a_line_up_that_is_null_is_not_posted(lineups: Document | None) -> None:
    assert only(game(lineups=lineups)).away.lineup is None


@pytest.mark.parametrize("key", ["detailedState", "startTimeTBD"])
def test_an_optional_part_of_the_status_may_be_null(key: str) -> None:
    found = only(game(status=status("S") | {key: None}))
    assert (found.holding, found.start_time_tbd) == (False, False)


def test_a_player_without_a_name_is_known_by_his_id() -> None:
    away = club(111) | {"probablePitcher": {"id": 5001, "fullName": None}}
    assert only(game(teams={"away": away, "home": club(147)})).away.starter == Player(5001, "")


def test_batters_without_names_are_a_line_up() -> None:
    nameless = [{"id": 100 + place} for place in range(9)]
    lineup = only(game(lineups={"awayPlayers": nameless})).away.lineup
    assert lineup is not None
    assert lineup[0] == Player(100, "")


def test_no_games_where_fifteen_are_announced_are_an_error() -> None:
    with pytest.raises(PayloadShapeError, match=r"0 games .*15"):
        read_slate(as_body({"totalGames": 15, "dates": []}), ON)


def test_games_without_their_number_are_an_error() -> None:
    with pytest.raises(PayloadShapeError, match="totalGames"):
        read_slate(as_body({"dates": schedule(game())["dates"]}), ON)


def test_a_club_against_itself_is_an_error() -> None:
    with pytest.raises(PayloadShapeError, match="147"):
        only(game(teams={"away": club(147), "home": club(147)}))


def test_a_starter_of_both_sides_is_nobodys() -> None:
    found = only(game(teams={"away": club(111, pitcher=5001), "home": club(147, pitcher=5001)}))
    assert (found.away.starter, found.home.starter) == (None, None)


def test_line_ups_that_share_a_batter_are_not_posted() -> None:
    found = only(game(lineups={"awayPlayers": nine(100), "homePlayers": nine(108)}))
    assert (found.away.lineup, found.home.lineup) == (None, None)


def test_line_ups_that_share_a_batter_without_his_name_are_not_posted() -> None:
    nameless = [{"id": 108 + place} for place in range(9)]
    found = only(game(lineups={"awayPlayers": nine(100), "homePlayers": nameless}))
    assert (found.away.lineup, found.home.lineup) == (None, None)


def test_a_start_time_with_an_offset_is_turned_into_utc() -> None:
    start = only(game(gameDate=f"{DAY}T13:35:00-04:00")).start_time
    assert (start.tzinfo, start.hour) == (dt.UTC, 17)
