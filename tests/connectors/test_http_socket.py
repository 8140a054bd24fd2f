"""What only a real connection shows: a body that is cut, and a server that is not there."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from propctl.connectors.payloads import RequestUnavailableError
from propctl.connectors.retries import MAX_ATTEMPTS
from tests.connectors.wire import ASKED, GOOD, a_client


class Provider(ThreadingHTTPServer):
    """Answers GOOD after cutting the first ``cuts`` answers short."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.cuts = 0
        self.asked = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Provider)
        self.server.asked += 1
        cut = self.server.asked <= self.server.cuts
        self.send_response(200)
        self.send_header("Content-Length", str(len(GOOD) + (100 if cut else 0)))
        self.end_headers()
        self.wfile.write(GOOD)

    def log_message(self, *_: object) -> None:
        """Tests print nothing."""


@pytest.fixture
def provider() -> Iterator[Provider]:
    with Provider() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_an_answer_over_a_connection_is_whole(provider: Provider) -> None:
    client = a_client(None, base_url=provider.url)
    assert client.get(ASKED).body == GOOD
    client.close()


def test_a_body_that_is_cut_is_asked_again(provider: Provider) -> None:
    provider.cuts = 1
    client = a_client(None, base_url=provider.url)
    assert (client.get(ASKED).body, provider.asked) == (GOOD, 2)
    client.close()


def test_a_body_that_is_always_cut_is_given_up(provider: Provider) -> None:
    provider.cuts = MAX_ATTEMPTS
    client = a_client(None, base_url=provider.url)
    with pytest.raises(RequestUnavailableError, match="the connection broke"):
        client.get(ASKED)
    client.close()


def test_a_server_that_is_not_there_cannot_be_connected_to() -> None:
    with Provider() as server:
        gone = server.url
    client = a_client(None, base_url=gone)
    with pytest.raises(RequestUnavailableError, match="cannot connect"):
        client.get(ASKED)
    client.close()
