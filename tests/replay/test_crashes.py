"""A run that fails or dies at its n-th storage operation, for every n, and the run after it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

import pytest

from propctl.errors import RefusedError, TemporaryError
from propctl.storage.contract import ObjectStore
from propctl.storage.local import LocalStore
from propctl.storage.memory import MemoryStore
from tests.replay.board import damage, latest, pointer, published
from tests.replay.lab import Lab
from tests.replay.server import Replay
from tests.storage.faults import FaultyStore, KilledError

pytestmark = pytest.mark.nightly

ONE_GAME: Final = "2025-03-19T05:00:00Z"
"""Little to write, so that every operation of a first run can be tried."""
PITCHES_THERE: Final = "2025-03-19T10:05:00Z"
"""The same game is about to begin, and the pitches of the day before have come."""
DAY: Final = "2025-04-03"
"""Five games."""
MORNING: Final = "2025-04-03T10:00:00Z"
AFTERNOON: Final = "2025-04-03T19:00:00Z"
"""Two games have begun, and one line-up has come out."""

FULL: Final = TemporaryError("cannot write: no space left on device")
READ_ONLY: Final = RefusedError("cannot write: read-only file system")
FAILURES: Final = (KilledError, TemporaryError, RefusedError)

Copy = Callable[[], ObjectStore]


@dataclass(frozen=True)
class Crash:
    """In which way every operation is made to fail."""

    error: Exception | Literal["kill"]
    after: bool

    def at(self, number: int, inner: ObjectStore) -> FaultyStore:
        return FaultyStore(inner, number, self.error, after=self.after)


CRASHES: Final = {
    "killed-before": Crash("kill", after=False),
    "killed-after": Crash("kill", after=True),
    "failed": Crash(FULL, after=False),
    "answer-lost": Crash(FULL, after=True),
    "refused": Crash(READ_ONLY, after=False),
}
every_crash = pytest.mark.parametrize("crash", CRASHES)


@pytest.fixture(scope="module")
def morning(replay_process: Replay) -> dict[str, bytes]:
    """What the morning's run leaves in a store."""
    replay_process.reset()
    store = MemoryStore()
    Lab(replay_process, store=store).at(MORNING).run_once()
    return _objects(store)


@pytest.mark.parametrize("crash", ["killed-before", "failed", "answer-lost"])
def test_after_a_first_run_that_crashes_anywhere_the_next_one_publishes_the_board(
    replay: Replay, crash: str
) -> None:
    _crash_everywhere(Lab(replay).at(ONE_GAME), CRASHES[crash], MemoryStore)


@pytest.mark.parametrize("crash", ["killed-before", "answer-lost"])
def test_after_a_run_that_crashes_while_pitches_land_the_next_one_publishes_the_board(
    replay: Replay, crash: str
) -> None:
    lab = replace(Lab(replay).at(PITCHES_THERE), statcast_window_days=1)
    assert lab.run_once().statcast_days == 1
    _crash_everywhere(lab, CRASHES[crash], MemoryStore)


@pytest.mark.parametrize(("crash", "number"), [("killed-after", 20), ("answer-lost", -2), ("failed", -1)])
def test_after_a_run_that_crashes_at_one_operation_the_next_one_publishes_the_board(
    replay: Replay, crash: str, number: int
) -> None:
    """In the middle, at its commit, and at its last step; each operation is tried at night."""
    lab = Lab(replay).at(ONE_GAME)
    number = number if number > 0 else _count(lab, MemoryStore) + 1 + number
    _crash_at([number], lab, CRASHES[crash], MemoryStore)


@every_crash
def test_after_a_second_run_that_crashes_anywhere_the_next_one_publishes_the_board(
    replay: Replay, morning: dict[str, bytes], crash: str
) -> None:
    _crash_everywhere(Lab(replay).at(AFTERNOON), CRASHES[crash], lambda: _filled(morning))


def test_after_a_first_run_on_a_directory_that_dies_anywhere_the_next_one_publishes_the_board(
    replay: Replay, tmp_path: Path
) -> None:
    folders = (tmp_path / str(number) for number in range(1000))
    _crash_everywhere(
        Lab(replay).at(ONE_GAME), CRASHES["killed-before"], lambda: LocalStore(next(folders).resolve())
    )


@pytest.mark.parametrize("error", [FULL, READ_ONLY], ids=["full", "read-only"])
def test_a_store_that_takes_no_write_fails_the_run_and_shows_nothing(
    replay: Replay, error: TemporaryError | RefusedError
) -> None:
    store = Unwritable(error)
    with pytest.raises(type(error)) as failed:
        Lab(replay, store=store).run_once()
    assert failed.value.exit_code == (75 if error is FULL else 77)
    assert published(store) == {}


@pytest.mark.parametrize("error", [FULL, READ_ONLY], ids=["full", "read-only"])
def test_a_store_that_takes_no_write_any_more_keeps_showing_the_standing_board(
    replay: Replay, morning: dict[str, bytes], error: TemporaryError | RefusedError
) -> None:
    store = Unwritable(error)
    for key, data in morning.items():
        store.inner.put(key, data)
    before = published(store)
    with pytest.raises(type(error)):
        Lab(replay, store=store).at(AFTERNOON).run_once()
    assert published(store) == before


def test_a_run_that_died_before_it_moved_the_pointer_is_finished_by_the_next(replay: Replay) -> None:
    store = MemoryStore()
    _crash(Lab(replay, store=FaultyStore(store, _count(Lab(replay).at(MORNING), MemoryStore))).at(MORNING))
    later = Lab(replay, store=store).at("2025-04-03T10:10:00Z")
    assert later.run_once().outcome == "unchanged"
    assert pointer(later, DAY).snapshot_id == later.manifests()[0].snapshot_id
    assert len(later.manifests()) == 1


def test_a_commit_whose_answer_was_lost_is_no_second_snapshot(replay: Replay) -> None:
    lab = Lab(replay).at(MORNING)
    commit = _operations(lab, MemoryStore).index("put snapshots") + 1
    store = MemoryStore()
    _crash(Lab(replay, MORNING, CRASHES["answer-lost"].at(commit, store)))
    healthy = Lab(replay, MORNING, store)
    healthy.run_once()
    assert len(healthy.manifests()) == 1


class Unwritable:
    """A store whose reads work and whose writes do not."""

    def __init__(self, error: Exception) -> None:
        self.inner = MemoryStore()
        self.url = self.inner.url
        self.get, self.list = self.inner.get, self.inner.list
        self._error = error

    def put(self, *_: object, **__: object) -> str:
        raise self._error

    def delete(self, *_: object) -> None:
        raise self._error


def _crash_everywhere(lab: Lab, crash: Crash, copy: Copy) -> None:
    _crash_at(range(1, _count(lab, copy) + 1), lab, crash, copy)


def _crash_at(numbers: Iterable[int], lab: Lab, crash: Crash, copy: Copy) -> None:
    """Let a run crash at each of these operations in turn, on a fresh copy, and another follow."""
    clean, day = replace(lab, store=copy()), lab.now[:10]
    clean.run_once()
    manifests = {manifest.snapshot_id for manifest in clean.manifests()}
    for number in numbers:
        store = copy()
        _crash(replace(lab, store=crash.at(number, store)))
        next_run = replace(lab, store=store)
        assert damage(next_run) == [], f"after operation {number}"
        assert next_run.run_once().outcome in ("success", "unchanged"), f"after operation {number}"
        assert damage(next_run) == [], f"repaired after operation {number}"
        assert latest(next_run, day).content() == latest(clean, day).content(), f"after operation {number}"
        found = {manifest.snapshot_id for manifest in next_run.manifests()}
        assert found == manifests, f"after operation {number}"


def _crash(lab: Lab) -> None:
    """Run; whatever the run dies of must be what the store did to it."""
    try:
        lab.run_once()
    except FAILURES:
        return


def _operations(lab: Lab, copy: Copy) -> list[str]:
    """Kind and place of every operation of a run."""
    store = FaultyStore(copy())
    replace(lab, store=store).run_once()
    return [f"{kind} {key.split('/')[1]}" for kind, key in (line.split() for line in store.operations)]


def _count(lab: Lab, copy: Copy) -> int:
    return len(_operations(lab, copy))


def _objects(store: ObjectStore) -> dict[str, bytes]:
    return {key: stored.data for key in store.list("") if (stored := store.get(key))}


def _filled(objects: dict[str, bytes]) -> MemoryStore:
    store = MemoryStore()
    for key, data in objects.items():
        store.put(key, data)
    return store
