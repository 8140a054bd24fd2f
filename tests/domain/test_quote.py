import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.domain.market import Market
from propctl.domain.quote import Quote, book_price
from tests.domain.props import START

odds = st.integers(100, 5000) | st.integers(-5000, -100)


def a_quote(over: int = -110, under: int = -110) -> Quote:
    return Quote(2, "Player 9001", Market.BATTER_HITS, 0.5, over, under, "Book", START)


@pytest.mark.parametrize(
    ("over", "under", "chance"),
    [(-110, -110, 0.5), (100, -100, 0.5), (-150, 120, 0.569), (300, -400, 0.2381)],
)
def test_the_margin_is_taken_off_in_proportion(over: int, under: int, chance: float) -> None:
    assert a_quote(over, under).no_vig_over == pytest.approx(chance, abs=1e-4)


@given(odds, odds)
def test_both_sides_add_up_to_one(over: int, under: int) -> None:
    assert a_quote(over, under).no_vig_over + a_quote(under, over).no_vig_over == pytest.approx(1.0)


@given(odds, odds, st.floats(0.0, 1.0))
def test_what_one_side_gains_the_other_loses(over: int, under: int, chance: float) -> None:
    price = book_price(a_quote(over, under), chance)
    assert price.edge_over + price.edge_under == 0.0
    assert abs(price.edge_over) < 1.0


def test_an_edge_is_the_models_probability_less_the_prices() -> None:
    price = book_price(a_quote(-150, 120), 0.6)
    assert (price.no_vig_over, price.edge_over, price.edge_under) == (0.569, 0.031, -0.031)
