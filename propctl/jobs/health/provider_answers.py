"""The providers' answers, read as a run reads them. Archives nothing, and makes each request once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final, TypeVar

from propctl.connectors import mlb_stats_api
from propctl.connectors.payloads import Answer, PayloadChangedError, Request
from propctl.connectors.provider_terms import REGISTER
from propctl.domain.slate import SeasonSchedule, Slate
from propctl.jobs.health.health_context import HealthContext, Once
from propctl.normalize.payload import PayloadShapeError, ReportLeftOut
from propctl.normalize.season import read_season_schedule
from propctl.normalize.slate import read_slate

Value = TypeVar("Value")

CHANGED_HINT: Final = (
    "the provider's format has changed; runs go without it or fail: report this with the request"
)


@dataclass(frozen=True, slots=True)
class SlateSeen:
    """Today's games, and the provider's clock when it sent them."""

    slate: Slate
    provider_clock: datetime | None


@dataclass(frozen=True, slots=True)
class LastPlayed:
    """The newest day that is certainly complete, and its games; none are known out of season."""

    day: date
    games: frozenset[int]
    left_out: frozenset[int]


class Providers:
    """Fetches the answers that the probes need. Thread-safe."""

    def __init__(self, health_context: HealthContext) -> None:
        self.health_context = health_context
        self.left_out: list[str] = []
        """The faults of rows that a run would leave out, as they are read."""
        self._clients = {
            entry.provider: Once(partial(health_context.open_client, entry.provider)) for entry in REGISTER
        }
        self.fetch_slate = Once(lambda: self._fetch_slate(reduced=False))
        self.fetch_bare_slate = Once(lambda: self._fetch_slate(reduced=True))
        self.fetch_season = Once(self._fetch_season)

    def check_terms(self, provider: str) -> str:
        """ConfigurationError while the provider's terms are not accepted."""
        self._clients[provider]()
        return "accepted, or not needed"

    def fetch(self, request: Request) -> Answer:
        """The answer to *request* (a RequestError, or ConfigurationError without accepted terms)."""
        return self._clients[request.provider]().get(request)

    def fetch_and_read(self, request: Request, reader: Callable[[bytes, ReportLeftOut], Value]) -> Value:
        """The answer as *reader* reads it (PayloadChangedError when it cannot be read)."""
        return read_as(request, self.fetch(request).body, partial(self._read, reader))

    def _read(self, reader: Callable[[bytes, ReportLeftOut], Value], body: bytes) -> Value:
        return reader(body, self.left_out.append)

    def fetch_last_played(self) -> LastPlayed:
        """The last day with games, at least two days ago: yesterday's pitches may still be incomplete.

        Before the year's first game it is a day of late September.
        """
        today = self.health_context.today
        schedule = self.fetch_season()
        days = [day for day in schedule.played_on if day <= today - timedelta(days=2)]
        if not days:
            return late_september(today)
        day = max(days)
        wanted = schedule.pitch_day(day, today)
        if wanted is None:
            return LastPlayed(day, frozenset(), frozenset())
        return LastPlayed(day, wanted.games, wanted.left_out)

    def _fetch_slate(self, *, reduced: bool) -> SlateSeen:
        day = self.health_context.today
        request = mlb_stats_api.bare_slate_request(day) if reduced else mlb_stats_api.slate_request(day)
        answer = self.fetch(request)
        slate = read_as(
            request, answer.body, lambda body: read_slate(body, day, self.left_out.append, reduced=reduced)
        )
        return SlateSeen(slate, answer.provider_clock)

    def _fetch_season(self) -> SeasonSchedule:
        yesterday = self.health_context.today - timedelta(days=1)
        return self.fetch_and_read(mlb_stats_api.season_schedule_request(yesterday), read_season_schedule)


def late_september(today: date) -> LastPlayed:
    """The twentieth of the last September that is over: in that week every club plays."""
    year = today.year if today > date(today.year, 9, 22) else today.year - 1
    return LastPlayed(date(year, 9, 20), frozenset(), frozenset())


def read_as(request: Request, body: bytes, reader: Callable[[bytes], Value]) -> Value:
    """*body* as *reader* reads it (PayloadChangedError when it cannot be read)."""
    try:
        return reader(body)
    except (PayloadShapeError, OverflowError) as error:
        raise PayloadChangedError(request, str(error), hint=CHANGED_HINT) from error
