import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.domain.odds import (
    MAX_PROBABILITY,
    MIN_PROBABILITY,
    american_odds,
    implied_probability,
    published,
)

publishable = st.integers(1, 9999).map(lambda parts: parts / 10_000)
prices = st.one_of(st.integers(100, 10**6), st.integers(-(10**6), -101))


@given(publishable)
def test_a_price_implies_its_probability_within_rounding(probability: float) -> None:
    assert implied_probability(american_odds(probability)) == pytest.approx(probability, abs=0.5 / 400 + 1e-9)


@given(prices)
def test_the_price_of_an_implied_probability_is_the_price(odds: int) -> None:
    assert american_odds(implied_probability(odds)) == odds


@given(prices.filter(lambda odds: odds != 100))
def test_both_sides_of_a_fair_price_add_to_one(odds: int) -> None:
    assert implied_probability(odds) + implied_probability(-odds) == pytest.approx(1.0)


@given(publishable.filter(lambda probability: abs(probability - 0.5) > 0.005))
def test_prices_of_the_two_sides_mirror_each_other_within_rounding(probability: float) -> None:
    assert abs(american_odds(probability) + american_odds(round(1 - probability, 4))) <= 1


@given(publishable, publishable)
def test_a_likelier_side_never_pays_more(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert implied_probability(american_odds(low)) <= implied_probability(american_odds(high))


@pytest.mark.parametrize(
    ("probability", "odds"),
    [(0.5, 100), (0.6, -150), (0.4, 150), (0.2, 400), (0.9999, -999_900), (0.0001, 999_900)],
)
def test_prices_are_those_of_the_formula(probability: float, odds: int) -> None:
    assert american_odds(probability) == odds


@pytest.mark.parametrize("probability", [0.4995, 0.4999, 0.5, 0.5001, 0.5005])
def test_the_even_price_has_one_spelling(probability: float) -> None:
    assert american_odds(probability) == 100


@pytest.mark.parametrize("probability", [0.0, 1.0, -0.1, 1.1, float("nan")])
def test_what_is_no_chance_has_no_price(probability: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        american_odds(probability)


@pytest.mark.parametrize("odds", [-99, 0, 99])
def test_what_is_no_price_implies_nothing(odds: int) -> None:
    with pytest.raises(ValueError, match="at most -100 or at least"):
        implied_probability(odds)


@given(st.floats(0.0, 1.0))
def test_a_published_probability_stays_within_its_bounds(probability: float) -> None:
    assert MIN_PROBABILITY <= published(probability) <= MAX_PROBABILITY


@given(st.floats(0.0, 1.0))
def test_publishing_twice_changes_nothing(probability: float) -> None:
    assert published(published(probability)) == published(probability)


@given(st.floats(MIN_PROBABILITY, MAX_PROBABILITY))
def test_publishing_moves_a_probability_by_less_than_its_last_decimal(probability: float) -> None:
    assert abs(published(probability) - probability) <= 0.00005 + 1e-12
