"""The program as users start it: what it imports, and a reader who leaves early."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from propctl.storage.local import LocalStore
from tests.cli.server import a_provider
from tests.domain.props import a_prop
from tests.jobs.builds import AT_TEN, FIRST, SECOND, TEN_MINUTES, a_build, props_of
from tests.jobs.desk import Desk

AFTERWARDS = """
import sys
sys.argv = ["propctl", *sys.argv[1:]]
from propctl.__main__ import main
try:
    main()
except SystemExit:
    pass
print(*sorted(sys.modules), file=sys.stderr)
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    Desk(LocalStore(tmp_path / "store")).publish(a_build(props_of(FIRST, SECOND, players=200)))
    return {
        "PATH": os.environ["PATH"],
        "PROPCTL_STORAGE_URL": (tmp_path / "store").as_uri(),
        "PROPCTL_MLB_STATS_API_URL": "http://127.0.0.1:9",
        "PROPCTL_BASEBALL_SAVANT_URL": "http://127.0.0.1:9",
        "PROPCTL_NOW": "2025-06-08T10:00:00Z",
    }


def imported(environment: dict[str, str], *arguments: str) -> set[str]:
    """The modules that a process has at its end."""
    done = subprocess.run(
        [sys.executable, "-c", AFTERWARDS, *arguments],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(done.stderr.split())


@pytest.mark.parametrize("flag", ["--version", "--help"])
def test_the_quick_answers_import_nothing_heavy(environment: dict[str, str], flag: str) -> None:
    heavy = {
        "pydantic",
        "pydantic_core",
        "httpx",
        "rich",
        "numpy",
        "msgspec",
        "tenacity",
        "prometheus_client",
    }
    assert imported(environment, flag) & heavy == set()


@pytest.mark.parametrize("command", [["snapshot", "ls"], ["opportunities"]], ids=" ".join)
def test_reading_imports_no_client_of_anything(environment: dict[str, str], command: list[str]) -> None:
    heavy = {
        "boto3",
        "botocore",
        "polars",
        "httpx",
        "tenacity",
        "numpy",
        "redis",
        "prometheus_client",
        "rich",
    }
    found = imported(environment, *command)
    assert found & heavy == set()
    building = ("propctl.connectors", "propctl.sample", "propctl.projection", "propctl.provider_clients")
    assert [name for name in found if name.startswith(building)] == []


def test_listing_snapshots_reads_keys_and_imports_no_record(environment: dict[str, str]) -> None:
    records = {"propctl.domain.prop", "propctl.domain.snapshot", "propctl.domain.market", "ssl"}
    assert imported(environment, "snapshot", "ls") & records == set()


def test_a_run_without_a_game_reads_no_pitches(environment: dict[str, str]) -> None:
    with a_provider() as provider:
        asking = environment | {"PROPCTL_MLB_STATS_API_URL": provider.url}
        assert imported(asking, "run-once") & {"polars", "boto3", "redis"} == set()


def test_a_run_without_a_gateway_does_not_load_its_client(environment: dict[str, str]) -> None:
    with a_provider() as provider:
        asking = environment | {"PROPCTL_MLB_STATS_API_URL": provider.url}
        assert "prometheus_client" not in imported(asking, "run-once")
        assert "prometheus_client" in imported(asking, "metrics", "show")


@pytest.mark.parametrize(
    "command", [["opportunities"], ["opportunities", "--json"], ["snapshot", "show"]], ids=" ".join
)
def test_a_reader_who_leaves_early_is_no_error(environment: dict[str, str], command: list[str]) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "propctl", *command],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        complaints = process.stderr.read()
    assert (process.returncode, complaints) == (0, b"")


@pytest.mark.parametrize(
    "command", [["snapshot", "show"], ["opportunities", "--json"], ["--help"]], ids=" ".join
)
def test_a_closed_stdout_is_no_traceback(environment: dict[str, str], command: list[str]) -> None:
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" >&-', "sh", sys.executable, "-m", "propctl", *command],
        env=environment, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize(
    "command",
    [["snapshot", "show"], ["opportunities", "--json"], ["snapshot", "ls"], ["--help"], ["--version"]],
    ids=" ".join,
)
def test_a_full_disk_under_stdout_is_no_traceback(environment: dict[str, str], command: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "propctl", *command],
            env=environment, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 75
    assert done.stderr.startswith("propctl: cannot write the output: No space left on device")


def test_an_error_as_json_on_a_full_disk_is_no_traceback(environment: dict[str, str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "propctl", "fetch", "nhl", "--json"],
            env=environment, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert "Traceback" not in done.stderr


def test_names_are_shown_where_the_terminal_takes_ascii_alone(
    environment: dict[str, str], tmp_path: Path
) -> None:
    accented = a_build((a_prop(player_name="Omar Narváez"),), as_of=AT_TEN + TEN_MINUTES)
    Desk(LocalStore(tmp_path / "store")).publish(accented)
    done = subprocess.run(
        [sys.executable, "-m", "propctl", "opportunities"],
        env=environment | {"PYTHONIOENCODING": "ascii", "PROPCTL_NOW": "2025-06-08T10:10:00Z"},
        capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr, b"Omar Narv" in done.stdout) == (0, b"", True)
