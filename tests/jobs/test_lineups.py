from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.domain.slate import Game, GameState, LineupStatus, Player, RecentLineup, Side, Slate
from propctl.jobs.lineups import batting_order, latest_by_club, named_today
from tests.domain.props import DATE
from tests.jobs.builds import a_game


def nine(first: int) -> tuple[Player, ...]:
    return tuple(Player(first + place, f"Player {first + place}") for place in range(9))


def used(day: int, game_pk: int, first: int, team_id: int = 147) -> RecentLineup:
    return RecentLineup(date(2025, 6, day), game_pk, team_id, nine(first))


POSTED = Side(147, "NYY", lineup=nine(100))
WAITING = Side(147, "NYY")


@pytest.mark.parametrize(("past", "status"), [(False, LineupStatus.CONFIRMED), (True, LineupStatus.ACTUAL)])
def test_a_posted_line_up_is_used(past: bool, status: LineupStatus) -> None:
    order = batting_order(POSTED, {147: nine(200)}, {}, past=past)
    assert (order.players, order.status, order.posted) == (nine(100), status, True)


def test_a_line_up_that_is_not_posted_is_the_clubs_last() -> None:
    order = batting_order(WAITING, {147: nine(200), 111: nine(300)}, {}, past=False)
    assert (order.players, order.status, order.posted) == (nine(200), LineupStatus.PROJECTED, False)


def test_a_club_without_any_line_up_has_no_batters() -> None:
    assert batting_order(WAITING, {}, {}, past=False).players == ()


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


def played(away: Side, home: Side, game_pk: int = 1, state: GameState = GameState.OPEN) -> Game:
    return replace(a_game(game_pk, state), away=away, home=home)


def projected(*games: Game, past: bool = False) -> tuple[Player, ...]:
    """Who is projected for New York, whose last line-up was players 200 to 208, when this is the slate."""
    named = named_today(Slate(DATE, games), past=past)
    return batting_order(WAITING, {147: nine(200)}, named, past=past).players


BOSTON = Side(111, "BOS", lineup=nine(205))
NEW_YORKS_GAME = played(Side(110, "BAL"), WAITING, game_pk=2)


@pytest.mark.parametrize("state", GameState)
def test_nobody_bats_who_is_posted_for_another_club_in_any_game(state: GameState) -> None:
    assert projected(played(BOSTON, Side(139, "TB"), state=state), NEW_YORKS_GAME) == nine(200)[:5]


def test_nobody_bats_who_is_posted_for_the_opponent() -> None:
    assert projected(played(BOSTON, WAITING)) == nine(200)[:5]


def test_nobody_bats_who_is_another_clubs_starter() -> None:
    starter = Side(139, "TB", starter=nine(200)[0])
    assert projected(played(Side(111, "BOS"), starter), NEW_YORKS_GAME) == nine(200)[1:]


def test_who_is_named_for_his_own_club_in_another_game_still_bats() -> None:
    first = played(Side(111, "BOS"), Side(147, "NYY", lineup=nine(203), starter=nine(200)[0]))
    assert projected(first, NEW_YORKS_GAME) == nine(200)


@pytest.mark.parametrize("state", [GameState.POSTPONED, GameState.CANCELLED])
def test_a_past_game_that_was_not_played_names_nobody(state: GameState) -> None:
    """Its row has the line-ups of its makeup, which the day did not know."""
    assert projected(played(BOSTON, Side(139, "TB"), state=state), NEW_YORKS_GAME, past=True) == nine(200)


def test_who_has_been_traded_between_two_games_of_the_day_bats_for_neither_in_a_third() -> None:
    first = played(Side(147, "NYY", lineup=nine(205)), Side(139, "TB"), state=GameState.FINAL)
    assert projected(first, played(BOSTON, Side(110, "BAL"), game_pk=3)) == nine(200)[:5]


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 30), st.sampled_from(GameState)), max_size=5))
def test_a_player_on_a_projected_line_up_is_named_by_no_other_club(
    sides: list[tuple[int, int, GameState]],
) -> None:
    games = [
        played(Side(club, f"C{club}", lineup=nine(first)), Side(99, "X"), pk, state)
        for pk, (club, first, state) in enumerate(sides)
    ]
    latest = {club: nine(10 * club) for club in range(1, 5)}
    named = named_today(Slate(DATE, tuple(games)), past=False)
    orders = {club: batting_order(Side(club, ""), latest, named, past=False).players for club in latest}
    posted = {
        (player, side.team_id) for game in games for side in (game.away,) for player in side.lineup or ()
    }
    for club, players in orders.items():
        assert not [player for player in players for by in latest if by != club and (player, by) in posted]
