"""Whole runs on days that need one request: no game is open."""

import datetime as dt

import pytest

from propctl.domain.query import PropQuery
from propctl.domain.report import Outcome, RunReport
from propctl.domain.snapshot import Note
from propctl.errors import ConfigurationError, DataError, RefusedError, TemporaryError, UsageError
from propctl.jobs.fetch import fetch_props
from propctl.jobs.run_once import dry_run_once, record_skipped, run_once
from propctl.storage.memory import MemoryStore
from tests.connectors.wire import Step, status, whole
from tests.domain.props import DATE
from tests.jobs.builds import AT_TEN, TEN_MINUTES
from tests.jobs.provider import a_build_context, answer
from tests.jobs.recording.room import Room
from tests.normalize.payloads import EMPTY_SCHEDULE, game, schedule

OFF_DAY = answer(EMPTY_SCHEDULE)
STARTED = answer(schedule(game(code="I")))
YESTERDAY = DATE - dt.timedelta(days=1)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


def run(store: MemoryStore, *steps: Step, day: dt.date = DATE, now: dt.datetime = AT_TEN) -> RunReport:
    with a_build_context(store, *steps, now=now) as build_context:
        return run_once(build_context, day)


def codes(notes: tuple[Note, ...]) -> list[str]:
    return [note.code for note in notes]


def test_a_day_without_games_is_published(store: MemoryStore) -> None:
    report = run(store, OFF_DAY)
    assert (report.outcome, report.published, report.games, report.props) == (Outcome.SUCCESS, True, 0, 0)


def test_a_day_without_open_games_costs_one_request(store: MemoryStore) -> None:
    report = run(store, STARTED)
    assert (report.requests, report.games, report.open_games) == (1, 1, 0)


def test_a_second_run_is_unchanged(store: MemoryStore) -> None:
    run(store, OFF_DAY)
    later = AT_TEN + TEN_MINUTES
    report = run(store, OFF_DAY, now=later)
    assert (report.outcome, report.published, report.checked_at) == (Outcome.UNCHANGED, False, later)


def test_a_refused_schedule_is_asked_for_in_its_bare_form(store: MemoryStore) -> None:
    report = run(store, status(406), OFF_DAY)
    assert (report.outcome, codes(report.degraded)) == (
        Outcome.DEGRADED,
        ["provider_refused", "reduced_schedule"],
    )


@pytest.mark.parametrize(
    ("step", "error"),
    [
        (status(406), RefusedError),
        (status(503), TemporaryError),
        (whole(b"<html>"), TemporaryError),
        (status(404), DataError),
        (answer({"dates": [{}]}), DataError),
        (answer(schedule(game(), announced=2)), DataError),
    ],
    ids=["refused", "failing", "html", "moved", "other-shape", "short"],
)
def test_a_schedule_that_cannot_be_had_publishes_nothing(
    store: MemoryStore, step: Step, error: type[Exception]
) -> None:
    with pytest.raises(error):
        run(store, step)
    assert list(store.list("v1/snapshots/")) == []


def test_a_past_day_with_a_game_still_on_waits(store: MemoryStore) -> None:
    still_on = answer(schedule(game(code="I", officialDate=str(YESTERDAY)), day=str(YESTERDAY)))
    with pytest.raises(TemporaryError, match="1 of the 1 games of 2025-06-07 are not over"):
        run(store, still_on, day=YESTERDAY)


def test_a_past_day_has_no_instant(store: MemoryStore) -> None:
    report = run(store, OFF_DAY, day=YESTERDAY)
    assert (report.provenance, report.as_of) == ("backfill", None)


@pytest.mark.parametrize(("ahead", "refused"), [(120, False), (121, True)])
def test_a_clock_over_two_minutes_ahead_publishes_nothing(
    store: MemoryStore, ahead: int, refused: bool
) -> None:
    now = AT_TEN + dt.timedelta(seconds=ahead)
    with a_build_context(store, OFF_DAY, now=now, real_clock=True) as build_context:
        if refused:
            with pytest.raises(ConfigurationError, match="121 s ahead of the provider's"):
                run_once(build_context, DATE)
        else:
            assert run_once(build_context, DATE).published
    assert bool(list(store.list("v1/snapshots/"))) is not refused


def test_the_clock_is_compared_for_a_past_day_too(store: MemoryStore) -> None:
    now = AT_TEN + dt.timedelta(seconds=121)
    with (
        a_build_context(store, OFF_DAY, now=now, real_clock=True) as build_context,
        pytest.raises(ConfigurationError, match="121 s ahead"),
    ):
        run_once(build_context, YESTERDAY)


@pytest.mark.parametrize("ahead", [367, 10_000])
def test_a_day_more_than_a_year_ahead_is_not_asked_for(store: MemoryStore, ahead: int) -> None:
    with a_build_context(store, OFF_DAY) as build_context:
        with pytest.raises(UsageError, match="nothing was fetched"):
            run_once(build_context, DATE + dt.timedelta(days=ahead))
        assert build_context.requests() == 0


def test_a_day_before_the_first_season_is_not_asked_for(store: MemoryStore) -> None:
    with a_build_context(store, OFF_DAY) as build_context:
        with pytest.raises(UsageError, match="nothing was fetched"):
            run_once(build_context, dt.date(1900, 12, 31))
        assert build_context.requests() == 0


def test_a_superseded_run_reports_what_stands(store: MemoryStore) -> None:
    later = run(store, STARTED, now=AT_TEN + TEN_MINUTES)
    report = run(store, OFF_DAY)
    assert (report.outcome, report.published) == (Outcome.UNCHANGED, False)
    assert (report.snapshot_id, report.games, report.as_of) == (later.snapshot_id, 1, later.as_of)


def test_a_report_names_its_namespace(store: MemoryStore) -> None:
    assert run(store, OFF_DAY).namespace == "live"


def test_a_clock_that_stands_still_is_not_compared(store: MemoryStore) -> None:
    assert run(store, OFF_DAY, now=AT_TEN + dt.timedelta(hours=5)).published


def test_a_rehearsal_names_what_it_would_write(store: MemoryStore) -> None:
    with a_build_context(store, OFF_DAY) as build_context:
        report = dry_run_once(build_context, DATE)
    assert report.dry_run
    assert [key.split("/")[1] for key in report.would_write] == ["latest", "snapshots"]


def test_a_rehearsal_archives_payloads_alone(store: MemoryStore) -> None:
    with a_build_context(store, OFF_DAY) as build_context:
        dry_run_once(build_context, DATE)
    assert {key.split("/")[1] for key in store.list("")} == {"blobs", "requests"}


def test_fetching_publishes_nothing(store: MemoryStore) -> None:
    with a_build_context(store, OFF_DAY) as build_context:
        fetch_props(build_context, PropQuery())
    assert {key.split("/")[1] for key in store.list("")} == {"blobs", "requests"}


def test_a_run_that_is_switched_off_says_why() -> None:
    room = Room()
    with room.recorder() as recorder:
        report = record_skipped(recorder, "mlb", DATE)
    assert (report.outcome, report.reason) == (Outcome.SKIPPED, "USE_FREE_INGESTION is false")
    assert (report.run_id, room.marker(recorder.run_id).outcome) == (recorder.run_id, Outcome.SKIPPED)
