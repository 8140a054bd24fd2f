import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from propctl.connectors.pacing import Deadline, Pacer
from tests.connectors.clock import FakeClock


class Frozen:
    """Time stands still, and whoever sleeps only says how long."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self._lock = threading.Lock()

    def monotonic(self) -> float:
        return 100.0

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)


def test_the_first_request_waits_for_nothing() -> None:
    clock = FakeClock()
    Pacer(1.0, monotonic=clock.monotonic, sleep=clock.sleep).wait()
    assert clock.slept == []


def test_requests_are_spaced_evenly() -> None:
    clock = FakeClock()
    pacer = Pacer(4.0, monotonic=clock.monotonic, sleep=clock.sleep)
    for _ in range(5):
        pacer.wait()
    assert clock.slept == [0.25] * 4


def test_threads_share_the_slots() -> None:
    clock = Frozen()
    pacer = Pacer(2.0, monotonic=clock.monotonic, sleep=clock.sleep)
    with ThreadPoolExecutor(8) as pool:
        for waited in [pool.submit(pacer.wait) for _ in range(20)]:
            waited.result()
    assert sorted(clock.slept) == [slot / 2 for slot in range(1, 20)]


def test_idle_time_is_not_saved_up() -> None:
    clock = FakeClock()
    pacer = Pacer(1.0, monotonic=clock.monotonic, sleep=clock.sleep)
    pacer.wait()
    clock.sleep(10.0)
    pacer.wait()
    pacer.wait()
    assert clock.slept == [10.0, 1.0]


def test_a_rate_of_zero_does_not_pace() -> None:
    clock = FakeClock()
    pacer = Pacer(0, monotonic=clock.monotonic, sleep=clock.sleep)
    for _ in range(5):
        pacer.wait()
    assert clock.slept == []


def test_a_hold_keeps_the_next_request_back() -> None:
    clock = FakeClock()
    pacer = Pacer(0, monotonic=clock.monotonic, sleep=clock.sleep)
    pacer.pause(5.0)
    pacer.wait()
    assert clock.slept == [5.0]


def test_a_shorter_hold_does_not_shorten_a_longer_one() -> None:
    clock = FakeClock()
    pacer = Pacer(0, monotonic=clock.monotonic, sleep=clock.sleep)
    pacer.pause(5.0)
    pacer.pause(1.0)
    pacer.wait()
    assert clock.slept == [5.0]


@pytest.mark.parametrize(("passed", "left"), [(0.0, 10.0), (4.0, 6.0), (12.0, -2.0)])
def test_a_deadline_says_how_much_time_is_left(passed: float, left: float) -> None:
    clock = FakeClock()
    deadline = Deadline(10.0, monotonic=clock.monotonic)
    clock.sleep(passed)
    assert deadline.remaining() == left


def test_a_place_that_comes_too_late_is_not_waited_for() -> None:
    clock = FakeClock()
    pacer = Pacer(0, monotonic=clock.monotonic, sleep=clock.sleep)
    pacer.pause(5.0)
    assert (pacer.wait(4.9), clock.slept) == (False, [])


def test_a_place_within_the_limit_is_waited_for() -> None:
    clock = FakeClock()
    pacer = Pacer(0, monotonic=clock.monotonic, sleep=clock.sleep)
    pacer.pause(5.0)
    assert (pacer.wait(5.0), clock.slept) == (True, [5.0])


def test_who_does_not_wait_takes_nobodys_place() -> None:
    clock = FakeClock()
    pacer = Pacer(1.0, monotonic=clock.monotonic, sleep=clock.sleep)
    pacer.wait()
    pacer.wait(0.5)
    pacer.wait()
    assert clock.slept == [1.0]


class Interrupted(FakeClock):
    """During the first sleep something else happens."""

    def __init__(self) -> None:
        super().__init__()
        self.meanwhile: Callable[[], None] | None = None

    def sleep(self, seconds: float) -> None:
        happens, self.meanwhile = self.meanwhile, None
        if happens:
            happens()
        super().sleep(seconds)


def test_a_hold_keeps_back_who_sleeps_already() -> None:
    clock = Interrupted()
    pacer = Pacer(1.0, monotonic=clock.monotonic, sleep=clock.sleep)
    pacer.wait()
    clock.meanwhile = lambda: pacer.pause(30.0)
    assert pacer.wait()
    assert clock.monotonic() == 30.0


def test_who_sleeps_already_gives_up_when_a_hold_comes_too_long() -> None:
    clock = Interrupted()
    pacer = Pacer(1.0, monotonic=clock.monotonic, sleep=clock.sleep)
    pacer.wait()
    clock.meanwhile = lambda: pacer.pause(30.0)
    assert not pacer.wait(20.0)
    assert clock.monotonic() == 1.0


def test_a_deadline_that_is_restarted_has_all_its_seconds_again() -> None:
    clock = FakeClock()
    deadline = Deadline(10.0, monotonic=clock.monotonic)
    clock.sleep(25.0)
    assert deadline.remaining() == -15.0
    deadline.restart()
    assert deadline.remaining() == 10.0
