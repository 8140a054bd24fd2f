"""Markets: what a prop counts, for whom, and the line it is customarily offered at."""

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """In which part a player appears; a two-way player has both."""

    BATTER = "batter"
    PITCHER = "pitcher"


class Market(StrEnum):
    """What is counted over one game."""

    BATTER_HITS = "batter_hits"
    BATTER_TOTAL_BASES = "batter_total_bases"
    BATTER_HOME_RUNS = "batter_home_runs"
    BATTER_SINGLES = "batter_singles"
    BATTER_DOUBLES = "batter_doubles"
    BATTER_RUNS = "batter_runs"
    BATTER_RBIS = "batter_rbis"
    BATTER_HITS_RUNS_RBIS = "batter_hits_runs_rbis"
    BATTER_WALKS = "batter_walks"
    BATTER_STRIKEOUTS = "batter_strikeouts"
    BATTER_STOLEN_BASES = "batter_stolen_bases"
    PITCHER_STRIKEOUTS = "pitcher_strikeouts"
    PITCHER_OUTS = "pitcher_outs"
    PITCHER_HITS_ALLOWED = "pitcher_hits_allowed"
    PITCHER_WALKS = "pitcher_walks"
    PITCHER_EARNED_RUNS = "pitcher_earned_runs"

    @property
    def role(self) -> Role:
        """Whose performance the market counts."""
        return Role(self.value.partition("_")[0])


FIXED_LINES: Final = {
    Market.BATTER_HITS: 0.5,
    Market.BATTER_TOTAL_BASES: 1.5,
    Market.BATTER_HOME_RUNS: 0.5,
    Market.BATTER_SINGLES: 0.5,
    Market.BATTER_DOUBLES: 0.5,
    Market.BATTER_RUNS: 0.5,
    Market.BATTER_RBIS: 0.5,
    Market.BATTER_HITS_RUNS_RBIS: 1.5,
    Market.BATTER_WALKS: 0.5,
    Market.BATTER_STRIKEOUTS: 0.5,
    Market.BATTER_STOLEN_BASES: 0.5,
    Market.PITCHER_WALKS: 1.5,
    Market.PITCHER_EARNED_RUNS: 2.5,
}
"""Customary lines. A market that is absent here takes the half-line nearest to even."""
