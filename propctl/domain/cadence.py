"""When a run is due, and when a board counts as stale. Pure: the instant and the games are arguments.

Runs of today's board are due every ten minutes while a game of it is open: from 09:00 in New York, or from
three hours before an earlier first pitch, until 01:00. Otherwise the next run is due when those of the next
game day begin. ``crontab.example`` and ``k8s/`` follow the same rule; tests compare them with this module.
"""

import datetime as dt
from typing import Final

from propctl.domain.calendar import NEW_YORK

RUN_PERIOD: Final = dt.timedelta(minutes=10)
STALE_AFTER: Final = 3 * RUN_PERIOD
HEALTH_PERIOD: Final = dt.timedelta(minutes=5)
FIRST_RUN: Final = dt.time(9, 0)
LAST_RUN: Final = dt.time(1, 0)
"""In New York; the last run of a night begins before it."""

LEAD: Final = dt.timedelta(hours=3)
"""How long before the first pitch runs begin.

Clubs post line-ups 35 to 282 minutes before the start, in the median 184, so half of them are out by then and
the rest follow. Games in North America seldom begin before noon: the usual day still begins at nine.
"""


def first_run(day: dt.date, first_pitch: dt.datetime | None = None) -> dt.datetime:
    """When runs of *day*'s board begin, in UTC: a whole period, and never before the day begins in New York.

    *first_pitch* is the earliest start time of the day's games; None when it is not known, or there is none.
    """
    usual = dt.datetime.combine(day, FIRST_RUN, NEW_YORK).astimezone(dt.UTC)
    if first_pitch is None:
        return usual
    midnight = dt.datetime.combine(day, dt.time(), NEW_YORK).astimezone(dt.UTC)
    return max(midnight, min(usual, _slot(first_pitch - LEAD, RUN_PERIOD)))


def in_usual_hours(now: dt.datetime) -> bool:
    """Whether it is between 09:00 and 01:00 in New York, when runs are started on any day."""
    local = now.astimezone(NEW_YORK).time()
    return local >= FIRST_RUN or local < LAST_RUN


def next_run(now: dt.datetime, *, games_open: bool, begin: dt.datetime) -> dt.datetime:
    """When the next run is due.

    *begin* is the :func:`first_run` of today while its games are open, else of the next day with games.
    """
    if not games_open:
        return begin
    slot = next_slot(now, RUN_PERIOD)
    return slot if slot.astimezone(NEW_YORK).time() < LAST_RUN else max(slot, begin)


def next_slot(now: dt.datetime, period: dt.timedelta) -> dt.datetime:
    """The next whole multiple of *period* on the clock, after *now*."""
    return _slot(now, period) + period


def _slot(instant: dt.datetime, period: dt.timedelta) -> dt.datetime:
    """The last whole multiple of *period* on the clock, up to *instant*."""
    seconds = int(period.total_seconds())
    return dt.datetime.fromtimestamp(int(instant.timestamp()) // seconds * seconds, dt.UTC)
