"""``config show`` and ``providers terms``, and settings that are wrong."""

import pytest

from tests.cli.conftest import NOW, Propctl


def test_every_setting_says_where_it_comes_from(propctl: Propctl) -> None:
    lines = propctl("config", "show").stdout.splitlines()
    assert "PROPCTL_MAX_RPS=0.0  (environment)" in lines
    assert "PROPCTL_HTTP_TIMEOUT=20.0  (default)" in lines


def test_settings_as_json_have_name_value_and_origin(propctl: Propctl) -> None:
    document = propctl("config", "show", "--json").json
    assert document["schema"] == "propctl.config.show/1"
    assert {"name": "PROPCTL_NOW", "value": NOW, "origin": "environment"} in document["settings"]


def test_a_password_in_a_url_is_not_shown(propctl: Propctl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROPCTL_MLB_STATS_API_URL", "http://user:hunter2@127.0.0.1:9")
    assert "hunter2" not in propctl("config", "show").stdout


def test_a_wrong_setting_is_a_configuration_error(propctl: Propctl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROPCTL_MAX_RPS", "fast")
    finished = propctl("snapshot", "ls")
    assert (finished.code, finished.stdout) == (78, "")
    assert finished.stderr.startswith("propctl: PROPCTL_MAX_RPS='fast': ")


def test_a_misspelt_setting_is_warned_of(propctl: Propctl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROPCTL_STORAGE_ULR", "memory://")
    assert "PROPCTL_STORAGE_ULR" in propctl("snapshot", "ls").stderr


def test_a_setting_of_a_later_version_is_warned_of(propctl: Propctl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROPCTL_PUSHGATEWAY_URL", "http://gateway")
    finished = propctl("snapshot", "ls")
    assert finished.code == 0
    assert finished.stderr.startswith("propctl: PROPCTL_PUSHGATEWAY_URL: ")
    assert "without effect" in finished.stderr


def test_a_storage_url_of_another_form_is_a_configuration_error(
    propctl: Propctl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROPCTL_STORAGE_URL", "ftp://user:hunter2@host/")
    finished = propctl("snapshot", "ls")
    assert finished.code == 78
    assert "hunter2" not in finished.stderr


def test_the_terms_name_owner_and_permission(propctl: Propctl) -> None:
    text = propctl("providers", "terms").stdout
    assert "MLB Advanced Media" in text
    assert "individual, non-commercial, non-bulk use" in text


def test_the_terms_as_json_have_the_same_topics(propctl: Propctl) -> None:
    document = propctl("providers", "terms", "--json").json
    assert document["schema"] == "propctl.providers.terms/1"
    assert {"owner", "permitted", "to accept"} <= document["terms"].keys()
