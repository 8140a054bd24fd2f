"""Rates to expect from a player's pitches: his record is shrunk to them as well as to the league's rates.

For a stage with an indicator, such as home runs with barrels per batted ball::

    d = L (1 + a (q - Q) / Q)        m = b n

with the player's share q of n, the share Q of all players in the same days, the league's rate L, the slope a
and the weight b. d enters the prior as m trials (:mod:`propctl.projection.rates`), so that few pitches count
little. The idea that the way a ball was hit says more than where it landed is Baseball Savant's (MLB
glossary, "Expected Statistics"); the form and the figures are fitted here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from propctl.domain.contact import BatterContact, Contact, PitcherContact
from propctl.domain.plate_appearance import Stage
from propctl.projection.events import MAX_RATE, MIN_RATE, STAGES, Floats
from propctl.projection.fit_source import from_spring_2025


@dataclass(frozen=True, slots=True)
class Indicator:
    """A share of a player's pitches that goes with one of his rates."""

    numerator: str
    """A field of ``BatterContact`` or ``PitcherContact``."""
    denominator: str
    """The field that the numerator is divided by."""
    slope: float
    """Per cent by which the rate differs for each per cent by which the share differs from the league's."""
    weight: float
    """How many trials of the prior one unit of the denominator is worth."""
    max_trials: int
    """The most of the denominator that counts: what the busiest players had in thirty days of the fit."""


BATTER_INDICATORS: Final = from_spring_2025(
    {
        Stage.WALK: Indicator("balls", "pitches", slope=4.0, weight=0.375, max_trials=500),
        Stage.STRIKEOUT: Indicator("whiffs", "swings", slope=0.9, weight=0.5, max_trials=240),
        Stage.HOME_RUN: Indicator("barrels", "batted_balls", slope=0.9, weight=1.5, max_trials=90),
        Stage.DOUBLE: Indicator("hard_hit", "batted_balls", slope=0.5, weight=3.0, max_trials=90),
    }
)
"""The weights are half of the most likely ones: one spring is thin evidence (a choice)."""

PITCHER_INDICATORS: Final = from_spring_2025(
    {Stage.WALK: Indicator("balls", "pitches", slope=3.4, weight=0.375, max_trials=500)},
)
"""The same for starters. Their whiffs, barrels and expected hits added nothing to their own record."""


Players = Mapping[int, BatterContact] | Mapping[int, PitcherContact]


@dataclass(frozen=True, slots=True)
class ExpectedRates:
    """Stage rates (n, 7) to expect from players' pitches, and the trials (n, 7) that they are worth."""

    stages: Floats
    weight: Floats


def expected_batter_rates(contact: Contact, ids: Sequence[int], league: Floats) -> ExpectedRates:
    """Rates to expect of the batters *ids*, given the *league*'s stage rates (7,)."""
    return _expected_rates(contact.batters, ids, league, BATTER_INDICATORS.value)


def expected_pitcher_rates(contact: Contact, ids: Sequence[int], league: Floats) -> ExpectedRates:
    """Rates to expect of the pitchers *ids*."""
    return _expected_rates(contact.pitchers, ids, league, PITCHER_INDICATORS.value)


def no_expected_rates(players: int) -> ExpectedRates:
    """For players without pitches: rates of no weight."""
    return ExpectedRates(np.zeros((players, STAGES)), np.zeros((players, STAGES)))


def _expected_rates(
    players: Players, ids: Sequence[int], league: Floats, indicators: Mapping[Stage, Indicator]
) -> ExpectedRates:
    expected = no_expected_rates(len(ids))
    for stage, indicator in indicators.items():
        all_trials = _counts(players, tuple(players), indicator.denominator).sum()
        all_successes = _counts(players, tuple(players), indicator.numerator).sum()
        if all_successes:
            tried = _counts(players, ids, indicator.denominator)
            share = _counts(players, ids, indicator.numerator) / np.maximum(tried, 1.0)
            surplus = share / (all_successes / all_trials) - 1.0
            expected.stages[:, stage] = np.clip(
                league[stage] * (1.0 + indicator.slope * surplus), MIN_RATE, MAX_RATE
            )
            expected.weight[:, stage] = indicator.weight * np.minimum(tried, indicator.max_trials)
    return expected


def _counts(players: Players, ids: Sequence[int], name: str) -> Floats:
    """One count (n,) of *ids*, 0 for absent players; whole numbers, so that the sum is exact."""
    return np.array([getattr(players.get(player), name, 0) for player in ids], dtype=np.float64)
