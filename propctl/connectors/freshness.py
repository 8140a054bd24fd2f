"""When an archived payload, or a landed day of pitches, may replace a new request. Pure.

Scorers revise a game for some days, so an answer about finished days is fetched once a night while
corrections are likely, and not again afterwards.
"""

from datetime import date, datetime, timedelta
from typing import Final

from propctl.connectors.pitch_archive import DayRecord
from propctl.domain.calendar import new_york_date
from propctl.domain.slate import PitchDay

CORRECTION_WINDOW: Final = timedelta(days=8)
"""Scorers may change a ruling for 24 hours and clubs may appeal for 72; a week covers most of the rest."""

CLOCK_SKEW: Final = timedelta(minutes=15)
"""How far another machine's clock may be ahead of ours before its stamps count as future ones."""


def is_reusable(fetched_at: datetime, now: datetime, last_day: date) -> bool:
    """Whether an answer about days up to *last_day*, fetched at *fetched_at*, may be used at *now*."""
    fetched_on = new_york_date(fetched_at)
    if fetched_at > now + CLOCK_SKEW or fetched_on <= last_day:
        return False
    return fetched_on > last_day + CORRECTION_WINDOW or fetched_on == new_york_date(now)


RETRY_AFTER: Final = timedelta(minutes=30)
"""A day that was not complete is not requested again before that."""

REFRESH_AFTER: Final = timedelta(hours=20)
"""A landed day that is still being revised is requested again after that: once a night."""


def is_whole(record: DayRecord | None, wanted: PitchDay) -> bool:
    """Whether all of *wanted* has landed."""
    return record is not None and record.final and set(record.games) - wanted.left_out == wanted.games


def is_due(record: DayRecord | None, wanted: PitchDay, now: datetime) -> bool:
    """Whether a day of pitches should be requested at *now*.

    It is when it is missing or lacks games, and when it landed before its game date + 8 days (pitch types and
    expected results are revised for days) and has not been refreshed for 20 hours. A recent
    request that left out a suspended game does not count when that game is wanted.
    """
    if record is None or record.asked_at > now + CLOCK_SKEW or wanted.games.intersection(record.left_out):
        return True
    if now - record.asked_at < RETRY_AFTER:
        return False
    if not is_whole(record, wanted):
        return True
    revised = new_york_date(record.fetched_at) < wanted.game_date + CORRECTION_WINDOW
    return revised and now - record.fetched_at >= REFRESH_AFTER
