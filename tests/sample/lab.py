"""The sample league as commands and connectors see it, at an instant of the test's choice."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time

from propctl.build_runtime import open_build_context
from propctl.connectors.payloads import Request
from propctl.domain.option_values import Namespace
from propctl.jobs.build_context import BuildContext
from propctl.runtime import open_snapshot_context
from propctl.sample.client import SampleSavant, SampleStatsApi
from propctl.sample.league import League
from propctl.settings import ProviderMode, Settings
from propctl.storage.memory import MemoryStore


@contextmanager
def build_context(day: date, *, statcast_window_days: int) -> Iterator[BuildContext]:
    """What a build needs at noon of *day*, over an empty store."""
    settings = Settings(
        provider_mode=ProviderMode.SAMPLE,
        now=datetime.combine(day, time(16, 0), tzinfo=UTC),
        storage_url="memory://",
        statcast_window_days=statcast_window_days,
    )
    context = open_snapshot_context(settings, Namespace.SAMPLE, MemoryStore())
    with open_build_context(settings, context) as opened:
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
