"""What a player does per plate appearance: his totals, earlier seasons weighted down, drawn to a prior.

For each stage of :mod:`propctl.projection.events`::

    rate = (x0 L/L0 + w1 x1 L/L1 + w2 x2 L/L2 + k T + m d) / (n0 + w1 n1 + w2 n2 + k + m)

with successes x and trials n of this season (0) and the earlier ones (1, 2), the league's rate L0, L1, L2 in
each and L at this point of the season. T is the prior: L moved, on the log-odds scale, by what is usual for
those who start games and for newcomers among them, and for home runs and hits by how much oftener than his
prior the player walks and strikes out. The pitches of the days before add d, the rate that they
deserved, as m further trials of that prior (:mod:`propctl.projection.contact`); without pitches m is 0.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from propctl.domain.contact import NO_CONTACT, Contact
from propctl.domain.stats import BatterTotals, History, PitcherTotals, SeasonTotals
from propctl.projection import constants
from propctl.projection.contact import (
    ExpectedRates,
    expected_batter_rates,
    expected_pitcher_rates,
    no_expected_rates,
)
from propctl.projection.events import (
    STAGE_STRIKEOUT,
    STAGE_WALK,
    STAGES,
    Floats,
    batting_row,
    pitching_row,
    stage_counts,
)
from propctl.projection.season import expected_waves, progress, seasonality, seasonality_so_far

SEASONS: Final = 3
"""This season and at most two earlier ones."""

MINIMUM: Final = 1e-6
MAXIMUM: Final = 0.95

Players = Mapping[int, BatterTotals] | Mapping[int, PitcherTotals]


@dataclass(frozen=True, slots=True)
class League:
    """Stage rates of the league: ``now`` (7,), and ``by_season`` (3, 7) of each season's totals."""

    now: Floats
    by_season: Floats


@dataclass(frozen=True, slots=True)
class Rates:
    """Stage rates (n, 7) of n players, the trials (n, 7) behind them, their unweighted appearances (n,)."""

    stages: Floats
    trials: Floats
    appearances: Floats
    newcomer: Floats
    """1 for a player without history, towards 0 with experience (n,)."""


@dataclass(frozen=True, slots=True)
class ShrinkageTarget:
    """What players are drawn to: the usual rates (7,), how firmly, and what their pitches deserved."""

    usual: Floats
    prior: constants.Prior
    expected: ExpectedRates

    def odds(self, newcomer: Floats) -> Floats:
        """Odds of each stage (n, 7) for players who are newcomers to the degree (n,)."""
        shift = self.prior.shift + np.array(self.prior.newcomer) * newcomer[:, None]
        return np.asarray(self.usual / (1.0 - self.usual) * np.exp(shift))

    def tilt(self, stages: Floats, odds: Floats) -> Floats:
        """Multipliers (n, 7) of *odds* for players who walk and strike out at *stages* (n, 7) instead.

        Who swings for the fence strikes out; who is missed is also hit less hard.
        """
        beyond = np.log(stages / (1.0 - stages) / odds)
        by_walks = beyond[:, STAGE_WALK, None] * np.array(self.prior.by_walks)
        by_strikeouts = beyond[:, STAGE_STRIKEOUT, None] * np.array(self.prior.by_strikeouts)
        return np.asarray(np.exp(by_walks + by_strikeouts))


def league_rates(history: History) -> League:
    """The league's stage rates; an earlier season, or else published rates, steady the first weeks."""
    by_season = np.tile(np.array(constants.LEAGUE_STAGES.value), (SEASONS, 1))
    level = by_season[0]
    done, waves = progress(history.current), expected_waves()
    for season, totals in reversed(list(enumerate(_seasons(history)))):
        successes, trials = stage_counts(_everybody(totals))
        so_far = seasonality_so_far(done, waves) if season == 0 else np.ones(STAGES)
        older = by_season[min(season + 1, SEASONS - 1)]
        weight = constants.LEAGUE_WEIGHT * trials_per_appearance(older)
        level = (successes / so_far + weight * older) / (trials + weight)
        by_season[season] = level * so_far
    return League(level * seasonality(done, waves), by_season)


def trials_per_appearance(stages: Floats) -> Floats:
    """Trials of each stage per plate appearance (7,), at stage rates (7,)."""
    contact = 1.0 - float(stages[:3].sum())
    in_play = contact * (1.0 - float(stages[3]))
    hits = in_play * float(stages[4])
    return np.array([1.0, 1.0, 1.0, contact, in_play, hits, hits])


def batter_rates(
    history: History, ids: Sequence[int], league: League, contact: Contact = NO_CONTACT
) -> Rates:
    """Rates of the batters *ids*; one without any history gets the prior."""
    rows = [_rows(season.batters, ids) for season in _seasons(history)]
    target = ShrinkageTarget(
        league.now, constants.BATTER_PRIOR.value, expected_batter_rates(contact, ids, league.now)
    )
    return _shrunk(rows, league, target)


def pitcher_rates(
    history: History, ids: Sequence[int], league: League, contact: Contact = NO_CONTACT
) -> Rates:
    """Rates of the starters *ids*; one without any history gets the prior."""
    rows = [_rows(season.pitchers, ids) for season in _seasons(history)]
    target = ShrinkageTarget(
        league.now, constants.STARTER_PRIOR.value, expected_pitcher_rates(contact, ids, league.now)
    )
    return _shrunk(rows, league, target)


def reliever_rates(history: History, ids: Sequence[int], league: League) -> Rates:
    """Rates of the relievers *ids*, drawn to the league's relievers."""
    rows = [_rows(season.pitchers, ids) for season in _seasons(history)]
    usual = league.now * np.array(constants.RELIEVER_RATIO.value)
    prior = constants.STARTER_PRIOR.value.without_offset()
    return _shrunk(rows, league, ShrinkageTarget(usual, prior, no_expected_rates(len(ids))))


def _seasons(history: History) -> list[SeasonTotals]:
    return [history.current, *history.earlier][:SEASONS]


def _everybody(totals: SeasonTotals) -> Floats:
    rows = np.array([batting_row(player.counts) for player in totals.batters.values()], dtype=np.int64)
    return np.asarray(rows.reshape(-1, 8).sum(axis=0), dtype=np.float64)


def _rows(players: Players, ids: Sequence[int]) -> Floats:
    """Count rows (n, 8) of *ids*, zeros for those that are absent."""
    return np.array([_row(players.get(player)) for player in ids], dtype=np.float64).reshape(-1, 8)


def _row(totals: BatterTotals | PitcherTotals | None) -> tuple[int, ...]:
    if totals is None:
        return (0,) * 8
    return batting_row(totals.counts) if isinstance(totals, BatterTotals) else pitching_row(totals.counts)


def _shrunk(rows: Sequence[Floats], league: League, target: ShrinkageTarget) -> Rates:
    """Stage rates of count rows (one (n, 8) per season, newest first), drawn to the *prior*."""
    prior, expected = target.prior, target.expected
    earlier = np.array(prior.earlier)
    weights = (np.ones(STAGES), earlier, earlier * constants.SECOND_EARLIER)
    shape = rows[0].shape[0], STAGES
    successes, trials, experience = np.zeros(shape), np.zeros(shape), np.zeros(shape[0])
    for season, (row, weight) in enumerate(zip(rows, weights, strict=False)):
        own, tried = stage_counts(row)
        successes += weight * own * (league.now / league.by_season[season])
        trials += weight * tried
        experience += constants.EXPERIENCE_WEIGHTS[season] * np.maximum(row[:, 0], 0.0)
    newcomer = constants.EXPERIENCE / (experience + constants.EXPERIENCE)
    k = np.array(prior.k)

    def drawn_to(odds: Floats) -> Floats:
        drawn = successes + k * odds / (1.0 + odds) + expected.weight * expected.stages
        return np.asarray(np.clip(drawn / (trials + k + expected.weight), MINIMUM, MAXIMUM))

    odds = target.odds(newcomer)
    stages = drawn_to(odds * target.tilt(drawn_to(odds), odds))
    appearances = np.sum([np.maximum(row[:, 0], 0.0) for row in rows], axis=0)
    return Rates(stages, trials, appearances, newcomer)
