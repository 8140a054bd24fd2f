from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.domain.stats import History, PitchingCounts
from propctl.projection.events import Floats
from propctl.projection.plate_appearances import plate_appearances
from propctl.projection.workload import START_MEAN, Start, batters_faced, expected_faced, starter_appearances
from tests.projection.season import EMPTY, HOME, USUAL_STARTER, history, with_pitcher

COUNTS = np.arange(37)


def faced(
    past: History,
    starter: int = 902,
    *,
    hosting: bool = True,
    more_on_base: float = 0.0,
    progress: float = 0.5,
) -> float:
    return float(expected_faced(past, [Start(starter, HOME, hosting, more_on_base)], progress)[0])


@given(st.floats(0.0, 40.0))
def test_batters_faced_have_the_mean_expected(expected: float) -> None:
    pmf = batters_faced(np.array([expected]))[0]
    assert pmf.sum() == pytest.approx(1.0)
    assert pmf[0] == 0.0
    assert float(pmf @ COUNTS) == pytest.approx(min(max(expected, 6.5), 24.5), abs=0.05)


@given(st.integers(0, 8), st.floats(7.0, 24.0))
def test_the_starter_is_less_likely_in_at_each_time_up(slot: int, expected: float) -> None:
    still_in = starter_appearances(batters_faced(np.array([expected])), np.array([slot]))[0]
    assert np.all(np.diff(still_in) <= 1e-12)


def test_a_starter_who_faces_27_is_in_for_three_times_up_of_everybody() -> None:
    complete = np.zeros((1, 37))
    complete[0, 27] = 1.0
    for slot in range(9):
        assert starter_appearances(complete, np.array([slot]))[0].tolist() == [1.0, 1.0, 1.0, 0.0, 0.0]


def test_long_starts_are_expected_again() -> None:
    short = with_pitcher(history(), 902, HOME, replace(USUAL_STARTER, batters_faced=280))
    long = with_pitcher(history(), 902, HOME, replace(USUAL_STARTER, batters_faced=410))
    assert faced(short) + 3.0 < faced(long)


def test_relief_appearances_do_not_shorten_the_starts() -> None:
    swing = replace(USUAL_STARTER, games=21, batters_faced=360 + 5 * 5)
    assert faced(with_pitcher(history(), 902, HOME, swing)) == pytest.approx(faced(history()), abs=1.0)


def test_an_opener_is_expected_to_be_short() -> None:
    opener = replace(USUAL_STARTER, games=40, games_started=4, batters_faced=170)
    assert faced(with_pitcher(EMPTY, 902, HOME, opener)) < 12.0


def test_a_first_start_of_the_season_is_shorter_than_the_usual() -> None:
    assert faced(EMPTY) < faced(history())


def test_starts_are_shorter_in_september() -> None:
    assert faced(history(), progress=0.95) < faced(history(), progress=0.5)


def test_starts_get_shorter_as_the_season_goes_on() -> None:
    seasonality = START_MEAN.value.seasonality
    assert faced(history(), progress=0.1) - faced(history(), progress=0.6) == pytest.approx(0.5 * seasonality)
    assert seasonality > 1.0


def test_the_host_starts_longer() -> None:
    at_home, away = faced(history(), hosting=True), faced(history(), hosting=False)
    assert at_home - away == pytest.approx(START_MEAN.value.hosting)
    assert at_home > away


def test_who_is_reached_more_often_is_relieved_sooner() -> None:
    assert (
        faced(history(), more_on_base=0.03)
        < faced(history(), more_on_base=0.0)
        < faced(history(), more_on_base=-0.03)
    )


def appearances(slot: int = 4, home: int = 0, on_base: float = 0.0, newcomer: float = 0.3) -> Floats:
    pmf = plate_appearances(np.array([slot]), np.array([home]), np.array([on_base]), np.array([newcomer]))
    assert pmf.sum() == pytest.approx(1.0)
    return np.asarray(pmf[0])


def average(pmf: Floats) -> float:
    return float(pmf @ np.arange(len(pmf)))


@pytest.mark.parametrize("slot", range(8))
@pytest.mark.parametrize("home", [0, 1])
def test_each_slot_bats_oftener_than_the_next(slot: int, home: int) -> None:
    assert average(appearances(slot, home)) > average(appearances(slot + 1, home))


def test_hosts_bat_less_because_they_skip_the_ninth_when_ahead() -> None:
    assert average(appearances(home=1)) < average(appearances(home=0))


def test_a_line_up_that_reaches_base_bats_oftener() -> None:
    assert average(appearances(on_base=0.02)) == pytest.approx(average(appearances()) + 0.094, abs=0.02)


def test_newcomers_are_taken_out_sooner() -> None:
    assert average(appearances(newcomer=1.0)) < average(appearances(newcomer=0.0))


def test_a_starter_nobody_has_seen_is_no_opener() -> None:
    """He counts as one without appearances, and not as one who came in for others."""
    never = PitchingCounts()
    relieved_once = PitchingCounts(games=1)
    unknown = faced(history(), 999)
    assert unknown == faced(with_pitcher(history(), 999, HOME, never), 999)
    assert unknown > 0.5 + faced(with_pitcher(history(), 999, HOME, relieved_once), 999)
