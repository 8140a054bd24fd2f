"""A club's relief pitching: the rates of those who mostly relieve, drawn to the league's relievers."""

from collections.abc import Sequence

import numpy as np

from propctl.domain.stats import History, PitcherTotals
from propctl.projection import constants
from propctl.projection.events import Floats, compose
from propctl.projection.rates import League, reliever_rates


def bullpen_events(history: History, clubs: Sequence[int], league: League) -> Floats:
    """Event probabilities (n, 7) per batter that *clubs*' relievers face, weighted by their work."""
    usual = league.now * np.array(constants.RELIEVER_RATIO.value)
    relievers = sorted(
        (totals.team_id, player, totals.counts.batters_faced)
        for player, totals in history.current.pitchers.items()
        if totals.team_id is not None and _relieves(totals)
    )
    rates = reliever_rates(history, [player for _, player, _ in relievers], league)
    teams = np.array([team for team, _, _ in relievers], dtype=np.int64)
    work = np.array([faced for _, _, faced in relievers], dtype=np.float64)
    of_club = np.where(np.array(clubs)[:, None] == teams, work, 0.0)
    k = constants.BULLPEN_WEIGHT
    worked = (of_club[:, :, None] * rates.stages).sum(axis=1)  # no BLAS: its sums depend on the day's size
    stages = (worked + k * usual) / (of_club.sum(axis=1, keepdims=True) + k)
    return compose(stages)


def _relieves(totals: PitcherTotals) -> bool:
    """Whether he came in for others in more games than he started."""
    counts = totals.counts
    return counts.batters_faced > 0 and 2 * counts.games_started < counts.games
