"""Grades props against results: those of players who started as listed count, all others are void."""

from collections.abc import Iterable
from dataclasses import dataclass

from propctl.domain.market import Market
from propctl.domain.matchup import Pmf, PropDistribution
from propctl.domain.stats import BattingCounts, PitchingCounts
from propctl.normalize.boxscore import BoxLine

Counts = BattingCounts | PitchingCounts
Outcomes = dict[tuple[int, int, str], Counts]
"""Counts of those who started, by game, player and role."""


@dataclass(frozen=True, slots=True)
class Graded:
    """A prop's distribution and the count that came."""

    market: Market
    pmf: Pmf
    count: int


def started(game_pk: int, lines: Iterable[BoxLine]) -> Outcomes:
    """What those who started in the batting order or on the mound did in a finished game."""
    outcomes: Outcomes = {}
    for line in lines:
        if line.batting_order is not None and line.batting is not None:
            outcomes[game_pk, line.player_id, "batter"] = line.batting
        if line.pitching is not None and line.pitching.games_started:
            outcomes[game_pk, line.player_id, "pitcher"] = line.pitching
    return outcomes


def graded(props: Iterable[PropDistribution], outcomes: Outcomes) -> list[Graded]:
    """Every prop of a player who started, with his count."""
    found = []
    for prop in props:
        counts = outcomes.get((prop.game_pk, prop.player_id, prop.market.role.value))
        if counts is not None:
            found.append(Graded(prop.market, prop.pmf, counts.total(prop.market.spec.settled_by)))
    return found
