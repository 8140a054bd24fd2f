"""``propctl health`` from outside, over a synthetic provider on loopback."""

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Propctl
from tests.cli.server import Provider
from tests.normalize.payloads import as_body, game, schedule
from tests.normalize.savant import as_csv

NAMES = ["storage", "cache", "mlb_stats_api", "baseball_savant", "freshness"]
REAL = ("PROPCTL_NOW", "PROPCTL_MLB_STATS_API_URL", "PROPCTL_BASEBALL_SAVANT_URL", "PROPCTL_MAX_RPS")
SAVANT = ["--only", "baseball_savant"]
STATS_API = ["--only", "mlb_stats_api"]


@pytest.fixture
def pitches(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> Provider:
    """The server stands for Baseball Savant instead."""
    monkeypatch.setenv("PROPCTL_BASEBALL_SAVANT_URL", provider.url)
    provider.body = as_csv([])
    return provider


def test_each_component_is_one_line(
    propctl: Propctl, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROPCTL_RUN_DEADLINE", "0.1")
    finished = propctl("health")
    told = [line for line in finished.stdout.splitlines() if not line.startswith(" ")]
    assert [line.split()[1] for line in told] == NAMES
    assert all(re.match(r"(ok   |down ) [a-z_ ]{15} +\d+ ms  \S", line) for line in told)


def test_what_is_well_ends_with_zero(propctl: Propctl, provider: Provider) -> None:
    finished = propctl("health", "--only", "storage", "--only", "cache", *STATS_API, "--only", "freshness")
    assert (finished.code, finished.stderr) == (0, "")
    assert "down" not in finished.stdout


def test_what_is_down_ends_with_69_and_one_warning(propctl: Propctl, provider: Provider) -> None:
    provider.refuses = True
    finished = propctl("health", *STATS_API)
    assert finished.code == 69
    assert finished.stderr.startswith("propctl: down: mlb_stats_api (schedule: refused with HTTP 406")
    assert finished.stderr.count("\n") == 1
    assert "      hint: the provider refuses this network" in finished.stdout


def test_as_json_it_is_one_document(propctl: Propctl, provider: Provider, tmp_path: Path) -> None:
    document = propctl("health", *STATS_API, "--only", "storage", "--json").json
    assert (document["schema"], document["healthy"]) == ("propctl.health/1", True)
    for component in document["components"]:
        assert component.keys() == {"name", "up", "latency_ms", "message", "checks"}
        assert all(
            {"name", "state", "latency_ms", "message"} <= check.keys() for check in component["checks"]
        )


def test_as_json_what_is_down_has_a_hint(propctl: Propctl, provider: Provider) -> None:
    provider.refuses = True
    finished = propctl("health", *STATS_API, "--json")
    (component,) = finished.json["components"]
    assert (finished.code, finished.json["healthy"], component["up"]) == (69, False, False)
    assert component["hint"]
    refused = next(check for check in component["checks"] if check["state"] == "refused")
    assert "hydrate=team" in refused["request"]


def test_without_accepted_terms_nobody_is_asked(propctl: Propctl, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in REAL:
        monkeypatch.delenv(name)
    finished = propctl("health", *STATS_API, *SAVANT)
    assert finished.code == 78
    assert finished.stdout.count("terms: MLB permits individual, non-commercial, non-bulk use") == 2
    assert finished.stderr.startswith("propctl: down: mlb_stats_api, baseball_savant (terms: MLB permits")


def test_a_changed_schedule_ends_with_65_only_when_looked_at_deeply(
    propctl: Propctl, provider: Provider
) -> None:
    provider.body = b'{"dates":[{}]}'
    assert propctl("health", *STATS_API).code == 69
    assert propctl("health", *STATS_API, "--deep").code == 65


def test_a_changed_day_of_pitches_ends_with_65(
    propctl: Propctl, pitches: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROPCTL_RUN_DEADLINE", "4")
    pitches.body = b"game_pk,game_date\n1,2025-06-06\n"
    assert propctl("health", *SAVANT).code == 0
    finished = propctl("health", *SAVANT, "--deep")
    assert finished.code == 65
    assert "      changed       rows " in finished.stdout


def test_each_check_of_a_deep_check_up_is_a_line(propctl: Propctl, provider: Provider) -> None:
    provider.body = as_body(schedule(game()))
    stdout = propctl("health", *STATS_API, "--deep").stdout
    for name in ("schedule", "bare schedule", "date range", "totals", "people", "hydrations"):
        assert re.search(rf"^      \w+ +{name} +\d+ ms  \S", stdout, re.MULTILINE), name


@pytest.mark.parametrize(
    ("name", "value", "only"),
    [
        ("PROPCTL_STORAGE_URL", "ftp://host/", "storage"),
        ("PROPCTL_REDIS_URL", "ftp://host/", "cache"),
        ("PROPCTL_STORAGE_URL", "ftp://host/", "freshness"),
    ],
)
def test_a_setting_that_leads_nowhere_is_told_and_not_thrown(
    propctl: Propctl, monkeypatch: pytest.MonkeyPatch, name: str, value: str, only: str
) -> None:
    monkeypatch.setenv(name, value)
    finished = propctl("health", "--only", only)
    assert finished.code == 78
    assert finished.stdout.startswith(f"down  {only}")


def test_a_store_that_cannot_be_written_is_down(
    propctl: Propctl, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("PROPCTL_STORAGE_URL", (tmp_path / "file" / "store").as_uri())
    finished = propctl("health", "--only", "storage")
    assert finished.code in (69, 78)
    assert finished.stdout.startswith("down  storage")


def test_an_unknown_component_lists_the_known_ones(propctl: Propctl) -> None:
    finished = propctl("health", "--only", "luck")
    assert finished.code == 2
    assert all(name in finished.stderr for name in NAMES)
