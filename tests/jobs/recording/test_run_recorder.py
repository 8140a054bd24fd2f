"""Each run counts once, whatever becomes of its writes, of itself, and of others at the same time."""

import datetime as dt
import threading
from collections import Counter

import pytest

from propctl.domain.report import Outcome
from propctl.errors import ConfigurationError, ExitCode, RefusedError, TemporaryError, UsageError
from propctl.jobs.recording import run_recorder as recorder_module
from propctl.jobs.recording.publisher import whole
from propctl.storage.contract import StoredObject
from propctl.storage.memory import MemoryStore
from propctl.telemetry.metrics import LAST_EXIT_CODE, LAST_RUN, LAST_SUCCESS, PUSH_FAILURES, RUNS
from tests.jobs.recording.room import FAILED, GOOD, GROUP, PERIOD, Room
from tests.storage.faults import FaultyStore, KilledError

FULL = TemporaryError("full")


class Broken(MemoryStore):
    """Takes nothing while there is an error to say so."""

    def __init__(self, error: Exception | None = None) -> None:
        super().__init__()
        self.error = error

    def put(self, key: str, data: bytes, *, if_absent: bool = False, if_match: str | None = None) -> str:
        if self.error is not None:
            raise self.error
        return super().put(key, data, if_absent=if_absent, if_match=if_match)


@pytest.fixture
def room() -> Room:
    return Room()


def operations(of: Room) -> int:
    """How many operations a run over a store like the room's takes."""
    counting = FaultyStore(of.store)
    of.run(store=counting)
    return len(counting.operations)


MAXIMUM = operations(Room())
FAULTS = range(1, MAXIMUM + 1)
ENTERED = (3, True)
"""From its third operation on, the totals know of a run."""


def test_a_run_is_counted_with_what_it_did(room: Room) -> None:
    room.run()
    assert (room.count("success"), room.requests()) == (1, 1)


def test_a_run_costs_few_operations() -> None:
    assert MAXIMUM <= 8


def test_a_marker_says_started_and_then_how_it_ended(room: Room) -> None:
    recorder = room.writer()
    recorder.write_start()
    started = room.marker(recorder.run_id)
    recorder.write_end(FAILED, {})
    ended = room.marker(recorder.run_id)
    assert (started.state, started.outcome) == ("started", None)
    assert (ended.state, ended.outcome, ended.exit_code, ended.swept) == ("ended", "failed", 77, False)
    assert ended.deadline_at == started.deadline_at


def test_a_failing_run_keeps_the_last_success(room: Room) -> None:
    room.run()
    succeeded = room.now.timestamp()
    room.later()
    room.run(FAILED)
    gauges = room.totals().values.gauges
    assert gauges[LAST_SUCCESS][""] == succeeded
    assert (gauges[LAST_RUN][""], gauges[LAST_EXIT_CODE][""]) == (room.now.timestamp(), 77)


def test_a_killed_run_is_counted_by_the_next_after_its_deadline(room: Room) -> None:
    killed = room.writer()
    killed.write_start()
    room.run()
    assert (room.count("failed"), room.count("success")) == (0, 1)
    room.later()
    room.run()
    assert (room.count("failed"), room.count("success")) == (1, 2)
    assert room.marker(killed.run_id).swept
    room.later()
    room.run()
    assert room.count("failed") == 1


def test_a_run_that_ends_after_it_was_swept_stays_failed(room: Room) -> None:
    late = room.writer()
    late.write_start()
    room.later()
    room.run()
    late.write_end(FAILED, {})
    assert (room.count("failed"), room.count("success")) == (1, 1)
    (fault,) = late.faults(with_storage=True)
    assert "counts as failed" in fault.message


@pytest.mark.parametrize("begun_before", [False, True])
def test_wrong_usage_is_no_run(room: Room, *, begun_before: bool) -> None:
    if begun_before:
        room.run(FAILED)
        room.later()
    gauges = whole(room.totals(), GROUP.job).values.gauges
    with pytest.raises(UsageError), room.recorder() as recorder:
        raise UsageError("no such day")
    assert room.totals().values.gauges == gauges
    assert room.runs().read_marker(recorder.run_id) == (None, None)
    room.now += dt.timedelta(days=1)
    room.run()
    assert (room.count("failed"), room.count("success")) == (int(begun_before), 1)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("fault", range(1, 9))
def test_an_operation_that_fails_once_keeps_no_run_from_being_withdrawn(
    room: Room, fault: int, *, after: bool
) -> None:
    writer = room.writer(FaultyStore(room.store, fault, FULL, after=after))
    writer.write_start()
    writer.withdraw()
    room.now += dt.timedelta(days=1)
    room.run()
    assert (room.count("failed"), room.count("success")) == (0, 1)
    assert room.runs().read_marker(writer.run_id) == (None, None)


def test_wrong_configuration_is_a_failed_run(room: Room) -> None:
    with pytest.raises(ConfigurationError), room.recorder():
        raise ConfigurationError("no terms")
    assert room.count("failed") == 1


def test_a_long_run_that_shows_itself_is_not_swept(room: Room) -> None:
    long = room.writer()
    long.write_start()
    for _ in range(3):
        room.now += PERIOD / 2
        room.seconds += PERIOD.total_seconds() / 2
        long.metrics_buffer.count(RUNS, "skipped")
        long.renew()
        room.run()
    assert (room.count("failed"), room.count("skipped")) == (0, 3)
    long.write_end(FAILED, {})
    assert (room.count("failed"), room.count("skipped")) == (1, 3)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("fault", FAULTS)
def test_an_operation_that_fails_once_loses_nothing(room: Room, fault: int, *, after: bool) -> None:
    recorder = room.run(store=FaultyStore(room.store, fault, FULL, after=after))
    assert (room.count("success"), room.count("failed"), room.requests()) == (1, 0, 1)
    assert room.totals().pending == {}
    assert room.marker(recorder.run_id).outcome == "success"


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_run_that_is_killed_anywhere_counts_once(room: Room, fault: int, *, after: bool) -> None:
    """As what its marker says; and not at all when it was killed before anybody could hear of it."""
    store = FaultyStore(room.store, fault, after=after)
    with pytest.raises(KilledError):
        room.run(store=store)
    for _ in range(2):
        room.later()
        room.run()
    markers = [room.marker(run_id) for run_id in room.runs().list_run_ids(room.now.date())]
    outcomes = Counter(marker.outcome for marker in markers)
    assert room.count("success") == outcomes[Outcome.SUCCESS] == room.requests()
    assert room.count("failed") == outcomes[Outcome.FAILED]
    heard_of = (fault, after) >= ENTERED
    assert outcomes.total() == 2 + heard_of
    assert room.totals().pending == {}


@pytest.mark.parametrize("error", [FULL, RefusedError("read-only")], ids=["full", "read-only"])
def test_a_store_that_takes_nothing_is_a_fault_and_no_exception(room: Room, error: Exception) -> None:
    recorder = room.run(store=Broken(error))
    assert recorder.faults(with_storage=True) == [error]
    assert recorder.faults(with_storage=False) == []


def test_a_store_that_fails_at_the_end_alone_makes_the_run_count_as_failed(room: Room) -> None:
    room.store = store = Broken()
    recorder = room.writer()
    recorder.write_start()
    store.error = FULL
    recorder.write_end(FAILED, {})
    store.error = None
    room.later()
    room.run()
    assert (room.count("failed"), room.count("success")) == (1, 1)


def test_gauges_that_cannot_be_told_do_not_keep_a_run_from_counting(room: Room) -> None:
    def fail() -> dict[str, dict[str, float]]:
        raise FULL

    with room.recorder() as recorder:
        recorder.set_ending(Outcome.FAILED, ExitCode.REFUSED, gauges=fail)
    assert room.count("failed") == 1


def test_damaged_totals_are_a_fault_that_names_the_object(room: Room) -> None:
    key = room.runs().layout.totals_key(GROUP)
    room.store.put(key, b"{")
    recorder = room.run()
    (fault,) = recorder.faults(with_storage=True)
    assert key in fault.message


def test_old_markers_go_and_young_ones_stay(room: Room) -> None:
    old = room.run().run_id
    room.now += 1000 * PERIOD
    young = room.run().run_id
    room.now += 150 * PERIOD
    room.run()
    left = list(room.runs().list_run_ids((room.now - 2000 * PERIOD).date()))
    assert old not in left
    assert young in left


def test_a_place_that_takes_nothing_is_a_fault_and_counted(room: Room) -> None:
    def refuse(_: object) -> None:
        raise FULL

    recorder = room.run(sinks=[refuse])
    assert recorder.faults(with_storage=False) == [FULL]
    assert room.count("success") == 1
    assert room.totals().values.counters[PUSH_FAILURES][""] == 1
    assert room.totals().pusher is None


def test_a_store_that_hangs_is_waited_for_once_by_a_run_that_fails(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder_module, "PATIENCE_SECONDS", 0.05)
    let_go = threading.Event()

    class Hanging(MemoryStore):
        asked = 0

        def get(self, key: str) -> StoredObject | None:
            self.asked += 1
            let_go.wait(10)
            return super().get(key)

    store = Hanging()
    recorder = room.run(FAILED, store)
    asked = store.asked
    let_go.set()
    assert asked == 1
    (fault,) = recorder.faults(with_storage=True)
    assert fault.message == "the storage did not answer in time"


def test_a_marker_that_is_gone_is_written_anew_at_the_end(room: Room) -> None:
    recorder = room.writer()
    recorder.write_start()
    room.store.delete(room.runs().layout.run_key(room.now.date(), recorder.run_id))
    recorder.write_end(GOOD, {})
    assert recorder.faults(with_storage=True) == []
    assert (room.marker(recorder.run_id).outcome, room.count("success")) == ("success", 1)


def test_a_renewal_costs_nothing_before_a_quarter_of_the_time_is_over(room: Room) -> None:
    counting = FaultyStore(room.store)
    room.seconds = 1000.0
    recorder = room.writer(counting)
    recorder.write_start()
    before = len(counting.operations)
    costs = []
    for seconds in (0.0, 89.0, 90.0, 91.0, 179.0, 180.0):
        room.seconds = 1000.0 + seconds
        recorder.renew()
        costs.append(len(counting.operations) - before)
        before = len(counting.operations)
    assert [cost > 0 for cost in costs] == [False, False, True, False, False, True]
