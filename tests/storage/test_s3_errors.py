"""What the refusals and outages of S3 mean for a run."""

import socket
from collections.abc import Callable

import pytest

from propctl.errors import ConfigurationError, PropctlError, RefusedError, TemporaryError
from propctl.storage.s3 import S3Store
from propctl.storage.s3_connection import S3Connection, S3Options
from tests.storage.s3_faults import Fault, says
from tests.storage.s3_proxy import Proxy
from tests.storage.s3_server import BUCKET, ENVIRONMENT

KEY = "v1/state/a.json"
METHODS = ("GET", "PUT", "DELETE")

Act = Callable[[S3Store], object]

ACTS = [
    pytest.param(lambda store: store.get(KEY), id="get"),
    pytest.param(lambda store: store.put(KEY, b"1"), id="put"),
    pytest.param(lambda store: store.put(KEY, b"1", if_absent=True), id="put-if-absent"),
    pytest.param(lambda store: list(store.list("v1/")), id="list"),
    pytest.param(lambda store: store.delete(KEY), id="delete"),
]

ANSWERS: list[tuple[int, str, type[PropctlError]]] = [
    (301, "PermanentRedirect", ConfigurationError),
    (400, "AuthorizationHeaderMalformed", ConfigurationError),
    (400, "InvalidBucketName", ConfigurationError),
    (404, "NoSuchBucket", ConfigurationError),
    (404, "", ConfigurationError),
    (501, "NotImplemented", ConfigurationError),
    (400, "ExpiredToken", RefusedError),
    (400, "InvalidToken", RefusedError),
    (403, "AccessDenied", RefusedError),
    (403, "InvalidAccessKeyId", RefusedError),
    (403, "SignatureDoesNotMatch", RefusedError),
    (400, "RequestTimeout", TemporaryError),
    (403, "QuotaExceeded", TemporaryError),
    (409, "OperationAborted", TemporaryError),
    (429, "TooManyRequests", TemporaryError),
    (500, "InternalError", TemporaryError),
    (503, "SlowDown", TemporaryError),
    (507, "XMinioStorageFull", TemporaryError),
]


def spoil(proxy: Proxy, fault: Fault) -> None:
    for method in METHODS:
        proxy.always(method, fault)


def failure(act: Act, store: S3Store) -> PropctlError:
    with pytest.raises(PropctlError) as raised:
        act(store)
    return raised.value


def at(url: str, **limits: float) -> S3Store:
    return S3Store(BUCKET, "prefix", S3Connection(S3Options(url), attempts=1, **limits))


@pytest.fixture
def free_port() -> int:
    """A port of which nobody answers: it was free an instant ago."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    ("status", "code", "meaning"), ANSWERS, ids=[f"{row[0]}-{row[1]}" for row in ANSWERS]
)
def test_an_answer_means_one_kind_of_failure(
    behind_once: S3Store, proxy: Proxy, act: Act, status: int, code: str, meaning: type[PropctlError]
) -> None:
    spoil(proxy, says(status, code))
    assert type(failure(act, behind_once)) is meaning


@pytest.mark.parametrize("act", ACTS)
def test_a_failure_has_a_hint(behind_once: S3Store, proxy: Proxy, act: Act) -> None:
    spoil(proxy, says(403, "AccessDenied"))
    assert failure(act, behind_once).hint


def test_a_failure_names_attempt_store_reason_and_consequence(behind_once: S3Store, proxy: Proxy) -> None:
    spoil(proxy, says(403, "AccessDenied", "Access Denied."))
    message = failure(lambda store: store.get(KEY), behind_once).message
    expected = f"cannot read {KEY} from {behind_once.url}: AccessDenied (403) Access Denied; nothing was read"
    assert message == expected


def test_a_failure_is_one_line_whatever_the_service_says(behind_once: S3Store, proxy: Proxy) -> None:
    spoil(proxy, says(403, "AccessDenied", "first\nsecond\r\n" + "x" * 5000))
    message = failure(lambda store: store.get(KEY), behind_once).message
    assert (message.count("\n"), len(message) < 500) == (0, True)


@pytest.mark.parametrize("act", ACTS)
def test_a_failure_repeats_no_secret(behind_once: S3Store, proxy: Proxy, act: Act) -> None:
    spoil(proxy, says(403, "InvalidAccessKeyId"))
    error = failure(act, behind_once)
    secrets = (ENVIRONMENT["AWS_SECRET_ACCESS_KEY"], ENVIRONMENT["AWS_ACCESS_KEY_ID"])
    assert not any(secret in error.message + error.hint for secret in secrets)


def test_a_404_that_is_not_s3s_is_no_absent_object(behind_once: S3Store, proxy: Proxy) -> None:
    spoil(proxy, says(404, ""))
    with pytest.raises(ConfigurationError):
        behind_once.get(KEY)


def test_deleting_what_the_service_calls_absent_is_fine(behind_once: S3Store, proxy: Proxy) -> None:
    proxy.plan("DELETE", says(404, "NoSuchKey"))
    behind_once.delete(KEY)
    assert proxy.methods() == ["DELETE"]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.usefixtures("s3_environment")
def test_a_service_that_is_down_is_temporary(free_port: int, act: Act) -> None:
    assert type(failure(act, at(f"http://127.0.0.1:{free_port}"))) is TemporaryError


@pytest.mark.usefixtures("s3_environment")
def test_a_service_that_does_not_answer_is_temporary() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        store = at(f"http://127.0.0.1:{silent.getsockname()[1]}", read_seconds=0.1)
        with pytest.raises(TemporaryError, match="did not answer in time"):
            store.get(KEY)


@pytest.mark.usefixtures("s3_environment")
def test_https_to_a_service_without_tls_is_configuration(proxy: Proxy) -> None:
    with pytest.raises(ConfigurationError, match="no secure connection"):
        at(proxy.url.replace("http:", "https:")).get(KEY)


@pytest.mark.usefixtures("s3_environment")
def test_a_bucket_that_does_not_exist_is_configuration(s3_connection: S3Connection) -> None:
    with pytest.raises(ConfigurationError, match="NoSuchBucket"):
        S3Store("no-such-bucket", "", s3_connection).get(KEY)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("AWS_ACCESS_KEY_ID", None, "Unable to locate credentials|Partial credentials"),
        ("AWS_SECRET_ACCESS_KEY", None, "Partial credentials"),
        ("AWS_PROFILE", "nobody", "nobody"),
        ("AWS_DEFAULT_REGION", "no region", "no region"),
        ("AWS_ENDPOINT_URL", "no url", "AWS_ENDPOINT_URL is not the URL"),
    ],
)
@pytest.mark.usefixtures("s3_environment")
def test_what_boto3_cannot_work_with_is_configuration(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str | None, reason: str
) -> None:
    if value is None:
        monkeypatch.delenv(name)
    else:
        monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=reason):
        S3Store(BUCKET, "", S3Connection(attempts=1)).get(KEY)


@pytest.mark.usefixtures("s3_environment")
def test_a_proxy_is_used_but_for_exempt_hosts(
    monkeypatch: pytest.MonkeyPatch, s3_connection: S3Connection, s3_url: str, free_port: int
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://bob:hunter2@127.0.0.1:{free_port}")
    monkeypatch.setenv("NO_PROXY", "localhost")
    error = failure(lambda store: store.get(KEY), at(s3_url))
    assert (type(error), "the proxy of HTTPS_PROXY" in error.message) == (TemporaryError, True)
    monkeypatch.setenv("NO_PROXY", "localhost,127.0.0.0/8")
    assert at(s3_url).get("v1/state/absent.json") is None


@pytest.mark.parametrize("scheme", ["http", "https", "ftp", "none"])
@pytest.mark.usefixtures("s3_environment")
def test_a_password_in_boto3s_own_endpoint_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch, free_port: int, scheme: str
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"{scheme}://user:hunter2@127.0.0.1:{free_port}/ x")
    error = failure(lambda store: store.get(KEY), S3Store(BUCKET, "", S3Connection(attempts=1)))
    assert "hunter2" not in error.message + error.hint
