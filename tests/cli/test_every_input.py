"""Every setting, variable, file and option with wrong values: nothing that a user can set ends in exit 1.

By day each of them meets one of the values, in turn; by night all.
"""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import pytest
import typer.main

from propctl.cli.app import make_app
from propctl.errors import ExitCode
from propctl.settings import SECRETS, Settings, variable_of
from tests.cache.redis_server import free_port
from tests.cli.conftest import Finished, Propctl
from tests.cli.server import Provider, a_provider
from tests.nightly import by_day

HIDDEN: Final = "hunter2"
VALUES: Final = (
    "",
    " ",
    "/etc",
    "{folder}/nowhere",
    "{folder}/bytes",
    "{folder}/text",
    "{folder}/pipe",
    "/proc/self/mem",
    "9" * 400,
    "1e999",
    "-1",
    "nan",
    "inf",
    "x" * 50_000,
    "\x1b[2J\x07",
    "two\nlines",
    "{no_text}",
    "ünïcödé ☃",
    "[",
    "%",
    "http://[::1",
    "http://me:hunter2@host.test:99999",
    "{{}}",
    "٣",
)
"""Empty, blank, a directory, files that are absent, no text, no table, endless or unreadable, numbers that
are too large or none, texts that are long, of control characters, of no encoding, of other alphabets."""

LIBRARY_VARIABLES: Final = (
    *("HTTP_PROXY", "https_proxy", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE"),
    *("HOME", "XDG_DATA_HOME", "TMPDIR", "TZ", "COLUMNS", "LINES", "TERM", "NO_COLOR", "LANG"),
    *("REQUEST_METHOD", "HOSTALIASES", "POLARS_MAX_THREADS", "PROMETHEUS_MULTIPROC_DIR"),
)
S3_VARIABLES: Final = (
    *("AWS_PROFILE", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_ACCESS_KEY_ID"),
    *("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CREDENTIAL_EXPIRATION", "AWS_DEFAULT_REGION"),
    *("AWS_REGION", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"),
    *("AWS_MAX_ATTEMPTS", "AWS_RETRY_MODE", "AWS_DEFAULTS_MODE", "AWS_USE_FIPS_ENDPOINT"),
    *("AWS_USE_DUALSTACK_ENDPOINT", "AWS_REQUEST_CHECKSUM_CALCULATION", "AWS_RESPONSE_CHECKSUM_VALIDATION"),
    *("AWS_METADATA_SERVICE_TIMEOUT", "AWS_METADATA_SERVICE_NUM_ATTEMPTS", "AWS_SDK_UA_APP_ID"),
    *("AWS_DATA_PATH", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"),
)
SOURCES_OF_CREDENTIALS: Final = (
    *("AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_SESSION_NAME", "AWS_ENDPOINT_URL_STS"),
    *("AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN"),
    *("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",),
)

Case = TypeVar("Case")


@dataclass(frozen=True)
class Option:
    """A parameter of a command, and what has to stand before its value."""

    command: tuple[str, ...]
    words: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join((*self.command, *self.words)) or "SPORT"


def options_of_all_commands() -> Iterator[Option]:
    def walk(command: Any, path: tuple[str, ...]) -> Iterator[Option]:
        for name, below in getattr(command, "commands", {}).items():
            yield from walk(below, (*path, name))
        if hasattr(command, "commands"):
            return
        for parameter in command.params:
            flag = getattr(parameter, "is_flag", False)
            names = tuple(parameter.opts[-1:]) if parameter.param_type_name == "option" else ()
            yield from () if flag else (Option(path, names),)

    yield from walk(typer.main.get_command(make_app()), ())


def alternating(subjects: Sequence[Case], by_day_every: int = 1) -> list[Any]:
    """Each subject with every value; by day with one, in turn, or only every so many subjects."""
    pairs = [(subject, value) for subject in subjects for value in VALUES]
    chosen = [(subject, VALUES[7 * index % len(VALUES)]) for index, subject in enumerate(subjects)]
    chosen = chosen[::by_day_every]
    return by_day(pairs, *chosen)


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with a_provider() as server:
        yield server


@pytest.fixture(autouse=True)
def unlogged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody sees botocore's log; here a report would keep it, and xdist cannot send bytes of no encoding."""
    monkeypatch.setattr(logging.getLogger("botocore.credentials"), "disabled", True)


@pytest.fixture
def folder(
    tmp_path: Path, environment: dict[str, str], provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Files to name; the store is in a folder of its own, and the provider has no games."""
    (tmp_path / "bytes").write_bytes(bytes(range(256)))
    (tmp_path / "text").write_text("no table\n")
    os.mkfifo(tmp_path / "pipe")
    for name in ("PROPCTL_MLB_STATS_API_URL", "PROPCTL_BASEBALL_SAVANT_URL"):
        monkeypatch.setenv(name, provider.url)
    monkeypatch.setenv("PROPCTL_HTTP_TIMEOUT", "2")
    monkeypatch.setenv("PROPCTL_RUN_DEADLINE", "3")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def filled(value: str, folder: Path) -> str:
    return value.format(folder=folder, no_text="\udcff\udcfe")


def check(finished: Finished, *, code_may_be: frozenset[int] = frozenset(ExitCode) - {ExitCode.BUG}) -> None:
    """A documented end; after an error, its two lines come last."""
    assert finished.code in code_may_be
    assert "Traceback" not in finished.stderr
    if finished.code not in (ExitCode.OK, ExitCode.UNHEALTHY, ExitCode.PARTIAL) and not finished.stdout:
        message, hint = finished.stderr.split("\n")[-3:-1]
        assert message.startswith("propctl: "), finished.stderr
        assert hint.startswith("hint: ")


OPTIONS: Final = tuple(options_of_all_commands())
SETTINGS: Final = tuple(variable_of(field) for field in Settings.model_fields) + tuple(
    f"{variable_of(field)}_FILE" for field in SECRETS
)
READING: Final = (("snapshot", "ls"), ("config", "check"), ("config", "show"))
COMMANDS: Final = (("run-once",), *READING, ("health",))


@pytest.mark.parametrize(("option", "value"), alternating(OPTIONS), ids=lambda value: ascii(str(value))[:60])
def test_no_value_of_an_option_is_a_bug(propctl: Propctl, folder: Path, option: Option, value: str) -> None:
    check(propctl(*option.command, *option.words, filled(value, folder)))


@pytest.mark.parametrize(("name", "value"), alternating(SETTINGS), ids=lambda value: ascii(value)[:60])
def test_no_value_of_a_setting_is_a_bug(
    propctl: Propctl, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, filled(value, folder))
    for command in COMMANDS:
        finished = propctl(*command)
        check(finished)
        assert HIDDEN not in finished.stderr + finished.stdout


@pytest.mark.parametrize(
    ("name", "value"), alternating(LIBRARY_VARIABLES), ids=lambda value: ascii(value)[:60]
)
def test_no_value_of_a_librarys_variable_is_a_bug(
    propctl: Propctl, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, filled(value, folder))
    if name in ("HOME", "XDG_DATA_HOME"):  # nothing is written where they may lead
        monkeypatch.delenv("PROPCTL_STORAGE_URL")
    for command in READING if name in ("HOME", "XDG_DATA_HOME") else COMMANDS:
        finished = propctl(*command)
        check(finished)
        assert HIDDEN not in finished.stderr + finished.stdout


@pytest.mark.parametrize(
    ("name", "value"),
    alternating((*S3_VARIABLES, *SOURCES_OF_CREDENTIALS), by_day_every=3),
    ids=lambda value: ascii(value)[:60],
)
def test_no_value_of_an_aws_variable_is_a_bug(
    propctl: Propctl, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv("PROPCTL_STORAGE_URL", "s3://bucket")
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{free_port()}")
    for key in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY") if name in S3_VARIABLES else ():
        monkeypatch.setenv(key, "key")
    monkeypatch.setenv("AWS_ROLE_ARN", "arn:aws:iam::1:role/x")
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", str(folder / "text"))
    if "CONTAINER" in name:
        monkeypatch.delenv("AWS_WEB_IDENTITY_TOKEN_FILE")
        monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:9/")
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:9")
    monkeypatch.setenv(name, filled(value, folder))
    for command in (("snapshot", "ls"), ("config", "check")):
        finished = propctl(*command)
        check(finished)
        assert HIDDEN not in finished.stderr + finished.stdout


@pytest.mark.parametrize(
    ("name", "value"),
    by_day(
        [
            (name, value)
            for name in (
                "PYTHONIOENCODING",
                "LC_ALL",
                "COLUMNS",
                "TERM",
                "TZ",
                "PYTHONWARNINGS",
                "OPENSSL_CONF",
            )
            for value in ("", " ", "-1", "/etc", "x" * 5000, "utf-16", "error", "9" * 40)
            if name != "PYTHONIOENCODING" or value in ("", "utf-16")  # Python itself refuses the others
        ],
        ("PYTHONIOENCODING", "utf-16"),
        ("COLUMNS", "9" * 40),
    ),
)
def test_no_value_of_the_interpreters_variables_is_a_bug(folder: Path, name: str, value: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "propctl", "run-once", "--date", "2025-02-30"],
        env={**os.environ, name: value},
        capture_output=True,
        check=False,
    )
    assert done.returncode == ExitCode.USAGE
    assert b"Traceback" not in done.stderr
