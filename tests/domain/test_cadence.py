import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.domain.cadence import (
    HEALTH_PERIOD,
    LEAD,
    RUN_PERIOD,
    first_run,
    in_usual_hours,
    next_run,
    next_slot,
)
from propctl.domain.calendar import NEW_YORK, new_york_date, parse_instant

SUNDAY = dt.date(2025, 6, 8)
MONDAY = dt.date(2025, 6, 9)
INSTANTS = st.integers(1_420_000_000, 2_050_000_000).map(
    lambda seconds: dt.datetime.fromtimestamp(seconds, dt.UTC)
)


def new_york(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=NEW_YORK)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2025-06-08T12:00:00", "2025-06-08T12:10:00"),
        ("2025-06-08T12:00:41", "2025-06-08T12:10:00"),
        ("2025-06-08T12:09:59", "2025-06-08T12:10:00"),
        ("2025-06-08T23:55:00", "2025-06-09T00:00:00"),
        ("2025-06-09T00:45:00", "2025-06-09T00:50:00"),
        ("2025-06-09T00:50:00", "2025-06-09T09:00:00"),
        ("2025-06-09T03:00:00", "2025-06-09T09:00:00"),
        ("2025-06-09T08:55:00", "2025-06-09T09:00:00"),
    ],
)
def test_while_games_are_open_the_next_period_is_due(now: str, due: str) -> None:
    begin = first_run(new_york(now).date())
    assert next_run(new_york(now), games_open=True, begin=begin) == new_york(due)


def test_with_none_open_the_next_game_days_first_run_is_due() -> None:
    begin = first_run(MONDAY)
    assert next_run(new_york("2025-06-08T22:00:00"), games_open=False, begin=begin) == begin
    assert begin == parse_instant("2025-06-09T13:00:00Z")


@pytest.mark.parametrize(
    ("where", "day", "first_pitch", "begin"),
    [
        ("Tokyo 2025", "2025-03-18", "2025-03-18T10:10:00Z", "03:10"),
        ("Seoul 2024", "2024-03-20", "2024-03-20T10:05:00Z", "03:00"),
        ("Tokyo 2019", "2019-03-20", "2019-03-20T09:35:00Z", "02:30"),
        ("Sydney 2014", "2014-03-22", "2014-03-22T08:00:00Z", "01:00"),
        ("London 2024", "2024-06-09", "2024-06-09T14:10:00Z", "07:10"),
        ("London 2019", "2019-06-29", "2019-06-29T17:10:00Z", "09:00"),
        ("Mexico City 2024", "2024-04-27", "2024-04-27T22:05:00Z", "09:00"),
        ("Patriots' Day", "2025-04-21", "2025-04-21T15:10:00Z", "08:10"),
        ("a Sunday at 11:35", "2024-06-02", "2024-06-02T15:35:00Z", "08:30"),
        ("an ordinary noon", "2025-06-08", "2025-06-08T16:05:00Z", "09:00"),
        ("the night in spring when an hour is missing", "2025-03-09", "2025-03-09T10:10:00Z", "03:10"),
        ("the night in autumn that has one more", "2025-11-02", "2025-11-02T09:00:00Z", "01:00"),
        ("a noon in Sydney, still the evening before", "2014-03-23", "2014-03-23T02:00:00Z", "00:00"),
    ],
)
def test_runs_begin_three_hours_before_a_first_pitch_abroad(
    where: str, day: str, first_pitch: str, begin: str
) -> None:
    found = first_run(dt.date.fromisoformat(day), parse_instant(first_pitch))
    assert f"{found.astimezone(NEW_YORK):%Y-%m-%d %H:%M}" == f"{day} {begin}", where


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2025-03-18T00:50:00", "2025-03-18T03:10:00"),
        ("2025-03-18T02:00:00", "2025-03-18T03:10:00"),
        ("2025-03-18T03:10:40", "2025-03-18T03:20:00"),
        ("2025-03-18T06:20:00", "2025-03-18T06:30:00"),
        ("2025-03-18T08:50:00", "2025-03-18T09:00:00"),
    ],
)
def test_runs_of_an_early_game_are_due_until_it_begins(now: str, due: str) -> None:
    begin = first_run(dt.date(2025, 3, 18), parse_instant("2025-03-18T10:10:00Z"))
    assert next_run(new_york(now), games_open=True, begin=begin) == new_york(due)


def test_a_first_pitch_soon_after_midnight_leaves_no_pause_in_the_night() -> None:
    begin = first_run(MONDAY, new_york("2025-06-09T03:30:00"))
    assert next_run(new_york("2025-06-09T00:50:00"), games_open=True, begin=begin) == new_york(
        "2025-06-09T01:00:00"
    )


@given(first_pitch=INSTANTS)
def test_a_first_run_is_a_whole_period_of_its_day_and_early_enough(first_pitch: dt.datetime) -> None:
    day = new_york_date(first_pitch)
    begin = first_run(day, first_pitch)
    assert int(begin.timestamp()) % RUN_PERIOD.total_seconds() == 0
    assert new_york_date(begin) == day
    assert begin <= first_run(day)
    midnight = dt.datetime.combine(day, dt.time(), NEW_YORK)
    assert begin <= max(first_pitch - LEAD, midnight.astimezone(dt.UTC))


@given(now=INSTANTS, hours=st.floats(-30, 30), games_open=st.booleans())
def test_the_next_run_is_never_before_now_and_never_in_hours_without_runs(
    now: dt.datetime, hours: float, games_open: bool
) -> None:
    day = new_york_date(now) + dt.timedelta(days=0 if games_open else 1)
    begin = first_run(day, now + dt.timedelta(hours=hours))
    due = next_run(now, games_open=games_open, begin=begin)
    assert due > now
    assert due == begin or (games_open and (in_usual_hours(due) or due > begin))


@pytest.mark.parametrize(
    ("now", "usual"), [("00:00", True), ("00:59", True), ("01:00", False), ("08:59", False), ("09:00", True)]
)
def test_the_usual_hours_are_from_nine_to_one_in_new_york(now: str, usual: bool) -> None:
    assert in_usual_hours(new_york(f"2025-06-08T{now}:00").astimezone(dt.UTC)) is usual


def test_nine_oclock_is_new_yorks_in_winter_too() -> None:
    assert first_run(dt.date(2025, 11, 2)) == parse_instant("2025-11-02T14:00:00Z")


def test_a_check_up_is_due_every_five_minutes() -> None:
    assert next_slot(parse_instant("2025-06-08T10:04:59Z"), HEALTH_PERIOD) == parse_instant(
        "2025-06-08T10:05:00Z"
    )
