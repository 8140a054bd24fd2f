"""``backfill --workers`` told to stop: every process ends, and nothing stays leased."""

import os
import random
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
from tests.cli.server import Provider
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


@pytest.mark.parametrize("seed", by_day(range(30), 1))
def test_a_signal_while_short_chunks_come_and_go_leaves_none_leased(
    environment: dict[str, str], tmp_path: Path, provider: Provider, seed: int
) -> None:
    """Three threads claim and finish days without games; the signal comes at some moment of it."""
    moment = random.Random(seed)  # noqa: S311 - no secret
    store = LocalStore(tmp_path / "store")
    process = subprocess.Popen(
        [sys.executable, "-m", "propctl", "backfill", "--start", "2024-11-15", "--end", "2025-02-28"],
        env={**environment, "PATH": os.environ["PATH"], "PROPCTL_MLB_STATS_API_URL": provider.url},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    chunks = moment.randrange(1, 8)
    while process.poll() is None and sum("/chunks/" in key for key in store.list("v1/jobs/")) < chunks:
        time.sleep(0.002 * moment.random())
    process.send_signal(signal.SIGTERM)
    _, complaints = process.communicate(timeout=300)
    assert (process.returncode, leased(store)) == (143, 0), complaints
