"""When a run is due, and when a board counts as stale. Pure: the instant and the open games are arguments.

Runs are due every ten minutes from 09:00 to 01:00 in New York while games are open, otherwise on the morning
of the next game day. ``crontab.example`` and ``k8s/`` follow the same rule; tests compare them with this
module.
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


def next_run(now: dt.datetime, *, games_open: bool, game_day: dt.date) -> dt.datetime:
    """When the next run is due; without open games, on the morning of *game_day*, the next day with games."""
    if not games_open:
        return _morning(game_day)
    slot = next_slot(now, RUN_PERIOD)
    local = slot.astimezone(NEW_YORK)
    if local.time() >= FIRST_RUN or local.time() < LAST_RUN:
        return slot
    return _morning(local.date())


def next_slot(now: dt.datetime, period: dt.timedelta) -> dt.datetime:
    """The next whole multiple of *period* on the clock, after *now*."""
    seconds = int(period.total_seconds())
    return dt.datetime.fromtimestamp((int(now.timestamp()) // seconds + 1) * seconds, dt.UTC)


def _morning(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, FIRST_RUN, NEW_YORK).astimezone(dt.UTC)
