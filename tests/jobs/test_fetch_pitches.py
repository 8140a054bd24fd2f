"""Which days of pitches are wanted and asked for, and what a board says about those that are not there."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from threading import Event, Lock

import httpx
import pytest

from propctl.domain.calendar import parse_instant
from propctl.domain.report import Outcome, RunReport
from propctl.domain.slate import PitchDay, SeasonSchedule, SuspendedGame
from propctl.domain.snapshot import Note
from propctl.jobs.fetch_pitches import wanted_days
from propctl.jobs.read_snapshot import read_latest
from propctl.jobs.rebuild import rebuild
from propctl.jobs.run_once import run_once
from propctl.runtime import open_pool
from propctl.storage.layout import Layout
from propctl.storage.memory import MemoryStore
from tests.connectors.clock import FakeClock
from tests.connectors.savant_days import Answer, SavantDays, a_body, a_savant
from tests.domain.props import DATE
from tests.jobs.builds import AT_TEN, TEN_MINUTES, a_snapshot_context
from tests.jobs.provider import Routes, a_build_context, answer
from tests.jobs.test_empty_handed import routes
from tests.normalize.payloads import Document, game, nine, schedule

YESTERDAY = DATE - timedelta(days=1)
LINEUPS = {"awayPlayers": nine(100), "homePlayers": nine(200)}
BOARD = answer(schedule(game(800001, lineups=LINEUPS, gameDate=f"{DATE + timedelta(days=1)}T02:10:00Z")))
"""A game late in the evening."""
MIDNIGHT = parse_instant("2025-06-08T04:30:00Z")
TONIGHT = MIDNIGHT + timedelta(hours=20, minutes=1)
"""Late enough for what landed at midnight to be refreshed, and still before the game."""


def before(days: int) -> date:
    return DATE - timedelta(days=days)


def game_of(day: date, second: int = 0) -> int:
    """The game of a day: an id that tells which."""
    return 900000 + 2 * day.timetuple().tm_yday + second


def played(day: date, game_pk: int = 0, code: str = "F", **more: object) -> Document:
    listed = {"officialDate": str(day), "gameDate": f"{day}T17:35:00Z"} | more
    return game(game_pk or game_of(day), code=code, **listed)


def whole(day: date) -> Answer:
    return a_body(day, game_of(day))


@dataclass
class Board:
    """Runs of 2025-06-08 over a season with a game a day, the oldest *days* ago."""

    days: int = 5
    window: int = 5
    wire: SavantDays = field(default_factory=lambda: SavantDays({}, whole))
    season: tuple[Document, ...] | None = None
    store: MemoryStore = field(default_factory=MemoryStore)
    clock: FakeClock = field(default_factory=FakeClock)
    deadline_seconds: float = 3600.0

    def run(self, now: datetime = AT_TEN, day: date = DATE) -> RunReport:
        savant = a_savant(
            self.store, self.wire, lambda: now, clock=self.clock, deadline_seconds=self.deadline_seconds
        )
        with a_build_context(
            self.store, now=now, transport=self._stats(), savant=savant, window_days=self.window
        ) as build_context:
            return run_once(build_context, day)

    def _stats(self) -> Routes:
        season = self.season or tuple(played(before(n)) for n in range(1, self.days + 1))
        return routes(slate=BOARD, season=answer(schedule(*season)))

    def asked(self) -> list[date]:
        """The days asked for since the last look, the newest first, each once."""
        days = sorted(set(self.wire.asked), reverse=True)
        self.wire.asked.clear()
        return days


def codes(notes: tuple[Note, ...]) -> list[str]:
    return [note.code for note in notes]


def message(notes: tuple[Note, ...], code: str) -> str:
    return next(note.message for note in notes if note.code == code)


# ------------------------------------------------------------------ which days are wanted


def test_a_window_ends_on_the_day_before_and_has_so_many_days() -> None:
    board = Board(days=9, window=4)
    report = board.run()
    assert (board.asked(), report.statcast_days) == ([before(n) for n in range(1, 5)], 4)
    assert (report.games, report.open_games) == (1, 1)


class Crowd(SavantDays):
    """Keeps each request for a moment, so that all that come at once are seen together."""

    def __init__(self) -> None:
        super().__init__({}, whole)
        self.most = 0
        self._inside = 0
        self._counting = Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        with self._counting:
            self._inside += 1
            self.most = max(self.most, self._inside)
        Event().wait(0.02)
        try:
            return super().handle_request(request)
        finally:
            with self._counting:
                self._inside -= 1


@pytest.mark.parametrize("days", [1, 2, 9])
def test_no_more_than_three_days_are_asked_for_at_once(days: int) -> None:
    crowd = Crowd()
    report = Board(days=days, window=days, wire=crowd).run()
    assert (report.statcast_days, crowd.most <= min(days, 3)) == (days, True)


def test_without_a_window_nobody_is_asked() -> None:
    board = Board(window=0)
    report = board.run()
    assert (board.asked(), report.statcast_wanted, codes(report.degraded)) == ([], 0, [])


def test_days_without_games_are_neither_wanted_nor_missing() -> None:
    """A break in the season, or its very beginning: most of the window has no games."""
    board = Board(season=(played(before(1)), played(before(5))))
    report = board.run()
    assert (board.asked(), report.statcast_days, report.statcast_wanted) == ([before(1), before(5)], 2, 2)
    assert report.outcome is Outcome.SUCCESS


def test_before_the_first_game_nothing_is_wanted() -> None:
    board = Board(season=(played(before(3), gameType="S"),))
    assert (board.run().statcast_wanted, board.asked()) == (0, [])


def test_a_window_does_not_reach_into_the_season_before() -> None:
    """The season's schedule is all that says what was played, and it begins on 1 January."""
    season = SeasonSchedule((), frozenset(), played_on={date(2025, 1, 2): frozenset({1})})
    days = wanted_days(season, date(2024, 12, 4), date(2025, 1, 2), date(2025, 1, 3))
    assert [day.game_date for day in days] == [date(2025, 1, 2)]


def test_both_games_of_a_doubleheader_must_be_there() -> None:
    first, second = game_of(YESTERDAY), game_of(YESTERDAY, 1)
    wire = SavantDays({YESTERDAY: a_body(YESTERDAY, first)})
    board = Board(season=(played(YESTERDAY), played(YESTERDAY, second)), wire=wire)
    assert board.run().statcast_days == 0
    wire.answers[YESTERDAY] = a_body(YESTERDAY, first, second)
    assert board.run(AT_TEN + timedelta(minutes=30)).statcast_days == 1


@pytest.mark.parametrize("code", ["D", "C"], ids=["postponed", "cancelled"])
def test_a_game_that_was_not_played_is_not_wanted(code: str) -> None:
    board = Board(season=(played(YESTERDAY), played(YESTERDAY, 7, code)))
    assert board.run().statcast_days == 1


def test_the_pitches_of_a_day_that_is_still_on_are_not_asked_for() -> None:
    board = Board(season=(played(YESTERDAY), played(YESTERDAY, 7, "I"), played(before(2))))
    report = board.run()
    assert (board.asked(), report.statcast_days) == ([before(2)], 1)
    assert str(YESTERDAY) in message(report.notes, "statcast_not_ready")


BEGUN = before(3)
HELD = 950000


@pytest.mark.parametrize("resumed_on", [DATE, DATE + timedelta(days=1)], ids=["today", "tomorrow"])
def test_a_game_resumed_on_the_day_or_later_is_left_out(resumed_on: date) -> None:
    resumed = SuspendedGame(HELD, BEGUN, resumed_on)
    season = SeasonSchedule((resumed,), frozenset(), played_on={BEGUN: frozenset({1, HELD})})
    assert season.pitch_day(BEGUN, DATE) == PitchDay(BEGUN, frozenset({1}), frozenset({HELD}))


def test_a_game_resumed_the_day_before_counts() -> None:
    resumed = SuspendedGame(HELD, BEGUN, YESTERDAY)
    season = SeasonSchedule((resumed,), frozenset(), played_on={BEGUN: frozenset({1, HELD})})
    assert season.pitch_day(BEGUN, DATE) == PitchDay(BEGUN, frozenset({1, HELD}))


@pytest.mark.parametrize("code", ["U", "I", "P"], ids=["suspended", "being-resumed", "about-to-be"])
def test_a_day_with_a_game_that_waits_for_its_end_lands_without_it(code: str) -> None:
    """A part of its pitches is there the next morning."""
    held = played(BEGUN, HELD, code, resumeDate=f"{DATE}T17:10:00Z")
    wire = SavantDays({BEGUN: a_body(BEGUN, game_of(BEGUN), HELD)}, whole)
    board = Board(season=(played(BEGUN), held, played(YESTERDAY)), wire=wire)
    report = board.run()
    assert (report.statcast_days, report.statcast_wanted) == (2, 2)


def test_a_game_that_was_resumed_makes_its_day_due_at_once() -> None:
    wire = SavantDays({BEGUN: a_body(BEGUN, game_of(BEGUN), HELD)})
    held = played(BEGUN, HELD, "U", resumeDate=f"{DATE}T17:10:00Z")
    store = MemoryStore()
    assert Board(season=(played(BEGUN), held), wire=wire, store=store).run().statcast_days == 1
    over = played(BEGUN, HELD, "F", resumeDate=f"{YESTERDAY}T17:10:00Z")
    board = Board(season=(played(BEGUN), over), wire=wire, store=forgetful(store))
    board.asked()
    assert (board.run(AT_TEN + TEN_MINUTES).statcast_days, board.asked()) == (1, [BEGUN])


def forgetful(store: MemoryStore) -> MemoryStore:
    """The season's schedule is to be asked for again, as it is the next day."""
    for key in list(store.list(Layout().requests_prefix("mlb_stats_api"))):
        store.delete(key)
    return store


# ------------------------------------------------------------------ when days are asked for


def test_a_second_run_asks_for_nothing() -> None:
    board = Board()
    board.run()
    board.asked()
    again = board.run(AT_TEN + TEN_MINUTES)
    assert (board.asked(), again.outcome, again.statcast_days) == ([], Outcome.UNCHANGED, 5)


@pytest.mark.parametrize(("minutes", "again"), [(10, False), (29, False), (30, True)])
def test_a_day_that_was_not_complete_is_asked_for_again_after_half_an_hour(minutes: int, again: bool) -> None:
    """By any process: what is known is in the store."""
    wire = SavantDays({YESTERDAY: a_body(YESTERDAY)}, whole)
    board = Board(wire=wire)
    report = board.run()
    assert (report.outcome, message(report.notes, "statcast_not_ready")) == (
        Outcome.SUCCESS,
        f"Statcast is not complete yet: {YESTERDAY}",
    )
    later = Board(wire=wire, store=board.store)
    later.asked()
    later.run(AT_TEN + timedelta(minutes=minutes))
    assert later.asked() == ([YESTERDAY] if again else [])


def test_a_lost_file_is_asked_for_again_at_once() -> None:
    board = Board()
    board.run()
    board.asked()
    board.store.delete(Layout().pitches_key("mlb", YESTERDAY))
    assert (board.run(AT_TEN + TEN_MINUTES).statcast_days, board.asked()) == (5, [YESTERDAY])


def test_a_damaged_file_is_asked_for_again_at_once() -> None:
    board = Board()
    board.run()
    board.asked()
    board.store.put(Layout().pitches_key("mlb", YESTERDAY), b"damage")
    again = board.run(AT_TEN + TEN_MINUTES)
    assert (again.statcast_days, again.outcome, board.asked()) == (5, Outcome.UNCHANGED, [YESTERDAY])


def test_a_lost_record_is_asked_for_again_at_once() -> None:
    board = Board()
    board.run()
    board.asked()
    for key in list(board.store.list(Layout().requests_prefix("baseball_savant"))):
        board.store.delete(key)
    assert (board.run(AT_TEN + TEN_MINUTES).statcast_days, len(board.asked())) == (5, 5)


def test_a_game_that_is_added_to_the_schedule_makes_its_day_due() -> None:
    board = Board()
    board.run()
    more = (*(played(before(n)) for n in range(1, 6)), played(before(2), game_of(before(2), 1)))
    later = Board(season=more, store=forgetful(board.store))
    later.wire.answers[before(2)] = a_body(before(2), game_of(before(2)), game_of(before(2), 1))
    assert (later.run(AT_TEN + timedelta(minutes=30)).statcast_days, later.asked()) == (5, [before(2)])


def test_a_game_that_is_taken_off_the_schedule_leaves_its_day_out_until_the_provider_agrees() -> None:
    board = Board()
    board.wire.answers[before(2)] = a_body(before(2), game_of(before(2)), game_of(before(2), 1))
    both = (*(played(before(n)) for n in range(1, 6)), played(before(2), game_of(before(2), 1)))
    assert Board(season=both, wire=board.wire, store=board.store).run().statcast_days == 5
    forgetful(board.store)
    assert board.run(AT_TEN + timedelta(minutes=30)).statcast_days == 4
    board.wire.answers.clear()
    assert board.run(AT_TEN + timedelta(minutes=60)).statcast_days == 5


# ------------------------------------------------------------------ corrections


def hit(day: date) -> Answer:
    """The day, in which batters of the board hit everything hard since a correction."""
    struck = {"batter": "100", "launch_speed": "110.0", "launch_speed_angle": "6"}
    return a_body(day, game_of(day), **struck)


def test_a_correction_changes_the_board_and_the_old_one_can_still_be_rebuilt() -> None:
    board = Board()
    first = board.run(MIDNIGHT)
    board.wire.answers[YESTERDAY] = hit(YESTERDAY)
    second = board.run(TONIGHT)
    context = a_snapshot_context(board.store, TONIGHT)
    old, new = (
        context.snapshots.read_manifest(ref.key)
        for report in (first, second)
        for ref in context.snapshots.list_snapshots()
        if ref.snapshot_id == report.snapshot_id
    )
    assert old.rows.sha256 != new.rows.sha256
    with open_pool() as pool:
        assert [rebuild(context, pool, manifest).equal for manifest in (old, new)] == [True, True]


# ------------------------------------------------------------------ failures


def test_after_a_refusal_nothing_more_is_asked_for() -> None:
    board = Board(days=30, window=30, wire=SavantDays({}, 403))
    report = board.run()
    assert len(board.wire.asked) <= 3
    assert codes(report.degraded) == ["provider_refused", "statcast_missing"]


def test_after_three_failures_nothing_more_is_asked_for() -> None:
    board = Board(days=30, window=30, wire=SavantDays({}, 503))
    report = board.run()
    assert len(board.asked()) <= 5, "three that failed, and two that were under way by then"
    assert codes(report.degraded) == ["provider_failed", "statcast_missing"]


def test_two_failures_do_not_keep_the_others_from_landing() -> None:
    board = Board(wire=SavantDays({before(1): 503, before(2): 503}, whole))
    report = board.run()
    assert (report.statcast_days, codes(report.degraded)) == (3, ["provider_failed"])


def test_what_was_not_asked_for_is_not_called_incomplete() -> None:
    board = Board(days=30, window=30, wire=SavantDays({}, 403))
    report = board.run()
    assert "statcast_not_ready" not in codes(report.notes)
    assert "30 of 30 days" in message(report.degraded, "statcast_missing")


@pytest.mark.parametrize(("missing", "degraded"), [(2, []), (3, ["statcast_missing"])])
def test_more_than_two_days_that_are_not_there_degrade_a_board(missing: int, degraded: list[str]) -> None:
    late: dict[date, Answer] = {before(n): a_body(before(n)) for n in range(1, missing + 1)}
    report = Board(wire=SavantDays(late, whole)).run()
    assert codes(report.degraded) == degraded
    assert message(report.notes, "statcast_not_ready").endswith(f"{before(missing)} to {YESTERDAY}")


def test_a_day_of_another_shape_degrades_a_board() -> None:
    odd: dict[date, Answer] = {YESTERDAY: a_body(before(2), 1)}
    assert codes(Board(wire=SavantDays(odd, whole)).run().degraded) == ["provider_changed"]


def test_a_failed_refresh_is_told_and_what_has_landed_is_used() -> None:
    board = Board()
    board.run(MIDNIGHT)
    report = Board(wire=SavantDays({}, 503), store=board.store).run(TONIGHT)
    assert (report.statcast_days, codes(report.degraded)) == (5, ["provider_failed"])


def test_at_the_deadline_the_board_goes_out_with_what_has_landed() -> None:
    clock = FakeClock()
    slow = SavantDays({}, whole, clock=clock, seconds=60.0)
    board = Board(days=20, window=20, wire=slow, clock=clock, deadline_seconds=200.0)
    report = board.run()
    assert 0 < report.statcast_days < 20
    assert (report.published, report.props > 0) == (True, True)
    assert codes(report.degraded) == ["provider_failed", "statcast_missing"]
    assert "deadline" in message(report.degraded, "provider_failed")


def test_after_the_deadline_the_next_run_goes_on_where_the_last_one_stopped() -> None:
    clock = FakeClock()
    board = Board(days=9, window=9, clock=clock, deadline_seconds=200.0)
    board.wire = SavantDays({}, whole, clock=clock, seconds=60.0)
    landed = board.run().statcast_days
    board.asked()
    later = replace(board, wire=SavantDays({}, whole), clock=FakeClock())
    assert later.run(AT_TEN + TEN_MINUTES).statcast_days == 9
    assert len(later.asked()) == 9 - landed


def test_two_runs_at_once_land_the_same_days_and_one_board_stands() -> None:
    first, second = Board(), Board()
    second.store = first.store
    reports: list[RunReport] = []

    def overtaken(day: date) -> Answer:
        """While this day is on its way, a whole other run goes by."""
        if day == before(3):
            reports.append(second.run())
        return whole(day)

    first.wire = SavantDays({}, overtaken)
    reports.append(first.run())
    latest = read_latest(a_snapshot_context(first.store, AT_TEN), "mlb", DATE)
    assert {report.snapshot_id for report in reports} == {latest.manifest.snapshot_id}
    assert latest.manifest.coverage.statcast_days == 5
