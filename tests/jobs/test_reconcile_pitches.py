"""Landed days against the official pitch counts: agreement, one more asking, withdrawal."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import httpx
import pytest

from propctl.connectors.payloads import RequestUnavailableError
from propctl.domain.report import DayState, PitchReport
from propctl.errors import ExitCode, UsageError
from propctl.jobs.reconcile_pitches import land_and_reconcile
from propctl.storage.layout import Layout
from propctl.storage.memory import MemoryStore
from tests.connectors.savant_days import Answer, SavantDays, a_savant
from tests.connectors.wire import status
from tests.jobs.builds import AT_TEN
from tests.jobs.provider import Routes, a_build_context, answer
from tests.normalize.payloads import Document, block, game, row, schedule
from tests.normalize.savant import DAY, GAME, OTHER, PITCHER, a_day, a_game, as_csv

COUNTS, SEASON = "numberOfPitches", "startDate=2025-01-01"
THROWN = 9
"""Pitches of a synthetic game, all by one pitcher."""
WHOLE = a_day(GAME)
A_ROW_SHORT = as_csv(a_game(GAME)[:-1])
"""The last pitch is gone: the table alone does not show it."""
AN_HOUR = timedelta(hours=1)


def played(game_pk: int = GAME, code: str = "F", day: date = DAY, **more: object) -> Document:
    listed = {"officialDate": str(day), "gameDate": f"{day}T17:35:00Z"} | more
    return game(game_pk, code=code, **listed)


def official(*pitches: int) -> httpx.Response:
    """So many pitches by the first, second, ... pitcher."""
    rows = [row(PITCHER + n, {"numberOfPitches": count}) for n, count in enumerate(pitches)]
    return answer({"stats": [block("pitching", rows)]})


@dataclass
class Night:
    """The nightly step over one day and one store; every part can be changed."""

    counts: httpx.Response = field(default_factory=lambda: official(THROWN))
    season: tuple[Document, ...] = (played(),)
    wire: SavantDays = field(default_factory=lambda: SavantDays({DAY: WHOLE}))
    store: MemoryStore = field(default_factory=MemoryStore)
    schedule_answer: httpx.Response | None = None

    def run(self, now: datetime = AT_TEN, first: date = DAY, last: date = DAY) -> PitchReport:
        savant = a_savant(self.store, self.wire, lambda: now)
        known = self.schedule_answer or answer(schedule(*self.season))
        stats = Routes({COUNTS: self.counts, SEASON: known})
        with a_build_context(self.store, now=now, transport=stats, savant=savant) as build_context:
            return land_and_reconcile(build_context, first, last)

    def landed(self) -> bool:
        return self.store.get(Layout().pitches_key("mlb", DAY)) is not None

    def forget_answers(self) -> None:
        """The Stats API is asked anew, as on another day."""
        for key in list(self.store.list(Layout().requests_prefix("mlb_stats_api"))):
            self.store.delete(key)


def test_a_day_that_agrees_is_reconciled() -> None:
    report = Night().run()
    assert [(day.state, day.asked) for day in report.days] == [(DayState.RECONCILED, True)]
    assert report.exit_code() is ExitCode.OK


def test_a_reconciled_day_costs_no_request() -> None:
    night = Night()
    night.run()
    night.wire.asked.clear()
    night.counts = status(500)
    report = night.run(AT_TEN + AN_HOUR)
    assert (report.days[0].state, report.days[0].asked, night.wire.asked) == (DayState.RECONCILED, False, [])


def test_entries_that_are_no_pitches_are_not_counted() -> None:
    clock = [*a_game(GAME), *a_game(GAME, 1, 1, description="automatic_ball")]
    for place, pitch in enumerate(clock[THROWN:]):
        pitch |= {"at_bat_number": str(4 + place)}
    assert Night(wire=SavantDays({DAY: as_csv(clock)})).run().count(DayState.RECONCILED) == 1


def test_a_day_that_just_landed_and_does_not_agree_is_withdrawn() -> None:
    night = Night(wire=SavantDays({DAY: A_ROW_SHORT}))
    report = night.run()
    assert (report.days[0].state, night.landed(), night.wire.asked) == (DayState.WITHDRAWN, False, [DAY])
    assert report.days[0].reason == f"pitcher {PITCHER}: 8 rows of 9 pitches"
    assert report.exit_code() is ExitCode.PARTIAL


@pytest.mark.parametrize(
    ("second", "state"), [(WHOLE, DayState.RECONCILED), (A_ROW_SHORT, DayState.WITHDRAWN)]
)
def test_a_day_that_landed_before_is_asked_for_once_more(second: Answer, state: DayState) -> None:
    night = Night(counts=status(503), wire=SavantDays({DAY: A_ROW_SHORT}))
    assert night.run().days[0].state is DayState.LANDED
    night.wire.asked.clear()
    night.counts, night.wire.answers[DAY] = official(THROWN), second
    report = night.run(AT_TEN + AN_HOUR)
    assert (report.days[0].state, night.wire.asked) == (state, [DAY])
    assert night.landed() is (state is DayState.RECONCILED)


def test_a_withdrawn_day_comes_back_with_other_rows_alone() -> None:
    night = Night(wire=SavantDays({DAY: A_ROW_SHORT}))
    night.run()
    again = night.run(AT_TEN + AN_HOUR)
    assert (again.days[0].state, night.landed()) == (DayState.NOT_READY, False)
    night.wire.answers[DAY] = WHOLE
    mended = night.run(AT_TEN + 2 * AN_HOUR)
    assert (mended.days[0].state, night.landed()) == (DayState.RECONCILED, True)


def test_a_disagreement_names_three_pitchers_and_counts_the_rest() -> None:
    report = Night(counts=official(9, 1, 2, 3, 4)).run()
    assert report.days[0].reason.endswith(f"pitcher {PITCHER + 3}: 0 rows of 3 pitches; and 1 more")


def test_a_day_whose_counts_cannot_be_had_stays_landed_and_fails() -> None:
    night = Night(counts=status(403))
    report = night.run()
    assert (report.days[0].state, night.landed()) == (DayState.LANDED, True)
    assert report.exit_code() is ExitCode.REFUSED


def test_a_day_that_does_not_agree_and_cannot_be_asked_for_again_stays_landed_and_fails() -> None:
    night = Night(counts=status(503), wire=SavantDays({DAY: A_ROW_SHORT}))
    night.run()
    night.counts, night.wire.answers[DAY] = official(THROWN), 503
    report = night.run(AT_TEN + AN_HOUR)
    assert (report.days[0].state, report.exit_code()) == (DayState.LANDED, ExitCode.TEMPORARY)


def test_a_day_that_is_not_complete_is_no_failure() -> None:
    report = Night(wire=SavantDays({DAY: a_day(OTHER)})).run()
    assert (report.days[0].state, report.exit_code()) == (DayState.NOT_READY, ExitCode.OK)


@pytest.mark.parametrize(
    ("said", "code"),
    [(403, ExitCode.REFUSED), (503, ExitCode.TEMPORARY), (as_csv(a_game(zone="x")), ExitCode.DATA)],
    ids=["refused", "unavailable", "changed"],
)
def test_a_day_that_fails_decides_the_exit_code(said: Answer, code: ExitCode) -> None:
    report = Night(wire=SavantDays({DAY: said})).run()
    assert (report.days[0].state, report.exit_code()) == (DayState.FAILED, code)


def test_days_after_a_refusal_are_told_to_have_been_left_alone() -> None:
    days = [DAY - timedelta(days=n) for n in range(9)]
    season = tuple(played(GAME + n, day=day) for n, day in enumerate(days))
    night = Night(season=season, wire=SavantDays({}, 403))
    report = night.run(first=days[-1])
    reasons = {day.reason for day in report.days if not day.asked}
    assert (report.count(DayState.FAILED), report.exit_code()) == (9, ExitCode.REFUSED)
    assert len(reasons) == 1
    assert "refused or failed too often" in reasons.pop()


def test_without_a_schedule_nothing_is_known() -> None:
    night = Night(schedule_answer=status(503))
    with pytest.raises(RequestUnavailableError):
        night.run()
    assert night.wire.asked == []


def test_days_without_games_are_not_reported() -> None:
    report = Night().run(first=DAY - timedelta(days=3))
    assert [day.game_date for day in report.days] == [DAY]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (DAY, DAY - timedelta(days=1)),
        (DAY, AT_TEN.date()),
        (date(2024, 12, 31), date(2025, 1, 1)),
    ],
    ids=["backwards", "today", "two-seasons"],
)
def test_a_range_that_is_none_is_wrong_usage(first: date, last: date) -> None:
    night = Night()
    with pytest.raises(UsageError, match="nothing was fetched"):
        night.run(first=first, last=last)
    assert night.wire.asked == []


# ------------------------------------------------------------------ suspended games

HELD = 950000
RESUMED: Document = {"resumeDate": "2025-06-09T17:10:00Z"}
EVENING = AT_TEN + timedelta(days=1, hours=14)
"""Of the day on which the game was finished."""
NEXT_DAY = AT_TEN + timedelta(days=2)


@pytest.mark.parametrize(
    ("code", "pitches"),
    [("U", 9), ("I", 9), ("F", 25)],
    ids=["suspended", "being-finished", "finished-today"],
)
def test_a_day_of_which_a_suspended_game_is_left_out_is_not_compared(code: str, pitches: int) -> None:
    """Its pitches are in the official counts of the day it began as soon as it is over."""
    season = (played(), played(HELD, code, **RESUMED))
    night = Night(counts=official(pitches), season=season)
    report = night.run(EVENING)
    assert (report.days[0].state, night.landed()) == (DayState.LANDED, True)


def test_a_suspended_game_is_compared_when_it_counts() -> None:
    night = Night(season=(played(), played(HELD, "U", **RESUMED)))
    night.run(EVENING)
    night.forget_answers()
    night.season = (played(), played(HELD, "F", **RESUMED))
    night.counts, night.wire.answers[DAY] = official(2 * THROWN), a_day(GAME, HELD)
    report = night.run(NEXT_DAY)
    assert (report.days[0].state, report.days[0].asked) == (DayState.RECONCILED, True)
