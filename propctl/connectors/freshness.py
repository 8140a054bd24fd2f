"""When an archived payload may stand for a new request. Pure.

Scorers revise a game for some days, so what covers finished days is asked once a night while corrections
are likely, and never again afterwards.
"""

from datetime import date, datetime, timedelta
from typing import Final

from propctl.domain.calendar import new_york_date

CORRECTION_WINDOW: Final = timedelta(days=8)
"""Scorers may change a ruling for 24 hours and clubs may appeal for 72; a week covers the usual rest."""


def still_good(fetched_at: datetime, now: datetime, last_day: date) -> bool:
    """Whether an answer about days up to *last_day*, fetched at *fetched_at*, still serves at *now*."""
    fetched_on = new_york_date(fetched_at)
    if fetched_at > now or fetched_on <= last_day:
        return False
    return fetched_on > last_day + CORRECTION_WINDOW or fetched_on == new_york_date(now)
