"""Which ranges a job may have, what it finds there, and what it expects to ask."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, timedelta

import pytest

from propctl.domain.backfill_job import BackfillSpec
from propctl.domain.option_values import Reprocess
from propctl.errors import UsageError
from propctl.jobs.backfill.plan import Submission, submit
from propctl.jobs.build_context import BuildContext
from propctl.projection import MODEL_VERSION
from tests.jobs.backfill.test_worker import NOW, Desk

TODAY = NOW.date()
YESTERDAY = TODAY - timedelta(days=1)
Ask = Callable[[BuildContext, BackfillSpec, Reprocess], Submission]


def dry_run_submission(build_context: BuildContext, spec: BackfillSpec, reprocess: Reprocess) -> Submission:
    return submit(build_context, spec, reprocess, dry_run=True)


both = pytest.mark.parametrize("ask", [submit, dry_run_submission], ids=["submit", "dry-run"])


def spec(start: date, end: date, window: int = 0) -> BackfillSpec:
    return BackfillSpec(
        sport="mlb",
        start=start,
        end=end,
        chunk_days=100,
        model_version=MODEL_VERSION,
        statcast_window_days=window,
    )


def asked(ask: Ask, wanted: BackfillSpec, desk: Desk | None = None) -> Submission:
    with ExitStack() as stack:
        return ask((desk or Desk()).build_context(stack), wanted, Reprocess.NONE)


@both
@pytest.mark.parametrize(
    ("start", "end", "why"),
    [
        (date(2025, 1, 11), date(2025, 1, 10), "before --start"),
        (YESTERDAY, TODAY, "not over"),
        (date(1900, 12, 31), date(1901, 1, 2), "is before 1901-01-01"),
        (date(2020, 1, 1), date(2023, 1, 4), "too long for one job"),
    ],
    ids=["turned-round", "not-over", "before-the-first", "too-long"],
)
def test_a_range_that_no_job_takes_is_wrong_usage(ask: Ask, start: date, end: date, why: str) -> None:
    desk = Desk()
    with pytest.raises(UsageError, match="nothing was submitted") as refused:
        asked(ask, spec(start, end), desk)
    assert (why in refused.value.message, list(desk.store.list(""))) == (True, [])


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (YESTERDAY, YESTERDAY),
        (date(1901, 1, 1), date(1901, 1, 1)),
        (date(2020, 1, 1), date(2022, 12, 31)),
        (date(2020, 1, 1), date(2023, 1, 3)),
    ],
    ids=["yesterday", "the-first-day", "three-years", "the-longest"],
)
def test_a_range_to_the_very_end_is_taken(start: date, end: date) -> None:
    found = asked(dry_run_submission, spec(start, end))
    assert (found.is_new, found.plan.chunks[-1].end) == (True, end)


def test_a_dry_run_plans_what_a_submission_freezes_and_writes_nothing() -> None:
    desk = Desk()
    rehearsed = asked(dry_run_submission, desk.spec, desk).plan
    assert list(desk.store.list("")) == []
    assert asked(submit, desk.spec, desk).plan == rehearsed


def test_the_pitches_of_the_window_before_each_board_are_wanted_and_no_others() -> None:
    """Of two boards and three days: from three days before the first to the day before the last."""
    plan = asked(dry_run_submission, spec(date(2025, 6, 10), date(2025, 6, 11), window=3)).plan
    assert plan.pitch_days == tuple(date(2025, 6, day) for day in (7, 8, 9, 10))


def test_pitches_of_the_winter_are_not_wanted() -> None:
    plan = asked(dry_run_submission, spec(date(2025, 1, 10), date(2025, 1, 12), window=30)).plan
    assert plan.pitch_days == ()
