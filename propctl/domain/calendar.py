"""Days and instants. Days are the provider's official dates; "today" is New York's."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

FIRST_YEAR = 1901
"""The year of the provider's earliest box scores."""
LAST_YEAR = 2200
CLOCKS_DIFFER = timedelta(minutes=2)
"""How far another machine's clock may be ahead of ours."""
NEW_YORK = ZoneInfo("America/New_York")


def new_york_date(instant: datetime) -> date:
    """The calendar day in New York at *instant* (aware)."""
    return instant.astimezone(NEW_YORK).date()


def to_second(instant: datetime) -> datetime:
    """*instant* in UTC without its fraction of a second."""
    return instant.astimezone(UTC).replace(microsecond=0)


def utc_text(instant: datetime) -> str:
    """``2025-06-08T10:00:00Z``."""
    return to_second(instant).strftime("%Y-%m-%dT%H:%M:%SZ")


def compact_text(instant: datetime) -> str:
    """``20250608T100000Z``, for keys that sort by time."""
    return to_second(instant).strftime("%Y%m%dT%H%M%SZ")


def is_off_season(day: date) -> bool:
    """Whether no regular or post-season game has been played around *day* in recent years.

    The earliest opening day, abroad, was 18 March (2025); the latest last game was on 5 November (2022).
    """
    return not (3, 15) <= (day.month, day.day) <= (11, 10)


def parse_date(text: str) -> date:
    """``2025-06-08`` as a date; ValueError for anything else, ISO 8601's other forms included."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        raise ValueError(f"{text!r} is not a date; write it like 2025-06-08")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is not a date: there is no such day") from error


def parse_instant(text: str) -> datetime:
    """An ISO 8601 instant of FIRST_YEAR to LAST_YEAR with an offset, as aware UTC (ValueError otherwise)."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is not an instant; write it like 2025-06-08T10:00:00Z") from error
    if instant.tzinfo is None:
        raise ValueError(f"{text!r} has no offset; write it like 2025-06-08T10:00:00Z")
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise ValueError(f"{text!r} is not in the years {FIRST_YEAR} to {LAST_YEAR}")
    return instant.astimezone(UTC)
