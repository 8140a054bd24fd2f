"""A signal at any moment of the program's life: the documented code, and never a traceback."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.nightly import by_day

CODES = {signal.SIGINT: 130, signal.SIGTERM: 143}
PATIENCE_SECONDS = 300
"""For a program on a busy machine; what is waited for is seen, and no time is guessed."""

MOMENTS = [0.03, 0.08, 0.12, 0.16, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6]
"""Seconds after the start, by night: wherever the program is then."""

Start = Callable[..., "subprocess.Popen[str]"]

signals = pytest.mark.parametrize("number", list(CODES), ids=lambda number: number.name)


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    """A provider that takes connections and answers nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(PATIENCE_SECONDS)
        yield server


@pytest.fixture
def silent(listening: socket.socket) -> str:
    """Its URL."""
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture
def start(tmp_path: Path) -> Start:
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


def ended(process: "subprocess.Popen[str]", number: signal.Signals) -> tuple[int, str, str]:
    """Code, output and complaints of a process that is signalled now."""
    try:
        process.send_signal(number)
        output, complaints = process.communicate(timeout=PATIENCE_SECONDS)
    finally:
        process.kill()
    return process.returncode, output, complaints


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


@signals
def test_a_waiting_run_ends_with_the_code_of_its_signal(
    start: Start, listening: socket.socket, silent: str, number: signal.Signals
) -> None:
    process = start(silent, "run-once")
    connection, _ = listening.accept()
    with connection:
        code, output, complaints = ended(process, number)
    assert (code, output, complaints.count("\n")) == (CODES[number], "", 1), complaints
    assert complaints.startswith("propctl: stopped by ")


@signals
def test_a_stopped_run_says_so_as_json(
    start: Start, listening: socket.socket, silent: str, number: signal.Signals
) -> None:
    process = start(silent, "run-once", "--json")
    connection, _ = listening.accept()
    with connection:
        code, output, complaints = ended(process, number)
    assert (code, complaints) == (CODES[number], "")
    assert json.loads(output)["error"]["code"] == code


@signals
def test_a_run_against_a_dead_provider_ends_with_the_code_of_its_signal(
    start: Start, tmp_path: Path, number: signal.Signals
) -> None:
    """It has left its start marker, and tries again and again."""
    process = start("http://127.0.0.1:9", "run-once")
    wait_until(lambda: any((tmp_path / "store" / "v1" / "runs").rglob("*.json")))
    code, _, complaints = ended(process, number)
    assert (code, complaints.count("\n")) == (CODES[number], 1)


@pytest.mark.nightly
@signals
@pytest.mark.parametrize("after", MOMENTS)
@pytest.mark.parametrize("arguments", [("run-once",), ("run-once", "--help")], ids=" ".join)
def test_a_signal_at_any_moment_is_no_traceback(
    start: Start, silent: str, number: signal.Signals, after: float, arguments: tuple[str, ...]
) -> None:
    """Before our handler is in, the interpreter ends in its own way; a short command may be over already."""
    process = start(silent, *arguments)
    time.sleep(after)
    code, output, complaints = ended(process, number)
    if "KeyboardInterrupt" in complaints or code in (-signal.SIGINT, -signal.SIGTERM):
        assert output == ""
    else:
        assert code in ((0, CODES[number]) if "--help" in arguments else (CODES[number],)), complaints
        assert "Traceback" not in complaints


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


IMPORTS = [
    (number, module, fate)
    for number in CODES
    for module in ("typer", "pydantic", "httpx", "numpy")
    for fate in ("passed-on", "swallowed")
]


@pytest.mark.parametrize(
    ("number", "module", "fate"),
    by_day(
        IMPORTS,
        (signal.SIGTERM, "typer", "swallowed"),
        (signal.SIGINT, "pydantic", "passed-on"),
        (signal.SIGTERM, "numpy", "swallowed"),
    ),
)
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
