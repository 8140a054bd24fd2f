"""Names that a user may choose from. Few imports, so that ``--help`` stays quick."""

from enum import StrEnum
from typing import Final

from propctl.domain.providers import Provider
from propctl.errors import UsageError

SPORT: Final = "mlb"
"""The only sport so far."""

SPORTS: Final = (SPORT,)


def check_sport(sport: str) -> None:
    """UsageError unless propctl knows *sport*."""
    if sport not in SPORTS:
        raise UsageError(f"unknown sport {sport!r}", hint=f"known: {', '.join(SPORTS)}")


class Namespace(StrEnum):
    """Separate parts of one store: real boards, trial runs, and the sample league."""

    LIVE = "live"
    SHADOW = "shadow"
    SAMPLE = "sample"


class Provenance(StrEnum):
    """How a snapshot was made: live, before its games, or afterwards by a backfill."""

    LIVE = "live"
    BACKFILL = "backfill"


class Reprocess(StrEnum):
    """What a backfill does again: nothing, what failed, or everything."""

    NONE = "none"
    FAILED = "failed"
    ALL = "all"


class View(StrEnum):
    """Which rows of a snapshot: the current ones, or the last ones before each game began."""

    CURRENT = "current"
    CLOSING = "closing"


class BetSide(StrEnum):
    """Which side of a line: more than it, less than it, or the better of the two."""

    OVER = "over"
    UNDER = "under"
    BOTH = "both"


class SortKey(StrEnum):
    """What props are sorted by: the best first, but players and start times in ascending order."""

    PROB = "prob"
    EDGE = "edge"
    PROJECTION = "projection"
    CONFIDENCE = "confidence"
    START = "start"
    PLAYER = "player"


class ComponentName(StrEnum):
    """What a health check looks at, in the order of its report."""

    STORAGE = "storage"
    CACHE = "cache"
    GATEWAY = "gateway"
    MLB_STATS_API = Provider.MLB_STATS_API.value
    BASEBALL_SAVANT = Provider.BASEBALL_SAVANT.value
    FRESHNESS = "freshness"
