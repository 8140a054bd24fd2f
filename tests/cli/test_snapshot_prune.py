"""``snapshot prune`` as a command."""

import pytest

from tests.cli.conftest import Propctl
from tests.jobs.builds import a_build
from tests.jobs.desk import Desk
from tests.jobs.test_prune import ORPHAN, archived


@pytest.fixture(autouse=True)
def _board(desk: Desk) -> None:
    """A snapshot, its payload, and a blob that nothing names."""
    desk.publish(a_build(inputs=(archived(desk),)))
    desk.context().snapshots.blobs.put(ORPHAN)


def at(monkeypatch: pytest.MonkeyPatch, now: str) -> None:
    monkeypatch.setenv("PROPCTL_NOW", now)


def test_an_empty_look_says_so(propctl: Propctl) -> None:
    assert propctl("snapshot", "prune").stdout == (
        "removed 0 request entries and 0 blobs (0.0 MB) unused since 2025-05-09; "
        "1 wait at least 60 min, 3 stay\n"
    )


def test_after_the_retention_a_snapshot_is_whole_and_cannot_be_rebuilt(
    propctl: Propctl, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, "2025-07-08T10:01:00Z")
    assert propctl("snapshot", "prune").stdout.startswith("removed 1 request entry and 0 blobs")
    at(monkeypatch, "2025-07-08T11:01:00Z")
    assert propctl("snapshot", "prune").stdout.startswith("removed 0 request entries and 2 blobs")
    verified = propctl("snapshot", "verify")
    assert (verified.code, verified.stdout) == (
        0,
        "1 snapshot verified, 0 damaged, 1 without all inputs (they cannot be rebuilt)\n",
    )


def test_the_retention_is_a_setting(propctl: Propctl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROPCTL_RAW_RETENTION_DAYS", "31")
    at(monkeypatch, "2025-07-08T10:01:00Z")
    assert propctl("snapshot", "prune", "--dry-run").stdout.startswith("would remove 0 request entries")


def test_the_report_as_json_has_the_documented_fields(propctl: Propctl) -> None:
    assert propctl("snapshot", "prune", "--dry-run", "--json").json == {
        "schema": "propctl.snapshot.prune/1",
        "report": {
            "cutoff": "2025-05-09T10:00:00Z",
            "grace_seconds": 3600,
            "entries_removed": 0,
            "blobs_removed": 0,
            "bytes_removed": 0,
            "blobs_waiting": 1,
            "blobs_kept": 3,
            "dry_run": True,
        },
    }


def test_a_retention_of_nothing_is_refused(propctl: Propctl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROPCTL_RAW_RETENTION_DAYS", "0")
    assert propctl("snapshot", "prune").code == 78
