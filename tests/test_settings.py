import os
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from propctl.errors import ConfigurationError, ExitCode
from propctl.settings import (
    Ingestion,
    ProviderMode,
    Settings,
    is_loopback,
    nearest_variable,
    origins,
    read_settings,
    read_settings_and_faults,
    unknown_variables,
    variable_of,
    worker_environment,
)
from propctl.telemetry.logs import LogFormat

LOOPBACK = {
    "PROPCTL_MLB_STATS_API_URL": "http://127.0.0.1:8001",
    "PROPCTL_BASEBALL_SAVANT_URL": "http://localhost:8002",
}
VALUES: list[tuple[str, str, object]] = [
    ("USE_FREE_INGESTION", "shadow", Ingestion.SHADOW),
    ("USE_FREE_INGESTION", " FALSE ", Ingestion.OFF),
    ("PROPCTL_PROVIDER_MODE", "sample", ProviderMode.SAMPLE),
    ("PROPCTL_ACCEPT_PROVIDER_TERMS", "true", True),
    ("PROPCTL_STORAGE_URL", "memory://", "memory://"),
    ("PROPCTL_MLB_STATS_API_URL", "http://127.0.0.1:9/", "http://127.0.0.1:9"),
    ("PROPCTL_BASEBALL_SAVANT_URL", "https://savant.test", "https://savant.test"),
    ("PROPCTL_USER_AGENT", "mine (+https://example.org)", "mine (+https://example.org)"),
    ("PROPCTL_MAX_RPS", "0.5", 0.5),
    ("PROPCTL_HTTP_TIMEOUT", "7", 7.0),
    ("PROPCTL_RUN_DEADLINE", "60", 60.0),
    ("PROPCTL_SNAPSHOT_TTL", "10", 10),
    ("PROPCTL_LOG_FORMAT", "JSON", LogFormat.JSON),
    ("PROPCTL_REDIS_URL", "redis://cache", "redis://cache"),
    ("PROPCTL_PUSHGATEWAY_URL", "http://gateway:9091", "http://gateway:9091"),
    ("PROPCTL_STATCAST_WINDOW_DAYS", "0", 0),
    ("PROPCTL_RAW_RETENTION_DAYS", "7", 7),
    ("JOB_COMPLETION_INDEX", "3", 3),
    ("PROPCTL_LINES_FILE", "/data/lines.csv", Path("/data/lines.csv")),
    ("PROPCTL_S3_ENDPOINT_URL", "https://s3.test", "https://s3.test"),
    ("PROPCTL_S3_SSE", "aws:kms", "aws:kms"),
    ("PROPCTL_S3_SSE_KMS_KEY_ID", "alias/mine", "alias/mine"),
]
WRONG = [
    ("USE_FREE_INGESTION", "maybe"),
    ("PROPCTL_PROVIDER_MODE", "paid"),
    ("PROPCTL_ACCEPT_PROVIDER_TERMS", "perhaps"),
    ("PROPCTL_MLB_STATS_API_URL", "statsapi.mlb.com"),
    ("PROPCTL_MLB_STATS_API_URL", "http://[::1"),
    ("PROPCTL_MLB_STATS_API_URL", "http://127.0.0.1:99999"),
    ("PROPCTL_BASEBALL_SAVANT_URL", "ftp://savant.test"),
    ("PROPCTL_USER_AGENT", "two\nlines"),
    ("PROPCTL_USER_AGENT", "schläger"),
    ("PROPCTL_MAX_RPS", "fast"),
    ("PROPCTL_MAX_RPS", "-1"),
    ("PROPCTL_MAX_RPS", "nan"),
    ("PROPCTL_MAX_RPS", "inf"),
    ("PROPCTL_MAX_RPS", "0.0002"),
    ("PROPCTL_MAX_RPS", "5e-324"),
    ("PROPCTL_HTTP_TIMEOUT", "0"),
    ("PROPCTL_HTTP_TIMEOUT", "inf"),
    ("PROPCTL_HTTP_TIMEOUT", "3601"),
    ("PROPCTL_RUN_DEADLINE", "86401"),
    ("PROPCTL_USER_AGENT", " "),
    ("PROPCTL_USER_AGENT", "x" * 201),
    ("PROPCTL_MLB_STATS_API_URL", "http://127.0.0.1:0"),
    ("PROPCTL_MLB_STATS_API_URL", "http://127.0.0.1?x=1"),
    ("PROPCTL_MLB_STATS_API_URL", "http://127.0.0.1#x"),
    ("PROPCTL_RUN_DEADLINE", "-5"),
    ("PROPCTL_SNAPSHOT_TTL", "0"),
    ("PROPCTL_SNAPSHOT_TTL", "1.5"),
    ("PROPCTL_LOG_FORMAT", "xml"),
    ("PROPCTL_STATCAST_WINDOW_DAYS", "-1"),
    ("PROPCTL_STATCAST_WINDOW_DAYS", "366"),
    ("PROPCTL_RAW_RETENTION_DAYS", "0"),
    ("PROPCTL_RAW_RETENTION_DAYS", "3651"),
    ("PROPCTL_S3_SSE", "rot13"),
    ("PROPCTL_NOW", "noon"),
    ("PROPCTL_NOW", "2025-06-08T10:00:00"),
]


@pytest.fixture(autouse=True)
def nothing_set(environment_kept: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment without a single setting."""
    for name in list(os.environ):
        if name.startswith("PROPCTL_") or name in ("USE_FREE_INGESTION", "JOB_COMPLETION_INDEX"):
            monkeypatch.delenv(name)


def field_of(variable: str) -> str:
    return variable.removeprefix("PROPCTL_").lower()


@pytest.mark.parametrize(("variable", "text", "value"), VALUES)
def test_every_variable_is_read(
    monkeypatch: pytest.MonkeyPatch, variable: str, text: str, value: object
) -> None:
    monkeypatch.setenv(variable, text)
    assert getattr(read_settings(), field_of(variable)) == value


def test_every_setting_is_tried() -> None:
    tried = {field_of(variable) for variable, _, _ in VALUES}
    assert tried | {"now", "env_file"} == set(Settings.model_fields)


@pytest.mark.parametrize("variable", sorted({variable for variable, _, _ in VALUES} | {"PROPCTL_NOW"}))
def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    before = read_settings()
    monkeypatch.setenv(variable, "")
    assert read_settings() == before


@pytest.mark.parametrize(("variable", "text"), WRONG)
def test_a_wrong_value_names_its_variable(monkeypatch: pytest.MonkeyPatch, variable: str, text: str) -> None:
    monkeypatch.setenv(variable, text)
    with pytest.raises(ConfigurationError, match=rf"\A{variable}=") as caught:
        read_settings()
    assert caught.value.exit_code is ExitCode.CONFIGURATION


def test_an_instant_is_accepted_for_providers_on_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**LOOPBACK, "PROPCTL_NOW": "2025-06-08T06:00:00-04:00"}.items():
        monkeypatch.setenv(name, value)
    assert read_settings().now == datetime(2025, 6, 8, 10, tzinfo=UTC)


def test_an_instant_is_accepted_for_the_sample_league(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROPCTL_PROVIDER_MODE", "sample")
    monkeypatch.setenv("PROPCTL_NOW", "2025-06-08T10:00:00Z")
    assert read_settings().now == datetime(2025, 6, 8, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("variable", "value"), [("PROPCTL_NOW", "2025-06-08T10:00:00Z"), ("PROPCTL_MAX_RPS", "0")]
)
@pytest.mark.parametrize("real", sorted(LOOPBACK))
def test_what_only_loopback_may_is_refused_elsewhere(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, real: str
) -> None:
    for name, url in LOOPBACK.items():
        if name != real:
            monkeypatch.setenv(name, url)
    monkeypatch.setenv(variable, value)
    with pytest.raises(ConfigurationError, match=f"{variable}.* is accepted only"):
        read_settings()


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://127.0.0.1:1", True),
        ("http://127.9.9.9", True),
        ("http://[::1]:80", True),
        ("http://localhost", True),
        ("https://statsapi.mlb.com", False),
        ("http://127.0.0.1.example.org", False),
        ("http://127.0.0.1@example.org", False),
        ("http://localhost.example.org", False),
        ("http://0.0.0.0", False),
        ("", False),
    ],
)
def test_loopback_is_this_machine_alone(url: str, loopback: bool) -> None:
    assert is_loopback(url) is loopback


def test_a_dotenv_file_in_the_way_is_not_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PROPCTL_SNAPSHOT_TTL=7\n")
    monkeypatch.chdir(tmp_path)
    assert read_settings().snapshot_ttl == 3600


def test_the_default_store_is_a_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert read_settings().storage_url.startswith("file:///")


def test_the_origin_of_a_setting_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USE_FREE_INGESTION", "true")
    where = origins(read_settings())
    assert (where["USE_FREE_INGESTION"], where["PROPCTL_MAX_RPS"]) == ("environment", "default")


def test_a_field_has_its_variable() -> None:
    assert [variable_of(name) for name in ("use_free_ingestion", "max_rps")] == [
        "USE_FREE_INGESTION",
        "PROPCTL_MAX_RPS",
    ]


def test_variables_that_are_not_known_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROPCTL_WEBHOOK_URL", "http://hook")
    assert unknown_variables() == ["PROPCTL_WEBHOOK_URL"]


def test_a_secret_may_be_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "url").write_text("redis://cache\n")
    monkeypatch.setenv("PROPCTL_REDIS_URL_FILE", str(tmp_path / "url"))
    assert (read_settings().redis_url, unknown_variables()) == ("redis://cache", [])


def test_a_secret_given_twice_is_a_contradiction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROPCTL_REDIS_URL", "redis://cache")
    monkeypatch.setenv("PROPCTL_REDIS_URL_FILE", "/run/secrets/url")
    with pytest.raises(ConfigurationError, match="both set"):
        read_settings()


def test_a_secrets_file_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROPCTL_REDIS_URL_FILE", "/nonexistent/url")
    with pytest.raises(ConfigurationError, match="PROPCTL_REDIS_URL_FILE=/nonexistent/url"):
        read_settings()


def test_the_switch_of_the_live_tests_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROPCTL_LIVE_TESTS", "1")
    assert unknown_variables() == []


def test_an_empty_variable_that_is_not_known_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROPCTL_STORAGE_ULR", "")
    assert unknown_variables() == []


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("PROPCTL_STORGE_URL", "PROPCTL_STORAGE_URL"),
        ("PROPCTL_STORAGE_ULR", "PROPCTL_STORAGE_URL"),
        ("PROPCTL_REDIS_URLFILE", "PROPCTL_REDIS_URL_FILE"),
        ("PROPCTL_USE_FREE_INGESTION", "USE_FREE_INGESTION"),
        ("USE_FREE_INGESTON", "USE_FREE_INGESTION"),
        ("PROPCTL_WEBHOOK_URL", None),
        ("PROPCTL_PUSHGATEWAY_ULR", "PROPCTL_PUSHGATEWAY_URL"),
        ("PROPCTL_X", None),
    ],
)
def test_a_slip_is_told_from_a_name_of_another_version(
    monkeypatch: pytest.MonkeyPatch, name: str, meant: str | None
) -> None:
    monkeypatch.setenv(name, "anything")
    assert unknown_variables() == [name]
    assert nearest_variable(name) == meant


def test_the_one_name_without_our_prefix_is_read_without_it_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROPCTL_USE_FREE_INGESTION", "false")
    assert read_settings().use_free_ingestion is Ingestion.ON
    monkeypatch.setenv("USE_FREE_INGESTION", "shadow")
    assert read_settings().use_free_ingestion is Ingestion.SHADOW


def test_everything_that_is_wrong_is_listed_and_the_rest_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {
        "USE_FREE_INGESTION": "maybe",
        "PROPCTL_MAX_RPS": "fast",
        "PROPCTL_NOW": "2025-06-08T10:00:00Z",
        "PROPCTL_REDIS_URL_FILE": "/nowhere/url",
        "PROPCTL_SNAPSHOT_TTL": "7",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    settings, faults = read_settings_and_faults()
    assert [fault.message.partition("=")[0].split()[0] for fault in faults] == [
        "PROPCTL_REDIS_URL_FILE", "USE_FREE_INGESTION", "PROPCTL_MAX_RPS", "PROPCTL_NOW"
    ]  # fmt: skip
    assert (settings.snapshot_ttl, settings.max_rps, settings.now) == (7, 1.0, None)


@pytest.mark.parametrize(("variable", "text"), WRONG)
def test_the_list_of_faults_ends_whatever_is_wrong(
    monkeypatch: pytest.MonkeyPatch, variable: str, text: str
) -> None:
    sound = read_settings()
    monkeypatch.setenv(variable, text)
    settings, faults = read_settings_and_faults()
    assert (len(faults), settings) == (1, sound)


@pytest.fixture
def env_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Writes the file that PROPCTL_ENV_FILE names."""

    def written(text: str) -> None:
        (tmp_path / "my.env").write_text(text)
        monkeypatch.setenv("PROPCTL_ENV_FILE", str(tmp_path / "my.env"))

    return written


def test_the_env_file_counts_for_settings_and_libraries(env_file: Callable[[str], None]) -> None:
    env_file("PROPCTL_SNAPSHOT_TTL='7'\nexport AWS_PROFILE=board\n")
    assert read_settings().snapshot_ttl == 7
    assert os.environ["AWS_PROFILE"] == "board"


@pytest.mark.parametrize(
    ("name", "value", "settled"),
    [
        ("PROPCTL_SNAPSHOT_TTL", "9", 9),
        ("propctl_snapshot_ttl", "9", 9),
        ("PROPCTL_SNAPSHOT_TTL", "", 3600),
    ],
)
def test_the_environment_wins_over_the_env_file(
    env_file: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, name: str, value: str, settled: int
) -> None:
    monkeypatch.setenv(name, value)
    env_file("PROPCTL_SNAPSHOT_TTL=7\n")
    assert [read_settings().snapshot_ttl, read_settings().snapshot_ttl] == [settled, settled]


def test_a_secret_of_the_environment_wins_over_the_env_file_in_either_form(
    env_file: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("redis://mounted")
    monkeypatch.setenv("PROPCTL_REDIS_URL_FILE", str(tmp_path / "secret"))
    monkeypatch.setenv("PROPCTL_PUSHGATEWAY_URL", "http://given")
    env_file("PROPCTL_REDIS_URL=redis://filed\nPROPCTL_PUSHGATEWAY_URL_FILE=/nowhere\n")
    settings = read_settings()
    assert (settings.redis_url, settings.pushgateway_url) == ("redis://mounted", "http://given")


def test_an_env_file_that_gives_a_secret_twice_contradicts_itself(env_file: Callable[[str], None]) -> None:
    env_file("PROPCTL_REDIS_URL=redis://filed\nPROPCTL_REDIS_URL_FILE=/nowhere\n")
    with pytest.raises(ConfigurationError, match="contradict"):
        read_settings()


def test_every_wrong_line_of_the_env_file_is_a_fault_and_the_others_count(
    env_file: Callable[[str], None],
) -> None:
    env_file("PROPCTL_SNAPSHOT_TTL = 7\nPROPCTL_MAX_RPS='0.5\nPROPCTL_HTTP_TIMEOUT=3\n")
    settings, faults = read_settings_and_faults()
    assert settings.http_timeout == 3.0
    assert [re.findall(r"line \d", fault.message) for fault in faults] == [["line 1"], ["line 2"]]


def test_an_env_file_that_cannot_be_read_is_a_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent", Path("/dev/null")):
        monkeypatch.setenv("PROPCTL_ENV_FILE", str(path))
        with pytest.raises(ConfigurationError, match=r"\APROPCTL_ENV_FILE=/"):
            read_settings()


def test_the_origin_of_a_setting_may_be_the_env_file(
    env_file: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROPCTL_MAX_RPS", "0.5")
    env_file("PROPCTL_MAX_RPS=0.5\nPROPCTL_SNAPSHOT_TTL=7\n")
    where = origins(read_settings())
    names = ("PROPCTL_MAX_RPS", "PROPCTL_SNAPSHOT_TTL", "PROPCTL_ENV_FILE", "PROPCTL_HTTP_TIMEOUT")
    assert [where[name] for name in names] == ["environment", "env file", "environment", "default"]


def test_a_misspelt_name_in_the_env_file_is_noticed(env_file: Callable[[str], None]) -> None:
    env_file("PROPCTL_MAX_RSP=1\n")
    read_settings()
    assert unknown_variables() == ["PROPCTL_MAX_RSP"]


def test_workers_inherit_what_the_env_file_held(env_file: Callable[[str], None]) -> None:
    env_file("PROPCTL_SNAPSHOT_TTL=7\n")
    read_settings()
    inherited = worker_environment(1)
    assert inherited["PROPCTL_SNAPSHOT_TTL"] == "7"
    assert "PROPCTL_ENV_FILE" not in inherited


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PROPCTL_REDIS_URL_FILE", "redis://me:hunter2@cache"),
        ("PROPCTL_NOW", "http://me:hunter2@host"),
        ("PROPCTL_MAX_RPS", "me:hunter2@host"),
    ],
)
def test_a_secret_in_another_variable_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError) as raised:
        read_settings()
    assert name in raised.value.message
    assert "hunter2" not in raised.value.message


@pytest.mark.parametrize("number", ["0", "1025", "9" * 5000])
def test_threads_that_polars_cannot_start_are_a_wrong_setting(
    monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    monkeypatch.setenv("POLARS_MAX_THREADS", number)
    with pytest.raises(ConfigurationError, match="POLARS_MAX_THREADS"):
        read_settings()


@pytest.mark.parametrize("number", ["", "1", "1024", "many"])
def test_threads_that_polars_takes_or_ignores_are_fine(monkeypatch: pytest.MonkeyPatch, number: str) -> None:
    monkeypatch.setenv("POLARS_MAX_THREADS", number)
    read_settings()
