"""Streams that take nothing, or other letters: neither stops work, nor spoils data."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.domain.props import a_prop
from tests.jobs.builds import a_build
from tests.jobs.desk import Desk

NAME = "Peña"


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "propctl", *arguments]


@pytest.fixture
def accented(desk: Desk) -> None:
    desk.publish(a_build((a_prop(1, player_name=NAME),)))


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_json_is_utf_8_whatever_the_terminal_shows(
    environment: dict[str, str], accented: None, encoding: str
) -> None:
    done = subprocess.run(
        command("opportunities", "--json"),
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout.decode())["props"][0]["player_name"] == NAME


def test_a_full_disk_under_stderr_changes_no_exit_code(environment: dict[str, str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command("run-once", "nba"), stderr=full, check=False)
    assert done.returncode == 2


def test_a_reader_of_stderr_that_has_left_changes_no_exit_code(environment: dict[str, str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as nobody:
        done = subprocess.run(command("run-once", "--date", "2025-02-30"), stderr=nobody, check=False)
    assert done.returncode == 2


def test_json_with_bytes_of_no_encoding_is_valid(environment: dict[str, str]) -> None:
    done = subprocess.run(
        command("config", "show", "--json"),
        env={**os.environ, "PROPCTL_STORAGE_URL": "file:///store-\udcff"},
        capture_output=True,
        check=True,
    )
    values = [row["value"] for row in json.loads(done.stdout.decode())["settings"]]
    assert "file:///store-\udcff" in values


def test_a_path_of_no_encoding_that_a_report_could_not_hold_is_refused(environment: dict[str, str]) -> None:
    done = subprocess.run(
        command("run-once", "--json"),
        env={**environment, "PROPCTL_LINES_FILE": "/prices-\udcff.csv"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, json.loads(done.stdout.decode())["error"]["code"]) == (78, 78)
