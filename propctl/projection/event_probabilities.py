"""Event probabilities of every batter against the starter and the bullpen that he faces.

Batter and pitcher combine by odds ratio against the league (log5; Bill James, "Log5", Baseball Abstract
1981), for each event and the out; the results are divided by their sum::

    o_e = odds(batter_e) odds(pitcher_e) / odds(league_e)

A bullpen has the rates of the club's pitchers who mostly relieve, shrunk to the league's relievers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from propctl.domain.matchup import Handedness, ProjectionInput
from propctl.domain.plate_appearance import Event
from propctl.domain.stats import History, PitcherTotals
from propctl.projection.events import Floats, compose
from propctl.projection.league import League, league_rates
from propctl.projection.lineup_arrays import UNKNOWN, BattingSlots, OffenseSide
from propctl.projection.park_and_platoon import park_multipliers, platoon_multipliers, side_multipliers
from propctl.projection.rates import RELIEVER_RATIO, Rates, batter_rates, pitcher_rates, reliever_rates

BULLPEN_WEIGHT: Final = 200.0
"""The weight of the league's relief rates against a club's bullpen, in batters faced (a choice)."""

STARTER_SHARE: Final = 0.6
"""Share of plate appearances against starters."""

MIN_PROBABILITY: Final = 1e-9


@dataclass(frozen=True, slots=True)
class EventProbabilities:
    """Per plate appearance, (n, 7) for n batters, with the rates of batters and starters."""

    starter: Floats
    bullpen: Floats
    on_base: Floats
    """How much more often than usual each batter's line-up reaches base in this park (n,)."""
    batters: Rates
    pitchers: Rates
    league_on_base: float
    """How often the league reaches base per plate appearance."""


def event_probabilities(
    projection_input: ProjectionInput, sides: tuple[OffenseSide, ...], batters: BattingSlots
) -> EventProbabilities:
    """Each batter's chances per plate appearance, in this park, at home or away."""
    history, side_of = projection_input.history, batters.side
    league = league_rates(history)
    average = compose(league.now)
    league_on_base = float(average[: Event.STRIKEOUT].sum())
    starters = [UNKNOWN if side.pitching.starter is None else side.pitching.starter for side in sides]
    batting = batter_rates(history, batters.players, league, projection_input.contact)
    pitching = pitcher_rates(history, starters, league, projection_input.contact)
    bullpens = bullpen_events(history, [side.pitching.team_id for side in sides], league)
    parks = park_multipliers([side.venue_id for side in sides], [side.batting.team_id for side in sides])
    park = parks[side_of]
    batter = compose(batting.stages)
    starter = adjusted(log5(batter, compose(pitching.stages)[side_of], average), park)
    bullpen = adjusted(log5(batter, bullpens[side_of], average), park)
    home = side_multipliers(np.array([float(side.home) for side in sides]))[side_of]
    handedness = _platoon(projection_input.handedness, batters, starters)
    return EventProbabilities(
        starter=adjusted(starter, home * handedness),
        bullpen=adjusted(bullpen, home),
        on_base=_line_up_on_base(starter, bullpen, batters) - league_on_base,
        batters=batting,
        pitchers=pitching,
        league_on_base=league_on_base,
    )


def _platoon(handedness: Handedness, batters: BattingSlots, starters: list[int]) -> Floats:
    throws = [handedness.throws.get(starter) for starter in starters]
    return platoon_multipliers(
        [handedness.bats.get(player) for player in batters.players],
        [throws[side] for side in batters.side],
    )


def _line_up_on_base(starter: Floats, bullpen: Floats, batters: BattingSlots) -> Floats:
    """Mean chance to reach base over each batter's line-up (n,); all events but the strikeout reach base."""
    events = STARTER_SHARE * starter + (1.0 - STARTER_SHARE) * bullpen
    reached = np.add.reduceat(events[:, : Event.STRIKEOUT].sum(axis=1), batters.first) / batters.size
    return np.asarray(reached[batters.side])


def with_outs(events: Floats) -> Floats:
    """Event probabilities (..., 7) with the out as eighth."""
    return np.concatenate([events, 1.0 - events.sum(axis=-1, keepdims=True)], axis=-1)


def log5(batter: Floats, pitcher: Floats, league: Floats) -> Floats:
    """Event probabilities (..., 7) of *batter* against *pitcher*, both measured against *league*."""
    odds = np.exp(_log_odds(batter) + _log_odds(pitcher) - _log_odds(league))
    return _without_out(odds / (1.0 + odds))


def adjusted(events: Floats, multipliers: Floats) -> Floats:
    """*events* (..., 7) multiplied by *multipliers*, then divided by the new sum with outs."""
    chances = with_outs(events)
    chances[..., :-1] *= multipliers
    return _without_out(chances)


def _log_odds(events: Floats) -> Floats:
    chances = np.clip(with_outs(events), MIN_PROBABILITY, 1.0 - MIN_PROBABILITY)
    return np.log(chances) - np.log1p(-chances)


def _without_out(chances: Floats) -> Floats:
    return np.asarray(chances[..., :-1] / chances.sum(axis=-1, keepdims=True))


def bullpen_events(history: History, clubs: Sequence[int], league: League) -> Floats:
    """Event probabilities (n, 7) against *clubs*' relievers, weighted by the batters they have faced."""
    relief_rates = league.now * np.array(RELIEVER_RATIO.value)
    relievers = sorted(
        (totals.team_id, player, totals.counts.batters_faced)
        for player, totals in history.current.pitchers.items()
        if totals.team_id is not None and _relieves(totals)
    )
    rates = reliever_rates(history, [player for _, player, _ in relievers], league)
    teams = np.array([team for team, _, _ in relievers], dtype=np.int64)
    work = np.array([faced for _, _, faced in relievers], dtype=np.float64)
    of_club = np.where(np.array(clubs)[:, None] == teams, work, 0.0)
    k = BULLPEN_WEIGHT
    worked = (of_club[:, :, None] * rates.stages).sum(axis=1)  # no BLAS: its sums depend on the day's size
    stages = (worked + k * relief_rates) / (of_club.sum(axis=1, keepdims=True) + k)
    return compose(stages)


def _relieves(totals: PitcherTotals) -> bool:
    """Whether he relieved in more games than he started."""
    counts = totals.counts
    return counts.batters_faced > 0 and 2 * counts.games_started < counts.games
