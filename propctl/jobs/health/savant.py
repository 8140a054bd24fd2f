"""Baseball Savant: does it answer, and in the shape that a run needs.

One request for a day on which nobody plays, the first of January: a day of pitches is 3 MB and a heavy query,
and the same question without rows tells whether this network is answered. A deep check-up asks for the newest
day that is surely complete, and reads it.
"""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from propctl.connectors.baseball_savant import PROVIDER, day_request
from propctl.domain.digest import sha256
from propctl.domain.health_report import Component
from propctl.domain.option_values import ComponentName
from propctl.errors import PropctlError, TemporaryError
from propctl.jobs.health.checks import Checklist, Remark
from propctl.jobs.health.provider_answers import LastPlayed, Providers, late_september, read_as
from propctl.normalize.pitches import (
    REQUIRED,
    absent_columns,
    header_of,
    incomplete_games,
    read_pitches,
    unknown_columns,
)

MAX_NAMED: Final = 5
"""Columns that are named; the fingerprint covers them all."""


def check_savant(providers: Providers) -> Component:
    """One light question; a whole day with a deep check-up."""
    todo = Checklist(ComponentName.BASEBALL_SAVANT)
    if not todo.check("terms", partial(providers.may_ask, PROVIDER)).sound:
        return todo.result()
    if not providers.health_context.deep:
        answered = todo.check("empty day", partial(_empty_day, providers))
        return todo.result(answered.message)
    day = _Day(providers, _last_played(providers))
    received = todo.check("day of pitches", day.receive)
    if received.sound:
        todo.check("columns", day.columns)
        read = todo.check("rows", day.read)
        return todo.result(read.message)
    return todo.result()


def _empty_day(providers: Providers) -> str:
    body = providers.get(day_request(date(providers.health_context.today.year, 1, 1))).body
    return f"answers; {len(header_of(body))} columns"


def _last_played(providers: Providers) -> LastPlayed:
    try:
        return providers.last_played()
    except PropctlError:
        return late_september(providers.health_context.today)


def _named(columns: list[str]) -> str:
    more = len(columns) - MAX_NAMED
    return ", ".join(columns[:MAX_NAMED]) + (f" and {more} more" if more > 0 else "")


@dataclass
class _Day:
    providers: Providers
    played: LastPlayed
    body: bytes = b""

    def receive(self) -> str:
        self.body = self.providers.get(day_request(self.played.day)).body
        return f"{self.played.day}, {len(self.body) / 1e6:.1f} MB"

    def columns(self) -> str | Remark:
        """Known, unknown and absent ones; a required one that is absent is a changed payload."""
        names = header_of(self.body)
        fingerprint = sha256(",".join(names).encode())[:12]
        told = f"{len(names)} columns, fingerprint {fingerprint}"
        unknown, absent = unknown_columns(self.body), absent_columns(self.body)
        for kind, columns in (("unknown", unknown), ("absent", absent)):
            told += f"; {kind}: {_named(columns)}" if columns else ""
        return Remark(told) if unknown or REQUIRED & set(absent) else told

    def read(self) -> str | Remark:
        day = self.played.day
        rows = read_as(
            day_request(day), self.body, lambda body: read_pitches(body, day, self.played.left_out)
        )
        games = set(rows["game_pk"].unique().to_list())
        if not games and not self.played.games:
            raise TemporaryError(f"no rows of {day}, a day on which every club plays")
        told = f"{rows.height:,} pitches of {len(games)} games on {day}"
        lacking = self.played.games - games if self.played.games else set()
        if lacking or incomplete_games(rows):
            return Remark(f"{told}, which is not complete: {len(games)} of {len(self.played.games)} games")
        return told
