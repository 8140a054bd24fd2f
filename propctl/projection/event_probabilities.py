"""Event probabilities of every batter against the starter and the bullpen he meets."""

from dataclasses import dataclass

import numpy as np

from propctl.domain.matchup import Handedness, ProjectionInput
from propctl.projection.batting_slots import UNKNOWN, BattingSlots, OffenseSide
from propctl.projection.bullpen import bullpen_events
from propctl.projection.events import STRIKEOUT, Floats, compose
from propctl.projection.matchup import adjusted, log5
from propctl.projection.park_and_platoon import park_multipliers, platoon_multipliers, side_multipliers
from propctl.projection.rates import Rates, batter_rates, league_rates, pitcher_rates

STARTER_SHARE = 0.6
"""Share of plate appearances that starters are in for."""


@dataclass(frozen=True, slots=True)
class EventProbabilities:
    """Per plate appearance, (n, 7) for n batters, with the rates of batters and starters."""

    starter: Floats
    bullpen: Floats
    on_base: Floats
    """How much oftener than usual each batter's line-up reaches base in this park (n,)."""
    batters: Rates
    pitchers: Rates
    league_on_base: float
    """How often the league reaches base per plate appearance."""


def event_probabilities(
    projection_input: ProjectionInput, sides: tuple[OffenseSide, ...], batters: BattingSlots
) -> EventProbabilities:
    """What each batter does per plate appearance, in his park and on his side of the score board."""
    history, row = projection_input.history, batters.half
    league = league_rates(history)
    average = compose(league.now)
    league_on_base = float(average[:STRIKEOUT].sum())
    starters = [UNKNOWN if side.pitching.starter is None else side.pitching.starter for side in sides]
    own = batter_rates(history, batters.players, league, projection_input.contact)
    pitchers = pitcher_rates(history, starters, league, projection_input.contact)
    pens = bullpen_events(history, [side.pitching.team_id for side in sides], league)
    park = park_multipliers([side.venue_id for side in sides], [side.batting.team_id for side in sides])[row]
    batter = compose(own.stages)
    starter = adjusted(log5(batter, compose(pitchers.stages)[row], average), park)
    bullpen = adjusted(log5(batter, pens[row], average), park)
    home = side_multipliers(np.array([float(side.home) for side in sides]))[row]
    handedness = _platoon(projection_input.handedness, batters, starters)
    return EventProbabilities(
        starter=adjusted(starter, home * handedness),
        bullpen=adjusted(bullpen, home),
        on_base=_line_up_on_base(starter, bullpen, batters) - league_on_base,
        batters=own,
        pitchers=pitchers,
        league_on_base=league_on_base,
    )


def _platoon(handedness: Handedness, batters: BattingSlots, starters: list[int]) -> Floats:
    throws = [handedness.throws.get(starter) for starter in starters]
    return platoon_multipliers(
        [handedness.bats.get(player) for player in batters.players],
        [throws[half] for half in batters.half],
    )


def _line_up_on_base(starter: Floats, bullpen: Floats, batters: BattingSlots) -> Floats:
    """Mean chance to reach base over each batter's line-up (n,); the strikeout is the last event."""
    events = STARTER_SHARE * starter + (1.0 - STARTER_SHARE) * bullpen
    reached = np.add.reduceat(events[:, :STRIKEOUT].sum(axis=1), batters.first) / batters.size
    return np.asarray(reached[batters.half])
