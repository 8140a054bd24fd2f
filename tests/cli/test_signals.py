"""A signal at any moment of the program's life: the documented code, and never a traceback."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

CODES = {signal.SIGINT: 130, signal.SIGTERM: 143}
MOMENTS = [0.03, 0.08, 0.12, 0.16, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6]
START_UP = 0.3
"""Seconds that a busy machine may take until the handler is in."""

signals = pytest.mark.parametrize("number", list(CODES), ids=lambda number: number.name)


@pytest.fixture
def silent() -> Iterator[str]:
    """The URL of a provider that takes connections and answers nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture
def start(tmp_path: Path) -> Callable[..., "subprocess.Popen[str]"]:
    def started(url: str, *arguments: str) -> "subprocess.Popen[str]":
        environment = {
            "PATH": os.environ["PATH"],
            "PROPCTL_STORAGE_URL": (tmp_path / "store").as_uri(),
            "PROPCTL_MLB_STATS_API_URL": url,
            "PROPCTL_BASEBALL_SAVANT_URL": url,
            "PROPCTL_NOW": "2025-06-08T10:00:00Z",
            "PROPCTL_MAX_RPS": "0",
        }
        return subprocess.Popen(
            [sys.executable, "-m", "propctl", *arguments],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    return started


def ended(process: "subprocess.Popen[str]", number: signal.Signals, after: float) -> tuple[int, str, str]:
    """Code, output and complaints of a process that is signalled so many seconds after its start."""
    timer = threading.Timer(after, process.send_signal, [number])
    timer.start()
    try:
        output, complaints = process.communicate(timeout=20)
    finally:
        timer.cancel()
        process.kill()
    return process.returncode, output, complaints


def bare(code: int, output: str, complaints: str) -> bool:
    """Whether the interpreter ended before it had come to our handler, which never says KeyboardInterrupt."""
    said_nothing = not (output or complaints)
    return "KeyboardInterrupt" in complaints or (code in (-signal.SIGINT, -signal.SIGTERM) and said_nothing)


@signals
@pytest.mark.parametrize("after", MOMENTS)
def test_a_waiting_run_ends_with_the_code_of_its_signal(
    start: Callable[..., "subprocess.Popen[str]"], silent: str, number: signal.Signals, after: float
) -> None:
    code, output, complaints = ended(start(silent, "run-once"), number, after)
    if not (after <= START_UP and bare(code, output, complaints)):
        assert (code, output, complaints.count("\n")) == (CODES[number], "", 1), complaints
        assert complaints.startswith("propctl: stopped by ")


@signals
@pytest.mark.parametrize("after", MOMENTS)
def test_help_ends_with_the_code_of_the_signal_or_before_it(
    start: Callable[..., "subprocess.Popen[str]"], silent: str, number: signal.Signals, after: float
) -> None:
    code, output, complaints = ended(start(silent, "run-once", "--help"), number, after)
    if not (after <= START_UP and bare(code, output, complaints)):
        assert (code in (0, CODES[number]), "Traceback" in complaints) == (True, False), (code, complaints)


@signals
def test_a_run_against_a_dead_provider_ends_with_the_code_of_its_signal(
    start: Callable[..., "subprocess.Popen[str]"], number: signal.Signals
) -> None:
    code, _, complaints = ended(start("http://127.0.0.1:9", "run-once"), number, 1.0)
    assert (code, complaints.count("\n")) == (CODES[number], 1)


@signals
def test_a_stopped_run_says_so_as_json(
    start: Callable[..., "subprocess.Popen[str]"], silent: str, number: signal.Signals
) -> None:
    code, output, complaints = ended(start(silent, "run-once", "--json"), number, 1.0)
    assert (code, complaints) == (CODES[number], "")
    assert json.loads(output)["error"]["code"] == code


AT_IMPORT = """
import os
import sys
import time

module, number, swallowed = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "swallowed"

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name != module:
            return
        sys.meta_path.remove(self)
        try:
            os.kill(os.getpid(), number)
            time.sleep(0.01)
        except BaseException:
            if not swallowed:
                raise

sys.meta_path.insert(0, Finder())
sys.argv = ["propctl", "run-once"]
from propctl.__main__ import main
main()
"""


@signals
@pytest.mark.parametrize("module", ["typer", "pydantic", "httpx", "numpy"])
@pytest.mark.parametrize("fate", ["passed-on", "swallowed"])
def test_a_signal_during_an_import_is_not_lost(
    tmp_path: Path, silent: str, number: signal.Signals, module: str, fate: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", AT_IMPORT, module, str(int(number)), fate],
        env={
            "PATH": os.environ["PATH"],
            "PROPCTL_STORAGE_URL": (tmp_path / "store").as_uri(),
            "PROPCTL_MLB_STATS_API_URL": silent,
            "PROPCTL_BASEBALL_SAVANT_URL": silent,
            "PROPCTL_RUN_DEADLINE": "4",
        },
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr.count("\n")) == (CODES[number], 1), done.stderr
