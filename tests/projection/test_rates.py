from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.domain.plate_appearance import Stage
from propctl.domain.stats import History, SeasonTotals
from propctl.projection.league import (
    LEAGUE_STAGES,
    SEASON_APPEARANCES,
    expected_waves,
    league_rates,
    seasonality,
    seasonality_so_far,
)
from propctl.projection.rates import BATTER_PRIOR, batter_rates, pitcher_rates
from tests.projection.season import (
    AWAY,
    EMPTY,
    HOME,
    USUAL_BATTER,
    USUAL_STARTER,
    history,
    season,
    with_batter,
    with_pitcher,
)

WAVES = np.array([[0.05] * 7, [-0.1] * 7])


def strikeout_rate(past: History, player: int) -> float:
    return float(batter_rates(past, [player], league_rates(past)).stages[0, Stage.STRIKEOUT])


def test_without_history_the_league_is_as_published() -> None:
    published = np.array(LEAGUE_STAGES.value)
    assert league_rates(EMPTY).now == pytest.approx(published * seasonality(0.0, expected_waves()))


def test_a_league_that_strikes_out_moves_the_prior_of_strangers() -> None:
    high = EMPTY
    for player in range(11, 20):
        high = with_batter(high, player, replace(USUAL_BATTER, plate_appearances=9_000, strikeouts=4_500))
    assert strikeout_rate(high, 777) > strikeout_rate(EMPTY, 777) + 0.05


@given(st.integers(0, 400))
def test_a_rate_lies_between_the_record_and_the_prior(strikeouts: int) -> None:
    past = with_batter(EMPTY, 11, replace(USUAL_BATTER, strikeouts=strikeouts))
    league = league_rates(past)
    found = strikeout_rate(past, 11)
    own = strikeouts / 400 * float(league.now[Stage.STRIKEOUT] / league.by_season[0][Stage.STRIKEOUT])
    stranger = strikeout_rate(past, 777)
    assert min(own, stranger) - 0.02 <= found <= max(own, stranger) + 0.02


def test_this_season_counts_more_than_the_last_and_the_last_more_than_the_one_before() -> None:
    plain = season(2025)
    loud = replace(plain, batters={**plain.batters, 11: replace(plain.batters[11], counts=LOUD)})
    orders = [(loud, plain, plain), (plain, loud, plain), (plain, plain, loud)]
    rates = [strikeout_rate(History(now, (last, before)), 11) for now, last, before in orders]
    assert rates[0] > rates[1] > rates[2] > strikeout_rate(History(plain, (plain, plain)), 11)


LOUD = replace(USUAL_BATTER, strikeouts=200)


def test_a_third_earlier_season_is_left_alone() -> None:
    past = history()
    longer = replace(past, earlier=(*past.earlier, season(2022)))
    assert strikeout_rate(longer, 11) == strikeout_rate(past, 11)


def test_sample_sizes_are_unweighted() -> None:
    assert batter_rates(history(), [11], league_rates(history())).appearances[0] == 1_200


def test_new_batters_are_expected_to_strike_out_more_and_to_hit_fewer_home_runs() -> None:
    league = league_rates(EMPTY)
    stranger = batter_rates(EMPTY, [777], league).stages[0]
    assert stranger[Stage.STRIKEOUT] > league.now[Stage.STRIKEOUT]
    assert stranger[Stage.HOME_RUN] < league.now[Stage.HOME_RUN]


def home_run_rate(past: History, player: int) -> float:
    return float(batter_rates(past, [player], league_rates(EMPTY)).stages[0, Stage.HOME_RUN])


@pytest.mark.parametrize("more", [{"strikeouts": 150}, {"walks": 70}])
def test_who_swings_for_the_fence_is_expected_to_hit_home_runs(more: dict[str, int]) -> None:
    """The same home runs of the same balls hit: strikeouts and walks come on top of the appearances."""
    usual = USUAL_BATTER
    added = sum(value - getattr(usual, name) for name, value in more.items())
    swinger = replace(usual, plate_appearances=usual.plate_appearances + added, **more)
    past = with_batter(with_batter(EMPTY, 11, usual), 12, swinger)
    assert home_run_rate(past, 12) > 1.02 * home_run_rate(past, 11)


def test_who_is_missed_is_hit_less_hard() -> None:
    """The same hits and home runs of the same balls hit."""
    misses = replace(
        USUAL_STARTER,
        batters_faced=USUAL_STARTER.batters_faced + 50,
        strikeouts=USUAL_STARTER.strikeouts + 50,
    )
    past = with_pitcher(with_pitcher(EMPTY, 901, AWAY, USUAL_STARTER), 902, HOME, misses)
    usual, missed = pitcher_rates(past, [901, 902], league_rates(EMPTY)).stages
    assert missed[Stage.HOME_RUN] < 0.98 * usual[Stage.HOME_RUN]
    assert missed[Stage.HIT_IN_PLAY] < 0.98 * usual[Stage.HIT_IN_PLAY]


def test_a_stranger_leans_nowhere() -> None:
    league = league_rates(EMPTY)
    stranger = batter_rates(EMPTY, [777], league)
    shift = BATTER_PRIOR.value.shift[3] + BATTER_PRIOR.value.newcomer[3]
    usual = league.now[Stage.HOME_RUN]
    odds = usual / (1.0 - usual) * np.exp(shift)
    assert stranger.stages[0, Stage.HOME_RUN] == pytest.approx(odds / (1.0 + odds))


def test_pitchers_doubles_are_the_league_s() -> None:
    league = league_rates(history())
    assert pitcher_rates(history(), [902], league).stages[0, 5:] == pytest.approx(league.now[5:], rel=1e-6)


@given(st.floats(0.05, 1.0))
def test_the_course_so_far_is_the_mean_of_the_course(until: float) -> None:
    steps = (np.arange(400) + 0.5) / 400 * until
    average = np.mean([seasonality(float(at), WAVES) for at in steps], axis=0)
    assert seasonality_so_far(until, WAVES) == pytest.approx(average, abs=1e-5)


def test_home_runs_rise_toward_the_summer() -> None:
    waves = expected_waves()
    assert seasonality(0.6, waves)[Stage.HOME_RUN] > seasonality_so_far(0.6, waves)[Stage.HOME_RUN] > 0.97


def test_a_season_more_than_over_is_over() -> None:
    counts = replace(USUAL_BATTER, plate_appearances=int(2 * SEASON_APPEARANCES))
    past = with_batter(History(SeasonTotals(2025)), 11, counts)
    assert np.all(np.isfinite(league_rates(past).now))
