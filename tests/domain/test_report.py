import datetime as dt

import pytest

from propctl.domain.report import Outcome, RunReport
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
