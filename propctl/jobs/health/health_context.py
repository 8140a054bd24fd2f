"""What a check-up needs, put together by the composition root."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from propctl.cache.contract import Cache
from propctl.connectors.payloads import Client
from propctl.domain.calendar import new_york_date
from propctl.errors import PropctlError
from propctl.storage.contract import ObjectStore
from propctl.storage.layout import Layout
from propctl.telemetry.push import Gateway

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class HealthContext:
    """One check-up at one instant. ``open_redis`` is None without a Redis URL."""

    sport: str
    run_id: str
    now: datetime
    layout: Layout
    open_store: Callable[[], ObjectStore]
    open_redis: Callable[[], Cache] | None
    open_client: Callable[[str], Client]
    """Opens this provider's client (ConfigurationError while its terms are not accepted)."""
    deep: bool
    limit_seconds: float
    """What any component may take before it counts as down."""
    switched_off: bool = False
    """USE_FREE_INGESTION is false: no run publishes, and no board gets stale."""
    real_clock: bool = True
    open_gateway: Callable[[], Gateway] | None = None
    """None without a Pushgateway's URL."""

    @property
    def today(self) -> date:
        """The day in New York, by which the provider dates games."""
        return new_york_date(self.now)

    @property
    def namespace(self) -> str:
        """Where runs publish."""
        return self.layout.namespace.value


class Once(Generic[Value]):
    """An answer that several components want; the first call fetches it."""

    def __init__(self, fetch: Callable[[], Value]) -> None:
        self._fetch = fetch
        self._lock = threading.Lock()
        self._answers: list[Value] = []
        self._failure: PropctlError | None = None

    def __call__(self) -> Value:
        """The answer, or the same failure again."""
        with self._lock:
            if not self._answers and self._failure is None:
                try:
                    self._answers.append(self._fetch())
                except PropctlError as error:
                    self._failure = error
        if self._failure is not None:
            raise self._failure
        return self._answers[0]
