from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.domain.market import Market
from propctl.domain.matchup import Pmf
from propctl.projection.ladder import ladder, mean, prob_over


def as_pmf(weights: list[float]) -> Pmf:
    pmf = np.array(weights) + 1e-6
    return np.asarray(pmf / pmf.sum())


pmfs = st.lists(st.floats(0.0, 1.0), min_size=2, max_size=20).map(as_pmf)


@given(pmfs, st.sampled_from(list(Market)))
def test_rungs_rise_in_line_and_fall_in_probability(pmf: Pmf, market: Market) -> None:
    rungs = ladder(market, pmf).rungs
    lines, event_probabilities = [rung.line for rung in rungs], [rung.prob_over for rung in rungs]
    assert lines == sorted(set(lines))
    assert all(higher > lower for higher, lower in pairwise(event_probabilities))


@given(pmfs, st.sampled_from(list(Market)))
def test_the_customary_line_is_always_a_rung(pmf: Pmf, market: Market) -> None:
    built = ladder(market, pmf)
    assert (built.line, built.prob_over) in [(rung.line, rung.prob_over) for rung in built.rungs]


@given(pmfs)
def test_the_mean_is_the_sum_of_the_chances_of_going_over(pmf: Pmf) -> None:
    total = sum(prob_over(pmf, count + 0.5) for count in range(len(pmf)))
    assert total == pytest.approx(mean(pmf))


@given(pmfs)
def test_the_pitchers_line_is_nearest_to_even(pmf: Pmf) -> None:
    line = ladder(Market.PITCHER_STRIKEOUTS, pmf).line
    distances = [abs(prob_over(pmf, count + 0.5) - 0.5) for count in range(len(pmf) - 1)]
    assert distances[int(line)] == min(distances)


def test_of_two_equally_even_lines_the_lower_is_taken() -> None:
    assert ladder(Market.PITCHER_STRIKEOUTS, np.array([0.25, 0.5, 0.25])).line == 0.5


@pytest.mark.parametrize("market", [market for market in Market if market.spec.line is not None])
def test_fixed_lines_do_not_depend_on_the_distribution(market: Market) -> None:
    assert ladder(market, np.array([0.01, 0.01, 0.01, 0.97])).line == market.spec.line


@pytest.mark.parametrize(
    ("market", "line"),
    [
        (Market.BATTER_RUNS, 0.5),
        (Market.BATTER_RBIS, 0.5),
        (Market.BATTER_HITS_RUNS_RBIS, 1.5),
        (Market.BATTER_STOLEN_BASES, 0.5),
        (Market.PITCHER_OUTS, 3.5),
        (Market.PITCHER_HITS_ALLOWED, 3.5),
        (Market.PITCHER_WALKS, 1.5),
        (Market.PITCHER_EARNED_RUNS, 2.5),
    ],
)
def test_each_market_is_offered_at_its_customary_line(market: Market, line: float) -> None:
    built = ladder(market, np.array([0.1, 0.1, 0.1, 0.15, 0.3, 0.25]))
    assert built.line == line
    assert [rung.line for rung in built.rungs] == [0.5, 1.5, 2.5, 3.5, 4.5]


def test_lines_hardly_ever_in_question_are_left_out() -> None:
    pmf = np.array([0.005, 0.4, 0.4, 0.19, 0.005])
    assert [rung.line for rung in ladder(Market.PITCHER_STRIKEOUTS, pmf).rungs] == [1.5, 2.5]


def test_a_fixed_line_beyond_the_distribution_has_no_chance() -> None:
    built = ladder(Market.BATTER_TOTAL_BASES, np.array([0.6, 0.4]))
    assert (built.line, built.prob_over) == (1.5, 0.0)
