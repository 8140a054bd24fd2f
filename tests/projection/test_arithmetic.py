"""Laws of the convolutions, the match-up and the stages."""

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.domain.market import HITS, Market
from propctl.domain.plate_appearance import Event
from propctl.projection.batting import batter_pmfs, per_appearance, split_appearances
from propctl.projection.distributions import convolve, poisson_binomial_mixture, powers
from propctl.projection.event_probabilities import adjusted, log5
from propctl.projection.events import EVENTS, Floats, compose, stage_counts
from propctl.projection.runs_and_rbis import Scoring

event_probabilities = st.floats(0.001, 0.12)
events = st.lists(event_probabilities, min_size=EVENTS, max_size=EVENTS).map(lambda row: np.array([row]))
weights = st.lists(st.floats(0.01, 1.0), min_size=2, max_size=8)


def pmf_of(row: list[float]) -> Floats:
    return np.array([row]) / sum(row)


def mean(pmf: Floats) -> float:
    return float(pmf[0] @ np.arange(pmf.shape[1]))


@given(weights, weights)
def test_the_mean_of_a_sum_is_the_sum_of_the_means(first: list[float], second: list[float]) -> None:
    one, other = pmf_of(first), pmf_of(second)
    total = convolve(one, other)
    assert mean(total) == pytest.approx(mean(one) + mean(other))
    assert total.sum() == pytest.approx(1.0)


@given(weights, st.integers(0, 6))
def test_a_power_multiplies_mean_and_size(step: list[float], times: int) -> None:
    total = powers(pmf_of(step), times)[times]
    assert mean(total) == pytest.approx(times * mean(pmf_of(step)))
    assert total.shape[1] == times * (len(step) - 1) + 1


@given(st.lists(st.floats(0.0, 1.0), min_size=3, max_size=12), weights)
def test_a_mixture_of_trials_has_the_mean_of_those_reached(row: list[float], reach: list[float]) -> None:
    trials = np.zeros((1, len(row) + 1))
    size = min(len(reach), len(row) + 1)
    trials[0, :size] = np.array(reach[:size]) / sum(reach[:size])
    mixture = poisson_binomial_mixture(np.array([row]), trials)
    reached = 1.0 - np.cumsum(trials[0])[:-1]
    assert mixture.sum() == pytest.approx(1.0)
    assert mean(mixture) == pytest.approx(float(reached @ np.array(row)))


def test_equal_trials_are_binomial() -> None:
    trials = np.array([[0.0, 0.0, 0.0, 1.0]])
    assert poisson_binomial_mixture(np.full((1, 3), 0.5), trials)[0] == pytest.approx(
        [0.125, 0.375, 0.375, 0.125]
    )


@given(events, events)
def test_a_league_average_pitcher_leaves_a_batter_as_he_is(batter: Floats, league: Floats) -> None:
    assert log5(batter, league, league) == pytest.approx(batter)


@given(events, events, events)
def test_batter_and_pitcher_count_alike(batter: Floats, pitcher: Floats, league: Floats) -> None:
    assert log5(batter, pitcher, league) == pytest.approx(log5(pitcher, batter, league))


@given(events, events, events)
def test_a_match_up_leaves_room_for_outs(batter: Floats, pitcher: Floats, league: Floats) -> None:
    result = log5(batter, pitcher, league)
    assert result.min() > 0.0
    assert result.sum() < 1.0


@given(events)
def test_neutral_multipliers_change_nothing(row: Floats) -> None:
    assert adjusted(row, np.ones((1, EVENTS))) == pytest.approx(row)


def test_a_multiplied_event_gains_what_the_others_lose() -> None:
    row = np.full((1, EVENTS), 0.05)
    doubled = adjusted(row, np.array([[2.0, 1, 1, 1, 1, 1, 1]]))
    assert doubled[0, 0] == pytest.approx(0.1 / 1.05)
    assert doubled[0, 1] == pytest.approx(0.05 / 1.05)


@given(st.lists(st.integers(0, 60), min_size=7, max_size=7))
def test_stages_put_together_give_the_counts_per_appearance(parts: list[int]) -> None:
    walks, hit, strikeouts, home_runs, singles, doubles, triples = parts
    rows = np.array([[500, walks, hit, strikeouts, home_runs, singles + doubles + triples, doubles, triples]])
    successes, trials = stage_counts(rows.astype(np.float64))
    stages = successes / np.maximum(trials, 1.0)
    wanted = np.array([singles, doubles, triples, home_runs, walks, hit, strikeouts]) / 500.0
    assert compose(stages)[0] == pytest.approx(wanted)


@given(st.lists(st.floats(0.0, 0.95), min_size=7, max_size=7))
def test_any_stages_compose_to_probabilities(row: list[float]) -> None:
    result = compose(np.array([row]))
    assert result.min() >= 0.0
    assert result.sum() <= 1.0 + 1e-12


@given(st.lists(st.floats(0.0, 1.0), min_size=5, max_size=5), weights)
def test_times_up_are_split_without_loss(row: list[float], sizes: list[float]) -> None:
    still_in = np.sort(np.array([row]))[:, ::-1]
    appearances = pmf_of(sizes)
    split = split_appearances(appearances, still_in)
    assert split.min() >= -1e-12
    assert split.sum() == pytest.approx(1.0)
    for total in range(appearances.shape[1]):
        diagonal = sum(split[0, faced, total - faced] for faced in range(min(total, 5) + 1))
        assert diagonal == pytest.approx(appearances[0, total])


def pmfs_of(row: Floats, appearances: Floats, starter_in: Floats) -> dict[Market, Floats]:
    """Of a batter whom nothing brings home or drives in but his own home run, and who never steals."""
    run, batted_in = np.zeros((1, 7)), np.zeros((1, 7, 5))
    run[:, Event.HOME_RUN] = 1.0
    batted_in[:, :, 0] = 1.0
    batted_in[:, Event.HOME_RUN] = (0.0, 1.0, 0.0, 0.0, 0.0)
    weights = split_appearances(appearances, starter_in)
    return batter_pmfs(row, row, weights, Scoring(run, batted_in), np.zeros(1))


@given(events)
def test_good_and_bad_days_leave_the_mean(row: Floats) -> None:
    appearances = np.array([[0.0, 0.0, 0.1, 0.2, 0.4, 0.2, 0.1, 0.0, 0.0]])
    pmfs = pmfs_of(row, appearances, np.array([[1.0, 0.9, 0.5, 0.0, 0.0]]))
    times = mean(appearances)
    for market, pmf in pmfs.items():
        if isinstance(market.spec.counts, Mapping):
            one = per_appearance(row, market.spec.counts)
            assert mean(pmf) == pytest.approx(times * mean(one))


def test_days_that_differ_spread_the_count() -> None:
    row = np.full((1, EVENTS), 0.06)
    appearances = np.zeros((1, 9))
    appearances[0, 4] = 1.0
    hits = pmfs_of(row, appearances, np.ones((1, 5)))[Market.BATTER_HITS]
    independent = powers(per_appearance(row, HITS), 4)[4]
    assert hits[0, 0] > independent[0, 0] + 0.001
