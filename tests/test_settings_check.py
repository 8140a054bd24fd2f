import os
from pathlib import Path

import pytest

from propctl.settings_check import Finding, check_configuration
from tests.docs.pages import ROOT

SOUND = {
    "PROPCTL_ACCEPT_PROVIDER_TERMS": "true",
}
LOOPBACK = {
    "PROPCTL_MLB_STATS_API_URL": "http://127.0.0.1:9",
    "PROPCTL_BASEBALL_SAVANT_URL": "http://127.0.0.1:9",
}
FOUND: list[tuple[dict[str, str], str, bool]] = [
    ({"PROPCTL_ACCEPT_PROVIDER_TERMS": ""}, "PROPCTL_ACCEPT_PROVIDER_TERMS", True),
    ({"PROPCTL_STORGE_URL": "x"}, "PROPCTL_STORGE_URL", True),
    ({"PROPCTL_LUCK": "x"}, "PROPCTL_LUCK", True),
    ({"PROPCTL_STORAGE_URL": "ftp://host"}, "PROPCTL_STORAGE_URL", True),
    ({"PROPCTL_STORAGE_URL": "file:///etc/passwd/store"}, "PROPCTL_STORAGE_URL", True),
    ({"PROPCTL_STORAGE_URL": "memory://"}, "PROPCTL_STORAGE_URL", False),
    (
        {"PROPCTL_STORAGE_URL": "memory://", "PROPCTL_REDIS_URL": "redis://cache"},
        "PROPCTL_STORAGE_URL",
        True,
    ),
    ({"PROPCTL_S3_SSE": "AES256"}, "PROPCTL_S3_SSE", True),
    ({"PROPCTL_S3_ENDPOINT_URL": "https://s3.test"}, "PROPCTL_S3_ENDPOINT_URL", True),
    (
        {"PROPCTL_STORAGE_URL": "s3://bucket", "PROPCTL_S3_ENDPOINT_URL": "https://a:b@s3.test"},
        "PROPCTL_STORAGE_URL",
        True,
    ),
    (
        {"PROPCTL_STORAGE_URL": "s3://bucket", "PROPCTL_S3_SSE_KMS_KEY_ID": "alias/mine"},
        "PROPCTL_STORAGE_URL",
        True,
    ),
    ({"PROPCTL_REDIS_URL": "http://cache"}, "PROPCTL_REDIS_URL", True),
    ({"PROPCTL_REDIS_URL": "rediss://cache?ssl_ca_certs=/nowhere/ca.pem"}, "PROPCTL_REDIS_URL", True),
    ({"PROPCTL_PUSHGATEWAY_URL": "gateway:9091"}, "PROPCTL_PUSHGATEWAY_URL", True),
    ({"PROPCTL_PUSHGATEWAY_URL": "http://me:pw@gateway:9091"}, "PROPCTL_PUSHGATEWAY_URL", False),
    ({"PROPCTL_REDIS_URL": "redis://cache", "PROPCTL_SNAPSHOT_TTL": "599"}, "PROPCTL_SNAPSHOT_TTL", False),
    ({"PROPCTL_REDIS_URL_FILE": "/nowhere/url"}, "PROPCTL_REDIS_URL_FILE", True),
    (
        {"PROPCTL_REDIS_URL_FILE": "/etc/hostname", "PROPCTL_REDIS_URL": "redis://cache"},
        "PROPCTL_REDIS_URL",
        True,
    ),
    ({"PROPCTL_LINES_FILE": "/nowhere/lines.csv"}, "PROPCTL_LINES_FILE", True),
    ({"PROPCTL_LINES_FILE": "/etc"}, "PROPCTL_LINES_FILE", True),
    ({"PROPCTL_LINES_FILE": "README.md"}, "PROPCTL_LINES_FILE", False),
    ({"PROPCTL_RAW_RETENTION_DAYS": "6"}, "PROPCTL_RAW_RETENTION_DAYS", False),
    ({"PROPCTL_HTTP_TIMEOUT": "300"}, "PROPCTL_RUN_DEADLINE", True),
    ({"PROPCTL_MAX_RPS": "0.02", "PROPCTL_STATCAST_WINDOW_DAYS": "0"}, "PROPCTL_RUN_DEADLINE", True),
    ({"PROPCTL_STATCAST_WINDOW_DAYS": "181"}, "PROPCTL_RUN_DEADLINE", True),
    ({"PROPCTL_MLB_STATS_API_URL": "http://statsapi.test"}, "PROPCTL_MLB_STATS_API_URL", False),
    (
        {"PROPCTL_PROVIDER_MODE": "sample", "PROPCTL_BASEBALL_SAVANT_URL": "https://savant.test"},
        "PROPCTL_BASEBALL_SAVANT_URL",
        False,
    ),
    ({"PROPCTL_MAX_RPS": "fast"}, "PROPCTL_MAX_RPS", True),
    ({"PROPCTL_MAX_RPS": "0"}, "PROPCTL_MAX_RPS", True),
    ({"SSL_CERT_FILE": "/nowhere/ca.pem"}, "SSL_CERT_FILE", True),
    ({**LOOPBACK, "SSL_CERT_FILE": "/etc"}, "SSL_CERT_FILE", True),
    ({"SSL_CERT_DIR": "/nowhere"}, "SSL_CERT_DIR", True),
    ({"HTTPS_PROXY": "http://bob:s3c/r3t@proxy"}, "HTTPS_PROXY", True),
    ({**LOOPBACK, "https_proxy": "htp://proxy"}, "https_proxy", True),
    ({"ALL_PROXY": "socks5://proxy"}, "ALL_PROXY", True),
    ({**LOOPBACK, "HTTPS_PROXY": "socks5://proxy"}, "HTTPS_PROXY", False),
    ({"ALL_PROXY": "socks5://proxy", "PROPCTL_PROVIDER_MODE": "sample"}, "ALL_PROXY", False),
    ({"NO_PROXY": "localhost,10.0.0.0/40"}, "NO_PROXY", False),
    ({"SSLKEYLOGFILE": "/nowhere/keys"}, "SSLKEYLOGFILE", True),
    ({"SSLKEYLOGFILE": "/etc"}, "SSLKEYLOGFILE", True),
    ({"POLARS_MAX_THREADS": "0"}, "POLARS_MAX_THREADS", True),
    ({"POLARS_MAX_THREADS": "9" * 40}, "POLARS_MAX_THREADS", True),
    ({"PROPCTL_LINES_FILE": "x" * 5000}, "PROPCTL_LINES_FILE", True),
    ({"PROPCTL_STORAGE_URL": "http://[::1"}, "PROPCTL_STORAGE_URL", True),
    ({"PROPCTL_STORAGE_URL": f"file:///tmp/{'x' * 300}"}, "PROPCTL_STORAGE_URL", True),
    (
        {"PROPCTL_PROVIDER_MODE": "smple", "PROPCTL_ACCEPT_PROVIDER_TERMS": ""},
        "PROPCTL_PROVIDER_MODE",
        True,
    ),
    (
        {"PROPCTL_ENV_FILE": "/nowhere/.env", "PROPCTL_ACCEPT_PROVIDER_TERMS": ""},
        "PROPCTL_ENV_FILE",
        True,
    ),
    ({"PROPCTL_REDIS_URL": "rediss://cache?ssl_ca_certs=/etc"}, "PROPCTL_REDIS_URL", True),
    ({"PROPCTL_REDIS_URL": "rediss://cache?ssl_certfile=/dev/zero"}, "PROPCTL_REDIS_URL", True),
]
SAID: list[dict[str, str]] = [
    {},
    {"USE_FREE_INGESTION": "false", "PROPCTL_ACCEPT_PROVIDER_TERMS": ""},
    {"PROPCTL_PROVIDER_MODE": "sample", "PROPCTL_ACCEPT_PROVIDER_TERMS": ""},
    {**LOOPBACK, "PROPCTL_ACCEPT_PROVIDER_TERMS": "", "PROPCTL_MAX_RPS": "0"},
    {"PROPCTL_STORAGE_URL": "s3://bucket/prefix", "PROPCTL_S3_SSE": "aws:kms"},
    {"PROPCTL_REDIS_URL": "rediss://user:pw@cache:6379/0"},
    {"PROPCTL_PUSHGATEWAY_URL": "http://gateway:9091"},
    {"PROPCTL_PUSHGATEWAY_URL": "https://user:pw@gateway/prefix"},
    {"PROPCTL_STATCAST_WINDOW_DAYS": "180"},
    {"PROPCTL_LINES_FILE": "/etc/hostname", "PROPCTL_RAW_RETENTION_DAYS": "7"},
    {"SSL_CERT_FILE": "", "HTTPS_PROXY": "http://bob:secret@proxy:3128"},
    {"ALL_PROXY": "proxy:3128", "NO_PROXY": "localhost,[::1],fe80::/10,.mlb.com"},
]


@pytest.fixture(autouse=True)
def sound_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        foreign = name.lower().endswith("_proxy") or name.startswith(("AWS_", "SSL_CERT_"))
        if foreign or name.startswith("PROPCTL_") or name == "USE_FREE_INGESTION":
            monkeypatch.delenv(name)
    monkeypatch.chdir(ROOT)
    for name, value in (SOUND | {"PROPCTL_STORAGE_URL": (tmp_path / "store").as_uri()}).items():
        monkeypatch.setenv(name, value)


def found(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> list[Finding]:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return check_configuration()


@pytest.mark.parametrize("values", SAID, ids=str)
def test_what_fits_together_is_not_complained_of(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str]
) -> None:
    assert found(monkeypatch, values) == []


@pytest.mark.parametrize(("values", "variable", "wrong"), FOUND, ids=str)
def test_each_contradiction_is_found_and_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], variable: str, wrong: bool
) -> None:
    (finding,) = found(monkeypatch, values)
    assert (finding.variable, finding.wrong) == (variable, wrong)
    assert variable in finding.message
    assert finding.hint


def test_all_of_them_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {
        "PROPCTL_STORGE_URL": "x",
        "PROPCTL_MAX_RPS": "fast",
        "PROPCTL_S3_SSE": "AES256",
        "PROPCTL_RUN_DEADLINE": "10",
    }
    variables = [finding.variable for finding in found(monkeypatch, values)]
    assert variables == [
        "PROPCTL_MAX_RPS", "PROPCTL_STORGE_URL", "PROPCTL_S3_SSE", "PROPCTL_RUN_DEADLINE",
        "PROPCTL_RUN_DEADLINE",
    ]  # fmt: skip


def test_a_slip_is_told_with_what_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    (finding,) = found(monkeypatch, {"PROPCTL_STORGE_URL": "x"})
    assert finding.message.endswith("did you mean PROPCTL_STORAGE_URL?")


def test_nothing_is_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found(monkeypatch, {})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("folder", ["/proc", "/proc/propctl/store"])
def test_a_folder_that_nobody_may_write_is_found(monkeypatch: pytest.MonkeyPatch, folder: str) -> None:
    if os.access("/proc", os.W_OK):
        monkeypatch.setattr(os, "access", lambda *_: False)  # root is told that it may; the kernel says no
    (finding,) = found(monkeypatch, {"PROPCTL_STORAGE_URL": f"file://{folder}"})
    assert "cannot be " in finding.message
