"""Commands that publish, look after snapshots or state settings, as the processes that users start."""

from pathlib import Path
from typing import Protocol

import pytest

from tests.replay.board import DAY, MORNING
from tests.replay.lab import Finished, propctl
from tests.replay.server import Replay

pytestmark = pytest.mark.nightly

NOWHERE = "https://statsapi.invalid"


class Run(Protocol):
    def __call__(self, *arguments: str, **environment: str) -> Finished: ...


@pytest.fixture
def run(replay: Replay, tmp_path: Path) -> Run:
    """propctl on an empty directory at 2025-06-08T10:00:00Z."""

    def started(*arguments: str, **environment: str) -> Finished:
        return propctl(replay, MORNING, (tmp_path / "store").as_uri(), *arguments, **environment)

    return started


def _keys(tmp_path: Path) -> set[str]:
    """The objects of the store, by key."""
    root = tmp_path / "store"
    files = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    return {path.as_posix() for path in files if path.parts[0] != ".propctl"}


def _records(tmp_path: Path) -> set[str]:
    """What runs write about themselves, which is no part of what they publish."""
    return {key for key in _keys(tmp_path) if key.startswith(("v1/runs/", "v1/state/metrics/"))}


def test_a_run_ends_with_one_line(run: Run) -> None:
    done = run("run-once")
    assert (done.code, done.stderr) == (0, "")
    assert done.stdout == f"mlb {DAY}: 15 games, {_props(done)} props, line-ups 0/30, success\n"


def _props(done: Finished) -> str:
    return done.stdout.split(" props")[0].rsplit(" ", 1)[1]


def test_a_run_reports_as_json(run: Run) -> None:
    document = run("run-once", "--json").json
    report = document["report"]
    assert document["schema"] == "propctl.run-once/1"
    assert (report["outcome"], report["date"], report["games"]) == ("success", DAY, 15)
    assert {"snapshot_id", "props", "notes", "degraded", "run_id"} <= report.keys()


def test_a_dry_run_publishes_nothing(run: Run, tmp_path: Path) -> None:
    assert run("run-once", "--dry-run").code == 0
    assert {key.split("/")[1] for key in _keys(tmp_path)} == {"blobs", "requests"}


def test_a_dry_run_names_the_writes_that_the_run_then_makes(run: Run, tmp_path: Path) -> None:
    named = set(run("run-once", "--dry-run", "--json").json["report"]["would_write"])
    before = _keys(tmp_path)
    run("run-once")
    assert _keys(tmp_path) - before - _records(tmp_path) == named


def test_a_dry_run_over_a_standing_board_leaves_it_alone(run: Run, tmp_path: Path) -> None:
    run("run-once")
    latest = tmp_path / f"store/v1/latest/sport=mlb/date={DAY}/live.json"
    before = latest.read_bytes()
    assert run("run-once", "--dry-run").code == 0
    assert latest.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [(["run-once", "--shadow"], {}), (["run-once"], {"USE_FREE_INGESTION": "shadow"})],
)
def test_a_shadow_run_writes_under_shadow_alone(
    run: Run, tmp_path: Path, arguments: list[str], environment: dict[str, str]
) -> None:
    assert run(*arguments, **environment).code == 0
    assert {key.split("/")[0] for key in _keys(tmp_path)} == {"shadow"}


def test_a_shadow_board_is_read_from_its_namespace_alone(run: Run) -> None:
    run("run-once", "--shadow")
    assert run("opportunities", "--json").code == 2
    assert run("opportunities", "--namespace", "shadow", "--json").json["total"] >= 1850


def test_switched_off_a_run_says_so_and_ends_with_0(run: Run) -> None:
    done = run("run-once", USE_FREE_INGESTION="false")
    assert (done.code, done.stdout) == (0, f"mlb {DAY}: skipped (USE_FREE_INGESTION is false)\n")


def test_switched_off_a_run_asks_nothing_and_leaves_only_its_record(
    run: Run, replay: Replay, tmp_path: Path
) -> None:
    run("run-once", USE_FREE_INGESTION="false")
    assert replay.paths() == []
    assert _keys(tmp_path) == _records(tmp_path) != set()


def test_switched_off_reading_goes_on(run: Run) -> None:
    run("run-once")
    assert run("opportunities", "--json", USE_FREE_INGESTION="false").json["total"] >= 1850


def test_a_degraded_run_warns_in_one_line_and_ends_with_0(run: Run, replay: Replay) -> None:
    replay.fault("season=2024", "status:403")
    done = run("run-once")
    assert done.code == 0
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("propctl: degraded: mlb_stats_api /api/v1/stats?stats=season")


def test_a_degraded_run_ends_with_3_under_strict(run: Run, replay: Replay) -> None:
    replay.fault("season=2024", "status:403")
    assert run("run-once", "--strict").code == 3


def test_a_whole_run_ends_with_0_under_strict(run: Run) -> None:
    assert run("run-once", "--strict").code == 0


def test_without_accepted_terms_a_real_provider_is_not_asked(run: Run) -> None:
    done = run("run-once", PROPCTL_NOW="", PROPCTL_MAX_RPS="1", PROPCTL_MLB_STATS_API_URL=NOWHERE)
    assert done.code == 78
    assert done.stderr.startswith("propctl: MLB permits individual, non-commercial, non-bulk use")


def test_another_instant_is_not_accepted_with_a_real_provider(run: Run) -> None:
    done = run("run-once", PROPCTL_MLB_STATS_API_URL=NOWHERE, PROPCTL_ACCEPT_PROVIDER_TERMS="true")
    assert done.code == 78
    assert "PROPCTL_NOW" in done.stderr


def test_unpaced_requests_are_not_accepted_with_a_real_provider(run: Run) -> None:
    done = run("run-once", PROPCTL_NOW="", PROPCTL_MLB_STATS_API_URL=NOWHERE)
    assert done.code == 78
    assert "PROPCTL_MAX_RPS" in done.stderr


def test_reading_a_board_that_is_not_there_names_the_most_recent_one(run: Run) -> None:
    run("run-once")
    done = run("opportunities", "--date", "2025-06-09")
    assert done.code == 2
    assert f"the most recent one is of {DAY}" in done.stderr


def test_reading_an_empty_store_says_that_nothing_was_published(run: Run) -> None:
    done = run("snapshot", "show")
    assert done.code == 2
    assert "nothing has been published yet" in done.stderr


def test_an_unknown_sport_is_answered_with_the_known_ones(run: Run) -> None:
    done = run("run-once", "nba")
    assert (done.code, done.stderr) == (2, "propctl: unknown sport 'nba'\nhint: known: mlb\n")


def test_settings_tell_where_they_come_from(run: Run) -> None:
    shown = {row["name"]: row for row in run("config", "show", "--json").json["settings"]}
    assert shown["PROPCTL_MAX_RPS"] == {"name": "PROPCTL_MAX_RPS", "value": 0.0, "origin": "environment"}
    assert shown["PROPCTL_SNAPSHOT_TTL"]["origin"] == "default"


def test_terms_are_stated_without_asking_anybody(run: Run, replay: Replay) -> None:
    terms = run("providers", "terms", "--json").json["terms"]
    assert "individual, non-commercial, non-bulk use" in terms["permitted"]
    assert replay.paths() == []
