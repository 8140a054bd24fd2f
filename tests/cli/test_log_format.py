"""PROPCTL_LOG_FORMAT=json: every line on stderr is one object, whatever a command says there."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Finished, Propctl
from tests.cli.server import Provider
from tests.normalize.payloads import as_body, game, schedule

BUG = """
import sys
sys.argv = ["propctl", "snapshot", "ls"]
import propctl.cli.app
propctl.cli.app.gc = None
from propctl.__main__ import main
main()
"""


@pytest.fixture(autouse=True)
def json_logs(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    environment["PROPCTL_LOG_FORMAT"] = "json"
    monkeypatch.setenv("PROPCTL_LOG_FORMAT", "json")


def events(stderr: str) -> list[dict[str, Any]]:
    """What was logged, each with the time and the level that every event has."""
    found = [json.loads(line) for line in stderr.splitlines()]
    assert all(event.keys() >= {"time", "level", "message"} for event in found)
    return found


def last_event(finished: Finished) -> dict[str, Any]:
    """The last event, which has the exit code of the command."""
    event = events(finished.stderr)[-1]
    assert event["exit_code"] == finished.code
    return event


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (("run-once", "--dat"), "run-once"),
        (("run-once", "cricket"), "run-once"),
        (("run-once", "--date", "2025-02-30"), "run-once"),
        (("snapshot", "lst"), "snapshot"),
        (("snapshot", "show", "0123456789abcdef"), "snapshot show"),
        (("backfill", "status", "nothing"), "backfill status"),
        (("backfill", "--start", "2025-04-01"), "backfill"),
        (("rnu-once",), None),
        (("--env-file",), None),
    ],
)
def test_wrong_usage(propctl: Propctl, arguments: tuple[str, ...], command: str | None) -> None:
    event = last_event(propctl(*arguments))
    assert (event["level"], event["exit_code"], event.get("command")) == ("error", 2, command)
    assert event["hint"]


def test_a_wrong_setting(propctl: Propctl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROPCTL_MAX_RPS", "fast")
    event = last_event(propctl("snapshot", "ls"))
    assert event["message"].startswith("PROPCTL_MAX_RPS='fast'")
    assert (event["exit_code"], event["command"]) == (78, "snapshot ls")


def test_the_format_may_come_from_a_file_that_has_a_wrong_line(
    propctl: Propctl, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("PROPCTL_LOG_FORMAT")
    (tmp_path / "my.env").write_text("PROPCTL_LOG_FORMAT=JSON\nPROPCTL_MAX_RPS = 1\n")
    event = last_event(propctl("--env-file", str(tmp_path / "my.env"), "snapshot", "ls"))
    assert "line 2" in event["message"]


def test_a_wrong_format_is_told_as_text(propctl: Propctl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROPCTL_LOG_FORMAT", "xml")
    assert propctl("snapshot", "ls").stderr.startswith("propctl: PROPCTL_LOG_FORMAT='xml'")


def test_a_variable_without_effect(propctl: Propctl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROPCTL_STORAGE_ULR", "memory://")
    (event,) = events(propctl("snapshot", "ls").stderr)
    assert (event["level"], event["command"]) == ("warning", "snapshot ls")


@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_the_summary_of_a_run(propctl: Propctl, provider: Provider, flags: tuple[str, ...]) -> None:
    finished = propctl("run-once", *flags)
    event = last_event(finished)
    assert event.pop("time")
    run_id, snapshot_id = event.pop("run_id"), event.pop("snapshot_id")
    assert event == {
        "level": "info",
        "message": "mlb 2025-06-08: no games, success",
        "command": "run-once",
        "exit_code": 0,
        "outcome": "success",
    }
    if flags:
        report = finished.json["report"]
        assert (run_id, snapshot_id) == (report["run_id"], report["snapshot_id"])
    else:
        assert finished.stdout == "mlb 2025-06-08: no games, success\n"


@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_a_run_that_fails(propctl: Propctl, provider: Provider, flags: tuple[str, ...]) -> None:
    provider.refuses_all = True
    finished = propctl("run-once", *flags)
    event = last_event(finished)
    assert (event["level"], event["exit_code"], event["provider"]) == ("error", 77, "mlb_stats_api")
    assert event["run_id"]
    assert bool(flags) == (finished.stdout != "")


def test_chunks_that_are_parked(propctl: Propctl, provider: Provider) -> None:
    provider.body = b'{"dates": "none"}'
    _, *found, summary = events(propctl("backfill", "--start", "2025-01-10", "--end", "2025-01-11").stderr)
    assert (summary["exit_code"], summary["outcome"]) == (3, "partial")
    warned = [event for event in found if event["level"] == "warning"]
    assert len(warned) == 2
    assert {event["provider"] for event in found} == {"mlb_stats_api"}


def test_a_run_that_is_degraded(propctl: Propctl, provider: Provider) -> None:
    provider.body, provider.refuses = as_body(schedule(game(code="I"))), True
    *degradations, summary = events(propctl("run-once").stderr)
    assert [event["code"] for event in degradations] == ["provider_refused", "reduced_schedule"]
    assert [event.get("provider") for event in degradations] == ["mlb_stats_api", None]
    assert {event["run_id"] for event in degradations} == {summary["run_id"]}


@pytest.mark.parametrize(
    "arguments", [("statcast",), ("snapshot", "prune"), ("health", "--only", "storage")], ids=" ".join
)
def test_other_scheduled_commands_end_with_a_summary(
    propctl: Propctl, provider: Provider, arguments: tuple[str, ...]
) -> None:
    assert last_event(propctl(*arguments))["level"] == "info"


def test_a_run_without_a_build_has_an_id_too(propctl: Propctl, monkeypatch: pytest.MonkeyPatch) -> None:
    assert last_event(propctl("health", "--only", "storage"))["run_id"]
    monkeypatch.setenv("USE_FREE_INGESTION", "false")
    skipped = last_event(propctl("run-once"))
    assert (skipped["outcome"], "run_id" in skipped) == ("skipped", True)


def test_a_backfill_and_each_of_its_workers(environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "propctl", "backfill", "--start", "2025-06-05", "--end", "2025-06-06",
         "--workers", "2"],
        env=environment | {
            "PATH": os.environ["PATH"], "PROPCTL_PROVIDER_MODE": "sample", "PROPCTL_STATCAST_WINDOW_DAYS": "0"
        },
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = events(done.stderr)
    ends = [event for event in found if "exit_code" in event]
    assert sorted(event["command"] for event in ends) == ["backfill", "backfill work", "backfill work"]
    assert len({event["run_id"] for event in ends}) == 3
    assert all("run_id" in event for event in found)


@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_a_signal(environment: dict[str, str], flags: tuple[str, ...]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        process = subprocess.Popen(
            [sys.executable, "-m", "propctl", "run-once", *flags],
            env=environment | {"PATH": os.environ["PATH"], "PROPCTL_MLB_STATS_API_URL": url},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        silent.settimeout(300)
        connection, _ = silent.accept()
        with connection:
            process.send_signal(signal.SIGTERM)
            stdout, stderr = process.communicate(timeout=300)
    event = last_event(Finished(process.returncode, stdout, stderr))
    assert (event["exit_code"], event["command"]) == (143, "run-once")
    assert event["run_id"]


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_a_bug(environment: dict[str, str], log_format: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", BUG],
        env=environment | {"PATH": os.environ["PATH"], "PROPCTL_LOG_FORMAT": log_format},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    if log_format == "text":
        assert done.stderr.startswith("Traceback")
        return
    (event,) = events(done.stderr)
    assert (event["level"], event["exit_code"]) == ("critical", 1)
    assert "in main" in event["traceback"]
