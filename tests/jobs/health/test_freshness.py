"""The board's freshness by the calendar."""

import datetime as dt
from dataclasses import replace

import pytest

from propctl.domain.health_report import Component
from propctl.jobs.health.freshness import check_freshness
from propctl.jobs.health.health_context import HealthContext
from propctl.storage.contract import ObjectStore
from propctl.storage.memory import MemoryStore
from tests.connectors.wire import status
from tests.jobs.builds import AT_TEN, a_build
from tests.jobs.desk import Desk
from tests.jobs.health.checkups import NOON, a_checkup, clients, providers, stats_answers
from tests.normalize.payloads import EMPTY_SCHEDULE, Document, game, schedule
from tests.normalize.payloads import status as game_status

EARLY = NOON.replace(hour=13, minute=29)
"""09:29 in New York: the runs that are due from nine o'clock may still be on."""


def board_of(published_at: dt.datetime) -> ObjectStore:
    desk = Desk(MemoryStore())
    desk.publish(a_build(as_of=published_at))
    return desk.store


def board_of_yesterday() -> ObjectStore:
    """As if today's had been yesterday's."""
    store, layout = board_of(AT_TEN), a_checkup().layout
    today = layout.pointers_prefix("mlb") + "date=2025-06-08/live.json"
    pointer = store.get(today)
    assert pointer is not None
    store.put(today.replace("06-08", "06-07"), pointer.data)
    store.delete(today)
    return store


def judged(health_context: HealthContext) -> Component:
    return check_freshness(providers(health_context))


@pytest.mark.parametrize("minutes", [0, 10, 30])
def test_a_board_that_was_checked_lately_is_fresh(minutes: int) -> None:
    component = judged(a_checkup(store=board_of(NOON - dt.timedelta(minutes=minutes))))
    assert (component.up, component.message) == (True, f"today's board was checked {minutes} min ago")


def test_a_board_that_was_not_is_stale() -> None:
    component = judged(a_checkup(store=board_of(NOON - dt.timedelta(minutes=31))))
    assert not component.up
    assert component.message == "due: today's board was last checked 31 min ago, and 1 game is open"


def test_hours_are_told_as_such() -> None:
    assert "6 h 0 min ago" in judged(a_checkup(store=board_of(AT_TEN))).message


def test_nothing_published_ever_is_no_outage() -> None:
    component = judged(a_checkup())
    assert (component.up, component.message) == (
        True, "nothing published yet: `propctl run-once` publishes the first board"
    )  # fmt: skip


def test_no_board_of_today_is_one_when_there_was_one_before() -> None:
    component = judged(a_checkup(store=board_of_yesterday()))
    assert (component.up, component.message) == (
        False, "due: no board of today was published, and 1 game is open"
    )  # fmt: skip


def test_in_the_morning_no_board_is_due() -> None:
    assert judged(a_checkup(now=EARLY, store=board_of_yesterday())).up


def test_from_half_past_nine_on_one_is() -> None:
    assert not judged(a_checkup(now=EARLY + dt.timedelta(minutes=1), store=board_of_yesterday())).up


EARLY_GAME = game(gameDate="2025-06-08T10:10:00Z")
POSTPONED = EARLY_GAME | {"status": game_status("D", "Postponed")}
PLACEHOLDER = EARLY_GAME | {"status": game_status("S", start_time_tbd=True)}


@pytest.mark.parametrize(
    ("now", "games", "up"),
    [
        ("03:39", (EARLY_GAME,), True),
        ("03:40", (EARLY_GAME,), False),
        ("05:50", (EARLY_GAME, game(900002)), False),
        ("06:29", (EARLY_GAME,), False),
        ("06:31", (EARLY_GAME,), True),
        ("05:50", (POSTPONED, game(900002)), True),
        ("05:50", (PLACEHOLDER, game(900002)), True),
        ("09:30", (POSTPONED, game(900002)), False),
    ],
)
def test_before_an_early_game_a_board_is_due_from_its_first_run_on(
    now: str, games: tuple[Document, ...], up: bool
) -> None:
    answers = stats_answers(slate=schedule(*games))
    instant = dt.datetime.fromisoformat(f"2025-06-08T{now}:00-04:00")
    component = judged(a_checkup(now=instant, store=board_of_yesterday(), asked=lambda: clients(answers)))
    assert component.up is up, component.message


def test_before_an_early_game_the_hour_named_is_its_first_runs() -> None:
    answers = stats_answers(slate=schedule(EARLY_GAME))
    instant = dt.datetime.fromisoformat("2025-06-08T02:00:00-04:00")
    component = judged(a_checkup(now=instant, store=board_of_yesterday(), asked=lambda: clients(answers)))
    assert component.message == "no board is due before 03:10 in New York"


@pytest.mark.parametrize(
    "slate", [EMPTY_SCHEDULE, schedule(game(gameType="A")), schedule(game(gameType="S"))]
)
def test_a_day_without_games_is_no_outage(slate: dict[str, object]) -> None:
    """An off-day, the All-Star game, spring."""
    answers = stats_answers(slate=slate)
    component = judged(a_checkup(store=board_of_yesterday(), asked=lambda: clients(answers)))
    assert (component.up, component.message) == (True, "no board is due: no game today")


@pytest.mark.parametrize("code", ["I", "F", "D", "U", "C"])
def test_with_no_game_open_no_board_is_due(code: str) -> None:
    answers = stats_answers(slate=schedule(game(code=code)))
    assert judged(a_checkup(store=board_of(AT_TEN), asked=lambda: clients(answers))).up


def test_a_game_that_should_have_begun_is_not_open() -> None:
    assert judged(a_checkup(now=NOON.replace(hour=18), store=board_of(AT_TEN))).up


def test_runs_that_are_switched_off_owe_no_board() -> None:
    component = judged(replace(a_checkup(store=board_of(AT_TEN)), switched_off=True))
    assert (component.up, component.message) == (True, "no board is due: USE_FREE_INGESTION is false")


def test_without_a_schedule_an_old_board_is_stale() -> None:
    silent = dict.fromkeys(stats_answers(), status(503))
    component = judged(a_checkup(store=board_of(AT_TEN), asked=lambda: clients(silent)))
    assert component.message.endswith(
        "6 h 0 min ago, and without a schedule it is unknown whether a game is open"
    )
    assert not component.up


def test_without_a_schedule_and_a_board_nothing_is_claimed() -> None:
    silent = dict.fromkeys(stats_answers(), status(503))
    assert judged(a_checkup(store=board_of_yesterday(), asked=lambda: clients(silent))).up


def test_a_pointer_that_is_damaged_is_down() -> None:
    store = board_of(AT_TEN)
    store.put("v1/latest/sport=mlb/date=2025-06-08/live.json", b"{")
    component = judged(a_checkup(store=store))
    assert (component.up, "is damaged" in component.message) == (False, True)
