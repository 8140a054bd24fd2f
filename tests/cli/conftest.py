"""propctl in this process, over a store and an environment of the test's own."""

import gc
import io
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from propctl.cli.app import run
from propctl.storage.local import LocalStore
from tests.cli.server import Provider, a_provider
from tests.jobs.desk import Desk

NOW = "2025-06-08T10:00:00Z"


@dataclass(frozen=True)
class Finished:
    """How a command ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        return json.loads(self.stdout)


Propctl = Callable[..., Finished]


@pytest.fixture
def process_state(environment_kept: None, logging_kept: None) -> Iterator[None]:
    """Gives back what a command changes in the process for good."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    thresholds = gc.get_threshold()
    yield
    for number, handler in handlers.items():
        signal.signal(number, handler)
    gc.set_threshold(*thresholds)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, str]:
    """The only settings there are: a store of the test's own at ten o'clock, no provider."""
    for name in list(filter(_is_setting, os.environ)):
        monkeypatch.delenv(name)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    settings = {
        "PROPCTL_STORAGE_URL": (tmp_path / "store").as_uri(),
        "PROPCTL_MLB_STATS_API_URL": "http://127.0.0.1:9",
        "PROPCTL_BASEBALL_SAVANT_URL": "http://127.0.0.1:9",
        "PROPCTL_MAX_RPS": "0",
        "PROPCTL_NOW": NOW,
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return settings


def _is_setting(name: str) -> bool:
    """Whether propctl, or a library that it connects with, reads the variable."""
    ours = name.startswith("PROPCTL_") or name in ("USE_FREE_INGESTION", "REQUESTS_CA_BUNDLE")
    return ours or name.startswith(("AWS_", "SSL_CERT_")) or name.lower().endswith("_proxy")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Publishes into the store that commands read."""
    return Desk(LocalStore(tmp_path / "store"))


@pytest.fixture
def propctl(process_state: None, environment: dict[str, str], capsys: pytest.CaptureFixture[str]) -> Propctl:
    """Run a command and tell how it ended."""

    def finished(*arguments: str) -> Finished:
        capsys.readouterr()
        for stream in (sys.stdout, sys.stderr):  # as the program's own
            assert isinstance(stream, io.TextIOWrapper)
            stream.reconfigure(errors="backslashreplace")
        with pytest.raises(SystemExit) as left:
            run(list(arguments))
        output = capsys.readouterr()
        return Finished(int(left.value.code or 0), output.out, output.err)

    return finished


@pytest.fixture
def provider(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """A provider that says there are no games, and that commands ask."""
    with a_provider() as server:
        monkeypatch.setenv("PROPCTL_MLB_STATS_API_URL", server.url)
        yield server
