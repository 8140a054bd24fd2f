"""The projection of a day: from line-ups and history to one distribution per player and market."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from propctl.domain.market import CountModel
from propctl.domain.matchup import ProjectionInput, PropDistribution
from propctl.domain.plate_appearance import Event, Stage
from propctl.projection.batting import batter_pmfs, split_appearances
from propctl.projection.event_probabilities import EventProbabilities, event_probabilities
from propctl.projection.events import Floats
from propctl.projection.league import progress
from propctl.projection.lineup_arrays import UNKNOWN, BattingSlots, OffenseSide, batting_slots, offense_sides
from propctl.projection.pitching import pitcher_pmfs
from propctl.projection.plate_appearances import plate_appearances
from propctl.projection.rates import BATTER_PRIOR, STARTER_PRIOR, Prior, Rates
from propctl.projection.runs_and_rbis import scoring
from propctl.projection.steals import STEALS_K, steal_rates
from propctl.projection.workload import (
    START_MEAN,
    Start,
    batters_faced,
    expected_faced,
    starter_appearances,
    starts_behind,
)

MODEL_VERSION: Final = "2025.3"

Sides: TypeAlias = tuple[OffenseSide, ...]


@dataclass(frozen=True, slots=True)
class DayOutlook:
    """The basis of all markets: batters, their chances, and the batters that each side's starter faces."""

    batters: BattingSlots
    probabilities: EventProbabilities
    faced: Floats
    """Expected batters faced (h,)."""

    def uses_pitches(self) -> list[bool]:
        """Whether pitches moved the figures of each side (h,): of its batters, and of the starter they face.

        A batter comes to bat as often as his line-up reaches base, so pitches of one of them move all.
        """
        rates = self.probabilities
        lineups = np.logical_or.reduceat(rates.batters.uses_pitches, self.batters.first)
        used: list[bool] = (lineups | rates.pitchers.uses_pitches).tolist()
        return used


def project(projection_input: ProjectionInput) -> list[PropDistribution]:
    """Distributions of every batter and known starter, by game: visiting batters, home batters, pitchers.

    A club without a line-up has no batter props and bats like nine average batters; an unknown starter
    pitches like the league's average starter and has no props.
    """
    sides = offense_sides(projection_input.matchups)
    if not sides:
        return []
    batters = batting_slots(sides)
    probabilities = event_probabilities(projection_input, sides, batters)
    faced = expected_faced(
        projection_input.history,
        starts_of(sides, batters, probabilities),
        progress(projection_input.history.current),
    )
    outlook = DayOutlook(batters, probabilities, faced)
    props = [
        *_batter_props(projection_input, sides, outlook),
        *_pitcher_props(projection_input, sides, outlook),
    ]
    order = {game.game_pk: place for place, game in enumerate(projection_input.matchups)}
    return sorted(props, key=lambda prop: order[prop.game_pk])


def starts_of(sides: Sides, batters: BattingSlots, probabilities: EventProbabilities) -> list[Start]:
    """The start to project of each side's opposing pitcher."""
    reached = probabilities.starter[:, : Event.STRIKEOUT].sum(axis=1)
    surpluses = np.add.reduceat(reached, batters.first) / batters.size - probabilities.league_on_base
    return [
        Start(_starter(side), side.pitching.team_id, not side.home, surplus)
        for side, surplus in zip(sides, surpluses.tolist(), strict=True)
    ]


def _batter_props(
    projection_input: ProjectionInput, sides: Sides, outlook: DayOutlook
) -> Iterator[PropDistribution]:
    batters, probabilities = outlook.batters, outlook.probabilities
    home = np.array([side.home for side in sides], dtype=np.int64)[batters.side]
    appearances = plate_appearances(batters.slot, home, probabilities.on_base, probabilities.batters.newcomer)
    faced = batters_faced(outlook.faced)
    weights = split_appearances(appearances, starter_appearances(faced[batters.side], batters.slot))
    steals = steal_rates(projection_input.history, batters.players)
    pmfs = batter_pmfs(
        probabilities.starter,
        probabilities.bullpen,
        weights,
        scoring(projection_input.history, batters, probabilities),
        steals.rate,
    )
    confidences = _stage_confidences(probabilities.batters, BATTER_PRIOR.value) | {
        CountModel.STOLEN_BASES: _confidence(steals.trials, STEALS_K.value)
    }
    sizes = probabilities.batters.appearances.astype(np.int64).tolist()
    used = outlook.uses_pitches()
    for row, (player, number) in enumerate(zip(batters.players, batters.side.tolist(), strict=True)):
        side = sides[number]
        if side.batting.batters:
            for market, pmf in pmfs.items():
                confidence = confidences[market.spec.main_rate][row]
                yield PropDistribution(
                    side.game_pk, player, market, pmf[row], confidence, sizes[row], used[number]
                )


def _pitcher_props(
    projection_input: ProjectionInput, sides: Sides, outlook: DayOutlook
) -> Iterator[PropDistribution]:
    probabilities = outlook.probabilities
    pmfs = pitcher_pmfs(probabilities.starter, outlook.batters, outlook.faced)
    starts = starts_behind(projection_input.history, [_starter(side) for side in sides])
    confidences = _stage_confidences(probabilities.pitchers, STARTER_PRIOR.value) | {
        CountModel.OUTS: _confidence(starts, START_MEAN.value.k)
    }
    sizes = probabilities.pitchers.appearances.astype(np.int64).tolist()
    used = outlook.uses_pitches()
    for row, side in enumerate(sides):
        starter = side.pitching.starter
        if starter is not None:
            for market, pmf in pmfs.items():
                confidence = confidences[market.spec.main_rate][row]
                yield PropDistribution(
                    side.game_pk, starter, market, pmf[row], confidence, sizes[row], used[row]
                )


def _starter(side: OffenseSide) -> int:
    return UNKNOWN if side.pitching.starter is None else side.pitching.starter


def _stage_confidences(rates: Rates, prior: Prior) -> dict[Stage | CountModel, list[float]]:
    return {stage: _confidence(rates.trials[:, stage], prior.k[stage]) for stage in Stage}


def _confidence(trials: Floats, k: float) -> list[float]:
    """The weight of each player's own record (n,) against the prior: n / (n + k)."""
    weights: list[float] = (trials / (trials + k)).tolist()
    return weights
