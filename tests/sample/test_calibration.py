"""The model's probabilities are those of the league, and the check sees one whose are not.

Sixty past days go through the build that the commands use. The league's results are drawn once for all, so
this passes or fails for good, until the model or the league changes.
"""

from datetime import date

import numpy as np
import pytest

from propctl.domain.market import Market, Role
from tests.sample.calibration import Graded, rejected, replayed

FIRST = date(2025, 5, 1)
DAYS = 60
BATTERS = {market for market in Market if market.role is Role.BATTER}


def test_a_few_days_bear_the_model_out_and_reject_one_that_is_far_off() -> None:
    graded = replayed(FIRST, 12)
    assert set(graded) == set(Market)
    assert rejected(graded) == []
    for log_odds in (-0.8, 0.8):
        biased = {market: props.shifted(log_odds) for market, props in graded.items()}
        assert len(BATTERS & set(rejected(biased))) >= 6


@pytest.mark.nightly
def test_the_league_tells_a_calibrated_model_from_a_biased_one() -> None:
    graded = replayed(FIRST, DAYS)
    assert set(graded) == set(Market)
    assert all(len(graded[market].over) > 5_000 for market in BATTERS)
    assert rejected(graded) == []
    for log_odds in (-0.15, 0.15):
        assert rejected({market: props.shifted(log_odds) for market, props in graded.items()}) != []
    for log_odds in (-0.3, 0.3):
        biased = {market: props.shifted(log_odds) for market, props in graded.items()}
        assert len(BATTERS & set(rejected(biased))) >= 8
    assert len(rejected({market: props.stretched(2.0) for market, props in graded.items()})) >= 5


@pytest.mark.parametrize("seed", range(20))
def test_a_perfect_model_is_not_rejected(seed: int) -> None:
    assert rejected({Market.BATTER_HITS: drawn(seed)}) == []


@pytest.mark.parametrize("seed", range(5))
def test_a_biased_one_is(seed: int) -> None:
    assert rejected({Market.BATTER_HITS: drawn(seed).shifted(0.2)}) == [Market.BATTER_HITS]
    assert rejected({Market.BATTER_HITS: drawn(seed).stretched(1.5)}) == [Market.BATTER_HITS]


def drawn(seed: int) -> Graded:
    """Outcomes that a model's own probabilities gave."""
    generator = np.random.default_rng(seed)
    over = generator.uniform(0.2, 0.8, 5_400)
    happened = (generator.random(len(over)) < over).astype(np.float64)
    return Graded(over, happened, np.arange(len(over)) // 18)
