"""The MLB Stats API: does it answer, and in the shape that a run needs.

One request, the day's schedule as runs ask for it; when that form is refused, the bare one as well. A deep
check-up asks for every form that a run needs.
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
    """Today's schedule, and the clock; everything with a deep check-up."""
    todo = Checklist(ComponentName.MLB_STATS_API)
    if not todo.check("terms", partial(providers.may_ask, api.PROVIDER)).sound:
        return todo.result()
    schedule = todo.check("schedule", partial(_games, providers.slate))
    if schedule.sound:
        todo.check("clock", partial(_clock, providers))
    deep = providers.health_context.deep
    if deep or schedule.state is CheckState.REFUSED:
        todo.check("bare schedule", partial(_games, providers.bare_slate))
    for name, attempt in _other_forms(providers) if deep else ():
        todo.check(name, attempt)
    forms = [check for check in todo.checks if check.name not in {"terms", "clock"}]
    refused = [check.name for check in forms if check.state is CheckState.REFUSED]
    if refused:
        answered = [check.name for check in forms if check.sound]
        todo.check("refusals", partial(_refusals, refused, answered))
    return todo.result(f"{schedule.message}; {len(forms)} request forms" if deep else schedule.message)


def _games(slate: Callable[[], SlateSeen]) -> str:
    games = len(slate().slate.games)
    return f"{games} game{'s' * (games != 1)} today" if games else "no game today"


def _clock(providers: Providers) -> str:
    theirs, health_context = providers.slate().provider_clock, providers.health_context
    if theirs is None or not health_context.real_clock:
        return "not compared"
    lead = health_context.now - theirs
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
        ("date range", partial(_lineups, providers, today)),
        ("season schedule", partial(_season, providers)),
        ("totals", partial(_totals, providers)),
        ("earlier season", partial(_earlier, providers, today.year - 1)),
        ("people", partial(_people, providers)),
        ("hydrations", partial(_hydrations, providers, today)),
    )


def _lineups(providers: Providers, today: date) -> str:
    found = providers.read(api.lineups_request(today), read_recent_lineups)
    return f"{len(found)} line-ups of {api.RECENT_DAYS} days"


def _season(providers: Providers) -> str:
    return f"{providers.season().played} games are over"


def _through(providers: Providers) -> date:
    """Yesterday; in spring, unless games are known to be over, the end of last year."""
    yesterday = providers.health_context.today - timedelta(days=1)
    try:
        played = providers.season().played
    except PropctlError:
        played = yesterday.month > 4
    return yesterday if played else date(yesterday.year - 1, 12, 31)


def _totals(providers: Providers) -> str:
    through = _through(providers)
    request = api.totals_request(through.year, through)
    totals = providers.read(request, lambda body: read_totals(body, through.year))
    return f"{len(totals.batters)} batters and {len(totals.pitchers)} pitchers through {through}"


def _earlier(providers: Providers, season: int) -> str:
    totals = providers.read(api.season_request(season), lambda body: read_totals(body, season))
    return f"{len(totals.batters)} batters and {len(totals.pitchers)} pitchers of {season}"


def _people(providers: Providers) -> str:
    season = _through(providers).year
    return f"{len(providers.read(api.people_request(season), read_people))} players of {season}"


def _hydrations(providers: Providers, today: date) -> str | Remark:
    request = api.hydrations_request(today)
    try:
        body = providers.get(request).body
    except PayloadChangedError:  # 400 or 404: nobody but us needs the list
        return Remark(NOT_SERVED)
    served = read_as(request, body, read_hydrations)
    if not served:
        return Remark(NOT_SERVED)
    missing = missing_hydrations(served)
    if missing:
        reason = f"the schedule no longer knows the hydrations {', '.join(missing)}"
        raise PayloadChangedError(request, reason, hint=CHANGED_HINT)
    return f"{len(served)} known, fingerprint {sha256(','.join(served).encode())[:12]}"
