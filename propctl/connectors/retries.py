"""Attempts at a request: temporary failures, the wait before the next attempt, and reporting of outcomes."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

from propctl.connectors.payloads import (
    PayloadChangedError,
    Request,
    RequestConfigurationError,
    RequestRefusedError,
)
from propctl.domain.metric_labels import RequestObserver, RequestOutcome
from propctl.domain.providers import capped_pause

if TYPE_CHECKING:
    import httpx
    from tenacity import RetryCallState

MAX_ATTEMPTS: Final = 4
MAX_RETRY_AFTER: Final = 60.0

NEVER: Final = float("inf")
"""In place of a Retry-After: no other attempt is possible."""


class TransientError(Exception):
    """An attempt failed, and the next one may succeed."""

    def __init__(
        self, reason: str, retry_after: float | None = None, outcome: RequestOutcome | None = None
    ) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        self.outcome = outcome
        """What the attempt counts as; None when no request was made."""


@contextmanager
def observed_attempt(request: Request, observe: RequestObserver) -> Iterator[None]:
    """Report to *observe* how the attempt in the block ended, and how many seconds it took."""
    began = time.monotonic()
    outcome: RequestOutcome | None = None
    try:
        yield
        outcome = RequestOutcome.SUCCESS
    except TransientError as error:
        outcome = error.outcome
        raise
    except RequestRefusedError:
        outcome = RequestOutcome.REFUSED
        raise
    except RequestConfigurationError:
        outcome = RequestOutcome.CONNECTION_ERROR
        raise
    except PayloadChangedError:
        outcome = RequestOutcome.CHANGED
        raise
    finally:
        if outcome is not None:
            observe(request.provider, outcome, time.monotonic() - began)


def backoff(state: "RetryCallState") -> float:
    """Retry-After if there is one, else 0.5 s doubling, with up to half a second of jitter."""
    from tenacity import wait_exponential, wait_random

    requested = requested_wait(state)
    usual = wait_exponential(multiplier=0.5, max=8.0) + wait_random(0.0, 0.5)
    return usual(state) if requested is None else requested


def requested_wait(state: "RetryCallState") -> float | None:
    """Seconds for which the provider asked us to wait after the last attempt."""
    error = state.outcome.exception() if state.outcome else None
    return error.retry_after if isinstance(error, TransientError) else None


def retry_after(response: "httpx.Response") -> float | None:
    """Seconds of the Retry-After header, in either of its forms (RFC 9110, 10.2.3), capped for all.

    None when it is absent, or neither a number nor an instant.
    """
    text = response.headers.get("retry-after", "").strip()
    try:
        seconds = float(text)
    except ValueError:
        moment, clock = _http_date(text), provider_clock_of(response)
        return capped_pause((moment - clock).total_seconds()) if moment and clock else None
    return None if math.isnan(seconds) else capped_pause(seconds)


def provider_clock_of(response: "httpx.Response") -> datetime | None:
    """The Date header; None when it is absent or malformed."""
    return _http_date(response.headers.get("date", ""))


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
