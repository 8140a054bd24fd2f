"""The two clients of the sample league: the same calls as :class:`HttpClient`, and no network."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import msgspec

from propctl.connectors.baseball_savant import PATH as SAVANT_PATH
from propctl.connectors.baseball_savant import day_request, game_date_of
from propctl.connectors.payloads import Answer, PayloadChangedError, Request
from propctl.domain.calendar import to_second
from propctl.sample.boxscore import boxscore
from propctl.sample.clubs import CLUBS
from propctl.sample.forms import (
    BoxscoreForm,
    Form,
    PeopleForm,
    ScheduleForm,
    StatsForm,
    UnknownFormError,
    form_of,
)
from propctl.sample.league import League
from propctl.sample.people import BATTERS, PITCHERS, Player, rosters
from propctl.sample.schedule import HYDRATIONS, ScheduleWriter
from propctl.sample.statcast import csv_of
from propctl.sample.stats import Span, statistics

Json = dict[str, Any]

HINT: Final = "the sample league answers the requests of this version's connectors, and no others"


class SampleStatsApi:
    """Answers as the MLB Stats API does, as of *now*."""

    def __init__(self, league: League, now: Callable[[], datetime]) -> None:
        self._league = league
        self._now = now

    def get(self, request: Request) -> Answer:
        """The answer to *request* (PayloadChangedError for a form that the league does not know)."""
        now = self._now()
        try:
            form = form_of(request)
            with self._league.lock:
                document = self._document(form, now)
        except UnknownFormError as error:
            raise _unknown(request, str(error)) from error
        body = document if form.fields is None else pruned(document, form.fields)
        return Answer(msgspec.json.encode(body), to_second(now))

    def close(self) -> None:
        """Nothing is open."""

    def _document(self, form: Form, now: datetime) -> Json:
        if isinstance(form, ScheduleForm):
            return self._schedule(form, now)
        if isinstance(form, StatsForm):
            return self._stats(form, now)
        if isinstance(form, PeopleForm):
            return _people(form.season)
        return self._boxscore(form, now)

    def _schedule(self, form: ScheduleForm, now: datetime) -> Json:
        if not form.hydrate <= HYDRATIONS:
            raise UnknownFormError(f"hydrate={','.join(sorted(form.hydrate - HYDRATIONS))}")
        scores = form.fields is None or "score" in form.fields
        return ScheduleWriter(self._league, now, form.hydrate, scores=scores).schedule(form.first, form.last)

    def _stats(self, form: StatsForm, now: datetime) -> Json:
        pitches = form.fields is not None and "numberOfPitches" in form.fields
        told = statistics(self._league, Span(form.first, form.last), now, form.groups, pitches=pitches)
        if any(block["totalSplits"] > form.limit for block in told["stats"]):
            raise UnknownFormError(f"limit={form.limit}: the league does not page")
        return told

    def _boxscore(self, form: BoxscoreForm, now: datetime) -> Json:
        game = self._league.game(form.game_pk)
        if game is None:
            raise UnknownFormError(f"no game {form.game_pk}")
        return boxscore(self._league, game, now)


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
    """*part* with only the keys that ``fields=`` names, at whatever depth."""
    if isinstance(part, dict):
        return {key: pruned(value, names) for key, value in part.items() if key in names}
    return [pruned(item, names) for item in part] if isinstance(part, list) else part


def _unknown(request: Request, reason: str) -> PayloadChangedError:
    return PayloadChangedError(request, f"the sample league has no such request: {reason}", hint=HINT)


def _people(season: int) -> Json:
    """Everybody, the two-way player once."""
    everybody = rosters(season)
    batters = [(player, place // BATTERS) for place, player in enumerate(everybody.batters)]
    pitchers = [(player, place // PITCHERS) for place, player in enumerate(everybody.pitchers)]
    rows = {player.player_id: _person(player, club) for player, club in (*batters, *pitchers)}
    return {"people": list(rows.values())}


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
