"""Counts of a run in progress. Safe from several threads; writes nothing."""

import threading

from propctl.domain.metric_labels import CacheOutcome, RequestOutcome
from propctl.domain.metric_totals import Values
from propctl.telemetry.metrics import (
    CACHE_DEGRADED,
    CACHE_REQUESTS,
    REQUEST_DURATION,
    REQUESTS,
    observed,
)


class MetricsBuffer:
    """Counts, observations and gauges since the last :meth:`drain`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values = Values()

    def count(self, name: str, *labels: str, by: float = 1.0) -> None:
        """Raise a counter."""
        self.add(Values(counters={name: {",".join(labels): by}}))

    def observe(self, name: str, value: float, *labels: str) -> None:
        """Enter one observation in a histogram."""
        self.add(Values(histograms={name: {",".join(labels): observed(name, value)}}))

    def set(self, name: str, value: float, *labels: str) -> None:
        """Set a gauge."""
        self.add(Values(gauges={name: {",".join(labels): value}}))

    def add(self, values: Values) -> None:
        """Enter many at once."""
        with self._lock:
            self._values = self._values.plus(values)

    def drain(self) -> Values:
        """Return what was entered since the last call, and forget it."""
        with self._lock:
            values, self._values = self._values, Values()
        return values

    def request(self, provider: str, outcome: RequestOutcome, seconds: float) -> None:
        """A RequestObserver."""
        self.count(REQUESTS, provider, outcome)
        self.observe(REQUEST_DURATION, seconds, provider)

    def cache(self, outcome: CacheOutcome) -> None:
        """A CacheObserver."""
        self.count(CACHE_REQUESTS, outcome)
        if outcome is CacheOutcome.ERROR:
            self.set(CACHE_DEGRADED, 1.0)
