"""Days of pitches for fitting and evaluation, read with propctl's reader and kept in memory."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, timedelta

import httpx
import polars as pl

from benchmarks.provider import days_between
from propctl.domain.contact import Contact
from propctl.normalize.contact import CONTACT_COLUMNS, contact_of
from propctl.normalize.pitches import read_pitches

WINDOW_DAYS = 30


@dataclass(frozen=True, slots=True)
class PitchDays:
    """The Statcast provider at *url*; of each day only *columns* are kept."""

    http: httpx.Client
    url: str
    columns: tuple[str, ...] = ("game_pk", *CONTACT_COLUMNS)
    days: dict[date, pl.DataFrame] = field(default_factory=dict)

    def day(self, day: date) -> pl.DataFrame:
        """The pitches of the regular-season games of *day*."""
        if day not in self.days:
            asked = {
                "type": "details",
                "hfSea": f"{day.year}|",
                "hfGT": "R|",
                "game_date_gt": day.isoformat(),
                "game_date_lt": day.isoformat(),
            }
            answer = self.http.get(self.url + "/statcast_search/csv", params=asked)
            answer.raise_for_status()
            self.days[day] = read_pitches(answer.content, day).select(self.columns)
        return self.days[day]

    def before(self, day: date, left_out: AbstractSet[int] = frozenset()) -> pl.DataFrame:
        """The pitches of the window that ends the day before *day*, without those of *left_out* games."""
        window = days_between(day - timedelta(days=WINDOW_DAYS), day - timedelta(days=1))
        pitches = pl.concat([self.day(earlier) for earlier in window])
        return pitches.filter(~pl.col("game_pk").is_in(sorted(left_out)))

    def contact(self, day: date, left_out: AbstractSet[int]) -> Contact:
        """What a projection of *day* may know of pitches."""
        return contact_of([self.before(day, left_out)])
