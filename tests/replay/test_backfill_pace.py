"""Several workers ask as one: the pace, and a provider's Retry-After, hold for all of them."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.replay.lab import Finished, propctl
from tests.replay.server import Replay

LATER = "2025-07-01T12:00:00Z"
RPS = 20
RETRY_AFTER = 2.0
SLACK = 0.5
"""Seconds by which a busy machine may deliver a request late."""


def backfilled(replay: Replay, tmp_path: Path, end: str, **environment: str) -> Finished:
    return propctl(
        replay,
        LATER,
        (tmp_path / "store").as_uri(),
        "backfill",
        *("--start", "2025-04-01", "--end", end, "--workers", "3", "--json"),
        PROPCTL_MAX_RPS=str(RPS),
        PROPCTL_STATCAST_WINDOW_DAYS="1",
        **environment,
    )


def moments(replay: Replay, match: str = "") -> list[float]:
    """When requests to the Stats API came in, in order."""
    rows: list[dict[str, Any]] = replay._ask("/requests")["requests"]
    return sorted(row["t"] for row in rows if row["path"].startswith("/statsapi") and match in row["path"])


@pytest.fixture
def late(replay: Replay) -> Replay:
    replay.set_clock(LATER)
    return replay


@pytest.mark.nightly
def test_three_workers_keep_one_pace_also_through_a_burst_of_errors(late: Replay, tmp_path: Path) -> None:
    late.fault("/stats", "status:500", times=6)
    done = backfilled(late, tmp_path, "2025-04-07")
    came = moments(late)
    assert (done.code, len(came) > RPS + 5) == (0, True), done.stderr
    spans = [later - first for first, later in zip(came, came[RPS:], strict=False)]
    assert min(spans) >= 1.0 - SLACK
    assert came[-1] - came[0] >= (len(came) - 1) / RPS - SLACK


@pytest.mark.nightly
def test_nobody_asks_while_one_was_told_to_wait(late: Replay, tmp_path: Path) -> None:
    """Requests that were under way when the answer came do not count."""
    late.fault("/stats.*byDateRange", "status:429", retry_after=RETRY_AFTER, times=1)
    done = backfilled(late, tmp_path, "2025-04-03")
    told = moments(late, "byDateRange")[0]
    held = [moment - told for moment in moments(late) if moment > told]
    assert (done.code, done.json["job"]["state"]) == (0, "done"), done.stderr
    assert [moment for moment in held if SLACK < moment < RETRY_AFTER] == []
    assert len([moment for moment in held if moment <= SLACK]) <= 3


@pytest.mark.nightly
def test_a_refusal_ends_all_workers_after_hardly_a_request(tmp_path: Path) -> None:
    with Replay(LATER, cloud_406=True) as refusing:
        refused = backfilled(refusing, tmp_path, "2025-04-08")
        schedules = [path for path in refusing.paths() if "/schedule" in path]
    assert (refused.code, refused.json["error"]["code"]) == (77, 77)
    assert re.search("machine that is not refused", refused.json["error"]["hint"])
    assert len(schedules) <= 6
