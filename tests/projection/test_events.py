"""How counts become the rates of the stages, by hand."""

import numpy as np
import pytest

from propctl.domain.stats import BattingCounts, PitchingCounts
from propctl.projection.events import batting_row, compose, pitching_row, stage_counts

BATTING = BattingCounts(
    plate_appearances=100, hits=25, home_runs=5, doubles=6, triples=1, walks=10, hit_by_pitch=2, strikeouts=20
)
PITCHING = PitchingCounts(batters_faced=100, hits=25, home_runs=5, walks=10, hit_batsmen=2, strikeouts=20)


def test_hits_in_play_are_hits_without_home_runs() -> None:
    """68 contacts, five of them home runs; 20 hits out of the 63 others."""
    successes, trials = stage_counts(np.array([batting_row(BATTING)], dtype=np.float64))
    assert successes.tolist() == [[10, 2, 20, 5, 20, 6, 1]]
    assert trials.tolist() == [[100, 100, 100, 68, 63, 20, 20]]


def test_pitchers_are_counted_like_batters_but_for_extra_bases() -> None:
    successes, trials = stage_counts(np.array([pitching_row(PITCHING)], dtype=np.float64))
    assert successes.tolist() == [[10, 2, 20, 5, 20, 0, 0]]
    assert trials.tolist() == [[100, 100, 100, 68, 63, 20, 20]]


def test_the_stages_of_a_batter_come_together_as_what_he_did() -> None:
    """In the order single, double, triple, home run, walk, hit by pitch, strikeout."""
    successes, trials = stage_counts(np.array([batting_row(BATTING)], dtype=np.float64))
    assert compose(successes / trials)[0] == pytest.approx([0.13, 0.06, 0.01, 0.05, 0.10, 0.02, 0.20])


def test_a_subtraction_below_zero_counts_as_none() -> None:
    row = np.array([[100, -1, 0, 20, 0, 25, 6, 1]], dtype=np.float64)
    successes, trials = stage_counts(row)
    assert (successes[0, 0], trials[0, 3]) == (0.0, 80.0)
