"""One attempt at a request: how it may fail for now, and who hears how it ended."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from propctl.connectors.payloads import PayloadChangedError, Request, RequestRefusedError
from propctl.domain.metric_labels import RequestObserver, RequestOutcome


class TransientError(Exception):
    """An attempt failed in a way that the next may not."""

    def __init__(
        self, reason: str, retry_after: float | None = None, outcome: RequestOutcome | None = None
    ) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        self.outcome = outcome
        """What the attempt counts as; None when nothing was asked."""


@contextmanager
def observed(request: Request, observe: RequestObserver) -> Iterator[None]:
    """Tell *observe* how the attempt in the block ended, and how many seconds it took."""
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
    except PayloadChangedError:
        outcome = RequestOutcome.CHANGED
        raise
    finally:
        if outcome is not None:
            observe(request.provider, outcome, time.monotonic() - began)
