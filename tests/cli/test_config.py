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
    monkeypatch.setenv("PROPCTL_WEBHOOK_URL", "http://hook")
    finished = propctl("snapshot", "ls")
    assert finished.code == 0
    assert finished.stderr.startswith("propctl: PROPCTL_WEBHOOK_URL: ")
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


def test_a_slip_is_answered_with_what_was_meant(propctl: Propctl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROPCTL_STORGE_URL", "memory://")
    assert "PROPCTL_STORGE_URL (did you mean PROPCTL_STORAGE_URL?): " in propctl("snapshot", "ls").stderr


def test_settings_without_a_fault_pass(propctl: Propctl) -> None:
    finished = propctl("config", "check")
    assert (finished.code, finished.stdout, finished.stderr) == (0, "nothing wrong\n", "")


def test_every_fault_is_a_line_with_a_hint(propctl: Propctl, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "PROPCTL_STORGE_URL": "x",
        "PROPCTL_SNAPSHOT_TTL": "0",
        "PROPCTL_S3_SSE": "AES256",
    }.items():
        monkeypatch.setenv(name, value)
    finished = propctl("config", "check")
    lines = finished.stdout.splitlines()
    assert (finished.code, finished.stderr, lines[-1]) == (78, "", "3 settings wrong")
    assert [line.split()[0] for line in lines[:-1]] == ["wrong", "hint:"] * 3


def test_what_is_doubtful_alone_passes(propctl: Propctl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROPCTL_STORAGE_URL", "memory://")
    finished = propctl("config", "check")
    assert (finished.code, finished.stdout.splitlines()[-1]) == (0, "nothing wrong, 1 doubtful")


def test_findings_as_json_are_one_document(propctl: Propctl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROPCTL_S3_SSE", "AES256")
    finished = propctl("config", "check", "--json")
    assert (finished.code, finished.json["schema"], finished.json["ok"]) == (
        78,
        "propctl.config.check/1",
        False,
    )
    (finding,) = finished.json["findings"]
    assert finding.keys() == {"variable", "message", "hint", "wrong"}


@pytest.mark.parametrize(
    "url",
    [
        "redis://user:hunter2@cache/0",
        "redis://user:hun@ter2@cache/0",
        "rediss://cache/0?ssl_password=hunter2",
        "redis://cache/0?password=hunter2",
        "hunter2",
    ],
)
@pytest.mark.parametrize("flag", [[], ["--json"]], ids=str)
def test_no_form_of_a_redis_url_shows_its_password(
    propctl: Propctl, monkeypatch: pytest.MonkeyPatch, url: str, flag: list[str]
) -> None:
    monkeypatch.setenv("PROPCTL_REDIS_URL", url)
    for command in (["config", "show"], ["config", "check"]):
        stdout = propctl(*command, *flag).stdout
        assert "hunter2" not in stdout
        assert "ter2" not in stdout
