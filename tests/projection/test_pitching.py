"""Outs, hits, walks and earned runs of starters, by hand and by law."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.domain.market import Market
from propctl.domain.plate_appearance import Event
from propctl.projection.distributions import two_point
from propctl.projection.events import EVENTS, Floats
from propctl.projection.lineup_arrays import batting_slots, offense_sides
from propctl.projection.pitching import (
    EARNED_SHARE,
    OUTS_PER_OUT,
    RATE_RANGE,
    base_runs,
    earned_run_pmfs,
    evenly_mixed_poisson,
    expected_earned_runs,
    expected_outs,
    out_pmfs,
    pitcher_pmfs,
)
from propctl.projection.workload import batters_faced
from tests.projection.season import game

USUAL = np.array([[0.14, 0.04, 0.004, 0.03, 0.08, 0.01, 0.23]])

event_probabilities = st.floats(0.001, 0.1)
events = st.lists(event_probabilities, min_size=EVENTS, max_size=EVENTS).map(lambda row: np.array([row]))


def mean(pmf: Floats) -> float:
    return float(pmf[0] @ np.arange(pmf.shape[1]))


def pmfs_of(row: Floats, faced: float) -> dict[Market, Floats]:
    """Of both starters, against nine batters with the same chances each."""
    order = batting_slots(offense_sides((game(),)))
    return pitcher_pmfs(np.repeat(row, 18, axis=0), order, np.array([faced, faced]))


@given(events, st.floats(0.0, 30.0))
def test_every_market_has_a_distribution(row: Floats, faced: float) -> None:
    for pmf in pmfs_of(row, faced).values():
        assert pmf.min() >= 0.0
        assert pmf.sum(axis=1) == pytest.approx(1.0)


def test_hits_by_equal_batters_are_binomial_mixed_over_batters_faced() -> None:
    faced = batters_faced(np.array([22.0]))[0]
    nobody = sum(share * (1.0 - 0.214) ** trials for trials, share in enumerate(faced))
    pmf = pmfs_of(USUAL, 22.0)[Market.PITCHER_HITS_ALLOWED]
    assert pmf[0, 0] == pytest.approx(nobody)
    assert mean(pmf) == pytest.approx(0.214 * float(faced @ np.arange(37)))


def test_whoever_faces_36_batters_may_allow_36_hits() -> None:
    row = np.zeros((1, EVENTS))
    row[0, 0] = 0.5
    pmf = pmfs_of(row, 22.0)[Market.PITCHER_HITS_ALLOWED][0]
    faced = batters_faced(np.array([22.0]))[0]
    assert pmf[36] == pytest.approx(faced[36] * 0.5**36)


def test_walks_do_not_tell_of_the_length_of_a_start() -> None:
    """Who walks many is relieved sooner, so that their variance is that of the batters to expect alone."""
    pmf = pmfs_of(USUAL, 22.25)[Market.PITCHER_WALKS]
    assert pmf[0, 0] == pytest.approx(0.75 * 0.92**22 + 0.25 * 0.92**23)
    assert pmf[0, 24:].sum() == 0.0
    assert mean(pmf) == pytest.approx(0.08 * 22.25)


def test_walks_are_those_of_batters_faced_within_the_fitted_starts() -> None:
    assert mean(pmfs_of(USUAL, 40.0)[Market.PITCHER_WALKS]) == pytest.approx(0.08 * 24.5)
    assert mean(pmfs_of(USUAL, 0.0)[Market.PITCHER_WALKS]) == pytest.approx(0.08 * 6.5)


@given(st.floats(0.0, 36.0))
def test_a_count_about_a_mean_has_it(average: float) -> None:
    pmf = two_point(np.array([average]), 36)
    assert pmf.shape == (1, 37)
    assert pmf.min() >= 0.0
    assert pmf.sum() == pytest.approx(1.0)
    assert mean(pmf) == pytest.approx(average)


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
    more[0, Event.WALK] += 0.05
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


@given(events, st.integers(0, Event.STRIKEOUT - 1))
def test_every_way_of_reaching_base_makes_runs(row: Floats, event: int) -> None:
    more = row.copy()
    more[0, event] += 0.02
    assert base_runs(more)[0] > base_runs(row)[0]


def test_earned_runs_by_hand() -> None:
    mean_runs = EARNED_SHARE.value * 22.0 * base_runs(USUAL)[0]
    assert expected_earned_runs(USUAL, np.array([22.0]))[0] == pytest.approx(mean_runs)
    low, high = (1.0 - RATE_RANGE.value) * mean_runs, (1.0 + RATE_RANGE.value) * mean_runs
    pmf = earned_run_pmfs(USUAL, np.array([22.0]))[0]
    none = (np.exp(-low) - np.exp(-high)) / (high - low)
    one = ((1.0 + low) * np.exp(-low) - (1.0 + high) * np.exp(-high)) / (high - low)
    assert pmf[0] == pytest.approx(none, rel=1e-5)
    assert pmf[1] == pytest.approx(one, rel=1e-5)


def test_more_starts_stay_without_a_run_than_a_negative_binomial_says() -> None:
    """Of 916 starts until 30 April 2025 18.6 % did, with 2.37 runs on average; it said 16.4 %."""
    assert evenly_mixed_poisson(np.array([2.365]), RATE_RANGE.value)[0, 0] == pytest.approx(0.18, abs=0.01)


def test_nobody_to_face_is_nothing_to_allow() -> None:
    assert evenly_mixed_poisson(np.array([0.0]), RATE_RANGE.value)[0, 0] == pytest.approx(1.0, abs=0.002)


@given(st.floats(0.01, 4.0), st.floats(0.05, 0.99))
def test_an_evenly_mixed_poisson_has_its_mean_and_variance(average: float, reach: float) -> None:
    pmf = evenly_mixed_poisson(np.array([average]), reach)
    assert pmf.min() >= 0.0
    counts = np.arange(pmf.shape[1])
    variance = float(pmf[0] @ counts**2) - mean(pmf) ** 2
    assert pmf.sum() == pytest.approx(1.0)
    assert mean(pmf) == pytest.approx(average, rel=1e-4)
    assert variance == pytest.approx(average + (reach * average) ** 2 / 3.0, rel=1e-3)
