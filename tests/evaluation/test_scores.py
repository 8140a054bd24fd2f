import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.evaluation import scores

Floats = scores.Floats


def world(count: int = 5_000, days: int = 50, seed: int = 0) -> tuple[Floats, Floats, scores.Labels]:
    """Probabilities, outcomes drawn from them, and the days they fall on."""
    generator = np.random.default_rng(seed)
    over = generator.beta(4.0, 4.0, count)
    return over, (generator.random(count) < over).astype(np.float64), np.arange(count) % days


def test_the_brier_score_is_the_mean_squared_difference() -> None:
    assert scores.brier(np.array([0.8, 0.4]), np.array([1.0, 0.0])) == pytest.approx(0.1)


def test_the_base_rate_has_no_skill() -> None:
    happened = np.array([1.0, 0.0, 0.0, 1.0, 0.0])
    assert scores.skill(np.full(5, 0.4), happened) == pytest.approx(0.0)


def test_knowing_the_outcome_is_all_the_skill_there_is() -> None:
    happened = np.array([1.0, 0.0, 0.0])
    assert scores.skill(happened, happened) == 1.0


def test_a_certain_base_rate_leaves_no_room_for_skill() -> None:
    assert scores.skill(np.array([0.9, 0.9]), np.ones(2)) == 0.0


def test_log_loss_of_an_even_guess_is_log_two() -> None:
    assert scores.log_loss(np.full(4, 0.5), np.array([1.0, 0.0, 1.0, 1.0])) == pytest.approx(np.log(2.0))


def test_log_loss_of_a_sure_mistake_is_finite() -> None:
    assert 10.0 < scores.log_loss(np.zeros(1), np.ones(1)) < 20.0


@given(st.integers(1, 60), st.integers(1, 12))
def test_bins_hold_everything_once_and_alike(count: int, bins: int) -> None:
    over = np.linspace(0.1, 0.9, count)
    sizes = [part.count for part in scores.reliability(over, np.zeros(count), bins)]
    assert sum(sizes) == count
    assert max(sizes) - min(sizes) <= 1


def test_the_calibration_error_is_how_far_the_bins_are_off() -> None:
    over = np.concatenate([np.full(10, 0.2), np.full(10, 0.6)])
    happened = np.concatenate([np.zeros(10), np.ones(10)])
    assert scores.calibration_error(over, happened, bins=2) == pytest.approx((0.2 + 0.4) / 2)


def test_right_probabilities_are_within_their_own_noise() -> None:
    over, happened, _ = world()
    assert scores.calibration_error(over, happened) < scores.calibration_error_of_noise(over)


def test_probabilities_that_are_off_are_outside_it() -> None:
    over, happened, _ = world(20_000)
    assert scores.calibration_error(over + 0.03, happened) > scores.calibration_error_of_noise(over + 0.03)


def test_the_slope_of_right_probabilities_is_one() -> None:
    over, happened, days = world()
    slope = scores.block_bootstrap(scores.calibration_slope, over, happened, days)
    assert slope.low < 1.0 < slope.high


def test_the_slope_of_probabilities_that_are_too_sure_is_below_one() -> None:
    over, happened, _ = world()
    odds = 2.0 * np.log(over / (1.0 - over))
    assert scores.calibration_slope(1.0 / (1.0 + np.exp(-odds)), happened) == pytest.approx(0.5, abs=0.05)


def test_days_that_hang_together_widen_the_interval() -> None:
    _, happened, days = world(count=2_000)
    alike = np.repeat(happened[:50], 40)
    same_day = np.repeat(np.arange(50), 40)
    apart = scores.block_bootstrap(scores.brier, np.full(2_000, 0.3), happened, days)
    together = scores.block_bootstrap(scores.brier, np.full(2_000, 0.3), alike, same_day)
    assert together.high - together.low > 3.0 * (apart.high - apart.low)


def test_the_interval_is_the_same_when_asked_again() -> None:
    over, happened, days = world(count=500)
    first = scores.block_bootstrap(scores.brier, over, happened, days)
    assert first == scores.block_bootstrap(scores.brier, over, happened, days)


def test_a_right_model_scores_at_its_noise_floor() -> None:
    over, happened, days = world()
    floor = scores.brier_noise_floor(over, happened, days)
    assert scores.brier(over, happened) == pytest.approx(floor.expected, abs=3.0 * floor.standard_error)
    assert not floor.too_good(scores.brier(over, happened))


def test_a_leak_scores_below_it() -> None:
    over, _, days = world()
    happened = (over > 0.5).astype(np.float64)
    assert scores.brier_noise_floor(over, happened, days).too_good(scores.brier(over, happened))


def test_the_median_is_the_first_count_that_reaches_half() -> None:
    assert scores.medians(np.array([[0.2, 0.2, 0.6], [0.5, 0.5, 0.0]])).tolist() == [2.0, 0.0]


def test_medians_of_right_distributions_err_as_their_noise_floor_says() -> None:
    generator = np.random.default_rng(3)
    pmf = np.array([0.1, 0.2, 0.4, 0.2, 0.1])
    counts = generator.choice(5, size=5_000, p=pmf).astype(np.float64)
    pmfs = np.tile(pmf, (5_000, 1))
    floor = scores.median_noise_floor(pmfs)
    assert floor.expected == pytest.approx(0.8)
    assert scores.median_error(pmfs, counts) == pytest.approx(0.8, abs=3.0 * floor.standard_error)
    assert floor.too_good(scores.median_error(pmfs, np.full(5_000, 2.0)))
