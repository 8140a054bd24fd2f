"""``make demo`` over a stand-in for the program: what it sets, and what it leaves out."""

import os
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from propctl.domain.calendar import NEW_YORK
from tests.docs.pages import ROOT

ECHO = '#!/bin/sh\necho "$*|$PROPCTL_PROVIDER_MODE|$PROPCTL_STORAGE_URL|$PROPCTL_NOW|$PROPCTL_REDIS_URL"\n'


@pytest.fixture
def lines(tmp_path: Path) -> list[str]:
    """What the target prints, in a directory with a space in its name."""
    if shutil.which("make") is None:
        pytest.skip("make is not on PATH")
    place = tmp_path / "a place"
    programs = place / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name, text in (("propctl", ECHO), ("python", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')):
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    done = subprocess.run(
        ["make", "--silent", "-f", str(ROOT / "Makefile"), "-o", ".venv/.run", "demo"],
        cwd=place,
        env={"PATH": os.environ["PATH"], "PROPCTL_REDIS_URL": "redis://mine", "USE_FREE_INGESTION": "false"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_it_publishes_and_shows_the_sample_league_in_a_store_of_its_own(
    lines: list[str], tmp_path: Path
) -> None:
    calls = [line.split("|") for line in lines if "|" in line]
    store = (tmp_path / "a place" / ".demo" / "store").as_uri()
    assert [call[0] for call in calls] == ["run-once", "opportunities --limit 20"]
    assert {(call[1], call[2], call[4]) for call in calls} == {("sample", store, "")}


def test_its_clock_stands_at_eleven_in_new_york_today(lines: list[str]) -> None:
    now = datetime.fromisoformat(next(line.split("|")[3] for line in lines if "|" in line))
    there = now.astimezone(NEW_YORK)
    assert (there.hour, there.minute) == (11, 0)
    assert abs(datetime.now(NEW_YORK) - there) < timedelta(days=1)


def test_it_says_how_to_go_on(lines: list[str]) -> None:
    assert any("export PROPCTL_PROVIDER_MODE=sample" in line for line in lines)
    assert any(line.strip() == ".venv/bin/propctl snapshot show" for line in lines)
