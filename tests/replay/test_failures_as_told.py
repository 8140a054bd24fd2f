"""How a failing command ends for whoever started it: exit code, one line and a hint, no traceback."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.replay.board import MORNING
from tests.replay.lab import Finished, propctl
from tests.replay.server import Replay

pytestmark = pytest.mark.nightly

FAILURES = [
    (r"/schedule", "status:406", 77, "406"),
    (r"byDateRange", "status:403", 77, "403"),
    (r"byDateRange", "empty200", 75, "empty"),
    (r"/schedule\?sportId=1&date=", "reset", 75, "connection"),
    (r"/schedule\?sportId=1&date=", "status:404", 65, "404"),
]
failures = pytest.mark.parametrize(("match", "fault", "code", "word"), FAILURES)


def _run_once(replay: Replay, store: Path, *arguments: str, **environment: str) -> Finished:
    return propctl(replay, MORNING, store.as_uri(), "run-once", *arguments, **environment)


@failures
def test_a_failure_is_one_line_and_one_hint(
    replay: Replay, tmp_path: Path, match: str, fault: str, code: int, word: str
) -> None:
    replay.fault(match, fault)
    done = _run_once(replay, tmp_path)
    line, hint = done.stderr.splitlines()
    assert (done.code, done.stdout) == (code, "")
    assert line.startswith("propctl: mlb_stats_api /api/v1/")
    assert word in line
    assert hint.startswith("hint: ")


@failures
def test_a_failure_is_an_object_under_json(
    replay: Replay, tmp_path: Path, match: str, fault: str, code: int, word: str
) -> None:
    replay.fault(match, fault)
    done = _run_once(replay, tmp_path, "--json")
    error = done.json["error"]
    assert (done.code, done.json["schema"], done.stderr) == (code, "propctl.error/1", "")
    assert error.keys() == {"code", "message", "hint"}
    assert error["code"] == code
    assert word in error["message"]


def test_retry_after_is_obeyed(replay: Replay, tmp_path: Path) -> None:
    replay.fault(r"/schedule\?sportId=1&date=", "status:429", retry_after=2, times=1)
    started = time.monotonic()
    done = _run_once(replay, tmp_path)
    assert (done.code, len(replay.paths())) == (0, 8)
    assert time.monotonic() - started > 2


def test_a_retry_after_beyond_reason_ends_the_run_at_once(replay: Replay, tmp_path: Path) -> None:
    replay.fault(r"/schedule\?sportId=1&date=", "status:429", retry_after=3600)
    assert _run_once(replay, tmp_path).code == 75
    assert len(replay.paths()) == 1


def test_a_deadline_ends_the_retries(replay: Replay, tmp_path: Path) -> None:
    replay.fault(r"/schedule\?sportId=1&date=", "status:503", retry_after=50)
    assert _run_once(replay, tmp_path, PROPCTL_RUN_DEADLINE="30").code == 75
    assert len(replay.paths()) == 1


def test_a_refused_run_does_not_wait_for_requests_that_are_still_out(replay: Replay, tmp_path: Path) -> None:
    replay.fault(r"byDateRange", "status:403")
    replay.fault(r"sports/1/players", "timeout:60")
    with _start(replay, tmp_path) as process:
        try:
            process.communicate(timeout=15)  # an attempt may take 20 s
        finally:
            process.kill()
    assert process.returncode == 77


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("match", [r"/schedule\?sportId=1&date=", "byDateRange"])
def test_a_signal_ends_a_waiting_run_promptly_with_one_line(
    replay: Replay, tmp_path: Path, number: signal.Signals, code: int, match: str
) -> None:
    replay.fault(match, "timeout:60")
    process = _start(replay, tmp_path)
    _wait_for(replay, match.rpartition("=")[0].rpartition("?")[2] or match)
    process.send_signal(number)
    stdout, stderr = process.communicate(timeout=10)
    assert (process.returncode, stdout, stderr.count("\n")) == (code, "", 1)
    assert stderr.startswith("propctl: stopped by SIG")
    assert not (tmp_path / "v1/snapshots").exists()


def _start(replay: Replay, store: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "propctl", "run-once"],
        env={
            "PATH": os.environ["PATH"],
            "PROPCTL_NOW": MORNING,
            "PROPCTL_MAX_RPS": "0",
            "PROPCTL_STATCAST_WINDOW_DAYS": "0",
            "PROPCTL_STORAGE_URL": store.as_uri(),
            **replay.environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _wait_for(replay: Replay, part: str) -> None:
    """Until the server has such a request, which it does not answer."""
    end = time.monotonic() + 30
    while not any(part in path for path in replay.paths()):
        assert time.monotonic() < end, f"nobody asked for {part}"
