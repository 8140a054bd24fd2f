"""The projection of a day: from line-ups and history to one distribution per player and market."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from propctl.domain.market import Market
from propctl.domain.matchup import PropDistribution, Question
from propctl.projection import constants
from propctl.projection.appearances import plate_appearances
from propctl.projection.batting import MAIN_STAGE, VALUES, batter_pmfs
from propctl.projection.chances import Chances, chances
from propctl.projection.entries import UNKNOWN, Entries, Half, entries, halves
from propctl.projection.events import STAGE_STRIKEOUT, STRIKEOUT, Floats
from propctl.projection.rates import Rates
from propctl.projection.season import progress
from propctl.projection.strikeouts import strikeout_pmfs
from propctl.projection.workload import Start, batters_faced, expected_faced, starter_appearances

MODEL_VERSION: Final = "2025.1"


def project(question: Question) -> list[PropDistribution]:
    """A distribution for every batter and known starter, by game: visitors' batters, hosts', pitchers.

    A club without a line-up has no batter props and bats as nine average batters; an unknown starter pitches
    like the league's average one and has no props.
    """
    sides = halves(question.matchups)
    if not sides:
        return []
    batters = entries(sides)
    against = chances(question, sides, batters)
    done = progress(question.history.current)
    faced = batters_faced(expected_faced(question.history, starts_of(sides, against), done))
    props = [
        *_batter_props(sides, batters, against, faced),
        *_pitcher_props(sides, batters, against, faced),
    ]
    order = {game.game_pk: place for place, game in enumerate(question.matchups)}
    return sorted(props, key=lambda prop: order[prop.game_pk])


def starts_of(sides: tuple[Half, ...], against: Chances) -> list[Start]:
    """The start that each half's opposing pitcher has before him."""
    rates, usual = against.pitchers.stages[:, STAGE_STRIKEOUT], against.league_strikeouts
    skills = np.log(rates / (1.0 - rates)) - np.log(usual / (1.0 - usual))
    return [
        Start(
            UNKNOWN if side.pitching.starter is None else side.pitching.starter, side.pitching.team_id, skill
        )
        for side, skill in zip(sides, skills.tolist(), strict=True)
    ]


def _batter_props(
    sides: tuple[Half, ...], batters: Entries, against: Chances, faced: Floats
) -> Iterator[PropDistribution]:
    home = np.array([side.home for side in sides], dtype=np.int64)[batters.half]
    appearances = plate_appearances(batters.slot, home, against.on_base, against.batters.newcomer)
    starter_in = starter_appearances(faced[batters.half], batters.slot)
    pmfs = batter_pmfs(against.starter, against.bullpen, appearances, starter_in)
    for row, player in enumerate(batters.players):
        side = sides[batters.half[row]]
        if side.batting.batters:
            for market in VALUES:
                stage = MAIN_STAGE[market]
                sure = _confidence(against.batters, row, stage, constants.BATTER_BELIEF.value.k[stage])
                size = int(against.batters.appearances[row])
                yield PropDistribution(side.game_pk, player, market, pmfs[market][row], sure, size)


def _pitcher_props(
    sides: tuple[Half, ...], batters: Entries, against: Chances, faced: Floats
) -> Iterator[PropDistribution]:
    pmfs = strikeout_pmfs(against.starter[:, STRIKEOUT], batters, faced)
    for row, side in enumerate(sides):
        if side.pitching.starter is not None:
            k = constants.STARTER_BELIEF.value.k[STAGE_STRIKEOUT]
            sure = _confidence(against.pitchers, row, STAGE_STRIKEOUT, k)
            size = int(against.pitchers.appearances[row])
            market, starter = Market.PITCHER_STRIKEOUTS, side.pitching.starter
            yield PropDistribution(side.game_pk, starter, market, pmfs[row], sure, size)


def _confidence(rates: Rates, row: int, stage: int, k: float) -> float:
    """Weight of a player's own record against the prior, n / (n + k)."""
    trials = float(rates.trials[row, stage])
    return trials / (trials + k)
