"""Schedules in the Stats API's shape, for a day or a range, with the requested hydrations."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from propctl.domain.calendar import utc_text
from propctl.sample.fixtures import (
    FINAL,
    POSTPONED,
    Fixture,
    Status,
    line_up_posted,
    starter_named,
    status_of,
)
from propctl.sample.league import League
from propctl.sample.rosters import Club, Player, rosters
from propctl.sample.season_stats import SeasonStats
from propctl.sample.team_state import teams_of

Json = dict[str, Any]

HYDRATIONS: Final = frozenset({"team", "probablePitcher", "lineups", "venue", "statusFlags"})


class ScheduleBuilder:
    """Builds the schedule as it is known at *now*."""

    def __init__(self, league: League, now: datetime, hydrate: frozenset[str], *, scores: bool) -> None:
        self._league = league
        self._now = now
        self._hydrate = hydrate
        self._scores = scores

    def schedule(self, first: date, last: date) -> Json:
        """The days from *first* to *last*; days without games are left out."""
        buckets: dict[date, list[Json]] = {}
        for game in self._league.games_on(first, last):
            for day, row in self._listings(game):
                if first <= day <= last:
                    buckets.setdefault(day, []).append(row)
        days = [
            {"date": str(day), "totalItems": len(rows), "totalGames": len(rows), "games": rows}
            for day, rows in sorted(buckets.items())
        ]
        total = sum(len(rows) for rows in buckets.values())
        return {"totalItems": total, "totalGames": total, "dates": days}

    def _listings(self, game: Fixture) -> Iterator[tuple[date, Json]]:
        """A postponed game also stays listed on its original day."""
        seen = game.as_seen(self._now)
        if seen.date != seen.first_date:
            row = self._row(seen, POSTPONED)
            moved = {"gameDate": utc_text(seen.first_start), "rescheduleDate": utc_text(seen.starts_at)}
            yield seen.first_date, row | moved | {"doubleHeader": "N", "gameNumber": 1}
        row = self._row(seen, status_of(seen, self._now))
        if seen.date != seen.first_date:
            row |= {
                "rescheduledFrom": utc_text(seen.first_start),
                "rescheduledFromDate": str(seen.first_date),
                "description": f"Makeup of {seen.first_date.month}/{seen.first_date.day} PPD",
            }
        yield seen.date, row

    def _row(self, game: Fixture, status: Status) -> Json:
        row: Json = {
            "gamePk": game.game_pk,
            "gameType": "R",
            "season": str(game.date.year),
            "gameDate": utc_text(game.starts_at),
            "officialDate": str(game.date),
            "status": self._status(status),
            "teams": {
                "away": self._club(game, status, home=False),
                "home": self._club(game, status, home=True),
            },
            "venue": {"id": game.home.venue_id, "name": game.home.park},
            "gameNumber": game.number,
            "doubleHeader": "S" if game.double else "N",
            "scheduledInnings": 9,
        }
        if status is FINAL and self._scores:
            self._score(game, row["teams"])
        if "lineups" in self._hydrate and status is not POSTPONED:
            row |= self._line_ups(game)
        if "statusFlags" in self._hydrate:
            row["statusFlags"] = {
                "isPostponed": status is POSTPONED,
                "isSuspended": False,
                "isCancelled": False,
            }
        return row

    @staticmethod
    def _status(status: Status) -> Json:
        document = {
            "abstractGameState": status.abstract,
            "codedGameState": status.coded,
            "detailedState": status.detailed,
            "statusCode": status.code,
            "startTimeTBD": False,
        }
        return document | ({"reason": status.reason} if status.reason else {})

    def _club(self, game: Fixture, status: Status, *, home: bool) -> Json:
        club = game.home if home else game.away
        document: Json = {"team": self._team(club), "splitSquad": False}
        named = "probablePitcher" in self._hydrate and status is not POSTPONED
        if named and starter_named(game, self._now, home=home):
            team = teams_of(game)[home]
            document["probablePitcher"] = person(rosters(game.date.year).pitchers[team.starter])
        return document

    def _team(self, club: Club) -> Json:
        team: Json = {"id": club.team_id, "name": club.name}
        if "team" in self._hydrate:
            team |= {
                "abbreviation": club.abbreviation,
                "teamName": club.nickname,
                "locationName": club.city,
            }
        return team

    def _line_ups(self, game: Fixture) -> Json:
        """The posted line-ups; a key is absent until its line-up is posted."""
        batters = rosters(game.date.year).batters
        document: Json = {}
        for home, key in ((False, "awayPlayers"), (True, "homePlayers")):
            if line_up_posted(game, self._now, home=home):
                document[key] = [person(batters[place]) for place in teams_of(game)[home].order]
        return {"lineups": document} if document else {}

    def _score(self, game: Fixture, teams: Json) -> None:
        away, home = self._league.season(game.date.year).play(game, SeasonStats())
        for side, club, opponent in (("away", away, home), ("home", home, away)):
            teams[side] |= {"score": club.runs, "isWinner": club.runs > opponent.runs}


def person(player: Player) -> Json:
    """A player, as payloads refer to him."""
    return {"id": player.player_id, "fullName": player.name}
