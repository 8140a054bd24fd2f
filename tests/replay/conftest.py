"""Tests on recorded payloads: they carry the mark ``replay``, and skip where the payloads are absent."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.replay.lab import Lab
from tests.replay.server import Replay, is_there

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.replay)
            if not is_there():
                item.add_marker(pytest.mark.skip(reason="no recorded payloads in ../shared/replay"))


@pytest.fixture(scope="session")
def replay_process() -> Iterator[Replay]:
    with Replay() as replay:
        yield replay


@pytest.fixture
def replay(replay_process: Replay) -> Replay:
    """A server without faults, its counters at zero, its clock at 2025-06-08T10:00:00Z."""
    replay_process.reset()
    replay_process.set_clock("2025-06-08T10:00:00Z")
    return replay_process


@pytest.fixture
def lab(replay: Replay) -> Lab:
    """An empty store in memory at 2025-06-08T10:00:00Z."""
    return Lab(replay)
