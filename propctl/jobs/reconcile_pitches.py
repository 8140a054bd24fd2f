"""The nightly job: land a range of days of pitches, and compare them with the official pitch counts.

For each pitcher, the rows whose description does not begin with ``automatic`` must be as many as his official
pitches of that day. A day that does not agree is fetched once more, and then withdrawn. A day without one of
its suspended games is not compared: the official pitches may include that game already.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from propctl.connectors.payloads import RequestError
from propctl.connectors.pitch_archive import DayRecord
from propctl.domain.report import DayOfPitches, DayState, PitchReport
from propctl.domain.slate import SeasonSchedule
from propctl.errors import UsageError
from propctl.jobs.build_context import BuildContext
from propctl.jobs.fetch_pitches import PitchDayResult, start_pitch_days, wanted_days
from propctl.normalize.pitches import pitches_thrown

FIRST_DAY: Final = date(2008, 1, 1)
"""The provider has no pitches of earlier seasons."""

COLUMNS: Final = ("game_pk", "game_type", "pitcher", "description")
SKIPPED: Final = "not requested: the provider refused or failed too often for other days"
MAX_NAMED: Final = 3
"""Pitchers named for a day that does not agree."""


def default_days(
    today: date, window_days: int, first: date | None = None, last: date | None = None
) -> tuple[date, date]:
    """The days to land: those of the window that ends yesterday, within one season."""
    last = last or today - timedelta(days=1)
    new_year = date(last.year, 1, 1)
    begin = last - min(timedelta(days=max(window_days, 1) - 1), last - new_year)
    return first or max(new_year, begin), last


def land_and_reconcile(build_context: BuildContext, first: date, last: date) -> PitchReport:
    """Land the days from *first* to *last* that are due, and reconcile them (RequestError: no schedule)."""
    if not FIRST_DAY <= first <= last < build_context.today() or first.year != last.year:
        raise UsageError(
            f"{first} to {last} are not finished days of one season; nothing was fetched",
            hint="give a first and a last day of the same year, both before today in New York",
        )
    schedule = build_context.api.fetch_season_schedule(
        last, reuse=build_context.api.has_history(last.year, last)
    ).value
    days = tuple(day for day, _ in _land_days(build_context, schedule, first, last))
    return PitchReport(start=first, end=last, days=days)


def land_day(
    build_context: BuildContext, schedule: SeasonSchedule, day: date
) -> tuple[DayOfPitches | None, RequestError | None]:
    """Land and reconcile one day: its result (None without games), and the request that failed."""
    landed = list(_land_days(build_context, schedule, day, day))
    return landed[0] if landed else (None, None)


def _land_days(
    build_context: BuildContext, schedule: SeasonSchedule, first: date, last: date
) -> Iterator[tuple[DayOfPitches, RequestError | None]]:
    wanted = wanted_days(schedule, first, last, build_context.today())
    for result in start_pitch_days(build_context, wanted, schedule.unfinished, COLUMNS).wait():
        yield _reconcile_if_due(build_context, schedule, result)


def _reconcile_if_due(
    build_context: BuildContext, schedule: SeasonSchedule, result: PitchDayResult
) -> tuple[DayOfPitches, RequestError | None]:
    day = result.wanted.game_date
    if result.pitches is None or result.record is None:
        return _day_of_pitches(
            result, DayState.NOT_READY if result.not_ready else DayState.FAILED, result.error
        ), result.error
    if result.record.reconciled or schedule.begun_on(day) & result.wanted.left_out:
        state = DayState.RECONCILED if result.record.reconciled else DayState.LANDED
        return _day_of_pitches(result, state, result.error), result.error
    try:
        return _reconcile(build_context, result, result.record), None
    except RequestError as error:
        return _day_of_pitches(result, DayState.LANDED, error), error


def _reconcile(build_context: BuildContext, result: PitchDayResult, record: DayRecord) -> DayOfPitches:
    day = result.wanted.game_date
    fetched = build_context.api.fetch_pitch_counts(day)
    build_context.api.source.write_index_entry(fetched.payload, final=True)
    differences = _differences(result, fetched.value)
    if differences and not result.requested:
        record = build_context.pitches.fetch_day(result.wanted)
        pitches = build_context.pitches.read_pitches(result.wanted, record, COLUMNS)
        result = PitchDayResult(result.wanted, record, pitches, None, requested=True)
        differences = _differences(result, fetched.value)
    build_context.pitches.write_verdict(day, record, agrees=not differences)
    if not differences:
        return _day_of_pitches(result, DayState.RECONCILED, None)
    return DayOfPitches(
        game_date=day, state=DayState.WITHDRAWN, asked=result.requested, reason=_disagreement(differences)
    )


def _differences(result: PitchDayResult, official: dict[int, int]) -> dict[int, tuple[int, int]]:
    """The rows and the official pitches of each pitcher for whom they differ."""
    thrown = {} if result.pitches is None else pitches_thrown(result.pitches)
    players = sorted(thrown.keys() | official.keys())
    counts = {player: (thrown.get(player, 0), official.get(player, 0)) for player in players}
    return {player: (rows, pitches) for player, (rows, pitches) in counts.items() if rows != pitches}


def _disagreement(differences: dict[int, tuple[int, int]]) -> str:
    named = [
        f"pitcher {player}: {rows} rows of {pitches} pitches"
        for player, (rows, pitches) in list(differences.items())[:MAX_NAMED]
    ]
    more = len(differences) - len(named)
    return "; ".join(named) + (f"; and {more} more" if more else "")


def _day_of_pitches(result: PitchDayResult, state: DayState, error: RequestError | None) -> DayOfPitches:
    return DayOfPitches(
        game_date=result.wanted.game_date,
        state=state,
        asked=result.requested,
        reason=error.message if error else SKIPPED if state is DayState.FAILED else "",
        failure=error.exit_code if error else None,
    )
