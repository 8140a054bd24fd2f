"""Fetches what fitting and evaluation need from the provider, with propctl's readers."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import httpx

from propctl.domain.matchup import Handedness
from propctl.domain.slate import SeasonSchedule, Slate
from propctl.domain.stats import SeasonTotals
from propctl.normalize.boxscore import BoxLine, read_boxscore
from propctl.normalize.people import read_people
from propctl.normalize.season import read_season_schedule
from propctl.normalize.slate import read_slate
from propctl.normalize.totals import read_totals

HYDRATIONS = "team,probablePitcher,lineups"


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from *first* to *last*."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


@dataclass(frozen=True, slots=True)
class Provider:
    """A statistics provider, or a replay of one, at *url* (without ``/api``)."""

    http: httpx.Client
    url: str

    def slate(self, day: date) -> Slate:
        """The games of *day* with line-ups and starters."""
        body = self._get("/api/v1/schedule", sportId="1", date=day.isoformat(), hydrate=HYDRATIONS)
        return read_slate(body, day)

    def season_schedule(self, first: date, last: date) -> SeasonSchedule:
        """Suspended games and unfinished days of the range."""
        span = {"startDate": first.isoformat(), "endDate": last.isoformat()}
        return read_season_schedule(self._get("/api/v1/schedule", sportId="1", **span))

    def season(self, year: int) -> SeasonTotals:
        """Totals of a finished season."""
        return read_totals(self._stats(stats="season", season=str(year)), year)

    def between(self, first: date, last: date) -> SeasonTotals:
        """Totals of the season of *first* from then to *last*."""
        span = {"startDate": first.isoformat(), "endDate": last.isoformat()}
        return read_totals(self._stats(stats="byDateRange", season=str(first.year), **span), first.year)

    def handedness(self, year: int) -> Handedness:
        """The hands of a season's players."""
        people = read_people(self._get("/api/v1/sports/1/players", season=str(year)))
        return Handedness(
            bats={player: person.bats for player, person in people.items() if person.bats},
            throws={player: person.throws for player, person in people.items() if person.throws},
        )

    def boxscore(self, game_pk: int) -> tuple[BoxLine, ...]:
        """Everybody's line in a game."""
        return read_boxscore(self._get(f"/api/v1/game/{game_pk}/boxscore"))

    def _stats(self, **asked: str) -> bytes:
        pool = {"group": "hitting,pitching", "playerPool": "ALL", "limit": "5000", "gameType": "R"}
        return self._get("/api/v1/stats", **pool, **asked)

    def _get(self, path: str, **asked: str) -> bytes:
        answer = self.http.get(self.url + path, params=asked)
        answer.raise_for_status()
        return answer.content


def statcast_day(http: httpx.Client, url: str, day: date) -> list[dict[str, str]]:
    """Every pitch of *day* that ended a plate appearance, in order of play."""
    asked = {
        "type": "details",
        "hfSea": f"{day.year}|",
        "hfGT": "R|",
        "game_date_gt": day.isoformat(),
        "game_date_lt": day.isoformat(),
    }
    answer = http.get(url + "/statcast_search/csv", params=asked)
    answer.raise_for_status()
    rows = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    ended = [row for row in rows if row.get("events") and row["events"] != "truncated_pa"]
    return sorted(ended, key=lambda row: (row["game_pk"], row["inning_topbot"], int(row["at_bat_number"])))
