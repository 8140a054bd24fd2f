"""Several processes, whatever they do and whatever becomes of the store that tells of them."""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from propctl.errors import ExitCode, RefusedError, StoppedError, TemporaryError
from propctl.jobs.backfill import worker_processes as crew
from propctl.jobs.backfill.worker_processes import WorkerProcess, run_worker_processes
from tests.jobs.backfill.test_worker import NOW, Desk
from tests.jobs.builds import a_snapshot_context
from tests.storage.faults import FaultyStore

SLEEPS = "import time; time.sleep(60)"


def a_hand(tmp_path: Path, program: str, started: list[WorkerProcess], index: int = 0) -> WorkerProcess:
    output = tmp_path / str(index)
    with output.open("wb") as stdout:
        process = subprocess.Popen([sys.executable, "-c", program], stdout=stdout)
    started.append(WorkerProcess(process, output))
    return started[-1]


def run(desk: Desk, starts: Sequence[Callable[[], WorkerProcess]], tell: Callable[[object], None]) -> None:
    plan = desk.submit()
    with ThreadPoolExecutor(1) as pool:
        run_worker_processes(a_snapshot_context(desk.store, NOW), pool, plan, starts, tell)


def test_a_store_that_fails_for_a_moment_while_it_is_looked_at_ends_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the workers judge the store; what is shown comes with the next look."""
    monkeypatch.setattr(crew, "STATUS_SECONDS", 0.0)
    desk = Desk(days=1)
    desk.work(desk.submit())
    desk.store = FaultyStore(desk.store, 4, TemporaryError("down"))
    started: list[WorkerProcess] = []
    told: list[object] = []
    short = partial(a_hand, tmp_path, "import time; time.sleep(1)", started)
    run(desk, [short], told.append)
    assert (started[0].process.returncode, bool(told)) == (0, True)


def test_a_stop_ends_them_all_also_those_started_last(tmp_path: Path) -> None:
    started: list[WorkerProcess] = []

    def stopped() -> WorkerProcess:
        raise StoppedError(ExitCode.INTERRUPTED)

    starts = [partial(a_hand, tmp_path, SLEEPS, started, index) for index in range(2)]
    with pytest.raises(StoppedError):
        run(Desk(), [*starts, stopped], lambda _: None)
    assert [worker.process.returncode for worker in started] == [-15, -15]


def test_one_that_is_refused_ends_the_others_and_tells_why(tmp_path: Path) -> None:
    error = {"error": {"message": "refused with HTTP 406", "hint": "elsewhere"}}
    refused = f"import json; print(json.dumps({error})); raise SystemExit(77)"
    started: list[WorkerProcess] = []
    starts = [
        partial(a_hand, tmp_path, program, started, index) for index, program in enumerate((SLEEPS, refused))
    ]
    with pytest.raises(RefusedError, match="HTTP 406"):
        run(Desk(), starts, lambda _: None)
    assert started[0].process.returncode == -15


def test_when_all_of_them_die_the_job_is_named(tmp_path: Path) -> None:
    killed = "import os; os.kill(os.getpid(), 9)"
    with pytest.raises(TemporaryError, match=r"all 1 workers of mlb-.* a worker ended with -9"):
        run(Desk(), [partial(a_hand, tmp_path, killed, [])], lambda _: None)


def test_workers_with_much_to_tell_come_to_an_end(tmp_path: Path) -> None:
    """More than a pipe holds that nobody reads: hundreds of parked chunks, each with its reason."""
    desk = Desk(days=1)
    desk.work(desk.submit())
    started: list[WorkerProcess] = []
    run(desk, [partial(a_hand, tmp_path, "print('x' * 1_000_000)", started)], lambda _: None)
    assert started[0].process.returncode == 0


def test_a_job_that_is_over_before_the_first_look_tells_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each look at a job reads every chunk of it: they come a while apart."""
    monkeypatch.setattr(crew, "STATUS_SECONDS", 600.0)
    monkeypatch.setattr(crew, "time", Steps(1000.0, step=1.0))
    desk = Desk(days=1)
    desk.work(desk.submit())
    told: list[object] = []
    run(desk, [partial(a_hand, tmp_path, "pass", [])], told.append)
    assert told == []


class Steps:
    """A clock that goes on by *step* whenever it is looked at, and sleeps for real."""

    def __init__(self, now: float, step: float) -> None:
        self._now, self._step = now, step

    def monotonic(self) -> float:
        self._now += self._step
        return self._now

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)
