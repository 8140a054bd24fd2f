import datetime as dt

import pytest

from propctl.domain.cadence import HEALTH_PERIOD, next_run, next_slot
from propctl.domain.calendar import NEW_YORK, parse_instant

SUNDAY = dt.date(2025, 6, 8)
MONDAY = dt.date(2025, 6, 9)


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
    assert next_run(new_york(now), games_open=True, game_day=MONDAY) == new_york(due)


def test_with_none_open_the_next_game_days_morning_is_due() -> None:
    assert next_run(new_york("2025-06-08T22:00:00"), games_open=False, game_day=MONDAY) == parse_instant(
        "2025-06-09T13:00:00Z"
    )


def test_nine_oclock_is_new_yorks_in_winter_too() -> None:
    due = next_run(new_york("2025-11-01T12:00:00"), games_open=False, game_day=dt.date(2025, 11, 2))
    assert due == parse_instant("2025-11-02T14:00:00Z")


def test_a_check_up_is_due_every_five_minutes() -> None:
    assert next_slot(parse_instant("2025-06-08T10:04:59Z"), HEALTH_PERIOD) == parse_instant(
        "2025-06-08T10:05:00Z"
    )
