"""Known leaks, planted at the wire: a build that asks, or is answered, what it must not know.

The program itself is untouched; each leak stands between it and the provider.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl

from propctl.connectors.baseball_savant import BaseballSavant, PitchSource, day_request
from propctl.connectors.mlb_stats_api import bare_slate_request, boxscore_request
from propctl.connectors.payloads import Payload, PayloadSource, Request
from propctl.connectors.pitch_archive import DayRecord
from propctl.domain.digest import sha256
from propctl.domain.slate import PitchDay
from propctl.normalize.pitches import read_pitches

Json = dict[str, Any]


class Wire:
    """Passes requests and answers on as they are; a leak changes one or the other."""

    def __init__(self, source: PayloadSource, day: date) -> None:
        self.source = source
        self.day = day

    def asked(self, request: Request) -> Request:
        """What is asked in place of *request*."""
        return request

    def answered(self, request: Request, document: Json) -> Json:
        """What is answered in place of *document*."""
        del request
        return document

    def fetch_payload(
        self, request: Request, *, settled_on: date | None = None, ttl_seconds: int = 0
    ) -> Payload:
        payload = self.source.fetch_payload(
            self.asked(request), settled_on=settled_on, ttl_seconds=ttl_seconds
        )
        body = json.dumps(self.answered(request, json.loads(payload.body))).encode()
        return replace(payload, request=request, body=body, sha256=sha256(body))

    def is_archived(self, request: Request, settled_on: date) -> bool:
        """Never: the store is a fresh one."""
        del request, settled_on
        return False

    def read_archived(self, request: Request) -> Payload | None:
        """Nothing: the store is a fresh one."""
        del request
        return None

    def write_index_entry(self, payload: Payload, *, final: bool) -> None:
        """Nothing: what was changed on its way is not archived."""


class TotalsIncludeTheDay(Wire):
    """Totals through D instead of D-1."""

    def asked(self, request: Request) -> Request:
        return _with(request, endDate=str(self.day)) if _is_totals(request) else request


class TotalsOfTheWholeSeason(Wire):
    """``stats=season`` of D's own season: everything up to the moment of asking."""

    def asked(self, request: Request) -> Request:
        return _with(request, stats="season") if _is_totals(request) else request


class SeasonStatsOfBoxScores(Wire):
    """Every player's counts as the box scores of D tell them in ``seasonStats``, with D in them."""

    def answered(self, request: Request, document: Json) -> Json:
        if _is_totals(request):
            known = self._season_stats()
            for block in document["stats"]:
                group = {"hitting": "batting", "pitching": "pitching"}[block["group"]["displayName"]]
                for split in block["splits"]:
                    split["stat"] = known.get((split["player"]["id"], group)) or split["stat"]
        return document

    def _season_stats(self) -> dict[tuple[int, str], Json]:
        return {
            (player["person"]["id"], group): player["seasonStats"][group]
            for box in self._box_scores()
            for club in box["teams"].values()
            for player in club["players"].values()
            for group in ("batting", "pitching")
        }

    def _box_scores(self) -> list[Json]:
        slate = self._ask(bare_slate_request(self.day))
        played = [game for game in slate["dates"][0]["games"] if game["status"]["codedGameState"] == "F"]
        return [self._ask(boxscore_request(game["gamePk"])) for game in played]

    def _ask(self, request: Request) -> Json:
        document: Json = json.loads(self.source.fetch_payload(request).body)
        return document


class ResumptionsUnknown(Wire):
    """The season's schedule without a word of resumptions, so that the suspended-game rule never applies."""

    def answered(self, request: Request, document: Json) -> Json:
        del request
        for bucket in document.get("dates", ()):
            for game in bucket["games"]:
                game.pop("resumeDate", None)
                game.pop("resumedFrom", None)
        return document


class PitchWire:
    """Passes days of pitches on as they are; a leak changes what is asked for or what comes of it."""

    def __init__(self, source: PitchSource, day: date) -> None:
        self.source = source
        self.day = day

    def read_record(self, day: date) -> DayRecord | None:
        return self.source.read_record(day)

    def fetch_day(self, wanted: PitchDay) -> DayRecord:
        return self.source.fetch_day(wanted)

    def read_pitches(
        self, wanted: PitchDay, record: DayRecord, columns: Sequence[str]
    ) -> pl.DataFrame | None:
        return self.source.read_pitches(wanted, record, columns)

    def write_verdict(self, day: date, record: DayRecord, *, agrees: bool) -> DayRecord:
        return self.source.write_verdict(day, record, agrees=agrees)


class PitchesOfTheDayItself(PitchWire):
    """The window ends with D instead of D-1: its last day has the pitches of both."""

    def read_pitches(
        self, wanted: PitchDay, record: DayRecord, columns: Sequence[str]
    ) -> pl.DataFrame | None:
        pitches = super().read_pitches(wanted, record, columns)
        if pitches is None or wanted.game_date != self.day - timedelta(days=1):
            return pitches
        assert isinstance(self.source, BaseballSavant)
        body = self.source._client.get(day_request(self.day)).body
        return pl.concat([pitches, read_pitches(body, self.day).select(columns)])


class PitchesOfSuspendedGames(PitchWire):
    """A suspended game counts on the day it began, with what was thrown when it was resumed."""

    def fetch_day(self, wanted: PitchDay) -> DayRecord:
        return super().fetch_day(self._with_suspended(wanted))

    def read_pitches(
        self, wanted: PitchDay, record: DayRecord, columns: Sequence[str]
    ) -> pl.DataFrame | None:
        return super().read_pitches(self._with_suspended(wanted), record, columns)

    def _with_suspended(self, wanted: PitchDay) -> PitchDay:
        began = {777861} if wanted.game_date == date(2025, 5, 19) else set()
        return replace(wanted, games=wanted.games | began, left_out=wanted.left_out - began)


def _is_totals(request: Request) -> bool:
    return ("stats", "byDateRange") in request.params


def _with(request: Request, **changed: str) -> Request:
    return replace(request, params=tuple((name, changed.get(name, value)) for name, value in request.params))
