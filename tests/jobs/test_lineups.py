from datetime import date

import pytest

from propctl.domain.slate import LineupStatus, Player, RecentLineup, Side
from propctl.jobs.lineups import batting_order, latest_by_club


def nine(first: int) -> tuple[Player, ...]:
    return tuple(Player(first + place, f"Player {first + place}") for place in range(9))


def used(day: int, game_pk: int, first: int, team_id: int = 147) -> RecentLineup:
    return RecentLineup(date(2025, 6, day), game_pk, team_id, nine(first))


POSTED = Side(147, "NYY", lineup=nine(100))
WAITING = Side(147, "NYY")
OPPONENT = Side(111, "BOS")


@pytest.mark.parametrize(("past", "status"), [(False, LineupStatus.CONFIRMED), (True, LineupStatus.ACTUAL)])
def test_a_posted_line_up_is_used(past: bool, status: LineupStatus) -> None:
    order = batting_order(POSTED, OPPONENT, {147: nine(200)}, past=past)
    assert (order.players, order.status, order.posted) == (nine(100), status, True)


def test_a_line_up_that_is_not_posted_is_the_clubs_last() -> None:
    order = batting_order(WAITING, OPPONENT, {147: nine(200), 111: nine(300)}, past=False)
    assert (order.players, order.status, order.posted) == (nine(200), LineupStatus.PROJECTED, False)


def test_a_club_without_any_line_up_has_no_batters() -> None:
    assert batting_order(WAITING, OPPONENT, {}, past=False).players == ()


@pytest.mark.parametrize(
    "recent",
    [(used(6, 1, 100), used(7, 2, 200)), (used(7, 2, 200), used(6, 1, 100))],
    ids=["in-order", "reversed"],
)
def test_the_latest_day_counts(recent: tuple[RecentLineup, ...]) -> None:
    assert latest_by_club(recent) == {147: nine(200)}


def test_of_a_doubleheader_the_second_game_counts() -> None:
    assert latest_by_club((used(7, 2, 200), used(7, 1, 100))) == {147: nine(200)}


def test_each_club_has_its_own() -> None:
    assert latest_by_club((used(6, 1, 100), used(6, 1, 300, team_id=111))) == {147: nine(100), 111: nine(300)}


def test_who_has_batted_for_another_club_since_is_left_out() -> None:
    latest = latest_by_club((used(6, 1, 100), used(7, 2, 108, team_id=111)))
    assert latest[147] == nine(100)[:8]


def test_who_came_back_is_left_out_of_the_club_between() -> None:
    latest = latest_by_club((used(5, 1, 100), used(6, 2, 108, team_id=111), used(7, 3, 100)))
    assert (latest[147], latest[111]) == (nine(100), nine(108)[1:])


def test_nobody_bats_who_is_posted_for_the_opponent() -> None:
    opponent = Side(111, "BOS", lineup=nine(205))
    assert batting_order(WAITING, opponent, {147: nine(200)}, past=False).players == nine(200)[:5]
