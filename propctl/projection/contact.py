"""What a player's pitches deserved: rates to draw his record to, instead of the league's alone.

For a stage with an indicator, such as home runs with barrels per batted ball::

    d = L (1 + a (q - Q) / Q)        m = b n

with the player's share q of n, the share Q of everybody in the same days, the league's rate L, the slope a
and the weight b. d enters the prior as m trials (:mod:`propctl.projection.rates`): few pitches say little.
The expected statistics' idea, that the way a ball was hit says more than where it landed, is Baseball
Savant's (MLB glossary, "Expected Statistics"); the form and the figures are fitted here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from propctl.domain.contact import BatterContact, Contact, PitcherContact
from propctl.domain.plate_appearance import Stage
from propctl.projection.events import STAGES, Floats
from propctl.projection.fit_source import from_spring_2025


@dataclass(frozen=True, slots=True)
class Indicator:
    """A share of a player's pitches that goes with one of his rates."""

    mark: str
    """The count that is divided: a field of ``BatterContact`` or ``PitcherContact``."""
    of: str
    """The count that it is divided by."""
    slope: float
    """Per cent by which the rate differs for each per cent by which the share differs from the league's."""
    weight: float
    """Trials of the prior that one of ``of`` is worth."""
    most: int
    """How many of ``of`` count at most: what the busiest players have in thirty days, as the fit saw it."""


BATTER_INDICATORS: Final = from_spring_2025(
    {
        Stage.WALK: Indicator("balls", "pitches", slope=4.0, weight=0.375, most=500),
        Stage.STRIKEOUT: Indicator("whiffs", "swings", slope=0.9, weight=0.5, most=240),
        Stage.HOME_RUN: Indicator("barrels", "batted_balls", slope=0.9, weight=1.5, most=90),
        Stage.DOUBLE: Indicator("hard_hit", "batted_balls", slope=0.5, weight=3.0, most=90),
    }
)
"""The weights are half of the likeliest ones: one spring is thin evidence (a choice)."""

PITCHER_INDICATORS: Final = from_spring_2025(
    {Stage.WALK: Indicator("balls", "pitches", slope=3.4, weight=0.375, most=500)},
)
"""The same of starters. Their whiffs, barrels and expected hits added nothing to their own record."""

MINIMUM = 1e-6
MAXIMUM = 0.95

Players = Mapping[int, BatterContact] | Mapping[int, PitcherContact]


@dataclass(frozen=True, slots=True)
class ExpectedRates:
    """Stage rates (n, 7) that players' pitches deserved, and the trials (n, 7) that these are worth."""

    stages: Floats
    weight: Floats


def expected_batter_rates(contact: Contact, ids: Sequence[int], usual: Floats) -> ExpectedRates:
    """What the batters *ids* deserved, against the league's stage rates *usual* (7,)."""
    return _expected_rates(contact.batters, ids, usual, BATTER_INDICATORS.value)


def expected_pitcher_rates(contact: Contact, ids: Sequence[int], usual: Floats) -> ExpectedRates:
    """The same of the pitchers *ids*."""
    return _expected_rates(contact.pitchers, ids, usual, PITCHER_INDICATORS.value)


def no_expected_rates(players: int) -> ExpectedRates:
    """Of players whose pitches say nothing."""
    return ExpectedRates(np.zeros((players, STAGES)), np.zeros((players, STAGES)))


def _expected_rates(
    players: Players, ids: Sequence[int], usual: Floats, indicators: Mapping[Stage, Indicator]
) -> ExpectedRates:
    found = no_expected_rates(len(ids))
    for stage, indicator in indicators.items():
        everybody = _counts(players, tuple(players), indicator.of).sum()
        marked = _counts(players, tuple(players), indicator.mark).sum()
        if marked:
            tried = _counts(players, ids, indicator.of)
            share = _counts(players, ids, indicator.mark) / np.maximum(tried, 1.0)
            surplus = share / (marked / everybody) - 1.0
            found.stages[:, stage] = np.clip(
                usual[stage] * (1.0 + indicator.slope * surplus), MINIMUM, MAXIMUM
            )
            found.weight[:, stage] = indicator.weight * np.minimum(tried, indicator.most)
    return found


def _counts(players: Players, ids: Sequence[int], name: str) -> Floats:
    """One count (n,) of *ids*, 0 for those that are absent; whole, so its sum is exact."""
    return np.array([getattr(players.get(player), name, 0) for player in ids], dtype=np.float64)
