"""``providers ls`` and ``providers terms``."""

from typing import Any

import pytest

from tests.cli.conftest import Propctl

REAL = ("PROPCTL_NOW", "PROPCTL_MLB_STATS_API_URL", "PROPCTL_BASEBALL_SAVANT_URL", "PROPCTL_MAX_RPS")


@pytest.fixture
def real_providers(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in REAL:
        monkeypatch.delenv(name)


def entries(propctl: Propctl) -> list[dict[str, Any]]:
    document = propctl("providers", "ls", "--json").json
    assert (document["schema"], document["total"]) == ("propctl.providers.ls/1", 2)
    listed: list[dict[str, Any]] = document["providers"]
    return listed


def test_each_entry_is_the_whole_register(propctl: Propctl) -> None:
    for entry in entries(propctl):
        assert entry.keys() == {
            "provider", "title", "base_url", "owner", "permitted", "automated_access", "redistribution",
            "full_text", "reviewed", "accepted", "acceptance_needed",
        }  # fmt: skip


def test_base_urls_are_those_in_force(propctl: Propctl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROPCTL_MLB_STATS_API_URL", "http://me:hunter2@127.0.0.1:7")
    assert [entry["base_url"] for entry in entries(propctl)] == ["http://…@127.0.0.1:7", "http://127.0.0.1:9"]


def test_on_loopback_no_terms_have_to_be_accepted(propctl: Propctl) -> None:
    assert [entry["acceptance_needed"] for entry in entries(propctl)] == [False, False]
    assert propctl("providers", "ls").stdout.count("not needed") == 2


def test_terms_that_are_not_accepted_are_told(propctl: Propctl, real_providers: None) -> None:
    assert [entry["accepted"] for entry in entries(propctl)] == [False, False]
    assert propctl("providers", "ls").stdout.count("terms accepted    no") == 2


def test_terms_that_are_accepted_are_told(
    propctl: Propctl, real_providers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROPCTL_ACCEPT_PROVIDER_TERMS", "true")
    assert [entry["accepted"] for entry in entries(propctl)] == [True, True]
    assert propctl("providers", "ls").stdout.count("terms accepted    yes") == 2


def test_the_list_fits_eighty_columns(propctl: Propctl) -> None:
    assert [line for line in propctl("providers", "ls").stdout.splitlines() if len(line) > 80] == []
