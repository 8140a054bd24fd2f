"""The truth about a game: the league's own chances of every count, found by playing it again and again.

For tests and benchmarks alone. A model sees payloads; nothing of this is in them.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from propctl.domain.market import Market, Role
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
from propctl.sample.talent import DOUBLE, HIT_BY_PITCH, HOME_RUN, SINGLE, STRIKEOUT, TRIPLE, WALK
from propctl.sample.team_state import teams_of

HITS: Final = (SINGLE, DOUBLE, TRIPLE, HOME_RUN)

COUNTED: Final[dict[str, tuple[int, ...]]] = {
    "hits": HITS,
    "singles": (SINGLE,),
    "doubles": (DOUBLE,),
    "triples": (TRIPLE,),
    "home_runs": (HOME_RUN,),
    "walks": (WALK,),
    "hit_by_pitch": (HIT_BY_PITCH,),
    "strikeouts": (STRIKEOUT,),
    "runs": (RUNS,),
    "rbi": (RUNS_BATTED_IN,),
    "stolen_bases": (STEALS,),
    "outs": (OUTS,),
    "earned_runs": (EARNED_RUNS,),
}
"""The league's counts behind a field of a box score that settles a market."""

BATTER_MARKETS: Final = [market for market in Market if market.role is Role.BATTER]
PITCHER_MARKETS: Final = [market for market in Market if market.role is Role.PITCHER]

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
            for market in BATTER_MARKETS:
                yield (player, market), _settled(market, season_stats.batting[first : first + BATTING])
        player, first = rosters.pitchers[team.starter].player_id, team.starter * PITCHING
        for market in PITCHER_MARKETS:
            yield (player, market), _settled(market, season_stats.pitching[first : first + PITCHING])


def _settled(market: Market, counts: list[int]) -> int:
    """What settles *market*, from the *counts* of one player."""
    return sum(
        weight * counts[count] for field, weight in market.spec.settled_by.items() for count in COUNTED[field]
    )
