"""``config show`` and ``providers terms``, and settings that are wrong."""

from pathlib import Path

import pytest

from tests.cli.conftest import NOW, Propctl


def test_every_setting_says_where_it_comes_from(propctl: Propctl) -> None:
    lines = propctl("config", "show").stdout.splitlines()
    assert "PROPCTL_MAX_RPS=0.0  (environment)" in lines
    assert "PROPCTL_HTTP_TIMEOUT=20.0  (default)" in lines


@pytest.fixture
def env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A file that sets what the environment does not."""
    monkeypatch.delenv("PROPCTL_MAX_RPS")
    (tmp_path / "my.env").write_text("PROPCTL_MAX_RPS='0.5'\nPROPCTL_NOW=2001-01-01T00:00:00Z\n")
    return str(tmp_path / "my.env")


def test_an_env_file_may_be_named_before_the_command_and_after_it(propctl: Propctl, env_file: str) -> None:
    for arguments in (
        ("--env-file", env_file, "config", "show"),
        (f"--env-file={env_file}", "config", "show"),
        ("config", "--env-file", env_file, "show"),
        ("config", "show", "--env-file", env_file),
        ("--env-file", "/nowhere", "config", "show", f"--env-file={env_file}"),
    ):
        lines = propctl(*arguments).stdout.splitlines()
        assert "PROPCTL_MAX_RPS=0.5  (env file)" in lines
        assert f"PROPCTL_NOW={NOW}  (environment)" in lines


@pytest.mark.parametrize(
    "arguments", [("--env-file",), ("config", "show", "--env-file"), ("config", "show", "--env-file=")]
)
def test_an_env_file_has_to_be_named(propctl: Propctl, arguments: tuple[str, ...]) -> None:
    finished = propctl(*arguments)
    assert finished.code == 2
    assert "'--env-file'" in finished.stderr


def test_help_reads_no_env_file(propctl: Propctl) -> None:
    assert propctl("--env-file", "/nowhere", "config", "show", "--help").code == 0


def test_a_wrong_env_file_is_found_by_the_check_and_by_every_command(propctl: Propctl) -> None:
    assert "PROPCTL_ENV_FILE=/nowhere: " in propctl("--env-file", "/nowhere", "config", "check").stdout
    finished = propctl("--env-file", "/nowhere", "snapshot", "ls")
    assert finished.code == 78
    assert finished.stderr.startswith("propctl: PROPCTL_ENV_FILE=/nowhere: No such file or directory")


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
