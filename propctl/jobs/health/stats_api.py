"""Check whether the MLB Stats API answers, in the shape that a run needs.

One request, the day's schedule in the form that runs use; when that form is refused, the bare one as well. A
deep check-up makes every form of request that a run needs.
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Final

from propctl.connectors import mlb_stats_api as api
from propctl.connectors.payloads import PayloadChangedError
from propctl.domain.calendar import CLOCKS_DIFFER
from propctl.domain.digest import sha256
from propctl.domain.health_report import CheckState, Component
from propctl.domain.option_values import ComponentName
from propctl.errors import ConfigurationError, PropctlError
from propctl.jobs.health.checks import Checklist, Remark
from propctl.jobs.health.provider_answers import CHANGED_HINT, Providers, SlateSeen, read_as
from propctl.normalize.people import read_people
from propctl.normalize.season import read_recent_lineups
from propctl.normalize.slate import missing_hydrations, read_hydrations
from propctl.normalize.totals import read_totals

NOT_SERVED: Final = "the list of hydrations is not served"

Named = tuple[str, Callable[[], str | Remark]]


def check_stats_api(providers: Providers) -> Component:
    """Today's schedule, and the clock; with a deep check-up everything."""
    checklist = Checklist(ComponentName.MLB_STATS_API)
    if not checklist.check("terms", partial(providers.check_terms, api.PROVIDER)).sound:
        return checklist.result()
    schedule = checklist.check("schedule", partial(_check_games, providers.fetch_slate))
    if schedule.sound:
        checklist.check("clock", partial(_check_clock, providers))
    deep = providers.health_context.deep
    if deep or schedule.state is CheckState.REFUSED:
        checklist.check("bare schedule", partial(_check_games, providers.fetch_bare_slate))
    for name, attempt in _other_forms(providers) if deep else ():
        checklist.check(name, attempt)
    forms = [check for check in checklist.checks if check.name not in {"terms", "clock"}]
    refused = [check.name for check in forms if check.state is CheckState.REFUSED]
    if refused:
        answered = [check.name for check in forms if check.sound]
        checklist.check("refusals", partial(_refusals, refused, answered))
    if providers.left_out:
        checklist.check("rows", lambda: Remark(api.format_left_out_rows(providers.left_out)))
    return checklist.result(f"{schedule.message}; {len(forms)} request forms" if deep else schedule.message)


def _check_games(fetch_slate: Callable[[], SlateSeen]) -> str:
    games = len(fetch_slate().slate.games)
    return f"{games} game{'s' * (games != 1)} today" if games else "no game today"


def _check_clock(providers: Providers) -> str:
    provider_clock, health_context = providers.fetch_slate().provider_clock, providers.health_context
    if provider_clock is None or not health_context.real_clock:
        return "not compared"
    lead = health_context.now - provider_clock
    if lead > CLOCKS_DIFFER:
        raise ConfigurationError(
            f"this machine's clock is {lead.total_seconds():.0f} s ahead of the provider's: no run publishes",
            hint="synchronise the clock (NTP)",
        )
    return f"within {CLOCKS_DIFFER.seconds} s of the provider's"


def _refusals(refused: list[str], answered: list[str]) -> Remark:
    return Remark(f"refused: {', '.join(refused)}; answered: {', '.join(answered) or 'nothing'}")


def _other_forms(providers: Providers) -> tuple[Named, ...]:
    today = providers.health_context.today
    return (
        ("date range", partial(_check_lineups, providers, today)),
        ("season schedule", partial(_check_season, providers)),
        ("totals", partial(_check_totals, providers)),
        ("earlier season", partial(_check_earlier, providers, today.year - 1)),
        ("people", partial(_check_people, providers)),
        ("hydrations", partial(_check_hydrations, providers, today)),
    )


def _check_lineups(providers: Providers, today: date) -> str:
    lineups = providers.fetch_and_read(api.lineups_request(today), read_recent_lineups)
    return f"{len(lineups)} line-ups of {api.RECENT_DAYS} days"


def _check_season(providers: Providers) -> str:
    return f"{providers.fetch_season().played} games are over"


def _fetch_last_day(providers: Providers) -> date:
    """Yesterday; in spring, until games are known to be over, the end of last year."""
    yesterday = providers.health_context.today - timedelta(days=1)
    try:
        played = providers.fetch_season().played
    except PropctlError:
        played = yesterday.month > 4
    return yesterday if played else date(yesterday.year - 1, 12, 31)


def _check_totals(providers: Providers) -> str:
    through = _fetch_last_day(providers)
    request = api.totals_request(through.year, through)
    totals = providers.fetch_and_read(request, lambda body, report: read_totals(body, through.year, report))
    return f"{len(totals.batters)} batters and {len(totals.pitchers)} pitchers through {through}"


def _check_earlier(providers: Providers, season: int) -> str:
    totals = providers.fetch_and_read(
        api.season_request(season), lambda body, report: read_totals(body, season, report)
    )
    return f"{len(totals.batters)} batters and {len(totals.pitchers)} pitchers of {season}"


def _check_people(providers: Providers) -> str:
    season = _fetch_last_day(providers).year
    return f"{len(providers.fetch_and_read(api.people_request(season), read_people))} players of {season}"


def _check_hydrations(providers: Providers, today: date) -> str | Remark:
    request = api.hydrations_request(today)
    try:
        body = providers.fetch(request).body
    except PayloadChangedError:  # 400 or 404: a run does not need the list
        return Remark(NOT_SERVED)
    served = read_as(request, body, read_hydrations)
    if not served:
        return Remark(NOT_SERVED)
    missing = missing_hydrations(served)
    if missing:
        reason = f"the schedule no longer knows the hydrations {', '.join(missing)}"
        raise PayloadChangedError(request, reason, hint=CHANGED_HINT)
    return f"{len(served)} known, fingerprint {sha256(','.join(served).encode())[:12]}"
