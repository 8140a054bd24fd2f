"""Several hands in one process: one job, each piece of work once, and nothing leased after the end."""

import threading

import pytest

from propctl.domain.backfill_job import JobState
from propctl.errors import ExitCode, RefusedError, StoppedError
from propctl.jobs.backfill.worker_threads import run_threads
from tests.connectors.wire import status
from tests.jobs.backfill.test_worker import Desk, days


class Hand:
    """Works until it is told to stop, or fails at once."""

    def __init__(self, error: BaseException | None = None) -> None:
        self._error = error
        self._stopped = threading.Event()
        self.given_back = False

    def run(self) -> None:
        if self._error is not None:
            raise self._error
        assert self._stopped.wait(30.0)

    def stop(self) -> None:
        self._stopped.set()

    def release_task(self) -> None:
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


def test_a_stop_gives_back_what_every_hand_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """The signal is heard in the main thread, which works on nothing."""
    threads = [Hand(), Hand()]

    def interrupted(*_: object) -> None:
        raise StoppedError(ExitCode.INTERRUPTED)

    monkeypatch.setattr("propctl.jobs.backfill.worker_threads.wait", interrupted)
    with pytest.raises(StoppedError):
        run_threads(threads)
    assert [hand.given_back for hand in threads] == [True, True]
