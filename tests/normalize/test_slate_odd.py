"""Slates that are odd: what may be null, what must add up, and what cannot be true."""

import datetime as dt
from typing import Any

import pytest

from propctl.domain.slate import Game, Player, Slate
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


def told(*games: Document) -> tuple[Slate, list[str]]:
    """The slate, and what is said of rows that were left out."""
    faults: list[str] = []
    return read_slate(as_body(schedule(*games)), ON, faults.append), faults


def without(key: str, **more: Any) -> Document:
    return {name: value for name, value in game(900009, **more).items() if name != key}


REQUIRED = ("gameType", "officialDate", "gameDate", "gameNumber", "status", "teams", "venue")


@pytest.mark.parametrize("key", REQUIRED)
def test_a_game_that_lacks_a_key_is_left_out_and_may_be_open(key: str) -> None:
    slate, faults = told(game(), without(key))
    assert [one.game_pk for one in slate.games] == [900001]
    assert slate.unread == {900009}
    assert faults == [f"dates[0].games[1]: object missing required field `{key}`"]


@pytest.mark.parametrize("code", ["F", "D", "C", "I", "T", "X"])
def test_an_odd_game_that_is_not_open_is_not_among_the_unread(code: str) -> None:
    slate, faults = told(game(), without("venue", code=code))
    assert (sorted(slate.unread), len(faults)) == ([], 1)


@pytest.mark.parametrize(
    "more",
    [
        {"gameDate": "soon"},
        {"gameDate": f"{DAY}T17:35:00"},
        {"gameDate": "0001-01-01T00:00:00+23:00"},
        {"gameDate": "9999-12-31T23:59:59-23:00"},
        {"gameDate": 1749400000},
        {"officialDate": "06/08/2025"},
        {"gameNumber": "one"},
        {"venue": {"id": "3313"}},
        {"venue": {"id": -1}},
        {"venue": {"id": 2**31}},
        {"venue": [3313]},
        {"status": "Scheduled"},
        {"teams": {"away": club(111)}},
        {"teams": {"away": club(147), "home": club(147)}},
    ],
    ids=str,
)
def test_one_odd_game_costs_itself_alone(more: Document) -> None:
    slate, faults = told(game(900009, **more), game())
    assert [one.game_pk for one in slate.games] == [900001]
    assert (sorted(slate.unread), len(faults)) == ([900009], 1)
    assert faults[0].startswith("dates[0].games[0]")


@pytest.mark.parametrize("more", [{}, {"gamePk": 10**30}, {"gamePk": -5}, {"gamePk": "777"}])
def test_a_game_without_an_id_is_left_out(more: Document) -> None:
    slate, faults = told(game(), without("gamePk") | more)
    assert (len(slate.games), sorted(slate.unread), len(faults)) == (1, [], 1)


@pytest.mark.parametrize("kind", ["S", "E", "A", "I"])
def test_a_game_of_a_type_that_no_board_has_may_be_anything(kind: str) -> None:
    slate, faults = told(game(), {"gamePk": 900009, "gameType": kind}, {"gamePk": None, "gameType": kind})
    assert (len(slate.games), sorted(slate.unread), faults) == (1, [], [])


@pytest.mark.parametrize("pitcher", [None, {}, {"id": None, "fullName": {}}])
def test_a_starter_of_nothing_is_not_announced(pitcher: object) -> None:
    away = club(111) | {"probablePitcher": pitcher}
    slate, faults = told(game(teams={"away": away, "home": club(147)}))
    assert (slate.games[0].away.starter, faults) == (None, [])


@pytest.mark.parametrize("pitcher", [{"id": "5001"}, {"fullName": "A"}, "TBD", [], 5001])
def test_an_odd_starter_is_left_out_of_his_game(pitcher: object) -> None:
    slate, faults = told(
        game(teams={"away": club(111) | {"probablePitcher": pitcher}, "home": club(147, pitcher=5)})
    )
    (one,) = slate.games
    assert (one.away.starter, one.home.starter) == (None, Player(5, "Player 5"))
    assert [fault.partition(":")[0].removesuffix(".id") for fault in faults] == (
        ["dates[0].games[0].teams.away.probablePitcher"] if pitcher != [] else []
    )


@pytest.mark.parametrize("person", [{"id": "105"}, {"fullName": "A"}, 105, None, {}])
def test_an_odd_batter_leaves_his_clubs_line_up_unposted(person: object) -> None:
    odd = [*nine(100)[:8], person]
    slate, faults = told(game(lineups={"awayPlayers": odd, "homePlayers": nine(200)}))
    assert (slate.games[0].away.lineup, slate.games[0].home.lineup is None) == (None, False)
    assert len(faults) == (0 if person in (None, {}) else 1)


@pytest.mark.parametrize(
    ("people", "fault"),
    [
        ([*nine(100), *nine(150)[:1]], "10 players, 10 different ones"),
        ([*nine(100)[:8], nine(100)[0]], "9 players, 8 different ones"),
        ([*nine(100), nine(100)[0]], "10 players, 9 different ones"),
    ],
)
def test_a_list_that_can_be_no_line_up_is_told(people: list[Document], fault: str) -> None:
    slate, faults = told(game(lineups={"awayPlayers": people, "homePlayers": nine(200)}))
    assert slate.games[0].away.lineup is None
    assert faults == [f"dates[0].games[0].lineups.awayPlayers: {fault}, are no line-up"]


def test_a_line_up_that_is_still_being_posted_is_not_told() -> None:
    assert told(game(lineups={"awayPlayers": nine(100)[:5], "homePlayers": nine(200)}))[1] == []


def test_a_player_whom_both_clubs_name_is_told() -> None:
    both = {"awayPlayers": nine(100), "homePlayers": [*nine(200)[:8], nine(100)[3]]}
    teams = {"away": club(111, pitcher=5), "home": club(147, pitcher=5)}
    slate, faults = told(game(lineups=both, teams=teams))
    sides = (slate.games[0].away, slate.games[0].home)
    assert [(side.lineup, side.starter) for side in sides] == [(None, None), (None, None)]
    assert faults == [
        "dates[0].games[0].teams: both clubs announce player 5",
        f"dates[0].games[0].lineups: both clubs name player {nine(100)[3]['id']}",
    ]


def test_contradictions_of_every_game_leave_the_slate_readable() -> None:
    twice = {"awayPlayers": [*nine(100)[:8], nine(100)[0]]}
    slate, faults = told(*(game(pk, lineups=twice) for pk in range(1, 9)))
    assert (len(slate.games), len(faults)) == (8, 8)


@pytest.mark.parametrize("people", ["posted", {"0": 1}, 9])
def test_a_line_up_that_is_no_list_is_unposted(people: object) -> None:
    slate, faults = told(game(lineups={"awayPlayers": people, "homePlayers": nine(200)}))
    assert (slate.games[0].away.lineup, len(faults)) == (None, 1)


def test_an_odd_game_counts_as_announced() -> None:
    document = schedule(game(), without("venue"), announced=3)
    with pytest.raises(PayloadShapeError, match="2 games where totalGames announces 3"):
        read_slate(as_body(document), ON)


def test_of_fifteen_games_three_may_be_odd() -> None:
    games = [game(900010 + number) for number in range(12)]
    odd = [without("venue") | {"gamePk": 900001 + number} for number in range(4)]
    assert len(told(*games, *odd[:3])[1]) == 3
    with pytest.raises(PayloadShapeError, match=r"\Adates\[0\]\.games\[12\]: object missing"):
        told(*games, *odd)
