from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.domain.plate_appearance import Event
from propctl.domain.stats import History
from propctl.projection.events import EVENTS
from propctl.projection.steals import (
    LEAGUE_STEALS,
    LEAGUE_STEALS_WEIGHT,
    SECOND_STEAL,
    STEALS_K,
    steal_rates,
    steals_per_appearance,
    times_on_first,
)
from tests.projection.season import EMPTY, USUAL_BATTER, history, with_batter

rates = st.floats(0.0, 0.9)


def test_times_on_first_are_singles_walks_and_hit_by_pitch() -> None:
    assert times_on_first(USUAL_BATTER) == (88 - 18 - 2 - 12) + 33 + 4


def test_steals_of_one_appearance_by_hand() -> None:
    """On first 0.3 of the time, 0.2 steals a visit: some in 0.3 * 0.2 / 1.061 of the appearances."""
    row = np.zeros((1, EVENTS))
    row[0, [Event.SINGLE, Event.WALK, Event.HIT_BY_PITCH]] = 0.15, 0.1, 0.05
    again = SECOND_STEAL.value
    some = 0.3 * 0.2 / (1.0 + again)
    step = steals_per_appearance(row, np.array([0.2]))
    assert step[0].tolist() == pytest.approx([1.0 - some, some * (1.0 - again), some * again])


@given(st.lists(st.floats(0.0, 0.14), min_size=EVENTS, max_size=EVENTS), rates)
def test_the_mean_is_the_rate_per_time_on_first(row: list[float], rate: float) -> None:
    step = steals_per_appearance(np.array([row]), np.array([rate]))
    assert step.min() >= 0.0
    on_first = row[Event.SINGLE] + row[Event.WALK] + row[Event.HIT_BY_PITCH]
    assert float(step[0] @ np.arange(3)) == pytest.approx(on_first * rate)


def test_a_stranger_steals_like_the_league() -> None:
    stranger = steal_rates(EMPTY, [777])
    assert (stranger.rate.tolist(), stranger.trials.tolist()) == ([pytest.approx(LEAGUE_STEALS.value)], [0.0])


def test_a_rate_by_hand() -> None:
    past = with_batter(EMPTY, 11, replace(USUAL_BATTER, stolen_bases=30))
    usual = (30 + LEAGUE_STEALS_WEIGHT * LEAGUE_STEALS.value) / (93 + LEAGUE_STEALS_WEIGHT)
    k = STEALS_K.value
    assert steal_rates(past, [11]).rate[0] == pytest.approx((30 + k * usual) / (93 + k))


def test_earlier_seasons_count_less() -> None:
    past = history()
    thief = with_batter(past, 11, replace(USUAL_BATTER, stolen_bases=40))
    earlier = replace(past, earlier=(thief.current, *past.earlier[1:]))
    rates = [float(steal_rates(known, [11]).rate[0]) for known in (past, earlier, thief)]
    assert rates == sorted(rates)
    assert rates[0] < rates[1] < rates[2]


def test_a_season_without_anybodys_steals_says_nothing() -> None:
    past = history()
    silent = {
        player: replace(row, counts=replace(row.counts, stolen_bases=0))
        for player, row in past.current.batters.items()
    }
    untold = steal_rates(History(replace(past.current, batters=silent), past.earlier), [11])
    assert untold.rate[0] == steal_rates(History(EMPTY.current, past.earlier), [11]).rate[0]


def test_counts_below_zero_are_taken_as_none() -> None:
    odd = with_batter(EMPTY, 11, replace(USUAL_BATTER, hits=0, walks=-3, stolen_bases=-1))
    assert 0.0 <= steal_rates(odd, [11]).rate[0] <= LEAGUE_STEALS.value
