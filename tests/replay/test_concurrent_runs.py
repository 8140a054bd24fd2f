"""Several runs at once on one store: all succeed, and readers are led to the right snapshot."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from propctl.storage.local import LocalStore
from propctl.storage.memory import MemoryStore
from tests.replay.board import DAY, MORNING, damage, latest, pointer
from tests.replay.lab import Finished, Lab, propctl
from tests.replay.server import Replay

pytestmark = pytest.mark.nightly

EARLIER = "2025-06-08T12:29:00Z"
LATER = "2025-06-08T12:31:00Z"
"""A game's line-ups are posted in between, at 12:30Z."""


@pytest.fixture(scope="module")
def later_process() -> Iterator[Replay]:
    with Replay(LATER) as later:
        yield later


def _at_once(runs: list[tuple[Replay, str]], store: Path) -> list[Finished]:
    """A process for each server and instant, all started together."""
    with ThreadPoolExecutor(len(runs)) as pool:
        started = [
            pool.submit(propctl, replay, now, store.as_uri(), "run-once", "--json") for replay, now in runs
        ]
        return [process.result() for process in started]


def _lab(replay: Replay, store: Path, now: str = MORNING) -> Lab:
    return Lab(replay, now, LocalStore(store))


@pytest.mark.parametrize("processes", [2, 4])
def test_runs_at_one_instant_make_one_snapshot(replay: Replay, tmp_path: Path, processes: int) -> None:
    runs = _at_once([(replay, MORNING)] * processes, tmp_path)
    assert [run.code for run in runs] == [0] * processes
    assert len(_lab(replay, tmp_path).manifests()) == 1


def test_after_runs_at_one_instant_the_pointer_leads_to_their_snapshot(
    replay: Replay, tmp_path: Path
) -> None:
    runs = _at_once([(replay, MORNING)] * 3, tmp_path)
    lab = _lab(replay, tmp_path)
    assert {run.json["report"]["snapshot_id"] for run in runs} == {pointer(lab).snapshot_id}
    assert damage(lab) == []


def test_of_runs_at_two_instants_the_pointer_ends_on_the_later(
    replay: Replay, later_process: Replay, tmp_path: Path
) -> None:
    replay.set_clock(EARLIER)
    runs = _at_once([(replay, EARLIER), (later_process, LATER)] * 2, tmp_path)
    lab = _lab(replay, tmp_path, LATER)
    assert [run.code for run in runs] == [0] * 4
    assert f"{pointer(lab).as_of:%H:%M}" == "12:31"
    assert damage(lab) == []


def test_a_run_that_finishes_after_a_later_one_does_not_move_the_pointer_back(lab: Lab) -> None:
    later = lab.at(LATER)
    later.run_once()
    before = pointer(later)
    lab.at(EARLIER).run_once()
    assert pointer(later) == before


def test_a_run_that_finishes_after_a_later_one_publishes_nothing(lab: Lab) -> None:
    later = lab.at(LATER)
    later.run_once()
    report = lab.at(EARLIER).run_once()
    assert (report.outcome, report.published) == ("unchanged", False)
    assert [manifest.as_of for manifest in later.manifests()] == [latest(later, DAY).as_of]


class Overtaken(MemoryStore):
    """A store in which *other* happens right before the first write of a key with *part* in it."""

    def __init__(self, part: str, other: Callable[[], object]) -> None:
        super().__init__()
        self._part = part
        self._other: Callable[[], object] | None = other

    def put(self, key: str, data: bytes, *, if_absent: bool = False, if_match: str | None = None) -> str:
        other = self._other
        if self._part in key and other is not None:
            self._other = None
            other()
        return super().put(key, data, if_absent=if_absent, if_match=if_match)


@pytest.mark.parametrize("part", ["/snapshots/", "/latest/"])
def test_a_run_overtaken_at_any_step_by_an_equal_one_makes_no_second_snapshot(
    replay: Replay, part: str
) -> None:
    store = Overtaken(part, lambda: Lab(replay, store=store).run_once())
    lab = Lab(replay, store=store)
    lab.run_once()
    assert [manifest.snapshot_id for manifest in lab.manifests()] == [pointer(lab).snapshot_id]


@pytest.mark.parametrize("part", ["/snapshots/", "/latest/"])
def test_a_run_overtaken_at_any_step_by_a_later_one_leaves_the_pointer_on_the_later(
    replay: Replay, later_process: Replay, part: str
) -> None:
    replay.set_clock(EARLIER)
    store = Overtaken(part, lambda: Lab(later_process, LATER, store).run_once())
    lab = Lab(replay, EARLIER, store)
    lab.run_once()
    assert f"{pointer(lab).as_of:%H:%M}" == "12:31"
    assert damage(lab) == []


def test_a_run_overtaken_by_an_equal_one_says_that_it_published_nothing(replay: Replay) -> None:
    store = Overtaken("/snapshots/", lambda: Lab(replay, store=store).run_once())
    assert Lab(replay, store=store).run_once().outcome == "unchanged"
