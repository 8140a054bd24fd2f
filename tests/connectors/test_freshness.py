from datetime import date

import pytest

from propctl.connectors.freshness import is_reusable
from propctl.domain.calendar import parse_instant

LAST_DAY = date(2025, 6, 7)


@pytest.mark.parametrize(
    ("fetched_at", "now"),
    [
        ("2025-06-08T10:00:00Z", "2025-06-08T10:00:00Z"),
        ("2025-06-08T04:00:00Z", "2025-06-09T03:59:59Z"),
        ("2025-06-12T10:00:00Z", "2025-06-12T20:00:00Z"),
        ("2025-06-16T10:00:00Z", "2025-06-17T10:00:00Z"),
        ("2025-06-16T10:00:00Z", "2027-01-01T10:00:00Z"),
        ("2025-06-16T10:10:00Z", "2025-06-16T10:00:00Z"),
    ],
    ids=[
        "same-instant",
        "same-new-york-day",
        "within-the-window-same-day",
        "after-the-window",
        "for-good",
        "by-a-clock-ahead",
    ],
)
def test_an_answer_still_serves(fetched_at: str, now: str) -> None:
    assert is_reusable(parse_instant(fetched_at), parse_instant(now), LAST_DAY)


@pytest.mark.parametrize(
    ("fetched_at", "now"),
    [
        ("2025-06-07T20:00:00Z", "2025-06-07T21:00:00Z"),
        ("2025-06-08T03:59:59Z", "2025-06-08T10:00:00Z"),
        ("2025-06-08T10:00:00Z", "2025-06-09T04:00:00Z"),
        ("2025-06-15T10:00:00Z", "2025-06-16T10:00:00Z"),
        ("2025-06-08T12:00:00Z", "2025-06-08T10:00:00Z"),
        ("2025-07-01T12:00:00Z", "2025-06-30T10:00:00Z"),
    ],
    ids=[
        "on-the-day-itself",
        "before-new-yorks-midnight",
        "the-next-night",
        "last-day-of-the-window",
        "clock-turned-back",
        "clock-turned-back-beyond-the-window",
    ],
)
def test_an_answer_serves_no_more(fetched_at: str, now: str) -> None:
    assert not is_reusable(parse_instant(fetched_at), parse_instant(now), LAST_DAY)
