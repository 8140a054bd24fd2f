"""``backfill --workers`` told to stop: every process ends, and nothing stays leased."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from propctl.domain.backfill_job import TaskState
from propctl.storage.local import LocalStore
from tests.nightly import by_day

ARGUMENTS = ("--start", "2025-01-10", "--end", "2025-01-13", "--workers", "2")
CODES = {signal.SIGINT: 130, signal.SIGTERM: 143}


@pytest.fixture
def silent() -> Iterator[str]:
    """The URL of a provider that takes connections and answers nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def leased(store: LocalStore) -> int:
    stored = [store.get(key) for key in store.list("v1/jobs/") if "/chunks/" in key]
    return sum(TaskState.model_validate_json(one.data).state == "leased" for one in stored if one)


def wait_until_leased(store: LocalStore, wanted: int) -> None:
    deadline = time.monotonic() + 300
    while leased(store) < wanted:
        assert time.monotonic() < deadline
        time.sleep(0.1)


EACH = [(number, to_all) for number in CODES for to_all in (True, False)]


@pytest.mark.parametrize(("number", "to_all"), by_day(EACH, (signal.SIGTERM, False)))
def test_a_signal_ends_every_worker_and_gives_all_work_back(
    environment: dict[str, str], tmp_path: Path, silent: str, number: signal.Signals, to_all: bool
) -> None:
    """A terminal's Ctrl-C goes to the whole group, a supervisor's signal to the first process alone."""
    store = LocalStore(tmp_path / "store")
    process = subprocess.Popen(
        [sys.executable, "-m", "propctl", "backfill", *ARGUMENTS],
        env={**environment, "PATH": os.environ["PATH"], "PROPCTL_MLB_STATS_API_URL": silent},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    wait_until_leased(store, 2)
    (os.killpg if to_all else os.kill)(process.pid, number)
    _, complaints = process.communicate(timeout=300)
    assert process.returncode == CODES[number], complaints
    assert "Traceback" not in complaints
    assert leased(store) == 0
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
