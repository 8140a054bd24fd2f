"""Props against what happened: started as listed counts, everything else is void."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from propctl.domain.market import Market
from propctl.domain.matchup import Pmf, PropDistribution
from propctl.domain.stats import BattingCounts, PitchingCounts
from propctl.normalize.boxscore import BoxLine

Counts = BattingCounts | PitchingCounts
Outcomes = dict[tuple[int, int, str], Counts]
"""Counts of those who started, by game, player and role."""

BATTING: Final[dict[Market, Callable[[BattingCounts], int]]] = {
    Market.BATTER_HITS: lambda counts: counts.hits,
    Market.BATTER_TOTAL_BASES: lambda counts: (
        counts.hits + counts.doubles + 2 * counts.triples + 3 * counts.home_runs
    ),
    Market.BATTER_HOME_RUNS: lambda counts: counts.home_runs,
    Market.BATTER_SINGLES: lambda counts: counts.singles,
    Market.BATTER_DOUBLES: lambda counts: counts.doubles,
    Market.BATTER_RUNS: lambda counts: counts.runs,
    Market.BATTER_RBIS: lambda counts: counts.rbi,
    Market.BATTER_HITS_RUNS_RBIS: lambda counts: counts.hits + counts.runs + counts.rbi,
    Market.BATTER_WALKS: lambda counts: counts.walks,
    Market.BATTER_STRIKEOUTS: lambda counts: counts.strikeouts,
    Market.BATTER_STOLEN_BASES: lambda counts: counts.stolen_bases,
}

PITCHING: Final[dict[Market, Callable[[PitchingCounts], int]]] = {
    Market.PITCHER_STRIKEOUTS: lambda counts: counts.strikeouts,
    Market.PITCHER_OUTS: lambda counts: counts.outs,
    Market.PITCHER_HITS_ALLOWED: lambda counts: counts.hits,
    Market.PITCHER_WALKS: lambda counts: counts.walks,
    Market.PITCHER_EARNED_RUNS: lambda counts: counts.earned_runs,
}


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
            found.append(Graded(prop.market, prop.pmf, _count(prop.market, counts)))
    return found


def _count(market: Market, counts: Counts) -> int:
    return BATTING[market](counts) if isinstance(counts, BattingCounts) else PITCHING[market](counts)
