"""When a day of pitches is asked for."""

from datetime import date, datetime, timedelta

import pytest

from propctl.connectors.baseball_savant import PROVIDER, day_request
from propctl.connectors.freshness import CLOCK_SKEW, is_due, is_whole
from propctl.connectors.pitch_archive import DayRecord
from propctl.domain.calendar import parse_instant
from propctl.domain.slate import PitchDay

DAY = date(2025, 6, 7)
FIRST, SECOND, HELD = 900001, 900002, 900003
WANTED = PitchDay(DAY, frozenset({FIRST, SECOND}))
BUT_ONE = PitchDay(DAY, frozenset({FIRST, SECOND}), left_out=frozenset({HELD}))
NIGHT = parse_instant("2025-06-08T10:00:00Z")
MINUTES_29, MINUTES_30 = timedelta(minutes=29, seconds=59), timedelta(minutes=30)
HOURS_19, HOURS_20 = timedelta(hours=19, minutes=59), timedelta(hours=20)
AT_LAST_REVISED = parse_instant("2025-06-15T03:59:59Z")
"""The last second of 14 June in New York, before the game date + 8 days."""
AT_LAST_SETTLED = AT_LAST_REVISED + timedelta(seconds=1)


def landed(
    at: datetime, *, games: tuple[int, ...] = (FIRST, SECOND), asked_at: datetime | None = None
) -> DayRecord:
    """The day landed at one instant, and was last asked for at the same or a later one."""
    return DayRecord(
        provider=PROVIDER,
        request=day_request(DAY).text,
        sha256="a" * 64,
        bytes=1,
        fetched_at=at,
        final=True,
        asked_at=asked_at or at,
        games=games,
    )


def not_ready(at: datetime) -> DayRecord:
    return landed(at, games=()).model_copy(update={"sha256": "", "bytes": 0, "final": False})


def test_a_day_that_nobody_knows_of_is_due() -> None:
    assert is_due(None, WANTED, NIGHT)


@pytest.mark.parametrize(("since", "due"), [(timedelta(0), False), (MINUTES_29, False), (MINUTES_30, True)])
def test_a_day_that_was_not_complete_is_due_after_half_an_hour(since: timedelta, due: bool) -> None:
    assert is_due(not_ready(NIGHT), WANTED, NIGHT + since) is due


@pytest.mark.parametrize(("since", "due"), [(timedelta(0), False), (HOURS_19, False), (HOURS_20, True)])
def test_a_young_day_that_landed_is_due_once_a_night(since: timedelta, due: bool) -> None:
    assert is_due(landed(NIGHT), WANTED, NIGHT + since) is due


@pytest.mark.parametrize(("at", "due"), [(AT_LAST_REVISED, True), (AT_LAST_SETTLED, False)])
def test_a_day_is_revised_until_eight_days_after_in_new_york(at: datetime, due: bool) -> None:
    assert is_due(landed(at), WANTED, at + timedelta(days=30)) is due


def test_a_day_that_landed_after_its_revisions_is_never_due_again() -> None:
    assert not is_due(landed(AT_LAST_SETTLED), WANTED, AT_LAST_SETTLED + timedelta(days=3000))


def test_a_refresh_that_was_not_complete_is_tried_again_after_half_an_hour() -> None:
    tried = NIGHT + HOURS_20
    record = landed(NIGHT, asked_at=tried)
    assert [is_due(record, WANTED, tried + since) for since in (MINUTES_29, MINUTES_30)] == [False, True]


@pytest.mark.parametrize(("since", "due"), [(MINUTES_29, False), (MINUTES_30, True)])
def test_a_landed_day_that_lacks_a_game_is_due_after_half_an_hour(since: timedelta, due: bool) -> None:
    assert is_due(landed(NIGHT, games=(FIRST,)), WANTED, NIGHT + since) is due


def test_a_day_that_lacks_a_game_is_due_however_old() -> None:
    record = landed(AT_LAST_SETTLED, games=(FIRST,))
    assert is_due(record, WANTED, AT_LAST_SETTLED + timedelta(days=300))


@pytest.mark.parametrize("games", [(FIRST, SECOND), (FIRST, SECOND, HELD)], ids=["without", "with"])
def test_a_game_left_out_is_neither_missing_nor_too_many(games: tuple[int, ...]) -> None:
    assert not is_due(landed(NIGHT, games=games), BUT_ONE, NIGHT + timedelta(hours=1))


def test_a_game_that_counts_again_makes_its_day_due() -> None:
    whole = PitchDay(DAY, frozenset({FIRST, SECOND, HELD}))
    assert is_due(landed(AT_LAST_SETTLED), whole, AT_LAST_SETTLED + timedelta(days=1))


@pytest.mark.parametrize("record", [landed(NIGHT), not_ready(NIGHT)], ids=["landed", "not-ready"])
def test_a_game_that_the_last_answer_was_taken_without_is_asked_for_at_once(record: DayRecord) -> None:
    whole = PitchDay(DAY, frozenset({FIRST, SECOND, HELD}))
    assert is_due(record.model_copy(update={"left_out": (HELD,)}), whole, NIGHT)


def test_a_game_left_out_of_the_last_answer_that_is_left_out_still_makes_nothing_due() -> None:
    assert not is_due(landed(NIGHT).model_copy(update={"left_out": (HELD,)}), BUT_ONE, NIGHT)


@pytest.mark.parametrize("record", [landed(NIGHT), not_ready(NIGHT)], ids=["landed", "not-ready"])
def test_a_record_of_the_future_counts_as_none(record: DayRecord) -> None:
    assert is_due(record, WANTED, NIGHT - timedelta(seconds=1) - CLOCK_SKEW)


@pytest.mark.parametrize(
    ("record", "whole"),
    [
        (None, False),
        (not_ready(NIGHT), False),
        (landed(NIGHT), True),
        (landed(NIGHT, games=(FIRST,)), False),
        (landed(NIGHT, games=(FIRST, SECOND, HELD)), False),
        (landed(NIGHT).model_copy(update={"final": False}), False),
    ],
    ids=["unknown", "not-ready", "landed", "a-game-short", "a-game-too-many", "withdrawn"],
)
def test_a_day_is_whole_with_just_its_games(record: DayRecord | None, whole: bool) -> None:
    assert is_whole(record, WANTED) is whole


@pytest.mark.parametrize(
    ("games", "whole"),
    [((FIRST, SECOND), True), ((FIRST, SECOND, HELD), True), ((FIRST, HELD), False)],
    ids=["without", "with", "instead-of-another"],
)
def test_a_day_is_whole_with_or_without_a_game_left_out(games: tuple[int, ...], whole: bool) -> None:
    assert is_whole(landed(NIGHT, games=games), BUT_ONE) is whole
