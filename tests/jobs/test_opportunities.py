import datetime as dt
from typing import Any

import pytest

from propctl.domain.bet import PricedBet
from propctl.domain.market import Market
from propctl.domain.option_values import BetSide, SortKey, View
from propctl.domain.prop import FeaturedProp
from propctl.domain.query import PropQuery
from propctl.domain.slate import GameState
from propctl.errors import UsageError
from propctl.jobs.opportunities import Opportunities, PropFilter, find_opportunities
from propctl.jobs.read_snapshot import read_latest
from tests.domain.props import DATE, START, a_price, a_prop
from tests.jobs.builds import AT_TEN, BOTH_OPEN, FIRST, SECOND, TEN_MINUTES, a_build, props_of
from tests.jobs.desk import Desk

BOARD = (
    a_prop(
        1, prob_over=0.5, projection=2.0, confidence=0.1, player_name="Cruz", books=(a_price(-0.1, 0.03),)
    ),
    a_prop(
        2, prob_over=0.9, projection=1.0, confidence=0.3, player_name="Abe", start_time=START + TEN_MINUTES
    ),
    a_prop(3, prob_over=0.7, projection=3.0, confidence=0.2, player_name="Baz", books=(a_price(0.08, -0.2),)),
)


def opportunities(prop_filter: PropFilter, board: tuple[FeaturedProp, ...] = BOARD) -> Opportunities:
    desk = Desk()
    desk.publish(a_build(board))
    return find_opportunities(desk.context(), "mlb", DATE, prop_filter)


def found(prop_filter: PropFilter, board: tuple[FeaturedProp, ...] = BOARD) -> list[int]:
    return [bet.prop.player_id for bet in opportunities(prop_filter, board).bets]


def sides(prop_filter: PropFilter, board: tuple[FeaturedProp, ...] = BOARD) -> list[tuple[int, str]]:
    bets = opportunities(prop_filter, board).bets
    return [(bet.prop.player_id, "over" if bet.is_over else "under") for bet in bets]


def a_wish(query: PropQuery | None = None, **more: Any) -> PropFilter:
    return PropFilter(query or PropQuery(), **more)


@pytest.mark.parametrize(
    ("sort", "players"),
    [
        (SortKey.PROB, [2, 3, 1]),
        (SortKey.EDGE, [3, 1]),
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
    books = (a_price(0.01, -0.01),)
    tied = tuple(a_prop(player, player_name="Same", books=books) for player in (5, 3, 4))
    assert found(a_wish(sort=sort), tied) == [3, 4, 5]


def test_an_edge_of_nothing_ranks_before_a_worse_one_and_none_without_a_a_price() -> None:
    board = (a_prop(1, books=(a_price(-0.05, -0.06),)), a_prop(2, books=(a_price(0.0, -0.1),)), a_prop(3))
    assert found(a_wish(sort=SortKey.EDGE), board) == [2, 1]


def test_a_limit_keeps_the_best() -> None:
    assert found(a_wish(limit=2)) == [2, 3]


def test_the_total_counts_what_a_limit_leaves_out() -> None:
    assert opportunities(a_wish(limit=1)).total == 3


@pytest.mark.parametrize(("least", "players"), [(0.7, [2, 3]), (0.71, [2]), (0.95, [])])
def test_a_least_probability_is_reached_or_the_prop_is_out(least: float, players: list[int]) -> None:
    assert found(a_wish(min_prob=least)) == players


@pytest.mark.parametrize(("least", "players"), [(0.03, [3, 1]), (0.05, [3]), (-1.0, [3, 1])])
def test_a_least_edge_needs_a_book(least: float, players: list[int]) -> None:
    assert found(a_wish(min_edge=least)) == players


def test_the_best_edge_is_of_either_side_at_any_book() -> None:
    prop = a_prop(books=(a_price(0.01, -0.02), a_price(-0.3, 0.02)))
    (bet,) = opportunities(a_wish(sort=SortKey.EDGE), (prop,)).bets
    assert isinstance(bet, PricedBet)
    assert (bet.is_over, bet.edge, bet.price) == (False, 0.02, prop.books[1])


def test_an_edge_counts_for_more_than_a_likely_side() -> None:
    prop = a_prop(books=(a_price(-0.05, 0.05, no_vig_over=0.9),))
    assert sides(a_wish(min_edge=-1.0), (prop,)) == [(9001, "under")]


@pytest.mark.parametrize(
    ("side", "players"),
    [(BetSide.OVER, [(3, "over")]), (BetSide.UNDER, [(1, "under")]), (None, [(3, "over"), (1, "under")])],
)
def test_edges_are_of_the_side_that_is_asked_for(
    side: BetSide | None, players: list[tuple[int, str]]
) -> None:
    assert sides(a_wish(sort=SortKey.EDGE, min_edge=0.0, side=side)) == players


UNEVEN = (
    a_prop(1, prob_over=0.6, prob_under=0.4),
    a_prop(2, prob_over=0.2, prob_under=0.8),
    a_prop(3, prob_over=0.5, prob_under=0.5),
)


@pytest.mark.parametrize(
    ("side", "ranked"),
    [
        (None, [(1, "over"), (3, "over"), (2, "over")]),
        (BetSide.OVER, [(1, "over"), (3, "over"), (2, "over")]),
        (BetSide.UNDER, [(2, "under"), (3, "under"), (1, "under")]),
        (BetSide.BOTH, [(2, "under"), (1, "over"), (3, "over")]),
    ],
)
def test_props_are_ranked_by_the_side_that_is_asked_for(
    side: BetSide | None, ranked: list[tuple[int, str]]
) -> None:
    assert sides(a_wish(side=side), UNEVEN) == ranked


@pytest.mark.parametrize(
    ("side", "players"), [(BetSide.OVER, [1]), (BetSide.UNDER, [2]), (BetSide.BOTH, [2, 1])]
)
def test_a_least_probability_is_that_of_the_side(side: BetSide, players: list[int]) -> None:
    assert found(a_wish(min_prob=0.6, side=side), UNEVEN) == players


def test_a_least_probability_of_an_edge_is_that_at_the_books_line() -> None:
    assert found(a_wish(min_edge=0.0, min_prob=0.55)) == [3]
    assert found(a_wish(min_edge=0.0, min_prob=0.53)) == [3, 1]


def test_the_first_of_each_market_are_kept_in_their_order() -> None:
    board = tuple(
        a_prop(player, market, prob_over=player / 10)
        for player in (1, 2, 3)
        for market in (Market.BATTER_HITS, Market.BATTER_WALKS)
    )
    chosen = opportunities(a_wish(per_market=2), board)
    assert [(bet.prop.player_id, bet.prop.market) for bet in chosen.bets] == [
        (3, "batter_hits"), (3, "batter_walks"), (2, "batter_hits"), (2, "batter_walks")
    ]  # fmt: skip
    assert chosen.total == 6
    assert found(a_wish(per_market=1, limit=1), board) == [3]


def test_the_filtered_props_are_those_of_the_view() -> None:
    assert [len(opportunities(wish).props) for wish in (a_wish(), a_wish(min_prob=0.99))] == [3, 3]


def test_what_was_not_asked_for_is_left_out() -> None:
    assert found(a_wish(PropQuery(players=("baz",)))) == [3]


def test_a_market_that_is_not_there_gives_nothing() -> None:
    assert found(a_wish(PropQuery(markets=(Market.BATTER_WALKS,)))) == []


def test_the_closing_view_has_games_that_have_begun() -> None:
    desk = Desk()
    desk.publish(a_build(props_of(FIRST, SECOND, players=1)))
    states = BOTH_OPEN | {FIRST: GameState.STARTED}
    desk.publish(a_build(props_of(SECOND, players=1), as_of=AT_TEN + TEN_MINUTES, states=states))
    closing = find_opportunities(desk.context(), "mlb", DATE, a_wish(view=View.CLOSING))
    assert [bet.prop.game_id for bet in closing.bets] == [FIRST, SECOND]
    assert len(closing.props) == 2


def test_a_board_of_a_later_day_is_not_the_most_recent_one() -> None:
    desk = Desk()
    desk.publish(a_build())
    yesterday = AT_TEN - dt.timedelta(days=1)
    with pytest.raises(UsageError, match="nothing has been published yet"):
        read_latest(desk.context(yesterday), "mlb", yesterday.date())
