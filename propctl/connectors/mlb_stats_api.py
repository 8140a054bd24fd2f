"""MLB Stats API: the requests for a day, and the typed values of their answers.

At most ten requests a day, none per player: the slate, all players' totals, two earlier seasons, all players'
handedness, the week's line-ups, the season's schedule, and a box score for each suspended game.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Final, Generic, TypeVar

from cachetools import LRUCache, cached

from propctl.connectors.freshness import CLOCK_SKEW
from propctl.connectors.payload_archive import PayloadArchive
from propctl.connectors.payloads import Payload, PayloadChangedError, PayloadSource, Request
from propctl.domain.providers import Provider
from propctl.domain.slate import RecentLineup, SeasonSchedule, Slate
from propctl.domain.stats import Person, SeasonTotals
from propctl.normalize.boxscore import BoxLine, read_boxscore
from propctl.normalize.payload import PayloadShapeError, ReportLeftOut
from propctl.normalize.people import PEOPLE_FIELDS, read_people
from propctl.normalize.season import (
    LINEUP_FIELDS,
    SEASON_FIELDS,
    read_recent_lineups,
    read_season_schedule,
)
from propctl.normalize.slate import SLATE_HYDRATIONS, read_slate
from propctl.normalize.totals import PITCH_COUNT_FIELDS, TOTALS_FIELDS, read_pitch_counts, read_totals

PROVIDER: Final = Provider.MLB_STATS_API.value
LIVE_SLATE_TTL_SECONDS: Final = 20
"""The provider's own edge caches a schedule that long; a request within that time gets the same answer."""

RECENT_DAYS: Final = 7
PAGE_LIMIT: Final = 5000
MAX_SEASONS: Final = 4
"""Seasons whose players and totals are kept in memory: those of two years' boards."""

CHANGED_HINT: Final = "the provider's format has changed; nothing was published: report this with the request"

LEFT_OUT_HINT: Final = (
    "the provider's format has changed, or one entry of it is wrong: report this with the request"
)

Value = TypeVar("Value")
Reading = tuple[Value, tuple[str, ...]]
"""A value, and the faults of what was left out of it."""


@dataclass(frozen=True, slots=True)
class Fetched(Generic[Value]):
    """A value and the payload it was read from, with the faults of what was left out of it."""

    value: Value
    payload: Payload
    left_out: tuple[str, ...] = ()

    def change(self) -> PayloadChangedError | None:
        """The error that reports the rows that were left out; None when there are none."""
        if not self.left_out:
            return None
        return PayloadChangedError(
            self.payload.request, format_left_out_rows(self.left_out), hint=LEFT_OUT_HINT
        )


def format_left_out_rows(faults: Iterable[str]) -> str:
    """``1 entry left out: people[5].id: expected `int`, got `str```."""
    once = list(dict.fromkeys(faults))
    return f"{len(once)} {'entry' if len(once) == 1 else 'entries'} left out: {'; '.join(once)}"


def _request(path: str, **params: object) -> Request:
    return Request(PROVIDER, f"/api/v1/{path}", tuple((name, str(value)) for name, value in params.items()))


def slate_request(day: date) -> Request:
    """The day's games with clubs, starters and line-ups."""
    return _request("schedule", sportId=1, date=day, hydrate=SLATE_HYDRATIONS)


def bare_slate_request(day: date) -> Request:
    """The form that is least often refused: no line-ups, no starters."""
    return _request("schedule", sportId=1, date=day)


def hydrations_request(day: date) -> Request:
    """The names that ``hydrate`` takes."""
    return _request("schedule", sportId=1, date=day, hydrate="hydrations")


def totals_request(season: int, through: date) -> Request:
    """All players' totals of *season* up to and including *through*."""
    return _request(
        "stats", stats="byDateRange", group="hitting,pitching", playerPool="ALL", sportId=1, gameType="R",
        season=season, startDate=date(season, 1, 1), endDate=through, limit=PAGE_LIMIT, fields=TOTALS_FIELDS,
    )  # fmt: skip


def pitch_counts_request(day: date) -> Request:
    """How many pitches each pitcher threw on one day."""
    return _request(
        "stats", stats="byDateRange", group="pitching", playerPool="ALL", sportId=1, gameType="R",
        season=day.year, startDate=day, endDate=day, limit=PAGE_LIMIT, fields=PITCH_COUNT_FIELDS,
    )  # fmt: skip


def season_request(season: int) -> Request:
    """All players' totals of a finished season."""
    return _request(
        "stats", stats="season", group="hitting,pitching", playerPool="ALL", sportId=1, gameType="R",
        season=season, limit=PAGE_LIMIT, fields=TOTALS_FIELDS,
    )  # fmt: skip


def people_request(season: int) -> Request:
    """All players of the season with their handedness."""
    return _request("sports/1/players", season=season, fields=PEOPLE_FIELDS)


def lineups_request(before: date) -> Request:
    """The line-ups of the seven days before *before*."""
    first, last = before - timedelta(days=RECENT_DAYS), before - timedelta(days=1)
    return _request(
        "schedule", sportId=1, startDate=first, endDate=last, hydrate="lineups", fields=LINEUP_FIELDS
    )


def season_schedule_request(through: date) -> Request:
    """The season's games up to *through*, pruned to what the suspended-game rule needs.

    A suspended game's own row says when it was resumed, so the range can end there.
    """
    return _request(
        "schedule", sportId=1, startDate=date(through.year, 1, 1), endDate=through, fields=SEASON_FIELDS
    )


def boxscore_request(game_pk: int) -> Request:
    """One game's box score."""
    return _request(f"game/{game_pk}/boxscore")


def read_archived_slate(archive: PayloadArchive, day: date, now: datetime) -> Fetched[Slate] | None:
    """The slate of *day* that was archived last before *now*, in either form; None without a readable one."""
    found: list[Fetched[Slate]] = []
    for request, reduced in ((slate_request(day), False), (bare_slate_request(day), True)):
        record = archive.read_index_entry(request)
        if record is not None and record.fetched_at <= now + CLOCK_SKEW:
            with contextlib.suppress(PayloadChangedError):
                found.extend(_slates_in(archive.read_payload(record, request), day, reduced=reduced))
    return max(found, key=lambda fetched: fetched.payload.fetched_at, default=None)


def _slates_in(payload: Payload | None, day: date, *, reduced: bool) -> Iterator[Fetched[Slate]]:
    if payload is not None:
        yield _fetched(payload, lambda body, report: read_slate(body, day, report, reduced=reduced))


class MlbStatsApi:
    """Typed answers from a payload source."""

    def __init__(self, source: PayloadSource) -> None:
        self.source = source
        self._read_people = cached(
            LRUCache[str, Reading[dict[int, Person]]](MAX_SEASONS),
            key=lambda payload: payload.sha256,
            lock=Lock(),
        )(_people_in)
        self._read_season = cached(
            LRUCache[tuple[str, int], Reading[SeasonTotals]](MAX_SEASONS),
            key=lambda payload, season: (payload.sha256, season),
            lock=Lock(),
        )(_season_in)
        """Parsed once: every board of a season needs the same players and earlier seasons."""

    def fetch_slate(self, day: date, *, settled: bool) -> Fetched[Slate]:
        """The games of *day*; an archived answer is used only for a *settled* (past) day."""
        return self._slate(slate_request(day), day, settled=settled, reduced=False)

    def fetch_bare_slate(self, day: date, *, settled: bool) -> Fetched[Slate]:
        """The games of *day*, without line-ups and starters."""
        return self._slate(bare_slate_request(day), day, settled=settled, reduced=True)

    def _slate(self, request: Request, day: date, *, settled: bool, reduced: bool) -> Fetched[Slate]:
        payload = self.source.fetch_payload(
            request,
            settled_on=day if settled else None,
            ttl_seconds=0 if settled else LIVE_SLATE_TTL_SECONDS,
        )
        return _fetched(payload, lambda body, report: read_slate(body, day, report, reduced=reduced))

    def has_history(self, season: int, through: date) -> bool:
        """Whether totals and season schedule are both archived: they must be of the same moment.

        Both requests depend on the same day alone, so if one is repeated, the other must be repeated too.
        """
        requests = (totals_request(season, through), season_schedule_request(through))
        return all(self.source.is_archived(request, through) for request in requests)

    def fetch_totals(self, season: int, through: date, *, reuse: bool) -> Fetched[SeasonTotals]:
        """All players' totals of *season* through a day."""
        payload = self.source.fetch_payload(
            totals_request(season, through), settled_on=through if reuse else None
        )
        return _fetched(payload, lambda body, report: read_totals(body, season, report))

    def fetch_season_schedule(self, through: date, *, reuse: bool) -> Fetched[SeasonSchedule]:
        """Suspended games and unfinished days of the season through a day."""
        payload = self.source.fetch_payload(
            season_schedule_request(through), settled_on=through if reuse else None
        )
        return _fetched(payload, read_season_schedule)

    def fetch_season_totals(self, season: int) -> Fetched[SeasonTotals]:
        """All players' totals of a finished season."""
        payload = self.source.fetch_payload(season_request(season), settled_on=date(season, 12, 31))
        value, left_out = self._read_season(payload, season)
        return Fetched(value, payload, left_out)

    def fetch_pitch_counts(self, day: date) -> Fetched[dict[int, int]]:
        """Pitches by pitcher of one finished day."""
        payload = self.source.fetch_payload(pitch_counts_request(day), settled_on=day)
        return _fetched(payload, lambda body, _: read_pitch_counts(body, day.year))

    def fetch_people(self, season: int, today: date) -> Fetched[dict[int, Person]]:
        """All players' handedness, fetched once a day."""
        payload = self.source.fetch_payload(
            people_request(season), settled_on=min(today, date(season, 12, 31)) - timedelta(days=1)
        )
        value, left_out = self._read_people(payload)
        return Fetched(value, payload, left_out)

    def fetch_recent_lineups(self, before: date) -> Fetched[tuple[RecentLineup, ...]]:
        """The whole line-ups of the seven days before *before*."""
        payload = self.source.fetch_payload(lineups_request(before), settled_on=before - timedelta(days=1))
        return _fetched(payload, read_recent_lineups)

    def read_archived_lineups(self, before: date) -> list[Fetched[tuple[RecentLineup, ...]]]:
        """The same line-ups from the slates that earlier runs archived."""
        days = [before - timedelta(days=n) for n in range(RECENT_DAYS, 0, -1)]
        payloads = [self.source.read_archived(slate_request(day)) for day in days]
        return [_fetched(payload, read_recent_lineups) for payload in payloads if payload is not None]

    def fetch_boxscore(self, game_pk: int, settled_on: date) -> Fetched[tuple[BoxLine, ...]]:
        """The box score of a game finished on *settled_on*."""
        payload = self.source.fetch_payload(boxscore_request(game_pk), settled_on=settled_on)
        return _fetched(payload, lambda body, _: read_boxscore(body))


def _people_in(payload: Payload) -> Reading[dict[int, Person]]:
    return _read(payload, read_people)


def _season_in(payload: Payload, season: int) -> Reading[SeasonTotals]:
    return _read(payload, lambda body, report: read_totals(body, season, report))


def _fetched(payload: Payload, reader: Callable[[bytes, ReportLeftOut], Value]) -> Fetched[Value]:
    value, left_out = _read(payload, reader)
    return Fetched(value, payload, left_out)


def _read(payload: Payload, reader: Callable[[bytes, ReportLeftOut], Value]) -> Reading[Value]:
    faults: list[str] = []
    try:
        return reader(payload.body, faults.append), tuple(faults)
    except (PayloadShapeError, OverflowError) as error:
        raise PayloadChangedError(payload.request, str(error), hint=CHANGED_HINT) from error
