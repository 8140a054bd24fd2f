"""Check whether Baseball Savant answers, in the shape that a run needs.

One request for a day without games, the first of January: a day of pitches is 3 MB and a heavy query, and the
same request without rows shows whether this network gets an answer. A deep check-up fetches the newest day
that is certainly complete, and reads it.
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
    """One light request; with a deep check-up a whole day."""
    checklist = Checklist(ComponentName.BASEBALL_SAVANT)
    if not checklist.check("terms", partial(providers.check_terms, PROVIDER)).sound:
        return checklist.result()
    if not providers.health_context.deep:
        answered = checklist.check("empty day", partial(_check_empty_day, providers))
        return checklist.result(answered.message)
    day = _Day(providers, _fetch_last_played(providers))
    if checklist.check("day of pitches", day.fetch).sound:
        checklist.check("columns", day.columns)
        read = checklist.check("rows", day.read)
        return checklist.result(read.message)
    return checklist.result()


def _check_empty_day(providers: Providers) -> str:
    body = providers.fetch(day_request(date(providers.health_context.today.year, 1, 1))).body
    return f"answers; {len(header_of(body))} columns"


def _fetch_last_played(providers: Providers) -> LastPlayed:
    try:
        return providers.fetch_last_played()
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

    def fetch(self) -> str:
        self.body = self.providers.fetch(day_request(self.played.day)).body
        return f"{self.played.day}, {len(self.body) / 1e6:.1f} MB"

    def columns(self) -> str | Remark:
        """Known, unknown and absent columns; an absent column that runs need makes it a remark."""
        names = header_of(self.body)
        fingerprint = sha256(",".join(names).encode())[:12]
        text = f"{len(names)} columns, fingerprint {fingerprint}"
        unknown, absent = unknown_columns(self.body), absent_columns(self.body)
        for kind, columns in (("unknown", unknown), ("absent", absent)):
            text += f"; {kind}: {_named(columns)}" if columns else ""
        return Remark(text) if unknown or REQUIRED & set(absent) else text

    def read(self) -> str | Remark:
        day = self.played.day
        rows = read_as(
            day_request(day), self.body, lambda body: read_pitches(body, day, self.played.left_out)
        )
        games = set(rows["game_pk"].unique().to_list())
        if not games and not self.played.games:
            raise TemporaryError(f"no rows of {day}, a day on which every club plays")
        text = f"{rows.height:,} pitches of {len(games)} games on {day}"
        if self.played.games - games or incomplete_games(rows):
            return Remark(f"{text}, which is not complete: {len(games)} of {len(self.played.games)} games")
        return text
