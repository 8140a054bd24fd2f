"""When runs are due, by the slates and boards in storage: early games, off-days, postponed games, outages."""

import datetime as dt

import pytest

from propctl.connectors.mlb_stats_api import bare_slate_request, read_archived_slate, slate_request
from propctl.connectors.payload_archive import PayloadArchive
from propctl.connectors.payloads import Payload, Request
from propctl.domain.calendar import parse_instant, utc_text
from propctl.errors import RefusedError, TemporaryError
from propctl.jobs.due_runs import fetch_next_due, read_first_pitch, read_next_run
from propctl.jobs.run_once import run_once
from propctl.storage.layout import Layout
from propctl.storage.memory import MemoryStore
from tests.connectors.wire import Step, status
from tests.domain.props import DATE
from tests.jobs.builds import BOTH_OPEN, a_build, a_snapshot_context
from tests.jobs.desk import Desk
from tests.jobs.provider import a_build_context, answer
from tests.normalize.payloads import EMPTY_SCHEDULE, Document, as_body, game, schedule
from tests.normalize.payloads import status as game_status

TOMORROW = DATE + dt.timedelta(days=1)
TOKYO = game(gameDate="2025-06-08T10:10:00Z")
EVENING = game(900002, gameDate="2025-06-08T23:05:00Z")
POSTPONED = TOKYO | {"status": game_status("D", "Postponed")}
PLACEHOLDER = TOKYO | {"status": game_status("S", start_time_tbd=True)}
TOMORROWS = game(900003, gameDate="2025-06-09T10:10:00Z", officialDate=str(TOMORROW))


def at(time: str, day: int = 8) -> dt.datetime:
    """This time of 8 June in New York."""
    return parse_instant(f"2025-06-{day:02}T{time}:00-04:00")


def slate(*games: Document, day: dt.date = DATE) -> Document:
    return schedule(*games, day=str(day)) if games else EMPTY_SCHEDULE


def archive(
    store: MemoryStore, document: Document, fetched_at: dt.datetime, request: Request | None = None
) -> None:
    """As an earlier run leaves the slate."""
    payloads, body = PayloadArchive(store, Layout()), as_body(document)
    payload = Payload(request or slate_request(DATE), body, payloads.write_body(body), fetched_at)
    payloads.write_index_entry(payload, final=False)


def due(store: MemoryStore, now: dt.datetime, *steps: Step) -> tuple[dt.datetime, int]:
    """When the next run is due, and how many requests it cost to find out."""
    with a_build_context(store, *steps, now=now) as build_context:
        return fetch_next_due(build_context, "mlb"), build_context.requests()


@pytest.mark.parametrize("now", [at("09:00"), at("12:34"), at("00:00"), at("00:59"), at("23:50")])
def test_in_the_usual_hours_a_run_is_due_without_a_look(now: dt.datetime) -> None:
    assert due(MemoryStore(), now) == (now, 0)


@pytest.mark.parametrize(
    ("now", "next_due"),
    [
        (at("01:00"), at("03:10")),
        (at("03:00"), at("03:10")),
        (at("03:10"), at("03:10")),
        (at("06:20"), at("06:20")),
        (at("06:30"), at("06:30")),
    ],
)
def test_before_an_early_game_runs_are_due_from_three_hours_before_it(
    now: dt.datetime, next_due: dt.datetime
) -> None:
    store = MemoryStore()
    archive(store, slate(TOKYO, EVENING), at("00:50"))
    assert due(store, now) == (next_due, 0)


@pytest.mark.parametrize(
    "games", [(EVENING,), (POSTPONED, EVENING), (PLACEHOLDER, EVENING), (PLACEHOLDER,)], ids=range(4)
)
def test_a_day_without_an_early_game_begins_at_nine(games: tuple[Document, ...]) -> None:
    store = MemoryStore()
    archive(store, slate(*games), at("00:50"))
    assert due(store, at("06:00")) == (at("09:00"), 0)


@pytest.mark.parametrize("games", [(), (POSTPONED,), (TOKYO | {"status": game_status("C", "Cancelled")},)])
def test_a_day_whose_games_are_all_off_waits_for_the_next(games: tuple[Document, ...]) -> None:
    store = MemoryStore()
    archive(store, slate(*games), at("00:50"))
    assert due(store, at("03:30")) == (at("09:00", 9), 0)


def test_a_game_that_has_begun_ends_the_early_runs() -> None:
    store = MemoryStore()
    archive(store, slate(TOKYO | {"status": game_status("I", "In Progress")}), at("06:30"))
    assert due(store, at("06:40"))[0] == at("09:00", 9)


def test_a_game_that_the_board_still_shows_is_closed_by_one_more_run() -> None:
    desk = Desk(store := MemoryStore())
    desk.publish(a_build(as_of=at("06:20"), states=BOTH_OPEN))
    archive(store, slate(TOKYO | {"status": game_status("I", "In Progress")}), at("06:25"))
    assert due(store, at("06:30")) == (at("06:30"), 0)


def test_an_unknown_slate_costs_one_request_and_is_archived() -> None:
    store = MemoryStore()
    assert due(store, at("03:00"), answer(slate(TOKYO))) == (at("03:10"), 1)
    assert due(store, at("03:10")) == (at("03:10"), 0)


def test_a_slate_of_the_day_before_yesterday_is_fetched_again() -> None:
    store = MemoryStore()
    archive(store, slate(EVENING), at("02:59", 7))
    assert due(store, at("03:00"), answer(slate(TOKYO))) == (at("03:10"), 1)


def test_a_slate_from_the_future_is_fetched_again() -> None:
    """With PROPCTL_NOW moved back, what was archived since does not count."""
    store = MemoryStore()
    archive(store, slate(EVENING), at("04:00"))
    assert due(store, at("03:00"), answer(slate(TOKYO))) == (at("03:10"), 1)


def test_a_refused_schedule_is_fetched_in_its_bare_form() -> None:
    store = MemoryStore()
    assert due(store, at("03:00"), status(406), answer(slate(TOKYO)))[0] == at("03:10")
    assert read_first_pitch(PayloadArchive(store, Layout()), DATE, at("03:00")) == at("06:10")


@pytest.mark.parametrize(
    ("steps", "error"), [((status(503),), TemporaryError), ((status(403), status(403)), RefusedError)]
)
def test_an_unknown_slate_that_cannot_be_fetched_is_a_failure(
    steps: tuple[Step, ...], error: type[Exception]
) -> None:
    with pytest.raises(error):
        due(MemoryStore(), at("03:00"), *steps)


def test_a_run_that_is_due_asks_for_the_slate_once() -> None:
    with a_build_context(MemoryStore(), answer(slate(POSTPONED)), now=at("03:10")) as build_context:
        fetch_next_due(build_context, "mlb")
        run_once(build_context, DATE)
        assert build_context.requests() == 1


def test_the_newer_form_of_the_archived_slate_counts() -> None:
    store = MemoryStore()
    archive(store, slate(EVENING), at("00:40"))
    archive(store, slate(TOKYO), at("00:50"), bare_slate_request(DATE))
    found = read_archived_slate(PayloadArchive(store, Layout()), DATE, at("01:00"))
    assert found is not None
    assert (found.value.first_pitch, found.value.reduced) == (at("06:10"), True)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"dates": 3}'])
def test_an_archived_slate_that_is_unreadable_is_none(body: bytes) -> None:
    store, payloads = MemoryStore(), PayloadArchive(MemoryStore(), Layout())
    payloads = PayloadArchive(store, Layout())
    payload = Payload(slate_request(DATE), body, payloads.write_body(body), at("00:50"))
    payloads.write_index_entry(payload, final=False)
    assert read_first_pitch(payloads, DATE, at("01:00")) is None


@pytest.mark.parametrize(
    ("now", "next_due"),
    [(at("00:50"), at("03:10")), (at("03:10"), at("03:20")), (at("06:20"), at("06:30"))],
)
def test_after_a_run_with_a_game_open_the_next_follows_the_slate(
    now: dt.datetime, next_due: dt.datetime
) -> None:
    archive(store := MemoryStore(), slate(TOKYO), at("00:50"))
    assert read_next_run(a_snapshot_context(store, now), "mlb", games_open=True) == next_due


def test_after_the_last_game_the_next_days_slate_says_when_it_begins() -> None:
    archive(store := MemoryStore(), slate(TOMORROWS, day=TOMORROW), at("20:15"), slate_request(TOMORROW))
    found = read_next_run(a_snapshot_context(store, at("22:00")), "mlb", games_open=False)
    assert found == at("03:10", 9)


def test_an_off_day_between_is_passed_over() -> None:
    store = MemoryStore()
    with a_build_context(store, answer(EMPTY_SCHEDULE), now=at("20:15")) as build_context:
        run_once(build_context, TOMORROW)
    found = read_next_run(a_snapshot_context(store, at("22:00")), "mlb", games_open=False)
    assert utc_text(found) == "2025-06-10T13:00:00Z"


@pytest.mark.parametrize(
    ("last", "next_due"),
    [
        ("2025-07-13T23:00:00-04:00", "2025-07-14T13:00:00Z"),
        ("2025-11-10T12:00:00-05:00", "2026-03-15T13:00:00Z"),
    ],
    ids=["all-star-break", "off-season"],
)
def test_nobody_knows_a_break_beforehand_but_winter(last: str, next_due: str) -> None:
    """Without boards of the days of the break, the next morning counts as a game day."""
    found = read_next_run(a_snapshot_context(MemoryStore(), parse_instant(last)), "mlb", games_open=False)
    assert utc_text(found) == next_due


def test_a_damaged_board_leaves_the_run_to_find_out() -> None:
    desk = Desk(store := MemoryStore())
    desk.publish(a_build(as_of=at("00:50"), states=BOTH_OPEN))
    store.put("v1/latest/sport=mlb/date=2025-06-08/live.json", b"{")
    archive(store, slate(TOKYO), at("00:50"))
    assert due(store, at("04:00"))[0] == at("04:00")
