"""What the errors of redis-py mean, in our own words. Makes no request; redis is imported where it is used.

No text of the server is repeated: its answer to an AUTH that it does not understand holds the password.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from propctl.cache.contract import CacheUnavailableError

if TYPE_CHECKING:
    from redis.exceptions import ResponseError

NOT_REDIS: Final = "the server there is not Redis"

ANSWERS: Final = {
    "BUSY": "a script of another program keeps it busy",
    "DB index": "it has no database of that number",
    "MISCONF": "it cannot save to its disk, and refuses writes",
    "NOREPLICAS": "it lacks replicas, and refuses writes",
    "WRONGTYPE": "another program's values are under the keys",
}
"""Errors for which redis-py has no class, by how they begin."""


@contextmanager
def translated() -> Iterator[None]:
    """Turn any error of redis-py in the block into a CacheUnavailableError.

    Its parser raises ValueError, OverflowError and RecursionError for bytes outside the protocol.
    """
    from redis.exceptions import RedisError

    try:
        yield
    except (RedisError, OSError, ValueError, OverflowError, RecursionError) as error:
        raise CacheUnavailableError(_reason(error)) from error


def _reason(error: Exception) -> str:
    from redis import exceptions as redis_errors

    reasons: tuple[tuple[type[Exception], str], ...] = (
        (redis_errors.AuthenticationError, "it refused the user or the password"),
        (redis_errors.NoPermissionError, "its access rule forbids a command that the cache needs"),
        (redis_errors.ReadOnlyError, "it is a read-only replica"),
        (redis_errors.OutOfMemoryError, "its memory is full, and it evicts nothing"),
        (redis_errors.BusyLoadingError, "it is still loading its data"),
        (redis_errors.MasterDownError, "it is a replica without its master"),
        (redis_errors.AskError, "it is a cluster, and one server is needed"),
        (redis_errors.ClusterDownError, "it is a cluster, and one server is needed"),
        (redis_errors.TimeoutError, "it did not answer in time"),
        (redis_errors.InvalidResponse, NOT_REDIS),
    )
    for kind, reason in reasons:
        if isinstance(error, kind):
            return reason
    if isinstance(error, redis_errors.ResponseError):
        return _answer_reason(error)
    return (
        _connection_reason(error) if isinstance(error, (redis_errors.ConnectionError, OSError)) else NOT_REDIS
    )


def _answer_reason(error: "ResponseError") -> str:
    text = str(error)
    known = (reason for beginning, reason in ANSWERS.items() if text.startswith(beginning))
    return next(known, "it answered with an error")


def _connection_reason(error: Exception) -> str:
    """The operating system's or the TLS library's reason, which redis-py keeps as the context."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, OSError):
        cause = cause.__context__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"its certificate was refused: {cause.verify_message}"
    if isinstance(cause, ssl.SSLError):
        return f"no TLS connection could be made: {cause.reason}"
    return cause.strerror if cause is not None and cause.strerror else "the connection was lost"
