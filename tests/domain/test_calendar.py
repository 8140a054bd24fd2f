import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.domain.calendar import (
    compact_text,
    is_off_season,
    new_york_date,
    parse_instant,
    to_second,
    utc_text,
)

instants = st.integers(0, 2**32).map(lambda seconds: dt.datetime.fromtimestamp(seconds + 0.5, dt.UTC))


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2025-06-08T03:59:59Z", "2025-06-07"),
        ("2025-06-08T04:00:00Z", "2025-06-08"),
        ("2025-01-08T04:59:59Z", "2025-01-07"),
        ("2025-01-08T05:00:00Z", "2025-01-08"),
        ("2025-03-09T04:59:59Z", "2025-03-08"),
        ("2025-03-10T03:59:59Z", "2025-03-09"),
        ("2025-11-02T04:00:00Z", "2025-11-02"),
        ("2025-11-03T04:59:59Z", "2025-11-02"),
        ("2025-06-08T11:00:00+09:00", "2025-06-07"),
    ],
    ids=[
        "summer-before-midnight",
        "summer-midnight",
        "winter-before-midnight",
        "winter-midnight",
        "clocks-go-forward",
        "first-midnight-of-summer-time",
        "clocks-go-back",
        "first-midnight-of-winter-time",
        "another-zone",
    ],
)
def test_the_day_is_new_yorks(instant: str, day: str) -> None:
    assert new_york_date(dt.datetime.fromisoformat(instant)) == dt.date.fromisoformat(day)


@given(instants)
def test_an_instant_reads_back_from_its_text(instant: dt.datetime) -> None:
    assert parse_instant(utc_text(instant)) == to_second(instant)


@given(instants, instants)
def test_compact_texts_sort_by_time(one: dt.datetime, other: dt.datetime) -> None:
    earlier, later = sorted((one, other))
    assert compact_text(earlier) <= compact_text(later)


def test_texts_are_utc_whatever_the_zone() -> None:
    instant = dt.datetime(2025, 6, 8, 6, tzinfo=dt.timezone(dt.timedelta(hours=-4)))
    assert (utc_text(instant), compact_text(instant)) == ("2025-06-08T10:00:00Z", "20250608T100000Z")


@pytest.mark.parametrize("text", ["2025-06-08T06:00:00-04:00", "2025-06-08T10:00:00Z", "2025-06-08 10:00Z"])
def test_an_instant_is_read_with_any_offset(text: str) -> None:
    assert parse_instant(text) == dt.datetime(2025, 6, 8, 10, tzinfo=dt.UTC)


def test_an_instant_without_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="has no offset; write it like"):
        parse_instant("2025-06-08T10:00:00")


@pytest.mark.parametrize("text", ["", "now", "2025-13-01T00:00:00Z"])
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_instant(text)


@pytest.mark.parametrize(
    ("day", "idle"),
    [
        ("2025-03-18", False),
        ("2025-07-15", False),
        ("2022-11-05", False),
        ("2025-03-10", True),
        ("2025-12-25", True),
        ("2026-11-25", True),
    ],
)
def test_the_off_season_is_winter(day: str, idle: bool) -> None:
    assert is_off_season(dt.date.fromisoformat(day)) is idle
