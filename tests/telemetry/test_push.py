"""Pushing to a real Pushgateway, and to what stands in its place."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from propctl.domain.metric_labels import JobName
from propctl.domain.metric_totals import Group, Values
from propctl.domain.option_values import Namespace
from propctl.errors import ConfigurationError
from propctl.telemetry.exposition import GroupValues
from propctl.telemetry.metrics import RUNS
from propctl.telemetry.push import PATIENCE_SECONDS, PushError, open_gateway
from tests.cache.certificates import write_certificates
from tests.cache.redis_server import free_port
from tests.telemetry.servers import Pushgateway, pushgateway

ENCODED: Final = "a%2Fb%40c%3Ad"
BCRYPT: Final = "$2b$04$As53FcveHfmudE3JfWc/nuOZm0xwYa0A/IubR9JtcHLLrxZU3pHD6"
"""Of the password that ENCODED spells, at the lowest cost."""

SECURED: Final = """
tls_server_config: {{cert_file: {folder}/server.pem, key_file: {folder}/server.key}}
basic_auth_users: {{propctl: "{hash}"}}
"""
TOLD: Final = GroupValues(
    Group(JobName.RUN_ONCE, "mlb"), Namespace.LIVE, Values(counters={RUNS: {"success": 3.0}})
)
ANSWER: Final = b"HTTP/1.1 %s\r\nLocation: /login\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ssl_cert_file"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pushgateway]:
    with pushgateway(tmp_path_factory.mktemp("gateway")) as running:
        yield running


@contextlib.contextmanager
def listener(answer: bytes | None, every: float = 0.0) -> Iterator[str]:
    """Answers each connection so, byte by byte when it takes its time, or never."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                for byte in answer or b"":
                    connection.sendall(bytes([byte]))
                    time.sleep(every)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(100_000):
                    pass

        if answer is not None:
            threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def failure(url: str) -> str:
    with pytest.raises(PushError) as caught:
        open_gateway(url).push(TOLD)
    return caught.value.message


def test_a_push_arrives_whole(gateway: Pushgateway) -> None:
    open_gateway(gateway.url).push(TOLD)
    text = gateway.metrics()
    assert 'propctl_runs_total{instance="",job="propctl_run_once",outcome="success",sport="mlb"} 3' in text
    assert 'outcome="failed",sport="mlb"} 0' in text


def test_a_group_is_deleted_and_an_absent_one_is_fine(gateway: Pushgateway) -> None:
    client = open_gateway(f"{gateway.url}/")
    client.push(TOLD)
    for _ in range(2):
        client.delete(TOLD.labels)
    assert gateway.groups() == set()


def test_a_shard_and_a_namespace_are_groups_of_their_own(gateway: Pushgateway) -> None:
    shard = GroupValues(Group(JobName.BACKFILL, "mlb", 3), Namespace.SHADOW, Values())
    open_gateway(gateway.url).push(shard)
    assert ("3", "mlb", "shadow_propctl_backfill") in gateway.groups()


def test_user_password_and_tls_are_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_certificates(tmp_path)
    (tmp_path / "web.yml").write_text(SECURED.format(folder=tmp_path, hash=BCRYPT))
    with pushgateway(tmp_path, f"--web.config.file={tmp_path / 'web.yml'}", ready=False) as secured:
        place = f"127.0.0.1:{secured.port}"
        _await_listening(secured.port)
        assert "its certificate was refused" in failure(f"https://propctl:{ENCODED}@{place}")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        open_gateway(f"https://propctl:{ENCODED}@{place}").push(TOLD)
        open_gateway(f"https://propctl:{ENCODED}@{place}").check_ready()
        refused = failure(f"https://propctl:hunter2@{place}")
    assert refused == f"the Pushgateway at https://{place}: refused the user or the password (HTTP 401)"


def _await_listening(port: int) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)


def test_nobody_there_costs_no_time() -> None:
    began = time.monotonic()
    assert failure(f"http://127.0.0.1:{free_port()}").endswith("connection refused")
    assert time.monotonic() - began < PATIENCE_SECONDS


@pytest.mark.parametrize(
    ("answer", "every"), [(None, 0.0), (ANSWER % b"200 OK", 0.2)], ids=["silent", "dribbling"]
)
def test_a_slow_one_costs_two_seconds(answer: bytes | None, every: float) -> None:
    began = time.monotonic()
    with listener(answer, every) as url:
        assert failure(url).endswith("no answer within 2 s")
    assert time.monotonic() - began < PATIENCE_SECONDS + 1


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (b"400 Bad Request", "refused the metrics (HTTP 400)"),
        (b"403 Forbidden", "refused access (HTTP 403)"),
        (b"500 Oops", "answered HTTP 500"),
        (b"302 Found", "answered HTTP 302"),
    ],
    ids=str,
)
def test_a_refusal_is_told_and_a_redirect_not_followed(status: bytes, words: str) -> None:
    with listener(ANSWER % status) as url:
        assert words in failure(url)


@pytest.mark.parametrize("answer", [b"", b"SSH-2.0-OpenSSH\r\n\r\n"], ids=["nothing", "another protocol"])
def test_what_is_no_gateway_is_told(answer: bytes) -> None:
    with listener(answer) as url:
        assert failure(url).startswith(f"the Pushgateway at {url}: ")


def test_no_message_and_no_representation_holds_the_password() -> None:
    url = f"http://me:hunter2@127.0.0.1:{free_port()}"
    assert "hunter2" not in failure(url) + repr(open_gateway(url))


@pytest.mark.parametrize(
    "url",
    [
        "gateway:9091", "ftp://gateway", "http://", "http://host:0", "http://host:99999", "http://host?x=1",
        "http://host#x", "http://me:hunter2/a@b@host", "http://me:hunter2 x@host", "http://höst",
    ],
)  # fmt: skip
def test_a_malformed_url_is_a_configuration_error_that_does_not_repeat_it(url: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        open_gateway(url)
    assert "hunter2" not in caught.value.message + caught.value.hint


def test_a_push_goes_through_the_proxy(gateway: Pushgateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", gateway.url)  # a gateway takes a request with a whole URL as well
    open_gateway("http://gateway.test").push(TOLD)
    assert ("mlb", "propctl_run_once") in gateway.groups()


def test_a_proxy_that_is_down_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = f"127.0.0.1:{free_port()}"
    monkeypatch.setenv("HTTP_PROXY", f"http://me:hunter2@{proxy}")
    assert failure("http://gateway.test") == (
        f"the Pushgateway at http://gateway.test, through http://{proxy} of HTTP_PROXY: connection refused"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HTTPS_PROXY", "socks5://proxy"),
        ("HTTPS_PROXY", "http://me:hunter2/3@proxy"),
        ("SSL_CERT_FILE", "/nowhere"),
        ("SSL_CERT_DIR", "/nowhere"),
    ],
)
def test_what_https_needs_is_looked_at_for_https_alone(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    open_gateway("http://gateway.test")
    with pytest.raises(ConfigurationError, match=name):
        open_gateway("https://gateway.test")


def test_an_exempt_gateway_is_asked_directly(gateway: Pushgateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "socks5://proxy")
    monkeypatch.setenv("NO_PROXY", "127.0.0.0/8")
    open_gateway(gateway.url).push(TOLD)
