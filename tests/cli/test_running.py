"""``run-once`` and ``fetch`` over a provider on loopback."""

import pytest

from tests.cli.conftest import Propctl
from tests.cli.server import Provider
from tests.jobs.builds import a_build
from tests.jobs.desk import Desk
from tests.normalize.payloads import as_body, game, schedule

BEGUN = as_body(schedule(game(code="I"), game(900002, code="D")))


def test_a_run_ends_with_one_summary_line(propctl: Propctl, provider: Provider) -> None:
    provider.body = BEGUN
    finished = propctl("run-once")
    assert (finished.code, finished.stderr) == (0, "")
    assert finished.stdout == "mlb 2025-06-08: 1 game, none open, line-ups 0/2, success\n"


def test_a_shadow_run_says_so(propctl: Propctl, provider: Provider) -> None:
    assert propctl("run-once", "--shadow").stdout.endswith(", success, shadow\n")


def test_a_report_names_its_namespace(propctl: Propctl, provider: Provider) -> None:
    assert propctl("run-once", "--shadow", "--json").json["report"]["namespace"] == "shadow"


def test_a_run_into_memory_warns_that_nothing_stays(
    propctl: Propctl, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROPCTL_STORAGE_URL", "memory://")
    finished = propctl("run-once")
    assert (finished.code, finished.stderr.count("\n"), "memory://" in finished.stderr) == (0, 1, True)


def test_several_games_are_counted(propctl: Propctl, provider: Provider) -> None:
    provider.body = as_body(schedule(game(code="I"), game(900002, code="F")))
    assert ": 2 games, none open, line-ups 0/4, " in propctl("run-once").stdout


def test_a_day_without_games_says_so(propctl: Propctl, provider: Provider) -> None:
    assert propctl("run-once").stdout == "mlb 2025-06-08: no games, success\n"


def test_a_second_run_says_unchanged(propctl: Propctl, provider: Provider) -> None:
    propctl("run-once")
    assert propctl("run-once").stdout == "mlb 2025-06-08: no games, unchanged\n"


def test_a_run_as_json_is_its_report(propctl: Propctl, provider: Provider) -> None:
    document = propctl("run-once", "--json").json
    assert document["schema"] == "propctl.run-once/1"
    assert document["report"].keys() >= {
        "outcome", "snapshot_id", "date", "props", "notes", "degraded", "run_id"
    }  # fmt: skip


def test_a_rehearsal_lists_its_writes(propctl: Propctl, provider: Provider, desk: Desk) -> None:
    *writes, last = propctl("run-once", "--dry-run").stdout.splitlines()
    assert [line.split("/")[0] for line in writes] == ["would write v1", "would write v1"]
    assert last.endswith("success (dry run: nothing published)")
    assert desk.manifests() == []


def test_a_degraded_run_warns_and_ends_well(propctl: Propctl, provider: Provider) -> None:
    provider.refuses = True
    finished = propctl("run-once")
    assert (finished.code, finished.stderr.count("\n")) == (0, 1)
    assert finished.stderr.startswith("propctl: degraded: ")


def test_a_degraded_run_under_strict_is_partial(propctl: Propctl, provider: Provider) -> None:
    provider.refuses = True
    assert propctl("run-once", "--strict").code == 3


def test_a_run_that_is_switched_off_says_so(propctl: Propctl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USE_FREE_INGESTION", "false")
    finished = propctl("run-once")
    assert (finished.code, finished.stdout) == (0, "mlb 2025-06-08: skipped (USE_FREE_INGESTION is false)\n")


@pytest.mark.parametrize("ingestion", ["true", "shadow"])
def test_a_shadow_run_publishes_where_no_reader_looks(
    propctl: Propctl, provider: Provider, desk: Desk, monkeypatch: pytest.MonkeyPatch, ingestion: str
) -> None:
    monkeypatch.setenv("USE_FREE_INGESTION", ingestion)
    propctl("run-once", *(["--shadow"] if ingestion == "true" else []))
    assert desk.manifests() == []
    assert propctl("snapshot", "ls", "--namespace", "shadow", "--json").json["total"] == 1


def test_a_provider_that_is_not_there_is_temporary(propctl: Propctl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROPCTL_RUN_DEADLINE", "0.1")
    finished = propctl("run-once")
    assert finished.code == 75
    assert finished.stderr.startswith("propctl: mlb_stats_api /api/v1/schedule?")
    assert finished.stderr.count("\n") == 2


def test_a_payload_of_another_shape_is_a_data_error(propctl: Propctl, provider: Provider) -> None:
    provider.body = b'{"dates":[{}]}'
    assert propctl("run-once").code == 65


def test_terms_must_be_accepted_for_a_real_provider(
    propctl: Propctl, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PROPCTL_NOW", "PROPCTL_MLB_STATS_API_URL", "PROPCTL_MAX_RPS"):
        monkeypatch.delenv(name)
    finished = propctl("fetch")
    assert finished.code == 78
    assert finished.stderr.startswith("propctl: MLB permits individual, non-commercial, non-bulk use")


def test_fetching_an_off_day_says_that_there_are_no_games(propctl: Propctl, provider: Provider) -> None:
    assert propctl("fetch").stdout.splitlines() == [
        "no games on 2025-06-08",
        "hint: `propctl run-once --date 2025-06-09` publishes tomorrow's board",
    ]


@pytest.mark.parametrize("flag", [["--json"], ["--format", "json"]])
def test_fetching_as_json_is_one_document(propctl: Propctl, provider: Provider, flag: list[str]) -> None:
    document = {"schema": "propctl.fetch/1", "namespace": "live", "props": [], "total": 0}
    assert propctl("fetch", *flag).json == document


def test_fetching_publishes_nothing(propctl: Propctl, provider: Provider, desk: Desk) -> None:
    propctl("fetch")
    assert desk.manifests() == []


def test_a_standing_board_survives_a_failing_run(propctl: Propctl, provider: Provider, desk: Desk) -> None:
    board = desk.publish(a_build()).manifest
    provider.body = b'{"dates":[{}]}'
    propctl("run-once")
    assert desk.pointer().snapshot_id == board.snapshot_id


def test_the_off_season_is_explained(
    propctl: Propctl, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROPCTL_NOW", "2025-12-25T15:00:00Z")
    said = "no games on 2025-12-25, in the off-season; PROPCTL_PROVIDER_MODE=sample has some every day"
    run = propctl("run-once")
    assert (run.code, run.stdout) == (0, "mlb 2025-12-25: no games (off-season), success\n")
    assert propctl("fetch").stdout == f"{said}\n"
    assert propctl("snapshot", "show").stdout.splitlines()[0] == said
    first, second = propctl("opportunities").stdout.splitlines()
    assert (first, second.partition(";")[0]) == (said, "0 games")
