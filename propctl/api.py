"""propctl from Python: the functions behind ``from propctl import get_props, read_snapshot``.

Configured by the same environment as the commands.
"""

import datetime as dt

from propctl.domain.calendar import parse_date
from propctl.domain.option_values import SPORT, Namespace, View, check_sport
from propctl.domain.prop import FeaturedProp
from propctl.domain.query import PropQuery
from propctl.errors import UsageError
from propctl.jobs.read_snapshot import Snapshot, read_closing_props, read_latest
from propctl.runtime import open_snapshot_context
from propctl.settings import read_settings


def get_props(sport: str = SPORT, params: PropQuery | None = None) -> list[FeaturedProp]:
    """Fetch the props that a run would publish at this instant, sorted by ``prop_id``; publish nothing.

    Fetched payloads are archived and reused. Raises a subclass of ``propctl.errors.PropctlError``: UsageError
    for an unknown sport, club or player, RefusedError, TemporaryError or DataError when the provider cannot
    be used, ConfigurationError for wrong settings.
    """
    from propctl.build_runtime import open_build_context
    from propctl.jobs.fetch import fetch_props

    check_sport(sport)
    settings = read_settings()
    with open_build_context(settings) as build_context:
        return fetch_props(build_context, params or PropQuery())


def read_snapshot(
    sport: str = SPORT,
    date: dt.date | str | None = None,
    *,
    view: View = View.CURRENT,
    namespace: Namespace | None = None,
) -> Snapshot:
    """Read the latest snapshot of *date* (today in New York): live if there is one, else backfilled.

    UsageError when nothing was published for that date, DataError when it is damaged.
    """
    check_sport(sport)
    settings = read_settings()
    context = open_snapshot_context(settings, namespace)
    snapshot = read_latest(context, sport, _as_day(date) or context.today())
    if view is View.CURRENT:
        return snapshot
    return Snapshot(snapshot.manifest, read_closing_props(context, snapshot))


def _as_day(date: dt.date | str | None) -> dt.date | None:
    """*date*, which may be written like 2025-06-08 (UsageError otherwise)."""
    if not isinstance(date, str):
        return date
    try:
        return parse_date(date)
    except ValueError as error:
        raise UsageError(f"{date!r} is not a date", hint="write it like 2025-06-08") from error
