"""``propctl metrics …``, and what the commands that run leave behind."""

import datetime as dt
import json
import re
import socket
import time
from pathlib import Path
from typing import Any

import pytest

from propctl.domain.calendar import parse_instant, utc_text
from tests.cache.redis_server import free_port
from tests.cli.conftest import NOW, Propctl
from tests.cli.server import Provider
from tests.normalize.payloads import as_body, game, schedule

AT = parse_instant(NOW)
SAMPLE = re.compile(r"(\w+)\{(.*)\} (\S+)")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def shown(propctl: Propctl, *arguments: str) -> dict[str, float]:
    """Each series as it is shown, without the sport."""
    lines = propctl("metrics", "show", *arguments).stdout.splitlines()
    found = (SAMPLE.fullmatch(line) for line in lines)
    return {
        f"{m[1]}{{{m[2].replace(',sport=' + chr(34) + 'mlb' + chr(34), '')}}}": float(m[3])
        for m in found
        if m
    }


def runs(propctl: Propctl, job: str = "run_once", *arguments: str) -> dict[str, float]:
    pattern = re.compile(rf'propctl_runs_total{{job="(?:\w+_)?propctl_{job}",outcome="(\w+)"}}')
    found = {pattern.fullmatch(name): value for name, value in shown(propctl, *arguments).items()}
    return {match[1]: value for match, value in found.items() if match and value}


def gauge(propctl: Propctl, name: str, job: str = "run_once") -> float:
    return shown(propctl)[f'propctl_{name}{{job="propctl_{job}"}}']


def markers(store: Path) -> list[Any]:
    return [json.loads(path.read_text()) for path in sorted(store.rglob("v1/runs/*/*.json"))]


@pytest.mark.parametrize(
    "arguments",
    [
        ("run-once", "--date", "1800-01-01"),
        ("run-once", "--date", "2099-01-01"),
        ("run-once", "cricket"),
        ("backfill", "--start", "2025-06-01", "--end", "2025-06-08"),
        ("backfill", "--start", "2025-06-03", "--end", "2025-06-01"),
        ("backfill", "--start", "1899-06-01", "--end", "1899-06-02"),
        ("backfill", "--start", "2015-06-01", "--end", "2025-06-02"),
        ("backfill", "work", "nothing"),
        ("backfill", "resume", "nothing"),
        ("health", "cricket"),
        ("health", "--only", "nothing"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_no_run(
    propctl: Propctl, provider: Provider, store: Path, arguments: tuple[str, ...]
) -> None:
    assert propctl(*arguments).code == 2
    assert markers(store) == []
    assert [runs(propctl, job) for job in ("run_once", "backfill", "health")] == [{}, {}, {}]


def test_each_outcome_of_a_run_is_counted(
    propctl: Propctl, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    propctl("run-once")
    propctl("run-once")
    provider.refuses = True
    propctl("run-once")
    provider.refuses_all = True
    assert propctl("run-once").code == 77
    monkeypatch.setenv("USE_FREE_INGESTION", "false")
    propctl("run-once")
    assert runs(propctl) == {"success": 1, "unchanged": 1, "degraded": 1, "failed": 1, "skipped": 1}
    assert gauge(propctl, "enabled") == 0


def test_a_clean_failure_leaves_its_exit_code_and_a_hint_of_why(
    propctl: Propctl, provider: Provider, store: Path
) -> None:
    provider.body = b'{"dates":[{}]}'
    assert propctl("run-once").code == 65
    (marker,) = markers(store)
    assert (marker["state"], marker["outcome"], marker["exit_code"]) == ("ended", "failed", 65)
    assert "mlb_stats_api" in marker["report"]["error"]
    assert gauge(propctl, "last_run_exit_code") == 65


def test_settings_that_forbid_a_run_make_it_a_failed_one(
    propctl: Propctl, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PROPCTL_MLB_STATS_API_URL", "PROPCTL_NOW", "PROPCTL_MAX_RPS"):
        monkeypatch.delenv(name)
    assert propctl("run-once").code == 78
    assert (runs(propctl), gauge(propctl, "last_run_exit_code")) == ({"failed": 1}, 78)


def test_the_marker_of_a_run_has_its_report(propctl: Propctl, provider: Provider, store: Path) -> None:
    report = propctl("run-once", "--json").json["report"]
    (marker,) = markers(store)
    assert marker["report"] == report
    assert marker["run_id"] == report["run_id"]


def test_a_rehearsal_is_not_recorded(propctl: Propctl, provider: Provider, store: Path) -> None:
    propctl("run-once", "--dry-run")
    propctl("backfill", "--start", "2025-01-10", "--end", "2025-01-10", "--dry-run")
    assert markers(store) == []
    assert propctl("metrics", "show").stdout == ""


def test_a_shadow_run_does_not_count_in_the_live_ones(
    propctl: Propctl, provider: Provider, store: Path
) -> None:
    propctl("run-once", "--shadow")
    assert runs(propctl) == {}
    assert runs(propctl, "run_once", "--namespace", "shadow") == {"success": 1}
    assert 'job="shadow_propctl_run_once"' in propctl("metrics", "show", "--namespace", "shadow").stdout
    assert not (store / "v1" / "state" / "metrics").exists()


def test_requests_are_counted_by_how_they_ended(propctl: Propctl, provider: Provider) -> None:
    provider.refuses = True
    propctl("run-once")
    told = shown(propctl)
    requests = 'propctl_provider_requests_total{job="propctl_run_once",outcome="%s",provider="mlb_stats_api"}'
    assert (told[requests % "refused"], told[requests % "success"]) == (1, 1)
    duration = (
        'propctl_provider_request_duration_seconds_count{job="propctl_run_once",provider="mlb_stats_api"}'
    )
    assert told[duration] == 2


def test_props_and_the_board_are_told(propctl: Propctl, provider: Provider) -> None:
    propctl("run-once")
    assert gauge(propctl, "snapshot_checked_timestamp_seconds") == AT.timestamp()
    assert gauge(propctl, "last_success_timestamp_seconds") == AT.timestamp()


def test_without_a_game_the_next_run_is_due_tomorrow_morning(propctl: Propctl, provider: Provider) -> None:
    propctl("run-once")
    due = gauge(propctl, "next_run_expected_timestamp_seconds")
    assert utc_text(dt.datetime.fromtimestamp(due, dt.UTC)) == "2025-06-09T13:00:00Z"


def test_a_known_day_off_is_passed_over(propctl: Propctl, provider: Provider) -> None:
    propctl("run-once", "--date", "2025-06-09")
    propctl("run-once")
    due = gauge(propctl, "next_run_expected_timestamp_seconds")
    assert utc_text(dt.datetime.fromtimestamp(due, dt.UTC)) == "2025-06-10T13:00:00Z"


def test_a_run_of_another_date_says_nothing_of_todays_board(propctl: Propctl, provider: Provider) -> None:
    propctl("run-once", "--date", "2025-06-09")
    assert gauge(propctl, "next_run_expected_timestamp_seconds") == 0
    assert gauge(propctl, "snapshot_checked_timestamp_seconds") == 0
    assert runs(propctl) == {"success": 1}


def test_a_failed_run_takes_a_game_for_open(propctl: Propctl, provider: Provider) -> None:
    provider.refuses_all = True
    propctl("run-once")
    due = gauge(propctl, "next_run_expected_timestamp_seconds")
    assert utc_text(dt.datetime.fromtimestamp(due, dt.UTC)) == "2025-06-08T13:00:00Z"


def test_a_check_up_tells_what_is_up(propctl: Propctl, provider: Provider) -> None:
    provider.body = as_body(schedule(game(code="F")))
    propctl("health", "--only", "storage", "--only", "mlb_stats_api")
    up = 'propctl_health_up{component="%s",job="propctl_health"}'
    told = shown(propctl)
    assert (told[up % "storage"], told[up % "mlb_stats_api"], told[up % "cache"]) == (1, 1, 0)
    assert runs(propctl, "health") == {"success": 1}
    provider.refuses = True
    assert propctl("health", "--only", "mlb_stats_api").code == 69
    assert shown(propctl)[up % "mlb_stats_api"] == 0
    assert runs(propctl, "health") == {"success": 1, "degraded": 1}
    assert gauge(propctl, "last_run_exit_code", "health") == 69


def test_a_check_up_without_a_gateway_misses_none(
    propctl: Propctl, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROPCTL_RUN_DEADLINE", "0.1")
    assert "gateway" not in propctl("health").stdout
    assert shown(propctl)['propctl_health_up{component="gateway",job="propctl_health"}'] == 1


def test_a_gateway_that_is_down_is_told_by_the_check_up(
    propctl: Propctl, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROPCTL_PUSHGATEWAY_URL", f"http://me:hunter2@127.0.0.1:{free_port()}")
    finished = propctl("health", "--only", "gateway")
    assert finished.code == 69
    assert re.match(
        r"down  gateway +\d+ ms  ready: the Pushgateway at http://127.0.0.1:\d+: connection refused",
        finished.stdout,
    )
    assert propctl("health", "--only", "gateway", "--only", "storage").stderr.count("metrics: ") == 1


def test_a_backfill_counts_its_chunks(propctl: Propctl, provider: Provider) -> None:
    propctl("backfill", "--start", "2025-01-10", "--end", "2025-01-12")
    told = shown(propctl)
    assert told['propctl_backfill_chunks_total{job="propctl_backfill",outcome="done"}'] == 3
    assert told['propctl_backfill_chunks_pending{job="propctl_backfill"}'] == 0
    assert runs(propctl, "backfill") == {"success": 1}


def test_a_worker_of_several_has_a_group_of_its_own(
    propctl: Propctl, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = propctl("backfill", "submit", "--start", "2025-01-10", "--end", "2025-01-12").stdout.strip()
    monkeypatch.setenv("JOB_COMPLETION_INDEX", "65")
    propctl("backfill", "work", job)
    text = propctl("metrics", "show").stdout
    assert (
        'propctl_backfill_chunks_total{job="propctl_backfill",outcome="done",shard="1",sport="mlb"} 3.0'
        in text
    )


def test_a_backfill_that_is_switched_off_is_skipped(
    propctl: Propctl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("USE_FREE_INGESTION", "false")
    propctl("backfill", "--start", "2025-01-10", "--end", "2025-01-12")
    propctl("backfill", "submit", "--start", "2025-01-10", "--end", "2025-01-12")
    assert runs(propctl, "backfill") == {"skipped": 1}


@pytest.mark.parametrize(
    "url",
    ["http://me:hunter2@127.0.0.1:{port}", "ftp://me:hunter2@host", "hunter2"],
    ids=["dead", "ftp", "word"],
)
def test_a_gateway_that_takes_nothing_costs_one_warning(
    propctl: Propctl, provider: Provider, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("PROPCTL_PUSHGATEWAY_URL", url.format(port=free_port()))
    began = time.monotonic()
    finished = propctl("run-once")
    assert (finished.code, finished.stderr.count("\n")) == (0, 1)
    assert finished.stderr.startswith("propctl: metrics: the Pushgateway")
    assert "hunter2" not in finished.stderr
    assert time.monotonic() - began < 2


def test_a_gateway_that_never_answers_costs_two_seconds(
    propctl: Propctl, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("PROPCTL_PUSHGATEWAY_URL", f"http://127.0.0.1:{silent.getsockname()[1]}")
        began = time.monotonic()
        finished = propctl("run-once")
        took = time.monotonic() - began
    assert (finished.code, finished.stderr.count("\n")) == (0, 1)
    assert finished.stderr.endswith("no answer within 2 s\n")
    assert 2 <= took < 4
    assert shown(propctl)['propctl_metrics_push_failures_total{job="propctl_run_once"}'] == 1


def test_a_store_that_cannot_be_read_is_told_once(
    propctl: Propctl, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("PROPCTL_STORAGE_URL", (tmp_path / "file" / "store").as_uri())
    assert propctl("run-once").stderr.count("propctl: ") == 1


def test_a_run_writes_a_textfile(propctl: Propctl, provider: Provider, tmp_path: Path) -> None:
    propctl("run-once", "--textfile", str(tmp_path))
    propctl("health", "--only", "storage", "--textfile", str(tmp_path))
    names = {path.name for path in tmp_path.glob("*.prom")}
    assert names == {"propctl_run_once-mlb.prom", "propctl_health-mlb.prom"}


def test_a_textfile_that_cannot_be_written_costs_one_warning(
    propctl: Propctl, provider: Provider, tmp_path: Path
) -> None:
    finished = propctl("run-once", "--textfile", str(tmp_path / "gone"))
    assert finished.code == 0
    assert re.fullmatch(
        r"propctl: metrics: cannot write .*\.prom: No such file or directory\n", finished.stderr
    )


def test_pushing_begins_every_job(propctl: Propctl, tmp_path: Path) -> None:
    assert propctl("metrics", "push", "--textfile", str(tmp_path)).stdout.startswith("no totals yet")
    done = propctl("metrics", "push", "--init", "--textfile", str(tmp_path), "--json")
    assert done.json == {
        "schema": "propctl.metrics.push/1",
        "groups": ["propctl_backfill-mlb", "propctl_health-mlb", "propctl_run_once-mlb"],
        "total": 3,
    }
    assert 'outcome="failed",sport="mlb"} 0.0' in (tmp_path / "propctl_run_once-mlb.prom").read_text()


def test_before_the_first_run_it_is_told_when_that_is_due(propctl: Propctl, tmp_path: Path) -> None:
    propctl("metrics", "push", "--init", "--textfile", str(tmp_path))
    told = shown(propctl)
    assert told['propctl_enabled{job="propctl_run_once"}'] == 1
    for job, due in (("run_once", "2025-06-08T13:00:00Z"), ("health", "2025-06-08T10:05:00Z")):
        at = told[f'propctl_next_run_expected_timestamp_seconds{{job="propctl_{job}"}}']
        assert utc_text(dt.datetime.fromtimestamp(at, dt.UTC)) == due
    assert told['propctl_last_success_timestamp_seconds{job="propctl_run_once"}'] == 0


EARLY_GAME = schedule(game(gameDate="2025-06-08T10:10:00Z"))
"""At 06:10 in New York: runs are due from 03:10 on."""


def next_due(propctl: Propctl) -> str:
    return utc_text(dt.datetime.fromtimestamp(gauge(propctl, "next_run_expected_timestamp_seconds"), dt.UTC))


def test_a_run_that_is_not_due_asks_once_in_a_night_and_says_when_the_next_is(
    propctl: Propctl, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.body = as_body(EARLY_GAME)
    for time_of_day in ("06:00", "06:10", "07:00"):
        monkeypatch.setenv("PROPCTL_NOW", f"2025-06-08T{time_of_day}:00Z")
        finished = propctl("run-once", "--if-due")
        assert (finished.code, finished.stderr) == (0, "")
        assert finished.stdout == (
            "mlb 2025-06-08: skipped (the next run is due at 2025-06-08 03:10 in New York)\n"
        )
    assert (runs(propctl), next_due(propctl)) == ({"skipped": 3}, "2025-06-08T07:10:00Z")
    assert (gauge(propctl, "enabled"), len(provider.asked)) == (1, 1)
    assert gauge(propctl, "last_success_timestamp_seconds") == 0


def test_a_run_that_is_due_and_fails_leaves_the_next_one_due(
    propctl: Propctl, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half past four in the night: the slate is archived, and the provider is down."""
    provider.body = as_body(EARLY_GAME)
    monkeypatch.setenv("PROPCTL_NOW", "2025-06-08T06:00:00Z")
    propctl("run-once", "--if-due")
    provider.refuses_all = True
    monkeypatch.setenv("PROPCTL_NOW", "2025-06-08T08:30:20Z")
    assert propctl("run-once", "--if-due").code == 77
    assert (runs(propctl), next_due(propctl)) == ({"skipped": 1, "failed": 1}, "2025-06-08T08:40:00Z")


def test_a_night_whose_slate_is_unknown_is_not_silent(
    propctl: Propctl, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.refuses_all = True
    monkeypatch.setenv("PROPCTL_NOW", "2025-06-08T08:30:00Z")
    assert propctl("run-once", "--if-due").code == 77
    assert runs(propctl) == {"failed": 1}


def test_in_the_usual_hours_if_due_changes_nothing(
    propctl: Propctl, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    for time_of_day, outcome in (("04:50", "success"), ("13:00", "unchanged")):
        monkeypatch.setenv("PROPCTL_NOW", f"2025-06-08T{time_of_day}:00Z")
        assert propctl("run-once", "--if-due").stdout == f"mlb 2025-06-08: no games, {outcome}\n"


def test_without_ingestion_if_due_looks_at_nothing(
    propctl: Propctl, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("USE_FREE_INGESTION", "false")
    assert "USE_FREE_INGESTION is false" in propctl("run-once", "--if-due").stdout
    assert (provider.asked, gauge(propctl, "enabled")) == ([], 0)


def test_beginning_again_changes_nothing(propctl: Propctl, provider: Provider, tmp_path: Path) -> None:
    propctl("run-once")
    before = shown(propctl)
    propctl("metrics", "push", "--init", "--textfile", str(tmp_path))
    assert before.items() <= shown(propctl).items()


def test_pushing_without_a_place_is_a_matter_of_settings(propctl: Propctl) -> None:
    assert propctl("metrics", "push").code == 78
    assert propctl("metrics", "delete-group", "health").code == 78


def test_pushing_to_nobody_is_temporary(propctl: Propctl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROPCTL_PUSHGATEWAY_URL", f"http://127.0.0.1:{free_port()}")
    for command in (["push", "--init"], ["delete-group", "health"]):
        assert propctl("metrics", *command).code == 75


def test_the_ratio_is_shown_with_its_arithmetic(propctl: Propctl, provider: Provider) -> None:
    propctl("run-once")
    propctl("run-once")
    provider.refuses_all = True
    propctl("run-once")
    lines = propctl("metrics", "show", "--slo").stdout.splitlines()
    assert lines == [
        "ingestion success of propctl_run_once-mlb, by when runs ended:",
        "last hour: (1 success + 1 unchanged + 0 degraded) / (2 + 1 failed) = 2/3 = 66.67%; 0 skipped",
        "last 24 h: (1 success + 1 unchanged + 0 degraded) / (2 + 1 failed) = 2/3 = 66.67%; 0 skipped",
        "objective: above 98% over the last hour: not met",
    ]


def test_the_windows_end_now_and_begin_an_hour_and_a_day_before(
    propctl: Propctl, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    propctl("run-once")
    for hours, counted in ((0.99, [1, 1]), (1, [0, 1]), (23.99, [0, 1]), (24, [0, 0])):
        monkeypatch.setenv("PROPCTL_NOW", utc_text(AT + dt.timedelta(hours=hours)))
        windows = propctl("metrics", "show", "--slo", "--json").json["slo"]["windows"]
        assert [window["counted"] for window in windows] == counted


def test_without_a_run_there_is_no_ratio(propctl: Propctl) -> None:
    assert "= 0/0 = no ratio" in propctl("metrics", "show", "--slo").stdout
    assert propctl("metrics", "show", "--slo", "--json").json["slo"]["windows"][0]["ratio"] is None


def test_totals_as_json_name_their_group(propctl: Propctl, provider: Provider) -> None:
    propctl("run-once")
    document = propctl("metrics", "show", "--json").json
    assert (document["schema"], document["total"]) == ("propctl.metrics.show/1", 1)
    assert document["groups"][0]["job"] == "propctl_run_once"
    assert document["groups"][0]["counters"]["propctl_runs_total"]["success"] == 1
