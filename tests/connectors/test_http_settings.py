"""What only a setting can change, over real connections: certificates that are not trusted, and proxies."""

import datetime as dt
import socket
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from propctl.connectors.payloads import RequestConfigurationError, RequestUnavailableError
from propctl.errors import ConfigurationError, ExitCode
from tests.cache.certificates import write_certificates
from tests.cache.redis_server import free_port
from tests.connectors.wire import ASKED, GOOD, a_client


class Server(ThreadingHTTPServer):
    """A provider and a proxy: answers GET and CONNECT with ``status``; ``asked`` are the targets."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = 200
        self.connections = 0
        self.asked: list[str] = []
        self.passwords: list[str] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def get_request(self) -> tuple[socket.socket, object]:
        self.connections += 1
        return super().get_request()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that refuses the certificate is what is tested."""


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.passwords.append(self.headers.get("proxy-authorization", ""))
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(GOOD)))
        self.end_headers()
        self.wfile.write(GOOD)

    do_CONNECT = do_GET  # noqa: N815 - the name that the library calls

    def log_message(self, *_: object) -> None:
        """Tests print nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


Served = tuple[Path, Server]


@pytest.fixture
def served(tmp_path: Path, server: Server) -> Served:
    """A folder for certificates, and a server."""
    return tmp_path, server


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ssl_cert_file", "ssl_cert_dir"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def secured(server: Server, folder: Path) -> str:
    """The URL of *server* with the certificate in *folder*."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    return f"https://127.0.0.1:{server.port}"


@pytest.mark.parametrize(
    ("host", "days", "reason"),
    [
        ("127.0.0.1", 1, "unable to get local issuer certificate"),
        ("127.0.0.1", -1 / 48, "certificate has expired"),
        ("127.0.0.2", 1, "IP address mismatch, certificate is not valid for '127.0.0.1'"),
    ],
)
def test_a_certificate_that_is_refused_is_asked_for_once(
    monkeypatch: pytest.MonkeyPatch, served: Served, host: str, days: float, reason: str
) -> None:
    tmp_path, server = served
    write_certificates(tmp_path, host, dt.timedelta(days=days))
    if "issuer" not in reason:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with pytest.raises(RequestConfigurationError) as raised:
        a_client(None, base_url=secured(server, tmp_path)).get(ASKED)
    assert (raised.value.exit_code, server.connections) == (ExitCode.CONFIGURATION, 1)
    assert raised.value.reason == f"the certificate was refused: {reason}"
    assert "SSL_CERT_FILE" in raised.value.hint
    assert raised.value.note().code == "provider_failed"


def test_a_certificate_of_a_named_authority_is_accepted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, server: Server
) -> None:
    write_certificates(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    assert a_client(None, base_url=secured(server, tmp_path)).get(ASKED).body == GOOD


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_certificates_that_are_absent_matter_to_https_alone(
    monkeypatch: pytest.MonkeyPatch, server: Server, variable: str
) -> None:
    monkeypatch.setenv(variable, "/nowhere")
    assert a_client(None, base_url=f"http://127.0.0.1:{server.port}").get(ASKED).body == GOOD
    with pytest.raises(ConfigurationError, match=f"^{variable}=/nowhere: "):
        a_client(None, base_url="https://host.test")


def test_a_request_goes_through_the_proxy_with_its_password(
    monkeypatch: pytest.MonkeyPatch, server: Server
) -> None:
    monkeypatch.setenv("ALL_PROXY", f"http://bob:p%40ss@127.0.0.1:{server.port}")
    assert a_client(None, base_url="http://provider.test").get(ASKED).body == GOOD
    assert server.asked == [f"http://provider.test{ASKED.text}"]
    assert server.passwords == ["Basic Ym9iOnBAc3M="]


def test_an_exempt_host_is_asked_directly(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "localhost,[::1],127.0.0.0/8")
    assert a_client(None, base_url=f"http://127.0.0.1:{server.port}").get(ASKED).body == GOOD
    assert server.asked == [ASKED.text]


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_wants_a_password_is_configuration(
    monkeypatch: pytest.MonkeyPatch, server: Server, scheme: str
) -> None:
    server.status = 407
    monkeypatch.setenv("ALL_PROXY", f"http://bob:hunter2@127.0.0.1:{server.port}")
    with pytest.raises(RequestConfigurationError) as raised:
        a_client(None, base_url=f"{scheme}://provider.test").get(ASKED)
    assert (raised.value.exit_code, len(server.asked)) == (ExitCode.CONFIGURATION, 1)
    assert f"the proxy http://127.0.0.1:{server.port} of ALL_PROXY wants another user" in raised.value.reason
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_is_down_is_named(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    port = free_port()
    monkeypatch.setenv("ALL_PROXY", f"http://bob:hunter2@127.0.0.1:{port}")
    with pytest.raises(RequestUnavailableError) as raised:
        a_client(None, base_url=f"{scheme}://provider.test").get(ASKED)
    assert f"through the proxy http://127.0.0.1:{port} of ALL_PROXY" in raised.value.reason
    assert "hunter2" not in str(raised.value)


def test_a_proxy_that_does_not_let_us_through_is_named(
    monkeypatch: pytest.MonkeyPatch, server: Server
) -> None:
    server.status = 403
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{server.port}")
    with pytest.raises(RequestUnavailableError, match="of HTTPS_PROXY \\(403 Forbidden\\)"):
        a_client(None, base_url="https://provider.test").get(ASKED)
