"""Fits the weight of a player's own record, stage by stage, walking forward through 2024.

For each game line, takes the binomial likelihood of the result under the rate that the model would have given
that morning; the constants are those with the greatest likelihood.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from propctl.domain.plate_appearance import Stage
from propctl.domain.stats import BatterTotals, PitcherTotals
from propctl.projection.events import Floats, Ints, batting_row, pitching_row, stage_counts
from propctl.projection.league import (
    LEAGUE_WEIGHT,
    SEASON_APPEARANCES,
    seasonality,
    seasonality_so_far,
    trials_per_appearance,
)
from propctl.projection.rates import EXPERIENCE
from research.lines import Bools, Lines, minimise, sums_before

NO_TILT = np.zeros((0, 0))


@dataclass(frozen=True, slots=True)
class Known:
    """Lines (n) with (successes, trials), each (n, 7), of the game, the season before it, the year before."""

    game: tuple[Floats, Floats]
    season: tuple[Floats, Floats]
    earlier: tuple[Floats, Floats]
    league: Floats
    """Stage rates of the league at each line's date (n, 7)."""
    league_so_far: Floats
    """Stage rates of the season's totals until then (n, 7)."""
    league_earlier: Floats
    newcomer: Floats
    """1 for a player without history, towards 0 with experience (n,)."""


def earlier_rows(lines: Lines, totals: Mapping[int, BatterTotals] | Mapping[int, PitcherTotals]) -> Floats:
    """Count rows (n, 8) of the earlier season for each line's player."""
    rows = {}
    for player, own in totals.items():
        row = batting_row(own.counts) if isinstance(own, BatterTotals) else pitching_row(own.counts)
        rows[player] = row
    return np.array([rows.get(int(player), (0,) * 8) for player in lines.players], dtype=np.float64)


def league_before(batting: Lines, dates: Ints, earlier: Floats, waves: Floats) -> tuple[Floats, Floats]:
    """The league's stage rates (n, 7) at each of *dates*, and those of the season's totals until then.

    The *earlier* season's rates (7,) steady the first weeks; *waves* (2, 7) are those that
    this season turned out to have, so that its own course is not taken for a trait of its players.
    """
    everybody = sums_before(np.zeros(len(batting.rows), dtype=np.int64), batting.dates, batting.rows)
    days, first = np.unique(batting.dates, return_index=True)
    successes, trials = stage_counts(everybody[first])
    done = np.minimum(everybody[first][:, 0] / SEASON_APPEARANCES, 1.0)
    so_far = np.array([seasonality_so_far(float(at), waves) for at in done])
    weight = LEAGUE_WEIGHT * trials_per_appearance(earlier)
    level = (successes / so_far + weight * earlier) / (trials + weight)
    now = level * np.array([seasonality(float(at), waves) for at in done])
    place = np.searchsorted(days, dates)
    return now[place], (level * so_far)[place]


def known(
    lines: Lines, chosen: Bools, earlier: Floats, league: tuple[Floats, Floats], league_earlier: Floats
) -> Known:
    """What was known before each of the *chosen* lines; *league* as of :func:`league_before`."""
    season = lines.before(lines.rows)[chosen]
    experience = season[:, 0] + 0.6 * earlier[chosen, 0]
    return Known(
        game=stage_counts(lines.rows[chosen]),
        season=stage_counts(season),
        earlier=stage_counts(earlier[chosen]),
        league=league[0][chosen],
        league_so_far=league[1][chosen],
        league_earlier=league_earlier,
        newcomer=EXPERIENCE / (experience + EXPERIENCE),
    )


def fit_stage(data: Known, stage: int, beyond: Floats) -> Floats:
    """(k, earlier season's weight, shift, newcomers' shift, lean by walks, by strikeouts) of one stage.

    *beyond* (n, 2) is as of :func:`beyond_prior`; without columns (n, 0) there is no lean.
    """
    happened, tried = (part[:, stage] for part in data.game)

    def loss(parameters: Floats) -> float:
        rate = _rates(data, stage, parameters, beyond)
        return float(-(happened * np.log(rate) + (tried - happened) * np.log1p(-rate)).sum())

    found = minimise(loss, (np.log(150.0), np.log(0.6), 0.0, 0.0, *(0.0,) * beyond.shape[1]))
    return np.array([np.exp(found[0]), min(np.exp(found[1]), 1.0), *found[2:]])


def beyond_prior(data: Known, fitted: Mapping[int, Floats]) -> Floats:
    """Log odds (n, 2) by which each walks and strikes out more than his prior, as *fitted* by stage."""
    columns = []
    for stage in (Stage.WALK, Stage.STRIKEOUT):
        rate = _rates(data, stage, np.array([*np.log(fitted[stage][:2]), *fitted[stage][2:4]]), NO_TILT)
        odds = _prior_odds(data, stage, fitted[stage][2:4])
        columns.append(np.log(rate / (1.0 - rate)) - odds)
    return np.column_stack(columns)


def _prior_odds(data: Known, stage: int, shifts: Floats) -> Floats:
    league = data.league[:, stage]
    return np.asarray(np.log(league / (1.0 - league)) + shifts[0] + shifts[1] * data.newcomer)


def _rates(data: Known, stage: int, parameters: Floats, beyond: Floats) -> Floats:
    """The rates (n,) of *stage*; k and the earlier season's weight come as logarithms."""
    k, weight = np.exp(parameters[0]), min(np.exp(parameters[1]), 1.0)
    odds = _prior_odds(data, stage, parameters[2:4])
    if beyond.size:
        odds += beyond @ parameters[4:]
    own, trials = (part[:, stage] for part in data.season)
    own_earlier, trials_earlier = (part[:, stage] for part in data.earlier)
    league = data.league[:, stage]
    drawn = (
        own * league / data.league_so_far[:, stage]
        + weight * own_earlier * league / data.league_earlier[stage]
        + k / (1.0 + np.exp(-odds))
    )
    return np.asarray(np.clip(drawn / (trials + weight * trials_earlier + k), 1e-6, 1.0 - 1e-6))
