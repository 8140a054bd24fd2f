import datetime as dt
from typing import Any

import pytest

from propctl.domain.calendar import parse_instant
from propctl.domain.market import Market
from propctl.domain.option_values import SortKey, View
from propctl.domain.prop import BookPrice, FeaturedProp
from propctl.domain.query import PropQuery
from propctl.domain.slate import GameState
from propctl.errors import UsageError
from propctl.jobs.opportunities import PropFilter, best_edge, find_opportunities
from propctl.jobs.read_snapshot import read_latest
from tests.domain.props import DATE, START, a_prop
from tests.jobs.builds import AT_TEN, BOTH_OPEN, FIRST, SECOND, TEN_MINUTES, a_build, props_of
from tests.jobs.desk import Desk


def price(over: float, under: float) -> BookPrice:
    return BookPrice(
        bookmaker="A book",
        line=0.5,
        over_odds=-110,
        under_odds=-110,
        no_vig_over=0.5,
        edge_over=over,
        edge_under=under,
        captured_at=parse_instant("2025-06-08T09:00:00Z"),
    )


BOARD = (
    a_prop(1, prob_over=0.5, projection=2.0, confidence=0.1, player_name="Cruz", books=(price(-0.1, 0.03),)),
    a_prop(
        2, prob_over=0.9, projection=1.0, confidence=0.3, player_name="Abe", start_time=START + TEN_MINUTES
    ),
    a_prop(3, prob_over=0.7, projection=3.0, confidence=0.2, player_name="Baz", books=(price(0.08, -0.2),)),
)


def found(prop_filter: PropFilter, board: tuple[FeaturedProp, ...] = BOARD) -> list[int]:
    desk = Desk()
    desk.publish(a_build(board))
    _, props, _ = find_opportunities(desk.context(), "mlb", DATE, prop_filter)
    return [prop.player_id for prop in props]


def a_wish(query: PropQuery | None = None, **more: Any) -> PropFilter:
    return PropFilter(query or PropQuery(), **more)


@pytest.mark.parametrize(
    ("sort", "players"),
    [
        (SortKey.PROB, [2, 3, 1]),
        (SortKey.EDGE, [3, 1, 2]),
        (SortKey.PROJECTION, [3, 1, 2]),
        (SortKey.CONFIDENCE, [2, 3, 1]),
        (SortKey.START, [1, 3, 2]),
        (SortKey.PLAYER, [2, 3, 1]),
    ],
)
def test_props_are_ranked(sort: SortKey, players: list[int]) -> None:
    assert found(a_wish(sort=sort)) == players


@pytest.mark.parametrize("sort", SortKey)
def test_ties_are_in_the_order_of_their_ids(sort: SortKey) -> None:
    tied = tuple(a_prop(player, player_name="Same") for player in (5, 3, 4))
    assert found(a_wish(sort=sort), tied) == [3, 4, 5]


def test_an_edge_of_nothing_ranks_before_a_worse_one() -> None:
    board = (a_prop(1, books=(price(-0.05, -0.06),)), a_prop(2, books=(price(0.0, -0.1),)), a_prop(3))
    assert found(a_wish(sort=SortKey.EDGE), board) == [2, 1, 3]


def test_a_limit_keeps_the_best() -> None:
    assert found(a_wish(limit=2)) == [2, 3]


def test_the_total_counts_what_a_limit_leaves_out() -> None:
    desk = Desk()
    desk.publish(a_build(BOARD))
    assert find_opportunities(desk.context(), "mlb", DATE, a_wish(limit=1))[2] == 3


@pytest.mark.parametrize(("least", "players"), [(0.7, [2, 3]), (0.71, [2]), (0.95, [])])
def test_a_least_probability_is_reached_or_the_prop_is_out(least: float, players: list[int]) -> None:
    assert found(a_wish(min_prob=least)) == players


@pytest.mark.parametrize(("least", "players"), [(0.03, [3, 1]), (0.05, [3]), (-1.0, [3, 1])])
def test_a_least_edge_needs_a_book(least: float, players: list[int]) -> None:
    assert found(a_wish(min_edge=least)) == players


def test_the_best_edge_is_of_either_side_at_any_book() -> None:
    assert best_edge(a_prop(books=(price(0.01, -0.02), price(-0.3, 0.02)))) == 0.02


def test_without_books_there_is_no_edge() -> None:
    assert best_edge(a_prop()) is None


def test_what_was_not_asked_for_is_left_out() -> None:
    assert found(a_wish(PropQuery(players=("baz",)))) == [3]


def test_a_market_that_is_not_there_gives_nothing() -> None:
    assert found(a_wish(PropQuery(markets=(Market.BATTER_WALKS,)))) == []


def test_the_closing_view_has_games_that_have_begun() -> None:
    desk = Desk()
    desk.publish(a_build(props_of(FIRST, SECOND, players=1)))
    states = BOTH_OPEN | {FIRST: GameState.STARTED}
    desk.publish(a_build(props_of(SECOND, players=1), as_of=AT_TEN + TEN_MINUTES, states=states))
    _, props, _ = find_opportunities(desk.context(), "mlb", DATE, a_wish(view=View.CLOSING))
    assert [prop.game_id for prop in props] == [FIRST, SECOND]


def test_a_board_of_a_later_day_is_not_the_most_recent_one() -> None:
    desk = Desk()
    desk.publish(a_build())
    yesterday = AT_TEN - dt.timedelta(days=1)
    with pytest.raises(UsageError, match="nothing has been published yet"):
        read_latest(desk.context(yesterday), "mlb", yesterday.date())
