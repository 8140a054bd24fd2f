"""What the errors of redis-py mean, in words of ours. Asks nothing; redis is imported when it is needed.

No text of the server is repeated: an answer to AUTH that a server does not understand holds the password.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from propctl.cache.contract import CacheUnavailableError

if TYPE_CHECKING:
    from redis.exceptions import ResponseError

NOT_REDIS: Final = "what answers there is not Redis"

ANSWERS: Final = {
    "BUSY": "somebody's script keeps it busy",
    "DB index": "it has no database of that number",
    "MISCONF": "it cannot save to its disk, and refuses writes",
    "NOREPLICAS": "it lacks replicas, and refuses writes",
    "WRONGTYPE": "another program's values are under the keys",
}
"""Errors for which redis-py has no class, by how they begin."""


@contextmanager
def translated() -> Iterator[None]:
    """Turn whatever redis-py raises in the block into a CacheUnavailableError.

    ValueError, OverflowError and RecursionError come out of its parser when bytes are not the protocol's.
    """
    from redis.exceptions import RedisError

    try:
        yield
    except (RedisError, OSError, ValueError, OverflowError, RecursionError) as error:
        raise CacheUnavailableError(_reason(error)) from error


def _reason(error: Exception) -> str:
    from redis import exceptions as raised

    reasons: tuple[tuple[type[Exception], str], ...] = (
        (raised.AuthenticationError, "it refused the user or the password"),
        (raised.NoPermissionError, "its access rule forbids a command that the cache needs"),
        (raised.ReadOnlyError, "it is a read-only replica"),
        (raised.OutOfMemoryError, "its memory is full, and it evicts nothing"),
        (raised.BusyLoadingError, "it is still loading its data"),
        (raised.MasterDownError, "it is a replica without its master"),
        (raised.AskError, "it is a cluster, and one server is needed"),
        (raised.ClusterDownError, "it is a cluster, and one server is needed"),
        (raised.TimeoutError, "it did not answer in time"),
        (raised.InvalidResponse, NOT_REDIS),
    )
    for kind, reason in reasons:
        if isinstance(error, kind):
            return reason
    if isinstance(error, raised.ResponseError):
        return _of_answer(error)
    return _of_connection(error) if isinstance(error, (raised.ConnectionError, OSError)) else NOT_REDIS


def _of_answer(error: "ResponseError") -> str:
    text = str(error)
    known = (reason for beginning, reason in ANSWERS.items() if text.startswith(beginning))
    return next(known, "it answered with an error")


def _of_connection(error: Exception) -> str:
    """The operating system's or the TLS library's reason, which redis-py keeps as the context."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, OSError):
        cause = cause.__context__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"its certificate was refused: {cause.verify_message}"
    if isinstance(cause, ssl.SSLError):
        return f"no TLS connection came about: {cause.reason}"
    return cause.strerror if cause is not None and cause.strerror else "the connection was lost"
