"""The program in sample mode, from the environment to the board."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.nightly import by_day

MORNING = "2024-02-29T15:00:00Z"
NIGHT = "2024-03-01T04:30:00Z"


@dataclass(frozen=True)
class Program:
    """propctl as users start it, over a store of the test's own."""

    store: Path

    def __call__(self, *arguments: str, now: str = MORNING, **settings: str) -> "Finished":
        done = subprocess.run(
            [sys.executable, "-m", "propctl", *arguments],
            env={
                "PATH": os.environ["PATH"],
                "PROPCTL_PROVIDER_MODE": "sample",
                "PROPCTL_STORAGE_URL": self.store.as_uri(),
                "PROPCTL_STATCAST_WINDOW_DAYS": "5",
                "PROPCTL_NOW": now,
                **settings,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        return Finished(done.returncode, done.stdout, done.stderr)


@dataclass(frozen=True)
class Finished:
    """How a command ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        return json.loads(self.stdout)


@pytest.fixture(scope="module")
def propctl(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The program, with the board of a leap day's morning published."""
    program = Program(tmp_path_factory.mktemp("sample") / "store")
    first = program("run-once")
    assert first.stdout.endswith("Statcast 5/5, success, sample\n"), first
    assert (first.code, first.stderr) == (0, "")
    return program


def test_the_second_run_finds_nothing_new(propctl: Program) -> None:
    again = propctl("run-once", "--json").json["report"]
    assert (again["outcome"], again["namespace"], again["requests"]) == ("unchanged", "sample", 1)
    assert [note["code"] for note in again["degraded"]] == []


def test_everything_lies_under_sample(propctl: Program) -> None:
    files = [path for path in propctl.store.rglob("*") if path.is_file()]
    keys = [path.relative_to(propctl.store).as_posix() for path in files]
    assert [key for key in keys if "v1/" in key and not key.startswith("sample/v1/")] == []
    assert any(name.startswith("sample/v1/snapshots/") for name in keys)


@pytest.mark.nightly
@pytest.mark.parametrize("arguments", [("--shadow",), ()], ids=["option", "setting"])
def test_a_shadow_run_stays_in_the_league(propctl: Program, arguments: tuple[str, ...]) -> None:
    settings = {} if arguments else {"USE_FREE_INGESTION": "shadow"}
    report = propctl("run-once", *arguments, "--json", **settings).json["report"]
    assert report["namespace"] == "sample"


def test_the_board_says_that_it_is_invented(propctl: Program) -> None:
    board = propctl("opportunities", "--limit", "20")
    *_, last = board.stdout.splitlines()
    assert last == "sample league: every club, player and result is invented"
    assert len(board.stdout.splitlines()) == 23


@pytest.mark.nightly
def test_documents_name_the_namespace_and_the_source(propctl: Program) -> None:
    for command in (("opportunities",), ("fetch",)):
        document = propctl(*command, "--json", "--market", "pitcher_outs").json
        assert document["namespace"] == "sample"
        assert {source for prop in document["props"] for source in prop["sources"]} == {"sample_league"}


def test_fetched_props_are_the_published_ones(propctl: Program) -> None:
    fetched = propctl("fetch", "--json").json["props"]
    shown = propctl("snapshot", "show", "--json").json["props"]
    assert fetched == shown != []


def test_fetched_props_are_counted(propctl: Program) -> None:
    *rows, count, _ = propctl("fetch", "--market", "pitcher_outs").stdout.splitlines()
    assert re.fullmatch(rf"{len(rows) - 1} of 1,\d\d\d props", count)


@pytest.mark.parametrize(
    "command",
    by_day(["fetch --market batter_doubles", "snapshot ls", "snapshot show", "statcast"], "snapshot ls"),
)
def test_other_tables_say_so_too(propctl: Program, command: str) -> None:
    assert propctl(*command.split()).stdout.endswith("invented\n")


@pytest.mark.parametrize("mode", by_day(["sample", "live"], "live"))
def test_a_snapshot_is_whole_and_can_be_rebuilt_in_either_mode(propctl: Program, mode: str) -> None:
    settings = {"PROPCTL_PROVIDER_MODE": mode}
    if mode == "live":
        settings |= dict.fromkeys(
            ("PROPCTL_MLB_STATS_API_URL", "PROPCTL_BASEBALL_SAVANT_URL"), "http://127.0.0.1:9"
        )
    where = ("--namespace", "sample")
    listed = propctl("snapshot", "ls", *where, "--json", **settings).json["snapshots"]
    rebuilt = propctl("snapshot", "rebuild", listed[0]["snapshot_id"], *where, **settings)
    assert (rebuilt.code, rebuilt.stdout.split()[-1]) == (0, "equal")
    assert propctl("snapshot", "verify", *where, **settings).code == 0


@pytest.mark.nightly
def test_every_day_of_pitches_is_reconciled(propctl: Program) -> None:
    report = propctl("statcast", "--json").json["report"]
    assert [day["state"] for day in report["days"]] == ["reconciled"] * 5


@pytest.mark.nightly
def test_tomorrows_board_is_an_early_one(propctl: Program) -> None:
    report = propctl("run-once", "--date", "2024-03-01", "--json").json["report"]
    assert (report["outcome"], report["lineups_confirmed"]) == ("success", 0)
    assert report["props"] > 500
    assert "early_board" in [note["code"] for note in report["notes"]]


@pytest.mark.nightly
def test_a_past_day_is_backfilled_with_what_was_known_before(propctl: Program) -> None:
    report = propctl("run-once", "--date", "2023-07-02", "--json").json["report"]
    assert (report["provenance"], report["outcome"], report["degraded"]) == ("backfill", "success", [])
    shown = propctl("snapshot", "show", "--date", "2023-07-02", "--json").json
    assert shown["snapshot"]["known_through"] == "2023-07-01"
    assert {prop["lineup_status"] for prop in shown["props"]} == {"actual"}


def test_at_night_nothing_is_open_and_the_closing_view_holds_every_game(propctl: Program) -> None:
    report = propctl("run-once", "--date", "2024-02-29", "--json", now=NIGHT).json["report"]
    assert report["props"] == 0
    closing = propctl("opportunities", "--view", "closing", "--json", now=NIGHT).json
    assert len({prop["game_id"] for prop in closing["props"]}) == report["games"]


def test_no_pacing_needs_no_loopback(propctl: Program) -> None:
    assert propctl("config", "show", PROPCTL_MAX_RPS="0").code == 0
