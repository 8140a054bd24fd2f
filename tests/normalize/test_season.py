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
