"""With every secret set, none shows: in no command, on no error path, in text or JSON."""

import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from propctl.settings import SECRETS, variable_of
from tests.cache.redis_server import free_port
from tests.cli.conftest import Finished, Propctl
from tests.cli.server import Provider, a_provider

HIDDEN: Final = "hunter2"
"""Part of every secret below, so that one search finds any of them."""

ENVIRONMENT: Final = {
    "PROPCTL_REDIS_URL": "redis://me:hunter2-redis@127.0.0.1:{port}/0",
    "PROPCTL_PUSHGATEWAY_URL": "http://me:hunter2-gateway@127.0.0.1:{port}",
    "PROPCTL_MLB_STATS_API_URL": "http://me:hunter2-stats@127.0.0.1:{provider}",
    "PROPCTL_BASEBALL_SAVANT_URL": "http://me:hunter2-savant@127.0.0.1:{provider}",
    "AWS_ACCESS_KEY_ID": "AKIAhunter2",
    "AWS_SECRET_ACCESS_KEY": "hunter2-aws",
    "AWS_SESSION_TOKEN": "hunter2-session",
    "PROPCTL_PASSWORD": "hunter2-unknown-variable",
}
COMMANDS: Final = {
    "fetch": 0,
    "fetch --date 2025-06-07": 0,
    "run-once": 0,
    "run-once --dry-run": 0,
    "statcast --start 2025-06-07": 0,
    "opportunities": 2,
    "snapshot ls": 0,
    "snapshot show": 2,
    "snapshot verify": 2,
    "snapshot rebuild 0123456789abcdef": 2,
    "snapshot prune": 0,
    "hold ls": 0,
    "hold add --player 1": 0,
    "config show": 0,
    "config check": 78,
    "providers ls": 0,
    "providers terms": 0,
    "health": 69,
    "health --deep": 65,
    "metrics show": 0,
    "metrics show --slo": 0,
    "metrics push --init": 75,
    "metrics delete-group health": 75,
}
"""How each ends over an empty store; 2 where it asks for a snapshot that is not there."""

BROKEN: Final = {
    "the provider is not there": {
        "PROPCTL_MLB_STATS_API_URL": "http://me:hunter2-stats@127.0.0.1:{port}",
        "PROPCTL_BASEBALL_SAVANT_URL": "http://me:hunter2-savant@127.0.0.1:{port}",
    },
    "the provider's URL is none": {"PROPCTL_MLB_STATS_API_URL": "ftp://me:hunter2-stats@host"},
    "its port is none": {"PROPCTL_MLB_STATS_API_URL": "http://me:hunter2-stats@host:99999"},
    "it has a query": {"PROPCTL_MLB_STATS_API_URL": "http://host?token=hunter2-stats"},
    "the Redis URL is none": {"PROPCTL_REDIS_URL": "http://me:hunter2-redis@cache"},
    "it is a bare password": {"PROPCTL_REDIS_URL": "hunter2-redis"},
    "its password is not encoded": {"PROPCTL_REDIS_URL": "redis://me:hunter2/re@d#is?x@127.0.0.1:{port}/0"},
    "the storage URL is of another service": {"PROPCTL_STORAGE_URL": "ftp://me:hunter2-storage@host/"},
    "the gateway's URL is none": {"PROPCTL_PUSHGATEWAY_URL": "ftp://me:hunter2-gateway@host"},
    "the gateway's is a bare password": {"PROPCTL_PUSHGATEWAY_URL": "hunter2-gateway"},
    "the gateway's password is not encoded": {
        "PROPCTL_PUSHGATEWAY_URL": "http://me:hunter2/a@b#c?d@127.0.0.1:{port}"
    },
    "the gateway answers as no gateway does": {
        "PROPCTL_PUSHGATEWAY_URL": "http://me:hunter2-gateway@127.0.0.1:{provider}"
    },
    "S3 is not there": {
        "PROPCTL_STORAGE_URL": "s3://bucket",
        "PROPCTL_S3_ENDPOINT_URL": "http://127.0.0.1:{port}",
    },
    "the key is in the storage URL": {"PROPCTL_STORAGE_URL": "s3://me:hunter2-storage@bucket"},
    "the endpoint has a password": {
        "PROPCTL_STORAGE_URL": "s3://bucket",
        "PROPCTL_S3_ENDPOINT_URL": "http://me:hunter2-s3@127.0.0.1:{port}",
    },
    "boto3's endpoint has a password": {
        "PROPCTL_STORAGE_URL": "s3://bucket",
        "AWS_ENDPOINT_URL": "http://me:hunter2-s3@127.0.0.1:{port}",
    },
}

ERRING: Final = (
    ["run-once"],
    ["health"],
    ["config", "show"],
    ["config", "check"],
    ["metrics", "push", "--init"],
)
CONTENTS: Final = ("redis://me:hunter2-file@127.0.0.1:{port}/0", "hunter2-file", "a:hunter2@b")

A_BUG: Final = """
import propctl.cli.app, propctl.cli.session
propctl.cli.session.unknown_variables = None
propctl.cli.app.run(["snapshot", "ls"])
"""


@pytest.fixture
def asked() -> Iterator[Provider]:
    with a_provider() as server:
        yield server


@pytest.fixture(autouse=True)
def secrets(environment: dict[str, str], asked: Provider, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Every secret variable is set; Redis is not there, and the provider answers one thing to everything."""
    places = {"port": free_port(), "provider": int(asked.url.rpartition(":")[2])}
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value.format(**places))
    monkeypatch.setenv("PROPCTL_RUN_DEADLINE", "0.3")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    return places


def assert_hidden(finished: Finished, caplog: pytest.LogCaptureFixture | None = None) -> None:
    output = finished.stdout + finished.stderr + (caplog.text if caplog else "")
    assert HIDDEN not in output, next(line for line in output.splitlines() if HIDDEN in line)


def assert_an_end(finished: Finished) -> None:
    """Hidden, and not because the command died early: neither of a bug nor of wrong usage."""
    assert_hidden(finished)
    assert finished.code in (0, 69, 75, 78), finished.stderr


def test_every_secret_of_ours_is_set() -> None:
    assert {variable_of(field) for field in SECRETS} <= ENVIRONMENT.keys()


@pytest.mark.parametrize(("log_format", "flag"), [("text", []), ("json", ["--json"])], ids=["text", "json"])
@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_shows_one(
    propctl: Propctl, monkeypatch: pytest.MonkeyPatch, command: str, log_format: str, flag: list[str]
) -> None:
    monkeypatch.setenv("PROPCTL_LOG_FORMAT", log_format)
    monkeypatch.setenv("PROPCTL_RUN_DEADLINE", "60")  # everything here answers or refuses at once
    finished = propctl(*command.split(), *flag)
    assert_hidden(finished)
    found_nothing = re.search("no snapshot|no mlb board", finished.stdout + finished.stderr) is not None
    assert (finished.code, found_nothing or finished.code != 2) == (COMMANDS[command], True)


@pytest.mark.parametrize("what", BROKEN)
@pytest.mark.parametrize("command", ERRING, ids=" ".join)
def test_no_error_shows_one(
    propctl: Propctl,
    monkeypatch: pytest.MonkeyPatch,
    secrets: dict[str, int],
    command: list[str],
    what: str,
) -> None:
    for name, value in BROKEN[what].items():
        monkeypatch.setenv(name, value.format(**secrets))
    for flag in ([], ["--json"]):
        assert_an_end(propctl(*command, *flag))


@pytest.mark.parametrize("content", CONTENTS)
@pytest.mark.parametrize("command", ERRING, ids=" ".join)
def test_the_content_of_a_file_does_not_show(
    propctl: Propctl,
    monkeypatch: pytest.MonkeyPatch,
    secrets: dict[str, int],
    tmp_path: Path,
    command: list[str],
    content: str,
) -> None:
    path = tmp_path / "redis-url"
    path.write_text(content.format(**secrets))
    for variable in ("PROPCTL_REDIS_URL", "PROPCTL_PUSHGATEWAY_URL"):
        monkeypatch.delenv(variable)
        monkeypatch.setenv(f"{variable}_FILE", str(path))
    for flag in ([], ["--json"]):
        assert_an_end(propctl(*command, *flag))


@pytest.mark.parametrize("command", [["run-once"], ["health"]], ids=" ".join)
def test_no_log_shows_one_even_when_every_library_tells_everything(
    propctl: Propctl, caplog: pytest.LogCaptureFixture, command: list[str]
) -> None:
    propctl("config", "show")  # sets our own logger up
    logging.getLogger("propctl").propagate = True
    with caplog.at_level(logging.DEBUG):
        finished = propctl(*command)
    assert "/api/v1/schedule" in caplog.text
    assert_hidden(finished, caplog)
    assert finished.code == COMMANDS[" ".join(command)]


def test_a_bug_shows_none_in_its_traceback(tmp_path: Path) -> None:
    """The traceback of a bug holds code, no values of variables."""
    done = subprocess.run(
        [sys.executable, "-c", A_BUG],
        env={
            "PATH": os.environ["PATH"],
            "PROPCTL_STORAGE_URL": tmp_path.as_uri(),
            "PROPCTL_REDIS_URL": "redis://me:hunter2@h",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert re.search("TypeError", done.stderr)
    assert HIDDEN not in done.stderr
