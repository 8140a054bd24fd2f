"""Budgets that processes share: a file, Redis, and what happens when Redis fails."""

import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.cache.contract import CacheUnavailableError
from propctl.connectors.pacing import Budget, Pacer, ProcessBudget
from propctl.connectors.shared_pacing import FallbackBudget, FileBudget
from propctl.domain.providers import MAX_PAUSE_SECONDS
from tests.connectors.clock import FakeClock

Maker = Callable[[], Budget]


@pytest.fixture(params=["own", "file"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Maker, FakeClock]:
    """Another hold of the same budget at each call (for one's own: the same one)."""
    clock = FakeClock()
    own = ProcessBudget(clock.monotonic)
    makers: dict[str, Maker] = {
        "own": lambda: own,
        "file": lambda: FileBudget(tmp_path / "pace", clock.monotonic),
    }
    return makers[request.param], clock


def test_moments_are_spaced_for_all_who_share_them(make: tuple[Maker, FakeClock]) -> None:
    maker, _ = make
    assert [maker().reserve(0.5, 100.0) for _ in range(4)] == pytest.approx([0.0, 0.5, 1.0, 1.5])


def test_a_moment_too_far_away_is_not_taken(make: tuple[Maker, FakeClock]) -> None:
    maker, _ = make
    maker().reserve(2.0, 100.0)
    assert maker().reserve(2.0, 1.0) is None
    assert maker().reserve(2.0, 3.0) == pytest.approx(2.0)


def test_a_hold_holds_for_all(make: tuple[Maker, FakeClock]) -> None:
    maker, clock = make
    maker().pause(10.0)
    assert maker().paused_for() == pytest.approx(10.0)
    assert maker().reserve(1.0, 100.0) == pytest.approx(10.0)
    clock.sleep(10.0)
    assert maker().paused_for() == 0.0


def test_a_shorter_hold_does_not_cut_a_longer_one(make: tuple[Maker, FakeClock]) -> None:
    maker, _ = make
    maker().pause(10.0)
    maker().pause(1.0)
    assert maker().paused_for() == pytest.approx(10.0)


def test_idle_time_is_not_saved_up(make: tuple[Maker, FakeClock]) -> None:
    maker, clock = make
    maker().reserve(1.0, 100.0)
    clock.sleep(60.0)
    assert [maker().reserve(1.0, 100.0) for _ in range(2)] == pytest.approx([0.0, 1.0])


@pytest.mark.parametrize("asked", [3601.0, 60_000.0, 1_749_376_800.0, 2.5e11, 1e308, float("inf")])
def test_a_pause_of_any_length_ends_within_an_hour_for_all(
    make: tuple[Maker, FakeClock], asked: float
) -> None:
    maker, clock = make
    maker().pause(asked)
    assert maker().paused_for() == MAX_PAUSE_SECONDS
    clock.sleep(MAX_PAUSE_SECONDS)
    assert (maker().paused_for(), maker().reserve(1.0, 0.0)) == (0.0, 0.0)


@pytest.mark.parametrize("asked", [float("nan"), -1.0, float("-inf"), 0.0])
def test_a_pause_of_no_length_is_none(make: tuple[Maker, FakeClock], asked: float) -> None:
    maker, _ = make
    maker().pause(asked)
    assert (maker().paused_for(), maker().reserve(1.0, 0.0)) == (0.0, 0.0)


def test_moments_pile_up_for_an_hour_at_most(make: tuple[Maker, FakeClock]) -> None:
    maker, _ = make
    delays = [maker().reserve(1000.0, float("inf")) for _ in range(6)]
    assert delays == [0.0, 1000.0, 2000.0, 3000.0, None, None]


@given(following=st.floats(), paused_until=st.floats())
def test_whatever_a_damaged_file_says_the_host_is_asked_again_within_an_hour(
    tmp_path_factory: pytest.TempPathFactory, following: float, paused_until: float
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged"
    path.write_bytes(struct.pack("dd", following, paused_until))
    clock = FakeClock()
    budget = FileBudget(path, clock.monotonic)
    assert 0.0 <= budget.paused_for() <= MAX_PAUSE_SECONDS
    budget.reserve(1.0, 0.0)
    clock.sleep(MAX_PAUSE_SECONDS + 1.0)
    assert (budget.paused_for(), budget.reserve(1.0, 0.0)) == (0.0, 0.0)


PROGRAM = """
import sys, time
from pathlib import Path
from propctl.connectors.pacing import Pacer
from propctl.connectors.shared_pacing import FileBudget
pacer = Pacer(50.0, budget=FileBudget(Path(sys.argv[1])))
for _ in range(20):
    pacer.wait()
    print(time.monotonic(), flush=True)
"""


def test_processes_share_one_pace(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "pace")]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    moments = sorted(float(line) for one in processes for line in one.communicate()[0].split())
    taken = moments[-1] - moments[0]
    assert (len(moments), taken >= 59 / 50 - 0.02) == (60, True)


class Broken:
    """A Redis that has gone away."""

    def reserve(self, interval: float, at_most: float) -> float | None:
        del interval, at_most
        raise CacheUnavailableError("gone")

    def pause(self, seconds: float) -> None:
        del seconds
        raise CacheUnavailableError("gone")

    def paused_for(self) -> float:
        raise CacheUnavailableError("gone")


def test_when_redis_fails_the_run_paces_itself_after_one_warning() -> None:
    warnings: list[str] = []
    clock = FakeClock()
    budget = FallbackBudget(Broken(), ProcessBudget(clock.monotonic), warnings.append)
    pacer = Pacer(2.0, budget=budget, monotonic=clock.monotonic, sleep=clock.sleep)
    for _ in range(3):
        pacer.wait()
    assert clock.slept == [0.5, 0.5]
    assert warnings == ["Redis failed: gone; requests are paced on this machine alone"]
