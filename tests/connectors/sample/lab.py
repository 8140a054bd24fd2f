"""The sample league as commands and connectors see it, at an instant of the test's choice."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time

from propctl.connectors.payloads import Request
from propctl.connectors.sample.client import SampleSavant, SampleStatsApi
from propctl.connectors.sample.league import League
from propctl.domain.choices import Namespace
from propctl.jobs.workspace import Workshop
from propctl.runtime import open_shelf, open_workshop
from propctl.settings import ProviderMode, Settings
from propctl.storage.memory import MemoryStore


@contextmanager
def workshop(day: date, *, statcast_window_days: int) -> Iterator[Workshop]:
    """What a build needs at noon of *day*, over an empty store."""
    settings = Settings(
        provider_mode=ProviderMode.SAMPLE,
        now=datetime.combine(day, time(16, 0), tzinfo=UTC),
        storage_url="memory://",
        statcast_window_days=statcast_window_days,
    )
    shelf = open_shelf(settings, Namespace.SAMPLE, MemoryStore())
    with open_workshop(settings, shelf) as opened:
        yield opened


class Provider:
    """Both clients of one league, asked for bodies."""

    def __init__(self, league: League | None = None) -> None:
        self.league = league or League()

    def ask(self, request: Request, now: datetime) -> bytes:
        """What the Stats API answers at *now*."""
        return SampleStatsApi(self.league, lambda: now).get(request).body

    def pitches(self, request: Request, now: datetime) -> bytes:
        """What Baseball Savant answers at *now*."""
        return SampleSavant(self.league, lambda: now).get(request).body
