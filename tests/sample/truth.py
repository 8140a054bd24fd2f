"""The truth about a game: the league's own chances of every count, found by playing it again and again.

For tests and benchmarks alone. A model sees payloads; nothing of this is in them.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from propctl.domain.market import Market
from propctl.sample.fixtures import Fixture
from propctl.sample.league import Season
from propctl.sample.season_stats import (
    BATTING,
    EARNED_RUNS,
    OUTS,
    PITCHING,
    RUNS,
    RUNS_BATTED_IN,
    STEALS,
    SeasonStats,
)
from propctl.sample.talent import DOUBLE, HOME_RUN, SINGLE, STRIKEOUT, TRIPLE, WALK
from propctl.sample.team_state import teams_of

HITS: Final = (SINGLE, DOUBLE, TRIPLE, HOME_RUN)

OF_BATTERS: Final[dict[Market, tuple[int, ...]]] = {
    Market.BATTER_HITS: HITS,
    Market.BATTER_TOTAL_BASES: (SINGLE, DOUBLE, DOUBLE, *[TRIPLE] * 3, *[HOME_RUN] * 4),
    Market.BATTER_HOME_RUNS: (HOME_RUN,),
    Market.BATTER_SINGLES: (SINGLE,),
    Market.BATTER_DOUBLES: (DOUBLE,),
    Market.BATTER_RUNS: (RUNS,),
    Market.BATTER_RBIS: (RUNS_BATTED_IN,),
    Market.BATTER_HITS_RUNS_RBIS: (*HITS, RUNS, RUNS_BATTED_IN),
    Market.BATTER_WALKS: (WALK,),
    Market.BATTER_STRIKEOUTS: (STRIKEOUT,),
    Market.BATTER_STOLEN_BASES: (STEALS,),
}
"""The counts of a batter that a market adds up."""

OF_PITCHERS: Final[dict[Market, tuple[int, ...]]] = {
    Market.PITCHER_STRIKEOUTS: (STRIKEOUT,),
    Market.PITCHER_OUTS: (OUTS,),
    Market.PITCHER_HITS_ALLOWED: HITS,
    Market.PITCHER_WALKS: (WALK,),
    Market.PITCHER_EARNED_RUNS: (EARNED_RUNS,),
}
"""The same of a pitcher."""

Key = tuple[int, Market]
"""A player's id and a market."""


def outcomes(season: Season, game: Fixture, replay: int | None = None) -> dict[Key, int]:
    """What every starting batter and pitcher of *game* came to; a *replay* is another course of it."""
    season_stats = SeasonStats()
    season.play(game, season_stats, replay=replay)
    return dict(_counts(season, game, season_stats))


def true_shares(season: Season, game: Fixture, replays: int) -> dict[Key, dict[int, float]]:
    """How often each count came in so many *replays*, by player and market."""
    seen: dict[Key, Counter[int]] = {}
    for replay in range(replays):
        for key, count in outcomes(season, game, replay).items():
            seen.setdefault(key, Counter())[count] += 1
    return {key: {count: times / replays for count, times in tally.items()} for key, tally in seen.items()}


def _counts(season: Season, game: Fixture, season_stats: SeasonStats) -> Iterator[tuple[Key, int]]:
    rosters = season.talents.rosters
    for team in teams_of(game):
        for place in team.order:
            player, first = rosters.batters[place].player_id, place * BATTING
            for market, counted in OF_BATTERS.items():
                yield (player, market), sum(season_stats.batting[first + count] for count in counted)
        player, first = rosters.pitchers[team.starter].player_id, team.starter * PITCHING
        for market, counted in OF_PITCHERS.items():
            yield (player, market), sum(season_stats.pitching[first + count] for count in counted)
