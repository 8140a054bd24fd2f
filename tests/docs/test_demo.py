"""``make demo`` over a stand-in for the program: what it sets, and what it leaves out."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from propctl.domain.calendar import NEW_YORK
from tests.docs.pages import ROOT

PROGRAM = """#!/bin/sh
settings="$PROPCTL_PROVIDER_MODE|$PROPCTL_STORAGE_URL|$PROPCTL_NOW|$PROPCTL_REDIS_URL"
echo "$*|$settings" >>"$(dirname "$0")/calls"
case $PROPCTL_NOW in *T11:*) outs=15 walks=2;; *) outs=14 walks=2.1;; esac
case $* in *--json) tr -d '\\n' <<END; echo
{"snapshot": {"snapshot_id": "at-$outs"}, "props": [
{"prop_id": "1", "player_id": 71, "role": "pitcher", "projection": $walks},
{"prop_id": "2", "player_id": 72, "role": "pitcher", "projection": $outs},
{"prop_id": "3-$outs", "player_id": 73, "role": "pitcher", "projection": $outs},
{"prop_id": "4", "player_id": 74, "role": "batter", "projection": 9$outs}]}
END
esac
"""


@dataclass(frozen=True)
class Demo:
    """What the target prints, and the calls of the program: arguments, then settings."""

    lines: list[str]
    calls: list[list[str]]
    store: str


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """A run in a directory with a space in its name, where an earlier demo has left something."""
    if shutil.which("make") is None:
        pytest.skip("make is not on PATH")
    place = tmp_path_factory.mktemp("demo") / "a place"
    programs = place / ".venv" / "bin"
    programs.mkdir(parents=True)
    (place / ".demo" / "store" / "v1").mkdir(parents=True)
    for name, text in (("propctl", PROGRAM), ("python", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')):
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
    calls = (programs / "calls").read_text().splitlines()
    store = place / ".demo" / "store"
    assert not store.exists()
    return Demo(done.stdout.splitlines(), [call.split("|") for call in calls], store.as_uri())


def test_it_shows_the_best_of_each_market_and_then_what_has_moved(demo: Demo) -> None:
    assert [call[0] for call in demo.calls] == [
        "run-once",
        "opportunities --per-market 2",
        "snapshot show --json",
        "run-once",
        "snapshot ls --long",
        "snapshot show --json",
        "snapshot show at-15 --player 72",
        "snapshot show --player 72",
    ]


def test_it_stays_in_the_sample_league_and_a_store_of_its_own(demo: Demo) -> None:
    assert {(call[1], call[2], call[4]) for call in demo.calls} == {("sample", demo.store, "")}


def test_its_clock_stands_at_eleven_and_then_at_four_in_new_york_today(demo: Demo) -> None:
    instants = [datetime.fromisoformat(call[3]).astimezone(NEW_YORK) for call in demo.calls]
    assert [(now.hour, now.minute) for now in instants] == [(11, 0)] * 3 + [(16, 0)] * 5
    assert all(abs(datetime.now(NEW_YORK) - now) < timedelta(days=1) for now in instants)


def test_it_prints_each_command_that_it_shows(demo: Demo) -> None:
    shown = [line.removeprefix("$ propctl ") for line in demo.lines if line.startswith("$ ")]
    assert shown == [call[0] for call in demo.calls if not call[0].endswith("--json")]


def test_it_says_how_to_go_on(demo: Demo) -> None:
    assert any("export PROPCTL_PROVIDER_MODE=sample" in line for line in demo.lines)
    assert any(line.strip() == ".venv/bin/propctl snapshot show --summary" for line in demo.lines)
