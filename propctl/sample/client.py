"""The two clients of the sample league, with the methods of :class:`HttpClient` but without a network.

They answer the requests of this version's connectors. Any other request is an error, never an empty answer.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

import msgspec

from propctl.connectors.baseball_savant import PATH as SAVANT_PATH
from propctl.connectors.baseball_savant import day_request, game_date_of
from propctl.connectors.payloads import Answer, Client, PayloadChangedError, Request
from propctl.domain.calendar import parse_date, to_second
from propctl.domain.providers import Provider
from propctl.sample.league import League
from propctl.sample.rosters import BATTERS, CLUBS, PITCHERS, Player, rosters
from propctl.sample.schedule import HYDRATIONS, ScheduleBuilder
from propctl.sample.statcast import csv_of
from propctl.sample.stats import Span, boxscore, statistics

Json = dict[str, Any]
DocumentBuilder = Callable[[datetime], Json]
"""Builds the document as of an instant."""

HINT: Final = "the sample league answers only the requests of this version's connectors"
STATS: Final = {"playerPool": "ALL", "sportId": "1", "gameType": "R"}
GROUPS: Final = ("hitting", "pitching")


class UnknownRequestError(ValueError):
    """The league does not know the request."""


def open_sample_clients(now: Callable[[], datetime]) -> "dict[Provider, Client]":
    """A client for each provider, sharing one league."""
    league = League()
    return {
        Provider.MLB_STATS_API: SampleStatsApi(league, now),
        Provider.BASEBALL_SAVANT: SampleSavant(league, now),
    }


class SampleStatsApi:
    """Answers as the MLB Stats API does, as of *now*."""

    def __init__(self, league: League, now: Callable[[], datetime]) -> None:
        self._league = league
        self._now = now

    def get(self, request: Request) -> Answer:
        """The answer to *request* (PayloadChangedError for one that the league does not know)."""
        now = self._now()
        try:
            build, fields = self._builder_of(request)
            with self._league.lock:
                document = build(now)
        except UnknownRequestError as error:
            raise _unknown(request, str(error)) from error
        body = document if fields is None else pruned(document, fields)
        return Answer(msgspec.json.encode(body), to_second(now))

    def close(self) -> None:
        """Nothing is open."""

    def _builder_of(self, request: Request) -> tuple[DocumentBuilder, frozenset[str] | None]:
        """The builder of the answer to *request*, and the fields to keep."""
        path = request.path.removeprefix("/api/v1/")
        readers = {"schedule": self._schedule, "stats": self._stats, "sports/1/players": _people}
        try:
            params = _Params(request.params)
            fields = params.names("fields")
            build = readers[path](params, fields) if path in readers else self._boxscore(path)
        except ValueError as error:
            raise UnknownRequestError(str(error)) from error
        params.refuse_rest()
        return build, fields

    def _schedule(self, params: "_Params", fields: frozenset[str] | None) -> DocumentBuilder:
        params.must_be({"sportId": "1"})
        day = params.optional("date")
        first, last = (day, day) if day is not None else (params.take("startDate"), params.take("endDate"))
        days = parse_date(first), parse_date(last)
        hydrate = params.names("hydrate") or frozenset()
        if not hydrate <= HYDRATIONS:
            raise UnknownRequestError(f"hydrate={','.join(sorted(hydrate - HYDRATIONS))}")
        scores = fields is None or "score" in fields
        return lambda now: ScheduleBuilder(self._league, now, hydrate, scores=scores).schedule(*days)

    def _stats(self, params: "_Params", fields: frozenset[str] | None) -> DocumentBuilder:
        span = _span(params)
        groups, limit = tuple(params.take("group").split(",")), int(params.take("limit"))
        if not set(groups) <= set(GROUPS):
            raise UnknownRequestError(f"statistics of {','.join(groups)}")
        pitches = fields is not None and "numberOfPitches" in fields

        def build(now: datetime) -> Json:
            document = statistics(self._league, span, now, groups, pitches=pitches)
            if any(block["totalSplits"] > limit for block in document["stats"]):
                raise UnknownRequestError(f"limit={limit}: the league does not page")
            return document

        return build

    def _boxscore(self, path: str) -> DocumentBuilder:
        parts = path.split("/")
        if len(parts) != 3 or (parts[0], parts[2]) != ("game", "boxscore"):
            raise UnknownRequestError(f"no path {path}")
        game = self._league.game(int(parts[1]))
        if game is None:
            raise UnknownRequestError(f"no game {parts[1]}")
        return lambda now: boxscore(self._league, game, now)


class SampleSavant:
    """Answers as Baseball Savant does, as of *now*."""

    def __init__(self, league: League, now: Callable[[], datetime]) -> None:
        self._league = league
        self._now = now

    def get(self, request: Request) -> Answer:
        """The day of pitches (PayloadChangedError for anything else)."""
        day = game_date_of(request.text) if request.path == SAVANT_PATH else None
        if day is None or request != day_request(day):
            raise _unknown(request, "not a day of pitches")
        now = self._now()
        with self._league.lock:
            season = self._league.season(day.year)
            games = [
                (game, season.talents.rosters, season.pitches(game)) for game in season.between(day, day, now)
            ]
            return Answer(csv_of(games), to_second(now))

    def close(self) -> None:
        """Nothing is open."""


def pruned(part: Any, names: frozenset[str]) -> Any:
    """*part* with only the keys that ``fields=`` names, at every depth."""
    if isinstance(part, dict):
        return {key: pruned(value, names) for key, value in part.items() if key in names}
    return [pruned(item, names) for item in part] if isinstance(part, list) else part


def _unknown(request: Request, reason: str) -> PayloadChangedError:
    return PayloadChangedError(request, f"the sample league has no such request: {reason}", hint=HINT)


class _Params:
    """Parameters that are taken one by one; those left over at the end are unknown."""

    def __init__(self, params: tuple[tuple[str, str], ...]) -> None:
        self._left = dict(params)
        if len(self._left) != len(params):
            raise UnknownRequestError("a parameter is given twice")

    def take(self, name: str) -> str:
        """The value of a required parameter."""
        try:
            return self._left.pop(name)
        except KeyError:
            raise UnknownRequestError(f"without {name}") from None

    def optional(self, name: str) -> str | None:
        """The value of an optional parameter."""
        return self._left.pop(name, None)

    def must_be(self, wanted: Mapping[str, str]) -> None:
        """Take parameters that have only one valid value."""
        for name, value in wanted.items():
            if self.take(name) != value:
                raise UnknownRequestError(f"{name} is not {value}")

    def names(self, name: str) -> frozenset[str] | None:
        """The names in a comma-separated list, or None if it is absent."""
        text = self.optional(name)
        return None if text is None else frozenset(text.split(","))

    def refuse_rest(self) -> None:
        """Refuse any parameters left over."""
        if self._left:
            raise UnknownRequestError(f"with {', '.join(sorted(self._left))}")


def _span(params: _Params) -> Span:
    """The season, or part of a season, that the request covers."""
    kind, season = params.take("stats"), int(params.take("season"))
    params.must_be(STATS)
    if kind == "season":
        return Span(date(season, 1, 1), date(season, 12, 31))
    if kind != "byDateRange":
        raise UnknownRequestError(f"stats={kind}")
    span = Span(parse_date(params.take("startDate")), parse_date(params.take("endDate")))
    if not span.first.year == span.last.year == season:
        raise UnknownRequestError(f"{span.first} to {span.last} is not part of season {season}")
    return span


def _people(params: _Params, _: frozenset[str] | None) -> DocumentBuilder:
    """All players, the two-way player once."""
    season_rosters = rosters(int(params.take("season")))
    batters = [(player, place // BATTERS) for place, player in enumerate(season_rosters.batters)]
    pitchers = [(player, place // PITCHERS) for place, player in enumerate(season_rosters.pitchers)]
    rows = {player.player_id: _person(player, club) for player, club in (*batters, *pitchers)}
    return lambda _: {"people": list(rows.values())}


def _person(player: Player, club: int) -> Json:
    code = "Y" if player.two_way else "1" if player.position == "P" else "O"
    return {
        "id": player.player_id,
        "fullName": player.name,
        "active": True,
        "primaryPosition": {"code": code, "abbreviation": player.position},
        "batSide": {"code": player.bats},
        "pitchHand": {"code": player.throws},
        "currentTeam": {"id": CLUBS[club].team_id},
    }
