"""The schedule's other two uses: recent line-ups, and the season's suspended games."""

import datetime as dt
from typing import Any

import pytest

from propctl.domain.slate import RecentLineup, SeasonSchedule, SuspendedGame
from propctl.normalize.payload import PayloadShapeError
from propctl.normalize.season import read_recent_lineups, read_season_schedule
from tests.normalize.payloads import EMPTY_SCHEDULE, Document, as_body, game, nine, schedule

ON = dt.date(2025, 6, 8)


def lineups_of(*days: Document) -> tuple[RecentLineup, ...]:
    return read_recent_lineups(as_body({"dates": [bucket for day in days for bucket in day["dates"]]}))


def season_of(*games: Document) -> SeasonSchedule:
    return read_season_schedule(as_body(schedule(*games)))


def posted(game_pk: int = 900001, first: int = 100, **more: Any) -> Document:
    return game(
        game_pk, code="F", lineups={"awayPlayers": nine(first), "homePlayers": nine(first + 50)}, **more
    )


def test_both_clubs_line_ups_are_read() -> None:
    assert [(found.team_id, found.lineup[0].player_id) for found in lineups_of(schedule(posted()))] == [
        (111, 100),
        (147, 150),
    ]


def test_line_ups_come_oldest_first() -> None:
    later, earlier = schedule(posted(1)), schedule(posted(2, officialDate="2025-06-07"), day="2025-06-07")
    found = lineups_of(later, earlier)
    assert [lineup.official_date.day for lineup in found] == [7, 7, 8, 8]


def test_a_game_listed_twice_gives_its_line_ups_once() -> None:
    assert len(lineups_of(schedule(posted()), schedule(posted(), day="2025-06-09"))) == 2


def test_a_line_up_that_is_not_whole_is_passed_over() -> None:
    assert lineups_of(schedule(game(lineups={"awayPlayers": nine(100)[:7]}))) == ()


def test_the_line_ups_of_a_postponed_game_are_passed_over() -> None:
    assert lineups_of(schedule(posted() | {"status": game(code="D")["status"]})) == ()


def test_no_days_give_no_line_ups() -> None:
    assert read_recent_lineups(as_body(EMPTY_SCHEDULE)) == ()


def test_a_pruned_form_without_its_games_is_an_error() -> None:
    with pytest.raises(PayloadShapeError, match=r"dates.*games"):
        read_recent_lineups(as_body({"dates": [{}]}))


RESUMED = dt.date(2025, 6, 10)
FIRST_LISTING: Document = {"resumeDate": "2025-06-10T17:10:00Z"}
SECOND_LISTING: Document = {"resumedFrom": "2025-06-08T17:35:00Z", "gameDate": "2025-06-10T17:10:00Z"}


@pytest.mark.parametrize("more", [FIRST_LISTING, SECOND_LISTING], ids=["first-listing", "second-listing"])
def test_a_suspended_game_that_was_finished_names_both_days(more: Document) -> None:
    found = season_of(game(900001, code="F", **more))
    assert found.resumed == (SuspendedGame(900001, ON, RESUMED),)


def test_a_suspended_game_is_found_once_in_two_listings() -> None:
    found = season_of(game(code="F", **FIRST_LISTING), game(code="F", **SECOND_LISTING))
    assert found.resumed == (SuspendedGame(900001, ON, RESUMED),)


def test_a_game_suspended_twice_counts_from_its_last_resumption() -> None:
    again = SECOND_LISTING | {"gameDate": "2025-06-12T17:10:00Z"}
    found = season_of(game(code="F", **FIRST_LISTING), game(code="F", **again))
    assert found.resumed[0].resumed_date == dt.date(2025, 6, 12)


def test_the_day_of_a_resumption_is_new_yorks() -> None:
    found = season_of(game(code="F", resumeDate="2025-06-11T02:10:00Z"))
    assert found.resumed[0].resumed_date == RESUMED


def test_a_suspended_game_that_is_not_over_is_no_resumed_one() -> None:
    assert season_of(game(code="U", **FIRST_LISTING)).resumed == ()


@pytest.mark.parametrize("code", ["S", "P", "I", "M"])
def test_a_day_with_a_game_still_on_is_unfinished(code: str) -> None:
    assert season_of(game(code=code)).unfinished == {ON}


@pytest.mark.parametrize("code", ["F", "O", "D", "C", "T", "U"])
def test_no_day_waits_for_such_a_game(code: str) -> None:
    assert season_of(game(code=code)).unfinished == frozenset()


def test_a_spring_game_keeps_no_day_unfinished() -> None:
    assert season_of(game(code="I", gameType="S")).unfinished == frozenset()


def test_a_resumed_game_that_is_on_keeps_the_day_of_its_resumption_unfinished() -> None:
    assert season_of(game(code="I", **SECOND_LISTING)).unfinished == {RESUMED}


def test_line_ups_that_are_null_are_passed_over() -> None:
    nothing: Document = {"awayPlayers": None, "homePlayers": None}
    assert lineups_of(schedule(game(1, lineups=None), game(2, lineups=nothing))) == ()


def test_finished_games_of_the_season_are_counted_once() -> None:
    found = season_of(game(1, code="F"), game(1, code="F"), game(2, code="O"), game(3, code="S"))
    assert found.played == 2


@pytest.mark.parametrize("game_type", ["S", "F", "W"])
def test_games_that_no_totals_tell_of_are_not_counted(game_type: str) -> None:
    assert season_of(game(code="F", gameType=game_type)).played == 0


@pytest.mark.parametrize("more", [FIRST_LISTING, SECOND_LISTING], ids=["first-listing", "second-listing"])
@pytest.mark.parametrize("code", ["U", "P", "I"])
def test_a_game_that_is_suspended_or_being_finished_is_filed_under_the_day_it_began(
    code: str, more: Document
) -> None:
    assert season_of(game(900001, code=code, **more)).suspended == {900001: ON}


def test_a_game_that_has_been_finished_is_not_suspended() -> None:
    found = season_of(game(900001, code="F", **FIRST_LISTING))
    begun = [set(found.begun_on(day)) for day in (ON, RESUMED)]
    assert (dict(found.suspended), begun) == ({}, [{900001}, set()])


def test_a_game_that_is_on_for_the_first_time_is_not_suspended() -> None:
    assert season_of(game(code="I")).suspended == {}


def told(*games: Document) -> tuple[SeasonSchedule, list[str]]:
    faults: list[str] = []
    return read_season_schedule(as_body(schedule(*games)), faults.append), faults


@pytest.mark.parametrize(
    "more",
    [
        {"gameDate": "soon"},
        {"resumeDate": "later"},
        {"resumedFrom": 7},
        {"resumeDate": "9999-12-31T23:59:59-23:00"},
        {"status": {}},
        {"gameType": 1},
    ],
    ids=str,
)
def test_a_game_of_the_season_that_cannot_be_read_may_have_been_suspended(more: Document) -> None:
    """Its pitches are left out of its day, which is not compared with the official counts."""
    found, faults = told(game(1, code="F"), game(900009, code="F", **more))
    assert (dict(found.suspended), sorted(found.begun_on(ON)), len(faults)) == ({900009: ON}, [900009], 1)
    day = found.pitch_day(ON, RESUMED)
    assert day is not None
    assert (sorted(day.games), sorted(day.left_out)) == ([1], [900009])


@pytest.mark.parametrize(
    ("state", "unfinished"), [("F", set()), ("D", set()), ("S", {ON}), ("I", {ON}), (None, {ON})]
)
def test_the_day_of_such_a_game_is_over_if_its_state_says_so(
    state: str | None, unfinished: set[dt.date]
) -> None:
    status = {} if state is None else game(code=state)["status"]
    assert (
        told(game(1, code="F"), game(900009, resumeDate="later", status=status))[0].unfinished == unfinished
    )


@pytest.mark.parametrize(
    "more",
    [{"gamePk": "x"}, {"gamePk": 2**31}, {"gamePk": {}}, {"officialDate": "x"}, {"officialDate": None}],
)
def test_a_schedule_with_a_game_of_no_known_id_or_day_is_refused(more: Document) -> None:
    games = [game(number, code="F") for number in range(30)]
    with pytest.raises(PayloadShapeError, match=r"games\[30\]"):
        told(*games, game(900009, code="F") | more)


@pytest.mark.parametrize("kind", ["S", "E", "A", "I"])
def test_games_that_no_board_has_may_be_anything_in_the_season(kind: str) -> None:
    odd: Document = {"gameType": kind, "gamePk": "x"}
    assert told(game(1, code="F"), odd) == (season_of(game(1, code="F")), [])


def test_an_odd_game_of_a_recent_day_leaves_the_others() -> None:
    faults: list[str] = []
    odd = posted(2, 300) | {"teams": {"away": {}}}
    found = read_recent_lineups(as_body(schedule(posted(), odd)), faults.append)
    assert ([lineup.team_id for lineup in found], len(faults)) == ([111, 147], 1)


def test_an_odd_batter_of_a_recent_line_up_leaves_the_other_club() -> None:
    faults: list[str] = []
    odd = posted()
    odd["lineups"]["homePlayers"][4] = {"id": "x"}
    found = read_recent_lineups(as_body(schedule(odd)), faults.append)
    assert [lineup.team_id for lineup in found] == [111]
    assert faults == ["dates[0].games[0].lineups.homePlayers[4].id: expected `int`, got `str`"]


def test_recent_line_ups_of_games_that_no_board_has_are_passed_over() -> None:
    odd: Document = {"gameType": "E"}
    assert [lineup.game_pk for lineup in lineups_of(schedule(posted(), odd, posted(2, gameType="S")))] == [
        900001
    ] * 2
