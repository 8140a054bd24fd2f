"""What users can get wrong about the credentials and options of S3: it is named, and no secret is."""

import os
from pathlib import Path

import pytest

from propctl.errors import ConfigurationError, ExitCode, PropctlError
from propctl.settings_check import Finding, check_configuration
from propctl.storage.s3 import S3Store
from propctl.storage.s3_connection import S3Connection
from tests.cache.redis_server import free_port
from tests.nightly import by_day
from tests.storage.s3_server import BUCKET, ENVIRONMENT

Variables = dict[str, str]

KEYS: Variables = {"AWS_ACCESS_KEY_ID": "AKIATEST", "AWS_SECRET_ACCESS_KEY": "hunter2"}
ROLE: Variables = {"AWS_ROLE_ARN": "arn:aws:iam::1:role/reader"}
CONTAINER: Variables = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:9/hunter2"}
ASSUMED = "role_arn=arn:aws:iam::1:role/x"

FILES: list[tuple[Variables, str]] = [
    ({**ROLE, "AWS_WEB_IDENTITY_TOKEN_FILE": "/nope"}, "AWS_WEB_IDENTITY_TOKEN_FILE=/nope: No such file"),
    ({**ROLE, "AWS_WEB_IDENTITY_TOKEN_FILE": "/etc"}, "AWS_WEB_IDENTITY_TOKEN_FILE=/etc: Is a directory"),
    ({**ROLE, "AWS_WEB_IDENTITY_TOKEN_FILE": "{folder}/bytes"}, "/bytes: it is not text"),
    ({**ROLE, "AWS_WEB_IDENTITY_TOKEN_FILE": "{folder}/pipe"}, "/pipe: it is no regular file"),
    ({**ROLE, "AWS_WEB_IDENTITY_TOKEN_FILE": "/dev/zero"}, "/dev/zero: it is no regular file"),
    ({**ROLE, "AWS_WEB_IDENTITY_TOKEN_FILE": "/proc/self/mem"}, "/proc/self/mem: Input/output error"),
    ({"AWS_WEB_IDENTITY_TOKEN_FILE": "{folder}/text"}, "AWS_ROLE_ARN"),
    (
        {**CONTAINER, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/nope"},
        "AUTHORIZATION_TOKEN_FILE=/nope: No such",
    ),
    ({**CONTAINER, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/etc"}, "TOKEN_FILE=/etc: Is a directory"),
    ({**CONTAINER, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{folder}/bytes"}, "/bytes: it is not text"),
    (
        {**CONTAINER, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{folder}/pipe"},
        "/pipe: it is no regular file",
    ),
    ({"AWS_CONFIG_FILE": "/nope"}, "AWS_CONFIG_FILE=/nope: No such file"),
    ({"AWS_CONFIG_FILE": "/etc"}, "AWS_CONFIG_FILE=/etc: Is a directory"),
    ({"AWS_CONFIG_FILE": "/proc/self/mem"}, "AWS_CONFIG_FILE=/proc/self/mem: Input/output error"),
    ({"AWS_CONFIG_FILE": "{folder}/bytes"}, "AWS_CONFIG_FILE: Unable to parse"),
    ({"AWS_CONFIG_FILE": "{folder}/text"}, "AWS_CONFIG_FILE: Unable to parse"),
    ({"AWS_SHARED_CREDENTIALS_FILE": "/nope"}, "AWS_SHARED_CREDENTIALS_FILE=/nope: No such file"),
    ({"AWS_SHARED_CREDENTIALS_FILE": "{folder}/bytes"}, "AWS_SHARED_CREDENTIALS_FILE: Unable to parse"),
    ({"AWS_SHARED_CREDENTIALS_FILE": "{folder}/text"}, "AWS_SHARED_CREDENTIALS_FILE: Unable to parse"),
    ({**KEYS, "AWS_CA_BUNDLE": "/nope"}, "AWS_CA_BUNDLE=/nope: No such file"),
    ({**KEYS, "AWS_CA_BUNDLE": "/etc"}, "AWS_CA_BUNDLE=/etc: Is a directory"),
    ({**KEYS, "AWS_CA_BUNDLE": "{folder}/text"}, "/text: it holds no certificates"),
    ({**KEYS, "AWS_CA_BUNDLE": "{folder}/pipe"}, "/pipe: it is no regular file"),
    ({**KEYS, "REQUESTS_CA_BUNDLE": "/nope"}, "REQUESTS_CA_BUNDLE=/nope: No such file"),
]
VALUES: list[tuple[Variables, str]] = [
    (
        {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://example.com/hunter2"},
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    ),
    ({"AWS_CONTAINER_CREDENTIALS_FULL_URI": "garbage"}, "AWS_CONTAINER_CREDENTIALS_FULL_URI"),
    ({"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://[::1"}, "AWS_CONTAINER_CREDENTIALS_FULL_URI"),
    ({**CONTAINER, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "hunter2\n"}, "AWS_CONTAINER_AUTHORIZATION_TOKEN"),
    ({**KEYS, "AWS_ACCESS_KEY_ID": "AKIA\nhunter2"}, "AWS_ACCESS_KEY_ID"),
    ({**KEYS, "AWS_ACCESS_KEY_ID": "\udcff"}, "AWS_ACCESS_KEY_ID"),
    ({**KEYS, "AWS_SECRET_ACCESS_KEY": "hunter2\udcff"}, "AWS_SECRET_ACCESS_KEY"),
    ({**KEYS, "AWS_SESSION_TOKEN": "hunter2\r\n"}, "AWS_SESSION_TOKEN"),
    ({**KEYS, "AWS_SESSION_TOKEN": "\udcff"}, "AWS_SESSION_TOKEN"),
    ({"AWS_ACCESS_KEY_ID": "AKIATEST"}, "AWS_SECRET_ACCESS_KEY"),
    ({**KEYS, "AWS_DEFAULT_REGION": "no region"}, "AWS_DEFAULT_REGION"),
    ({**KEYS, "AWS_DEFAULT_REGION": "ü"}, "AWS_DEFAULT_REGION"),
    ({**KEYS, "AWS_DEFAULT_REGION": "x" * 300}, "AWS_DEFAULT_REGION"),
    ({**KEYS, "AWS_ENDPOINT_URL_S3": "no url"}, "AWS_ENDPOINT_URL_S3"),
    ({**KEYS, "AWS_ENDPOINT_URL_S3": "http://[::1"}, "AWS_ENDPOINT_URL_S3"),
    ({**KEYS, "AWS_ENDPOINT_URL_S3": "ftp://host"}, "AWS_ENDPOINT_URL_S3"),
    ({**KEYS, "AWS_ENDPOINT_URL_S3": "http://host:99999"}, "AWS_ENDPOINT_URL_S3"),
    ({**KEYS, "AWS_DEFAULTS_MODE": "x"}, "AWS_DEFAULTS_MODE"),
    ({**KEYS, "AWS_REQUEST_CHECKSUM_CALCULATION": "x"}, "AWS_REQUEST_CHECKSUM_CALCULATION"),
    ({**KEYS, "AWS_RESPONSE_CHECKSUM_VALIDATION": "x"}, "AWS_RESPONSE_CHECKSUM_VALIDATION"),
    ({**KEYS, "AWS_METADATA_SERVICE_TIMEOUT": "soon"}, "AWS_METADATA_SERVICE_TIMEOUT"),
    ({**KEYS, "AWS_METADATA_SERVICE_NUM_ATTEMPTS": "few"}, "AWS_METADATA_SERVICE_NUM_ATTEMPTS"),
    ({**KEYS, "AWS_EC2_METADATA_SERVICE_ENDPOINT": "x"}, "AWS_EC2_METADATA_SERVICE_ENDPOINT"),
    ({**KEYS, "AWS_STS_REGIONAL_ENDPOINTS": "x"}, "AWS_STS_REGIONAL_ENDPOINTS"),
    ({**KEYS, "AWS_CREDENTIAL_EXPIRATION": "soon"}, "AWS_CREDENTIAL_EXPIRATION"),
    ({"AWS_PROFILE": "nobody"}, "AWS_PROFILE"),
    ({"AWS_DEFAULT_PROFILE": "nobody"}, "AWS_DEFAULT_PROFILE"),
    ({**KEYS, "HTTPS_PROXY": "http://bob:hunter2/x@proxy"}, "HTTPS_PROXY"),
    ({**KEYS, "HTTPS_PROXY": "socks5://proxy"}, "HTTPS_PROXY"),
]
WRONG = FILES + VALUES
USED = [case for case in WRONG if not case[0].keys() & {"AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"}]
"""Without an answer at the endpoint no certificate is looked at."""

PROFILES = [
    ("credential_process=/nope --password hunter2", "'default' in {folder}/config: /nope"),
    ("credential_process=/etc", "credential_process of the AWS profile 'default' in {folder}/config: /etc"),
    ("credential_process=echo '", "credential_process of the AWS profile 'default'"),
    (f"{ASSUMED}\nsource_profile=nobody", "nobody"),
    (f"{ASSUMED}\nsource_profile=default2\n[profile default2]\n{ASSUMED}\nsource_profile=default", "loop"),
    (f"{ASSUMED}\ncredential_source=Moon", "Moon"),
    (f"{ASSUMED}\ncredential_source=Environment\nsource_profile=a", "both source_profile and"),
    ("sso_session=nobody\nsso_account_id=1\nsso_role_name=r", "sso-session does not exist"),
    ("aws_access_key_id=a", "Partial credentials"),
    ("s3 =\n  addressing_style = wrong", "addressing style wrong"),
    ("s3 =\n  nonsense", "AWS_CONFIG_FILE: Unable to parse"),
]
AT_THE_FIRST_REQUEST = [
    ("credential_process=echo hunter2", ExitCode.CONFIGURATION, "credential_process of the AWS profile"),
    ("credential_process=echo []", ExitCode.CONFIGURATION, "credential_process of the AWS profile"),
    ("credential_process=printf '\\377'", ExitCode.CONFIGURATION, "credential_process of the AWS profile"),
    ("credential_process=sh -c 'echo hunter2 >&2; exit 1'", ExitCode.TEMPORARY, "credential_process of the"),
    (
        "sso_start_url=https://x\nsso_region=r\nsso_account_id=1\nsso_role_name=r",
        ExitCode.REFUSED,
        "login of sso",
    ),
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files to name, and an environment without credentials."""
    (tmp_path / "bytes").write_bytes(b"\xff\xfe[default]")
    (tmp_path / "text").write_text("no option\n")
    os.mkfifo(tmp_path / "pipe")
    for name in list(os.environ):
        if name.startswith(("AWS_", "PROPCTL_", "REQUESTS_", "SSL_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    bare = {name: value for name, value in ENVIRONMENT.items() if "KEY" not in name}
    for name, value in bare.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PROPCTL_PROVIDER_MODE", "sample")
    monkeypatch.setenv("PROPCTL_STORAGE_URL", f"s3://{BUCKET}")
    return tmp_path


def set_all(monkeypatch: pytest.MonkeyPatch, folder: Path, variables: Variables) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value.format(folder=folder))


def write_profile(monkeypatch: pytest.MonkeyPatch, folder: Path, text: str) -> None:
    (folder / "config").write_text(f"[default]\n{text}\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(folder / "config"))


def failure(monkeypatch: pytest.MonkeyPatch) -> PropctlError:
    """How the first request ends; nobody listens at the endpoint."""
    if "AWS_ENDPOINT_URL_S3" not in os.environ and "HTTPS_PROXY" not in os.environ:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{free_port()}")
    with pytest.raises(PropctlError) as raised:
        S3Store(BUCKET, "", S3Connection(attempts=1)).get("v1/state/a.json")
    return raised.value


def findings() -> list[Finding]:
    return [finding for finding in check_configuration() if finding.wrong]


def is_fit(text: str) -> bool:
    """Whether a message has one line of some length, and no secret."""
    return "\n" not in text and len(text) < 500 and "hunter2" not in text


@pytest.mark.parametrize(("variables", "named"), by_day(WRONG, *WRONG[::4]), ids=str)
def test_a_wrong_variable_is_found_by_the_check(
    monkeypatch: pytest.MonkeyPatch, folder: Path, variables: Variables, named: str
) -> None:
    set_all(monkeypatch, folder, variables)
    (finding,) = findings()
    assert named in finding.message
    assert finding.variable in {*variables, "AWS_ROLE_ARN", "AWS_SECRET_ACCESS_KEY"}
    assert is_fit(finding.message + finding.hint)


@pytest.mark.parametrize(("variables", "named"), by_day(USED, *USED[1::5]), ids=str)
def test_a_wrong_variable_is_named_at_the_first_request(
    monkeypatch: pytest.MonkeyPatch, folder: Path, variables: Variables, named: str
) -> None:
    set_all(monkeypatch, folder, variables)
    error = failure(monkeypatch)
    assert (type(error).exit_code, named in error.message) == (ExitCode.CONFIGURATION, True), error.message
    assert error.hint
    assert is_fit(error.message + error.hint)


@pytest.mark.parametrize(("text", "named"), by_day(PROFILES, *PROFILES[::3]))
def test_a_wrong_profile_is_found_and_named(
    monkeypatch: pytest.MonkeyPatch, folder: Path, text: str, named: str
) -> None:
    write_profile(monkeypatch, folder, text)
    (finding,) = findings()
    error = failure(monkeypatch)
    assert named.format(folder=folder) in finding.message
    assert named.format(folder=folder) in error.message
    assert isinstance(error, ConfigurationError)
    assert is_fit(finding.message + error.message)


@pytest.mark.parametrize(("text", "code", "named"), AT_THE_FIRST_REQUEST)
def test_a_source_that_gives_nothing_is_named(
    monkeypatch: pytest.MonkeyPatch, folder: Path, text: str, code: ExitCode, named: str
) -> None:
    write_profile(monkeypatch, folder, text)
    assert findings() == []
    error = failure(monkeypatch)
    assert (error.exit_code, named in error.message) == (code, True), error.message
    assert is_fit(error.message + error.hint)


def test_a_token_file_that_no_source_needs_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**KEYS, **ROLE, "AWS_WEB_IDENTITY_TOKEN_FILE": "/nope"}.items():
        monkeypatch.setenv(name, value)
    assert findings() == []
    assert failure(monkeypatch).exit_code is ExitCode.TEMPORARY


def test_a_bug_of_ours_stays_one(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, Path(), KEYS)
    store = S3Store(BUCKET, "", S3Connection(attempts=1))
    store._connection = None  # type: ignore[assignment]
    with pytest.raises(AttributeError):
        store.get("v1/state/a.json")


@pytest.mark.parametrize(
    "variables",
    [{**ROLE, "AWS_WEB_IDENTITY_TOKEN_FILE": "{folder}/pipe"}, {**KEYS, "AWS_CA_BUNDLE": "{folder}/pipe"}],
    ids=str,
)
def test_a_pipe_is_not_read_for_ever(
    monkeypatch: pytest.MonkeyPatch, folder: Path, variables: Variables
) -> None:
    set_all(monkeypatch, folder, variables)
    assert "/pipe: it is no regular file" in failure(monkeypatch).message
