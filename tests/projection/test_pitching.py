"""Outs, hits, walks and earned runs of starters, by hand and by law."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.domain.market import Market
from propctl.projection.earned_runs import (
    DISPERSION,
    EARNED_SHARE,
    base_runs,
    earned_run_pmfs,
    expected_earned_runs,
    negative_binomial,
)
from propctl.projection.entries import entries, halves
from propctl.projection.events import EVENTS, STRIKEOUT, WALK, Floats
from propctl.projection.outs import expected_outs, out_pmfs
from propctl.projection.outs_constants import OUTS_PER_OUT
from propctl.projection.pitching import pitcher_pmfs
from propctl.projection.workload import batters_faced
from tests.projection.season import game

USUAL = np.array([[0.14, 0.04, 0.004, 0.03, 0.08, 0.01, 0.23]])

chances = st.floats(0.001, 0.1)
events = st.lists(chances, min_size=EVENTS, max_size=EVENTS).map(lambda row: np.array([row]))


def mean(pmf: Floats) -> float:
    return float(pmf[0] @ np.arange(pmf.shape[1]))


def pmfs_of(row: Floats, faced: float) -> dict[Market, Floats]:
    """Of both starters, against nine batters with the same chances each."""
    order = entries(halves((game(),)))
    return pitcher_pmfs(np.repeat(row, 18, axis=0), order, np.array([faced, faced]))


@given(events, st.floats(0.0, 30.0))
def test_every_market_has_a_distribution(row: Floats, faced: float) -> None:
    for pmf in pmfs_of(row, faced).values():
        assert pmf.min() >= 0.0
        assert pmf.sum(axis=1) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("market", "chance"),
    [(Market.PITCHER_HITS_ALLOWED, 0.214), (Market.PITCHER_WALKS, 0.08)],
)
def test_equal_batters_are_binomial_mixed_over_batters_faced(market: Market, chance: float) -> None:
    faced = batters_faced(np.array([22.0]))[0]
    nobody = sum(share * (1.0 - chance) ** trials for trials, share in enumerate(faced))
    pmf = pmfs_of(USUAL, 22.0)[market]
    assert pmf[0, 0] == pytest.approx(nobody)
    assert mean(pmf) == pytest.approx(chance * float(faced @ np.arange(37)))


def test_a_start_of_one_batter_faced_by_hand() -> None:
    """The first batter walks half the time; whoever faces one batter has as many walks as he has."""
    row = np.zeros((1, EVENTS))
    row[0, WALK] = 0.5
    pmf = pmfs_of(row, 22.0)[Market.PITCHER_WALKS][0]
    faced = batters_faced(np.array([22.0]))[0]
    assert pmf[36] == pytest.approx(faced[36] * 0.5**36)


def test_expected_outs_by_hand() -> None:
    assert expected_outs(USUAL, np.array([22.0]))[0] == pytest.approx(OUTS_PER_OUT.value * 22.0 * 0.696)


@given(st.floats(5.0, 18.5))
def test_outs_have_the_mean_expected(outs: float) -> None:
    faced = np.array([outs / (OUTS_PER_OUT.value * 0.696)])
    pmf = out_pmfs(USUAL, faced)
    assert pmf.shape == (1, 28)
    assert mean(pmf) == pytest.approx(outs, abs=0.05)


def test_starters_mostly_leave_between_innings() -> None:
    pmf = out_pmfs(USUAL, np.array([22.0]))[0]
    assert pmf[15] > 1.5 * max(pmf[14], pmf[16])
    assert pmf[18] > 1.5 * max(pmf[17], pmf[19])


@given(events, st.floats(7.0, 24.0))
def test_who_reaches_base_costs_outs(row: Floats, faced: float) -> None:
    more = row.copy()
    more[0, WALK] += 0.05
    batters = np.array([faced])
    assert expected_outs(more, batters)[0] < expected_outs(row, batters)[0]


def test_base_runs_by_hand() -> None:
    """Only singles, a quarter: A = 0.25, B = 1.02 * 0.8 * 0.25, C = 0.75."""
    row = np.zeros((1, EVENTS))
    row[0, 0] = 0.25
    assert base_runs(row)[0] == pytest.approx(0.25 * 0.204 / (0.204 + 0.75))


def test_a_solo_home_run_is_one_run() -> None:
    row = np.zeros((1, EVENTS))
    row[0, 3] = 0.1
    assert base_runs(row)[0] == pytest.approx(0.1)


@given(events, st.integers(0, STRIKEOUT - 1))
def test_every_way_of_reaching_base_makes_runs(row: Floats, event: int) -> None:
    more = row.copy()
    more[0, event] += 0.02
    assert base_runs(more)[0] > base_runs(row)[0]


def test_earned_runs_by_hand() -> None:
    mean_runs = EARNED_SHARE.value * 22.0 * base_runs(USUAL)[0]
    assert expected_earned_runs(USUAL, np.array([22.0]))[0] == pytest.approx(mean_runs)
    r = DISPERSION.value
    pmf = earned_run_pmfs(USUAL, np.array([22.0]))[0]
    none = (r / (r + mean_runs)) ** r
    assert pmf[0] == pytest.approx(none, rel=1e-5)
    assert pmf[1] == pytest.approx(none * r * mean_runs / (r + mean_runs), rel=1e-5)


@given(st.floats(0.01, 4.0), st.floats(3.0, 10.0))
def test_a_negative_binomial_has_its_mean_and_variance(average: float, dispersion: float) -> None:
    pmf = negative_binomial(np.array([average]), dispersion)
    counts = np.arange(pmf.shape[1])
    variance = float(pmf[0] @ counts**2) - mean(pmf) ** 2
    assert pmf.sum() == pytest.approx(1.0)
    assert mean(pmf) == pytest.approx(average, rel=0.02)
    assert variance == pytest.approx(average + average**2 / dispersion, rel=0.1)
