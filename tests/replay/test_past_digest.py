"""A past day has the same rows on any store, at any later time, and from its archived inputs alone."""

from pathlib import Path

import pytest

from propctl.jobs.rebuild import rebuild
from propctl.runtime import open_pool
from propctl.storage.contract import ObjectStore
from propctl.storage.local import LocalStore
from propctl.storage.memory import MemoryStore
from tests.nightly import by_day
from tests.replay.lab import Lab
from tests.replay.past import WEEKS_LATER, past_lab
from tests.replay.server import Replay

DAYS = ["2025-03-27", "2025-04-27", "2025-05-20", "2025-06-07"]


def digest(lab: Lab, day: str) -> tuple[str, int]:
    """The published digest of a day's rows, and how many there are."""
    lab.run_once(day)
    published = lab.read(day).manifest.rows
    return published.sha256, published.count


@pytest.mark.parametrize("day", by_day(DAYS, "2025-03-27"))
def test_a_past_day_has_the_same_digest_on_memory_and_local_storage_twice(
    replay: Replay, tmp_path: Path, day: str
) -> None:
    stores: list[ObjectStore] = [
        MemoryStore(), MemoryStore(), LocalStore(tmp_path / "one"), LocalStore(tmp_path / "two")
    ]  # fmt: skip
    assert len({digest(past_lab(replay, store), day) for store in stores}) == 1


@pytest.mark.parametrize("day", by_day(DAYS, "2025-05-20"))
def test_a_rebuild_of_a_past_day_is_equal_and_asks_the_provider_for_nothing(replay: Replay, day: str) -> None:
    lab = past_lab(replay)
    lab.run_once(day)
    asked = replay.paths()
    with open_pool() as pool:
        again = rebuild(lab.context(), pool, lab.read(day).manifest)
    assert (again.equal, replay.paths()) == (True, asked)


@pytest.mark.nightly
def test_a_rebuild_is_equal_when_the_provider_is_gone(tmp_path: Path) -> None:
    with Replay(WEEKS_LATER) as replay:
        lab = past_lab(replay, LocalStore(tmp_path))
        lab.run_once("2025-05-20")
    with open_pool() as pool:
        assert rebuild(lab.context(), pool, lab.read("2025-05-20").manifest).equal


@pytest.mark.nightly
@pytest.mark.parametrize("next_morning", ["2025-05-21T12:00:00Z", "2025-05-22T12:00:00Z"])
def test_a_day_with_a_suspended_game_behind_it_is_the_same_the_next_morning_and_weeks_later(
    replay: Replay, next_morning: str
) -> None:
    early = digest(Lab(replay).at(next_morning), "2025-05-20")
    assert digest(past_lab(replay), "2025-05-20") == early
