"""Several hands in one process: one job, each piece of work once, and nothing leased after the end."""

import contextlib
import itertools
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from types import FrameType
from typing import TypeVar

import pytest

from propctl.domain.backfill_job import UNTOUCHED, JobState
from propctl.errors import ExitCode, RefusedError, StoppedError
from propctl.jobs.backfill.worker import WorkerOptions, _WorkerLoop
from propctl.jobs.backfill.worker_threads import POLL_SECONDS, DeferredSignals, run_threads
from propctl.storage.contract import ObjectStore, StoredObject
from propctl.storage.memory import MemoryStore
from tests.connectors.wire import status
from tests.jobs.backfill.test_worker import Desk, days, jobs_of_desk
from tests.nightly import by_day
from tests.storage.faults import FaultyStore, KilledError

T = TypeVar("T")

CODES = {signal.SIGINT: ExitCode.INTERRUPTED, signal.SIGTERM: ExitCode.TERMINATED}


class Hand:
    """Works until it is told to stop, or fails at once."""

    def __init__(self, error: BaseException | None = None) -> None:
        self._error = error
        self._stopped = threading.Event()
        self.given_back = False
        self.began: Callable[[], object] = lambda: None
        self.releasing: Callable[[], object] = lambda: None

    def run(self) -> None:
        self.began()
        if self._error is not None:
            raise self._error
        assert self._stopped.wait(30.0)

    def stop(self) -> None:
        self._stopped.set()

    def release_task(self) -> None:
        self.releasing()
        self.given_back = True


def test_two_hands_do_each_piece_of_work_once() -> None:
    desk = Desk(days=12)
    found = desk.work(desk.submit(), threads=2)
    assert (found.state, sorted(desk.winter.spec)) == (JobState.DONE, [str(day) for day in days(*range(12))])


def test_what_one_hand_is_refused_stops_the_other_and_leaves_nothing_leased() -> None:
    desk = Desk(days=40)
    desk.winter.answers[str(days(1)[0])] = lambda: status(406)
    plan = desk.submit()
    with pytest.raises(RefusedError):
        desk.work(plan, threads=2)
    found = desk.status(plan)
    assert (found.chunks.leased, found.chunks.parked, found.chunks.pending > 20) == (0, 0, True)


def test_a_failure_of_one_is_raised_when_the_others_have_ended() -> None:
    sound = Hand()
    with pytest.raises(RefusedError, match="no"):
        run_threads([sound, Hand(RefusedError("no"))])
    assert not sound.given_back


@pytest.fixture
def handled() -> Iterator[None]:
    """Handlers that raise, as the program's own do, but only once for each signal."""

    def stop(number: int, _: FrameType | None) -> None:
        raise StoppedError(CODES[signal.Signals(number)])

    before = {number: signal.signal(number, stop) for number in CODES}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def wait_for_threads() -> None:
    """Those of a worker that was stopped: the program ends without waiting for them."""
    for thread in threading.enumerate():
        if thread.name.startswith("worker"):
            thread.join()


def test_a_stop_gives_back_what_every_hand_holds(handled: None) -> None:
    """The main thread works on nothing, and gets the signal; the handler's StoppedError comes last."""
    threads = [Hand(), Hand()]
    threads[0].began = lambda: os.kill(os.getpid(), signal.SIGTERM)
    with pytest.raises(StoppedError) as stopped:
        run_threads(threads)
    assert [hand.given_back for hand in threads] == [True, True]
    assert stopped.value.exit_code == ExitCode.TERMINATED


def test_signals_upon_signals_do_not_disturb_what_is_given_back(handled: None) -> None:
    hand = Hand()
    hand.began = lambda: os.kill(os.getpid(), signal.SIGINT)
    hand.releasing = lambda: os.kill(os.getpid(), signal.SIGTERM)
    with pytest.raises(StoppedError):
        run_threads([hand])
    assert hand.given_back


def test_deferred_signals_are_handled_after_the_block(handled: None) -> None:
    signals = DeferredSignals()

    def block() -> None:
        with signals:
            signal.raise_signal(signal.SIGTERM)
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(StoppedError) as stopped:
        block()
    assert (signals.received, stopped.value.exit_code) == ([signal.SIGTERM, signal.SIGINT], 143)


def test_without_a_signal_the_handlers_are_as_before(handled: None) -> None:
    before = signal.getsignal(signal.SIGTERM)
    with DeferredSignals():
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before


def test_outside_the_main_thread_no_signal_is_touched() -> None:
    before = signal.getsignal(signal.SIGINT)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(run_threads, [Hand(RefusedError("no"))]).exception()
        assert signal.getsignal(signal.SIGINT) == before


def briefly(stopped: threading.Event, _: float) -> None:
    """A loop without work must not do thousands of operations while another works."""
    stopped.wait(0.01)


class Interleaving(FaultyStore):
    """Sends SIGTERM at the n-th operation, which waits until the main thread has looked at the store, too.

    The main thread looks when it gives tasks back, unless it waits for this very operation. Once it has
    ``ended``, the process is gone: what another thread has sent arrives, and nothing else.
    """

    ended = False

    def __init__(self, inner: ObjectStore, stop_at: int, *, after: bool) -> None:
        super().__init__(inner)
        self._stop_at, self._stop_after, self._looked = stop_at, after, threading.Event()

    def _perform(self, name: str, act: Callable[[], T]) -> T:
        if threading.current_thread() is threading.main_thread():
            result = act()
            self._looked.set()
            return result
        if self.ended:
            raise KilledError
        with self._lock:
            self.operations.append(name)
            due = len(self.operations) == self._stop_at
        if due and not self._stop_after:
            self._stop()
        result = act()
        if due and self._stop_after:
            self._stop()
        return result

    def _stop(self) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        self._looked.wait(2 * POLL_SECONDS)


@pytest.mark.parametrize(
    ("chosen", "after", "threads"),
    by_day(
        itertools.product(("claims", "all"), (False, True), (1, 2)), ("claims", False, 1), ("claims", True, 2)
    ),
)
def test_a_signal_at_any_operation_leaves_nothing_leased(
    handled: None, chosen: str, after: bool, threads: int
) -> None:
    """By day at the operations of every claim: the read, the write, and what comes after it."""
    log = Interleaving(MemoryStore(), 0, after=after)
    clean = Desk(days=2, store=log)
    plan = clean.submit()
    submitted = len(log.operations)
    clean.work(plan)
    numbers = range(1, len(log.operations) - submitted + 1)
    wanted = [n for n in numbers if chosen == "all" or "/jobs/" in log.operations[submitted + n - 1]]
    for number in wanted:
        desk = Desk(days=2)
        plan = desk.submit()
        sound, desk.store = desk.store, (stopping := Interleaving(desk.store, number, after=after))
        with contextlib.suppress(StoppedError):
            desk.work(plan, threads=threads, wait=briefly)
        stopping.ended = True
        wait_for_threads()
        desk.store = sound
        assert desk.status(plan).chunks.leased == 0, f"operation {number}"
        found = desk.work(plan)
        assert (found.state, desk.published()) == (JobState.DONE, days(0, 1)), f"operation {number}"


def test_a_stop_between_the_look_at_a_task_and_its_claim_claims_nothing(handled: None) -> None:
    """The thread goes on when the main thread has given back all that was claimed, and nothing was."""
    stopped = threading.Event()

    class Stopping(FaultyStore):
        def get(self, key: str) -> StoredObject | None:
            found = super().get(key)
            if "/chunks/" in key and not stopped.is_set():
                os.kill(os.getpid(), signal.SIGTERM)
                stopped.wait()
            return found

    desk = Desk(days=1)
    plan = desk.submit()
    sound, desk.store = desk.store, Stopping(desk.store)
    with pytest.raises(StoppedError):
        desk.work(plan)
    stopped.set()
    wait_for_threads()
    desk.store = sound
    assert desk.status(plan).chunks.leased == 0


def test_a_release_that_is_late_does_not_wait_for_ever_for_a_claim(
    handled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store that hangs while it takes a claim: the lease lapses, and the program ends."""
    monkeypatch.setattr("propctl.jobs.backfill.worker.CLAIM_SECONDS", 0.01)
    hanging = threading.Event()

    class Hanging(FaultyStore):
        def put(self, key: str, data: bytes, *, if_absent: bool = False, if_match: str | None = None) -> str:
            if "/chunks/" in key and not hanging.is_set():
                os.kill(os.getpid(), signal.SIGTERM)
                hanging.wait()
            return super().put(key, data, if_absent=if_absent, if_match=if_match)

    desk = Desk(days=1)
    plan = desk.submit()
    desk.store = Hanging(desk.store)
    with pytest.raises(StoppedError):
        desk.work(plan)
    hanging.set()
    wait_for_threads()


def test_a_loop_that_looks_for_work_among_many_tasks_stops_at_the_next(handled: None) -> None:
    """Others hold all of them, and each look costs a read."""
    desk = Desk(days=150)
    plan = desk.submit()
    jobs = jobs_of_desk(desk)
    for number in range(150):
        jobs.write_task(jobs.layout.chunk_key(plan.job_id, number), UNTOUCHED.claimed("other"), None)
    looks: list[str] = []

    class Stopping(FaultyStore):
        def get(self, key: str) -> StoredObject | None:
            if "/chunks/" in key:
                looks.append(key)
                if len(looks) == 20:
                    loop.stop()
            return super().get(key)

    desk.store = Stopping(desk.store)
    with ExitStack() as stack:
        loop = _WorkerLoop(desk.build_context(stack), plan, WorkerOptions())
        loop.run()
    assert len(looks) == 20


def test_a_loop_that_waits_ends_when_it_is_stopped() -> None:
    """Before failed tasks are tried again it would wait for half a minute."""
    desk = Desk(days=1)
    desk.winter.answers[str(days(0)[0])] = lambda: status(503)
    plan = desk.submit()
    waits: list[float] = []

    def wait(stopped: threading.Event, seconds: float) -> None:
        waits.append(seconds)
        loop.stop()
        threading.Event.wait(stopped, seconds)

    with ExitStack() as stack:
        loop = _WorkerLoop(desk.build_context(stack), plan, WorkerOptions(wait=wait))
        loop.run()
    assert waits == [5.0]
