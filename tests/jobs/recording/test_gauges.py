"""What a run says of the world belongs to its job, and to no other."""

import datetime as dt

import pytest

from propctl.domain.metric_labels import JobName
from propctl.domain.report import Outcome
from propctl.domain.run_marker import Ending
from propctl.errors import ExitCode
from propctl.jobs.recording.gauges import run_values, scheduled_gauges
from propctl.telemetry.metrics import CACHE_DEGRADED, ENABLED, METRICS, NEXT_RUN, RUN_DURATION

NOW = dt.datetime(2025, 6, 8, 14, tzinfo=dt.UTC)


def declared(job: JobName) -> set[str]:
    return {metric.name for metric in METRICS if job in metric.jobs}


@pytest.mark.parametrize("job", JobName)
def test_what_the_calendar_says_of_a_job_is_what_the_job_declares(job: JobName) -> None:
    told = scheduled_gauges(job, NOW, enabled=True)
    assert told.keys() <= declared(job)
    assert told.keys() == {ENABLED, NEXT_RUN, CACHE_DEGRADED} & declared(job) - (
        {ENABLED, CACHE_DEGRADED} if job is JobName.HEALTH else set()
    )


def test_after_a_failure_before_an_early_game_the_next_period_is_due() -> None:
    night = dt.datetime(2025, 6, 8, 8, tzinfo=dt.UTC)
    told = scheduled_gauges(
        JobName.RUN_ONCE, night, enabled=True, first_pitch=night + dt.timedelta(hours=2, minutes=10)
    )
    assert told[NEXT_RUN] == {"": (night + dt.timedelta(minutes=10)).timestamp()}


@pytest.mark.parametrize("job", JobName)
def test_a_run_enters_nothing_that_its_job_does_not_declare(job: JobName) -> None:
    told = {metric.name: {"": 1.0} for metric in METRICS}
    values = run_values(job, Ending(Outcome.SUCCESS, ExitCode.OK), told, 12.5, NOW)
    assert values.gauges.keys() <= declared(job)
    assert values.histograms[RUN_DURATION][""].sum == 12.5
