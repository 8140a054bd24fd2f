"""The values of metric labels, and the callbacks that count requests and cache lookups."""

from collections.abc import Callable
from enum import StrEnum


class JobName(StrEnum):
    """The jobs whose runs are counted; each names a group in the Pushgateway."""

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
    """How a cache lookup ended; after an error the run continues with a cache in its own memory."""

    HIT = "hit"
    MISS = "miss"
    ERROR = "error"


class ChunkOutcome(StrEnum):
    """How a worker's attempt at a chunk ended; a failed chunk is tried again until it is parked."""

    DONE = "done"
    FAILED = "failed"
    PARKED = "parked"


RequestObserver = Callable[[str, RequestOutcome, float], None]
"""Called for each attempt, from several threads: the provider, how it ended, and its seconds."""

CacheObserver = Callable[[CacheOutcome], None]
"""Called for each cache lookup, from several threads."""


def ignore_request(provider: str, outcome: RequestOutcome, seconds: float) -> None:
    """A :data:`RequestObserver` that counts nothing."""
