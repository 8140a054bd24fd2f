"""What is counted, in words that are known beforehand: the values of labels, and who hears of it."""

from collections.abc import Callable
from enum import StrEnum


class JobName(StrEnum):
    """Whose runs are counted; the name of the group in a Pushgateway."""

    RUN_ONCE = "propctl_run_once"
    BACKFILL = "propctl_backfill"
    SETTLE = "propctl_settle"
    HEALTH = "propctl_health"


class RequestOutcome(StrEnum):
    """How one attempt at a request to a provider ended."""

    SUCCESS = "success"
    REFUSED = "refused"
    THROTTLED = "throttled"
    SERVER_ERROR = "server_error"
    TIMEOUT = "timeout"
    CONNECTION_ERROR = "connection_error"
    INCOMPLETE = "incomplete"
    CHANGED = "changed"


class CacheOutcome(StrEnum):
    """What the cache said when it was asked; an error makes the run go on with a cache of its own."""

    HIT = "hit"
    MISS = "miss"
    ERROR = "error"


class ChunkOutcome(StrEnum):
    """What became of a chunk in a worker's hands; what failed is tried again until it is parked."""

    DONE = "done"
    FAILED = "failed"
    PARKED = "parked"


RequestObserver = Callable[[str, RequestOutcome, float], None]
"""Hears of each attempt: the provider, how it ended, and its seconds. Called from several threads."""

CacheObserver = Callable[[CacheOutcome], None]
"""Hears of each question to the cache. Called from several threads."""


def unheard(provider: str, outcome: RequestOutcome, seconds: float) -> None:
    """Nobody counts requests."""
