"""Time zones of ballparks by venue id, to show start times in the park's local time."""

from typing import Final
from zoneinfo import ZoneInfo

from propctl.domain.calendar import NEW_YORK

_CHICAGO = (4, 7, 17, 32, 2392, 2889, 3312, 5325)
_DENVER = (19,)
_PHOENIX = (15,)
_LOS_ANGELES = (1, 22, 680, 2395, 2529, 2680)
_TOKYO = (2397,)

ZONES: Final = {
    venue: zone
    for zone, venues in {
        "America/Chicago": _CHICAGO,
        "America/Denver": _DENVER,
        "America/Phoenix": _PHOENIX,
        "America/Los_Angeles": _LOS_ANGELES,
        "Asia/Tokyo": _TOKYO,
    }.items()
    for venue in venues
}
"""Parks outside the eastern time zone, as of 2025; all others are in New York's."""


def zone_of(venue_id: int) -> ZoneInfo:
    """The time zone of a park."""
    zone = ZONES.get(venue_id)
    return ZoneInfo(zone) if zone else NEW_YORK
