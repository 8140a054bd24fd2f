import datetime as dt

import pytest

from propctl.domain.report import DayOfPitches, DayState, Outcome, PitchReport, RunReport
from propctl.domain.snapshot import Note
from propctl.errors import ExitCode

DEGRADED = (Note(code="provider_failed", message="HTTP 500"),)


def a_report(*degraded: Note) -> RunReport:
    return RunReport(
        outcome=Outcome.SUCCESS, run_id="run-1", sport="mlb", date=dt.date(2025, 6, 8), degraded=degraded
    )


@pytest.mark.parametrize(
    ("degraded", "strict", "code"),
    [
        ((), False, ExitCode.OK),
        ((), True, ExitCode.OK),
        (DEGRADED, False, ExitCode.OK),
        (DEGRADED, True, ExitCode.PARTIAL),
    ],
    ids=["clean", "clean-strict", "degraded", "degraded-strict"],
)
def test_only_a_degraded_run_under_strict_is_partial(
    degraded: tuple[Note, ...], strict: bool, code: ExitCode
) -> None:
    assert a_report(*degraded).exit_code(strict=strict) is code


def a_day(state: DayState, failure: ExitCode | None = None) -> DayOfPitches:
    return DayOfPitches(game_date=dt.date(2025, 6, 8), state=state, asked=True, failure=failure)


REFUSED = a_day(DayState.FAILED, ExitCode.REFUSED)
OUTAGE = a_day(DayState.FAILED, ExitCode.TEMPORARY)
CHANGED = a_day(DayState.FAILED, ExitCode.DATA)
WITHDRAWN = a_day(DayState.WITHDRAWN)


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ((), ExitCode.OK),
        ((a_day(DayState.NOT_READY), a_day(DayState.LANDED)), ExitCode.OK),
        ((a_day(DayState.RECONCILED), WITHDRAWN), ExitCode.PARTIAL),
        ((WITHDRAWN, OUTAGE), ExitCode.TEMPORARY),
        ((OUTAGE, CHANGED), ExitCode.TEMPORARY),
        ((CHANGED, REFUSED, OUTAGE), ExitCode.REFUSED),
    ],
    ids=["no-day", "not-complete", "withdrawn", "withdrawn-and-failed", "two-failures", "three-failures"],
)
def test_a_night_of_mixed_days_ends_with_the_code_of_the_gravest(
    days: tuple[DayOfPitches, ...], code: ExitCode
) -> None:
    date = dt.date(2025, 6, 8)
    assert PitchReport(start=date, end=date, days=days).exit_code() is code
