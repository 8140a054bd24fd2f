"""Names that a user may choose from. Kept free of imports, so that ``--help`` stays quick."""

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
    """Separate worlds in one store: the real one, trial runs, and the synthetic league."""

    LIVE = "live"
    SHADOW = "shadow"
    SAMPLE = "sample"


class Provenance(StrEnum):
    """How a snapshot came to be: before its games, or looking back."""

    LIVE = "live"
    BACKFILL = "backfill"


class Reprocess(StrEnum):
    """What a backfill does again: nothing that is there, what failed, or everything."""

    NONE = "none"
    FAILED = "failed"
    ALL = "all"


class View(StrEnum):
    """Which rows of a snapshot: those on offer, or for every game the last before it began."""

    CURRENT = "current"
    CLOSING = "closing"


class SortKey(StrEnum):
    """By what props are ranked: best first, but players and start times ascending."""

    PROB = "prob"
    EDGE = "edge"
    PROJECTION = "projection"
    CONFIDENCE = "confidence"
    START = "start"
    PLAYER = "player"


class ComponentName(StrEnum):
    """What a check-up looks at, in the order of its report."""

    STORAGE = "storage"
    CACHE = "cache"
    GATEWAY = "gateway"
    MLB_STATS_API = Provider.MLB_STATS_API.value
    BASEBALL_SAVANT = Provider.BASEBALL_SAVANT.value
    FRESHNESS = "freshness"
