"""Markets: everything that is known about what a prop counts. To add one, add an entry to ``Market``."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from propctl.domain.plate_appearance import Event, Stage


class Role(StrEnum):
    """Whether a player bats or pitches; a two-way player does both."""

    BATTER = "batter"
    PITCHER = "pitcher"


class CountModel(StrEnum):
    """A count that plate-appearance events alone do not decide, and that the projection models."""

    RUNS = "runs"
    RBIS = "rbis"
    HITS_RUNS_RBIS = "hits_runs_rbis"
    STOLEN_BASES = "stolen_bases"
    OUTS = "outs"
    EARNED_RUNS = "earned_runs"


@dataclass(frozen=True, slots=True)
class MarketSpec:
    """What is counted, how it is projected, and what settles it."""

    help: str
    """What is counted, in a sentence."""
    line: float | None
    """The customary line; None for the half-line closest to even odds."""
    counts: Mapping[Event, int] | CountModel
    """What each event adds to the count (always 1 for pitchers), or the model of the count."""
    main_rate: Stage | CountModel
    """The rate whose sample size gives the market's ``confidence``."""
    settled_by: Mapping[str, int]
    """Fields of ``BattingCounts`` or ``PitchingCounts`` that make up the final count, with their weights."""
    overdispersion: float = 0.0
    """Standard deviation of a day's multiplier; 0 when good and bad days do not spread the count."""


HITS: Final = {Event.SINGLE: 1, Event.DOUBLE: 1, Event.TRIPLE: 1, Event.HOME_RUN: 1}

SHARED_OVERDISPERSION: Final = 0.23
"""Shared by all markets about reaching base, so that they agree with each other."""


class Market(StrEnum):
    """What is counted over one game; the first word of the name says whose performance it is."""

    spec: MarketSpec

    def __new__(cls, value: str, *spec: MarketSpec) -> Self:
        """A member is a string that carries its specification."""
        member = str.__new__(cls, value)
        member._value_ = value
        (member.spec,) = spec
        return member

    @property
    def role(self) -> Role:
        """Whose performance the market counts."""
        return Role(self.value.partition("_")[0])

    BATTER_HITS = (
        "batter_hits",
        MarketSpec(
            help="Hits.",
            line=0.5,
            counts=HITS,
            main_rate=Stage.HIT_IN_PLAY,
            settled_by={"hits": 1},
            overdispersion=SHARED_OVERDISPERSION,
        ),
    )
    BATTER_TOTAL_BASES = (
        "batter_total_bases",
        MarketSpec(
            help="Bases of hits: a single one, a double two, a triple three, a home run four.",
            line=1.5,
            counts={Event.SINGLE: 1, Event.DOUBLE: 2, Event.TRIPLE: 3, Event.HOME_RUN: 4},
            main_rate=Stage.HIT_IN_PLAY,
            settled_by={"singles": 1, "doubles": 2, "triples": 3, "home_runs": 4},
            overdispersion=SHARED_OVERDISPERSION,
        ),
    )
    BATTER_HOME_RUNS = (
        "batter_home_runs",
        MarketSpec(
            help="Home runs.",
            line=0.5,
            counts={Event.HOME_RUN: 1},
            main_rate=Stage.HOME_RUN,
            settled_by={"home_runs": 1},
            overdispersion=SHARED_OVERDISPERSION,
        ),
    )
    BATTER_SINGLES = (
        "batter_singles",
        MarketSpec(
            help="Singles.",
            line=0.5,
            counts={Event.SINGLE: 1},
            main_rate=Stage.HIT_IN_PLAY,
            settled_by={"singles": 1},
            overdispersion=SHARED_OVERDISPERSION,
        ),
    )
    BATTER_DOUBLES = (
        "batter_doubles",
        MarketSpec(
            help="Doubles.",
            line=0.5,
            counts={Event.DOUBLE: 1},
            main_rate=Stage.DOUBLE,
            settled_by={"doubles": 1},
            overdispersion=SHARED_OVERDISPERSION,
        ),
    )
    BATTER_RUNS = (
        "batter_runs",
        MarketSpec(
            help="Runs scored.",
            line=0.5,
            counts=CountModel.RUNS,
            main_rate=Stage.HIT_IN_PLAY,
            settled_by={"runs": 1},
            overdispersion=SHARED_OVERDISPERSION,
        ),
    )
    BATTER_RBIS = (
        "batter_rbis",
        MarketSpec(
            help="Runs batted in.",
            line=0.5,
            counts=CountModel.RBIS,
            main_rate=Stage.HIT_IN_PLAY,
            settled_by={"rbi": 1},
            overdispersion=SHARED_OVERDISPERSION,
        ),
    )
    BATTER_HITS_RUNS_RBIS = (
        "batter_hits_runs_rbis",
        MarketSpec(
            help="Hits, runs scored and runs batted in together.",
            line=1.5,
            counts=CountModel.HITS_RUNS_RBIS,
            main_rate=Stage.HIT_IN_PLAY,
            settled_by={"hits": 1, "runs": 1, "rbi": 1},
            overdispersion=SHARED_OVERDISPERSION,
        ),
    )
    BATTER_WALKS = (
        "batter_walks",
        MarketSpec(
            help="Walks, including intentional ones.",
            line=0.5,
            counts={Event.WALK: 1},
            main_rate=Stage.WALK,
            settled_by={"walks": 1},
            overdispersion=SHARED_OVERDISPERSION,
        ),
    )
    BATTER_STRIKEOUTS = (
        "batter_strikeouts",
        MarketSpec(
            help="Strikeouts of the batter.",
            line=0.5,
            counts={Event.STRIKEOUT: 1},
            main_rate=Stage.STRIKEOUT,
            settled_by={"strikeouts": 1},
        ),
    )
    BATTER_STOLEN_BASES = (
        "batter_stolen_bases",
        MarketSpec(
            help="Stolen bases.",
            line=0.5,
            counts=CountModel.STOLEN_BASES,
            main_rate=CountModel.STOLEN_BASES,
            settled_by={"stolen_bases": 1},
        ),
    )
    PITCHER_STRIKEOUTS = (
        "pitcher_strikeouts",
        MarketSpec(
            help="Strikeouts of the starter.",
            line=None,
            counts={Event.STRIKEOUT: 1},
            main_rate=Stage.STRIKEOUT,
            settled_by={"strikeouts": 1},
            overdispersion=0.145,
        ),
    )
    PITCHER_OUTS = (
        "pitcher_outs",
        MarketSpec(
            help="Outs recorded while the starter pitches.",
            line=None,
            counts=CountModel.OUTS,
            main_rate=CountModel.OUTS,
            settled_by={"outs": 1},
        ),
    )
    PITCHER_HITS_ALLOWED = (
        "pitcher_hits_allowed",
        MarketSpec(
            help="Hits off the starter.",
            line=None,
            counts=HITS,
            main_rate=Stage.HIT_IN_PLAY,
            settled_by={"hits": 1},
        ),
    )
    PITCHER_WALKS = (
        "pitcher_walks",
        MarketSpec(
            help="Walks by the starter.",
            line=1.5,
            counts={Event.WALK: 1},
            main_rate=Stage.WALK,
            settled_by={"walks": 1},
        ),
    )
    PITCHER_EARNED_RUNS = (
        "pitcher_earned_runs",
        MarketSpec(
            help="Earned runs charged to the starter.",
            line=2.5,
            counts=CountModel.EARNED_RUNS,
            main_rate=Stage.HIT_IN_PLAY,
            settled_by={"earned_runs": 1},
        ),
    )
