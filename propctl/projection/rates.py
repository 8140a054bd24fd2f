"""A player's rates per plate appearance: his totals, with earlier seasons weighted down, shrunk to a prior.

For each stage of :mod:`propctl.projection.events`::

    rate = (x0 L/L0 + w1 x1 L/L1 + w2 x2 L/L2 + k T + m d) / (n0 + w1 n1 + w2 n2 + k + m)

with successes x and trials n of this season (0) and the earlier ones (1, 2), the league's rate L0, L1, L2 in
each and L at this point of the season. T is the prior: L moved, on the log-odds scale, by what is usual for
players who start games and for newcomers among them, and for home runs and hits by how much more often than
his prior the player walks and strikes out. The pitches of the preceding days add d, the rate to expect from
them, as m further trials of that prior (:mod:`propctl.projection.contact`); without pitches m is 0.

Tuples of seven are by stage: walk, hit by pitch, strikeout, home run, hit in play, double, triple.
``research/fit_model.py`` fits them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from propctl.domain.contact import NO_CONTACT, Contact
from propctl.domain.plate_appearance import Stage
from propctl.domain.stats import BatterTotals, History, PitcherTotals
from propctl.projection.contact import (
    ExpectedRates,
    expected_batter_rates,
    expected_pitcher_rates,
    no_expected_rates,
)
from propctl.projection.events import (
    MAX_RATE,
    MIN_RATE,
    STAGES,
    Bools,
    Floats,
    batting_row,
    pitching_row,
    stage_counts,
)
from propctl.projection.fit_source import from_2024
from propctl.projection.league import EXPERIENCE_WEIGHTS, SECOND_EARLIER, League, seasons_of

Seven = tuple[float, float, float, float, float, float, float]
NONE: Final[Seven] = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Prior:
    """How much a player's own record counts against the prior, by stage."""

    k: Seven
    """Trials that the prior is worth."""
    earlier: Seven
    """Weight of a trial of the earlier season against one of this season."""
    shift: Seven
    """Log odds by which players who start games differ from the league."""
    newcomer: Seven
    """Log odds by which players without history differ from those."""
    by_walks: Seven = NONE
    """Log odds of the prior per log odds by which the player's walk rate exceeds his prior."""
    by_strikeouts: Seven = NONE
    """The same by strikeouts."""

    def without_offset(self) -> "Prior":
        """The same weights, without the offsets that move the prior."""
        return replace(self, shift=NONE, newcomer=NONE, by_walks=NONE, by_strikeouts=NONE)


EXPERIENCE: Final = 200.0
"""Plate appearances after which a player is half a newcomer (a choice)."""

BATTER_PRIOR: Final = from_2024(
    Prior(
        k=(148.0, 246.0, 48.0, 163.0, 453.0, 255.0, 90.0),
        earlier=(0.72, 0.71, 0.54, 0.67, 0.63, 0.85, 0.67),
        shift=(-0.131, 0.0, -0.163, 0.0, 0.0, 0.019, 0.0),
        newcomer=(-0.025, 0.0, 0.400, -0.381, -0.038, -0.106, 0.0),
        by_walks=(0.0, 0.0, 0.0, 0.294, 0.0, 0.181, 0.0),
        by_strikeouts=(0.0, 0.0, 0.0, 0.794, 0.0, 0.194, 0.0),
    )
)

PRIOR_ONLY: Final = 1e12
"""Trials of a prior that outweighs any record: pitchers' totals lack doubles and triples allowed."""

STARTER_PRIOR: Final = from_2024(
    Prior(
        k=(184.0, 517.0, 104.0, 1371.0, 1450.0, PRIOR_ONLY, PRIOR_ONLY),
        earlier=(0.43, 1.0, 0.47, 1.0, 1.0, 0.0, 0.0),
        shift=(-0.156, -0.219, -0.050, 0.0, 0.006, 0.0, 0.0),
        newcomer=(0.213, 0.288, -0.163, 0.150, 0.006, 0.0, 0.0),
        by_strikeouts=(0.0, 0.0, 0.0, -0.20, -0.17, 0.0, 0.0),
    )
)

RELIEVER_RATIO: Final = from_2024((1.10, 1.138, 1.038, 0.927, 0.997, 1.0, 1.0))
"""Stage rates of relief pitchers as multiples of the league's."""


Players = Mapping[int, BatterTotals] | Mapping[int, PitcherTotals]


@dataclass(frozen=True, slots=True)
class Rates:
    """Stage rates (n, 7) of n players, the trials (n, 7) behind them, and unweighted appearances (n,)."""

    stages: Floats
    trials: Floats
    appearances: Floats
    newcomer: Floats
    """1 for a player without history, approaching 0 with experience (n,)."""
    uses_pitches: Bools
    """Whether pitches moved a rate of the player (n,)."""


@dataclass(frozen=True, slots=True)
class ShrinkageTarget:
    """What players are shrunk to: base rates (7,), the prior's weight, and rates expected from pitches."""

    base_rates: Floats
    prior: Prior
    expected: ExpectedRates

    def odds(self, newcomer: Floats) -> Floats:
        """Odds of each stage (n, 7), where *newcomer* (n,) is 1 for a player without history."""
        shift = self.prior.shift + np.array(self.prior.newcomer) * newcomer[:, None]
        return np.asarray(self.base_rates / (1.0 - self.base_rates) * np.exp(shift))

    def tilt(self, stages: Floats, odds: Floats) -> Floats:
        """Multipliers (n, 7) of *odds*, by how far walks and strikeouts at *stages* (n, 7) differ from them.

        Batters who swing for the fences strike out more; pitchers who are missed more are also hit less hard.
        """
        surplus = np.log(stages / (1.0 - stages) / odds)
        by_walks = surplus[:, Stage.WALK, None] * np.array(self.prior.by_walks)
        by_strikeouts = surplus[:, Stage.STRIKEOUT, None] * np.array(self.prior.by_strikeouts)
        return np.asarray(np.exp(by_walks + by_strikeouts))


def batter_rates(
    history: History, ids: Sequence[int], league: League, contact: Contact = NO_CONTACT
) -> Rates:
    """Rates of the batters *ids*; a player without history gets the prior."""
    rows = [_rows(season.batters, ids) for season in seasons_of(history)]
    target = ShrinkageTarget(league.now, BATTER_PRIOR.value, expected_batter_rates(contact, ids, league.now))
    return _shrunk(rows, league, target)


def pitcher_rates(
    history: History, ids: Sequence[int], league: League, contact: Contact = NO_CONTACT
) -> Rates:
    """Rates of the starters *ids*; a player without history gets the prior."""
    rows = [_rows(season.pitchers, ids) for season in seasons_of(history)]
    target = ShrinkageTarget(
        league.now, STARTER_PRIOR.value, expected_pitcher_rates(contact, ids, league.now)
    )
    return _shrunk(rows, league, target)


def reliever_rates(history: History, ids: Sequence[int], league: League) -> Rates:
    """Rates of the relievers *ids*, shrunk to the league's relievers."""
    rows = [_rows(season.pitchers, ids) for season in seasons_of(history)]
    relief_rates = league.now * np.array(RELIEVER_RATIO.value)
    prior = STARTER_PRIOR.value.without_offset()
    return _shrunk(rows, league, ShrinkageTarget(relief_rates, prior, no_expected_rates(len(ids))))


def _rows(players: Players, ids: Sequence[int]) -> Floats:
    """Count rows (n, 8) of *ids*; zeros for absent players."""
    return np.array([_row(players.get(player)) for player in ids], dtype=np.float64).reshape(-1, 8)


def _row(totals: BatterTotals | PitcherTotals | None) -> tuple[int, ...]:
    if totals is None:
        return (0,) * 8
    return batting_row(totals.counts) if isinstance(totals, BatterTotals) else pitching_row(totals.counts)


def _shrunk(rows: Sequence[Floats], league: League, target: ShrinkageTarget) -> Rates:
    """Stage rates of count rows (one (n, 8) per season, newest first), shrunk to *target*."""
    prior, expected = target.prior, target.expected
    earlier = np.array(prior.earlier)
    weights = (np.ones(STAGES), earlier, earlier * SECOND_EARLIER)
    shape = rows[0].shape[0], STAGES
    successes, trials, experience = np.zeros(shape), np.zeros(shape), np.zeros(shape[0])
    for season, (row, weight) in enumerate(zip(rows, weights, strict=False)):
        season_successes, season_trials = stage_counts(row)
        successes += weight * season_successes * (league.now / league.by_season[season])
        trials += weight * season_trials
        experience += EXPERIENCE_WEIGHTS[season] * np.maximum(row[:, 0], 0.0)
    newcomer = EXPERIENCE / (experience + EXPERIENCE)
    k = np.array(prior.k)

    def shrunk_to(odds: Floats) -> Floats:
        shrunk = successes + k * odds / (1.0 + odds) + expected.weight * expected.stages
        return np.asarray(np.clip(shrunk / (trials + k + expected.weight), MIN_RATE, MAX_RATE))

    odds = target.odds(newcomer)
    stages = shrunk_to(odds * target.tilt(shrunk_to(odds), odds))
    appearances = np.sum([np.maximum(row[:, 0], 0.0) for row in rows], axis=0)
    return Rates(stages, trials, appearances, newcomer, np.asarray(expected.weight.any(axis=1)))
