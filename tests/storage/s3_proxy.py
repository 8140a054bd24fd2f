"""A proxy before the S3 server that spoils chosen exchanges, as networks and services do."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import urlsplit

from tests.storage.s3_faults import Answer, Fault, Request, passes

OWN_HEADERS: Final = frozenset({"connection", "content-length", "expect", "transfer-encoding"})
"""Headers of one connection, which each side of the proxy writes for itself."""


class Proxy(ThreadingHTTPServer):
    """Performs requests at *upstream*, but for those that ``plan`` spoils; ``requests`` is the log."""

    daemon_threads = True

    def __init__(self, upstream: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream = urlsplit(upstream).netloc
        self.requests: list[Request] = []
        self._faults: dict[str, deque[Fault]] = {}
        self._forever: dict[str, Fault] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def plan(self, method: str, *faults: Fault) -> None:
        """The next requests of *method* meet *faults*, in this order."""
        self._faults[method] = deque(faults)

    def always(self, method: str, fault: Fault) -> None:
        """All requests of *method* meet *fault*."""
        self._forever[method] = fault

    def methods(self) -> list[str]:
        return [request.method for request in self.requests]

    def forget(self) -> None:
        """Pass everything again, with an empty log."""
        self.requests.clear()
        self._faults.clear()
        self._forever.clear()

    def answer(self, request: Request) -> Answer | None:
        self.requests.append(request)
        planned = self._faults.get(request.method)
        fault = planned.popleft() if planned else self._forever.get(request.method, passes)
        return fault(request)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Proxy

    def _exchange(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in OWN_HEADERS}
        request = Request(self.command, self.path, headers, lambda: self._perform(headers, body))
        answer = self.server.answer(request)
        self.close_connection = True
        if answer is not None:
            self._reply(answer)

    def do_GET(self) -> None:
        self._exchange()

    def do_HEAD(self) -> None:
        self._exchange()

    def do_PUT(self) -> None:
        self._exchange()

    def do_DELETE(self) -> None:
        self._exchange()

    def _perform(self, headers: dict[str, str], body: bytes) -> Answer:
        upstream = HTTPConnection(self.server.upstream, timeout=30)
        try:
            upstream.request(self.command, self.path, body, headers)
            response = upstream.getresponse()
            received = response.read()
            length = int(response.getheader("Content-Length") or len(received))
            return Answer(response.status, tuple(response.getheaders()), received, length)
        finally:
            upstream.close()

    def _reply(self, answer: Answer) -> None:
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            if name.lower() not in OWN_HEADERS:
                self.send_header(name, value)
        self.send_header("Connection", "close")
        self.send_header("Content-Length", str(answer.length))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def log_message(self, *_: object) -> None:
        """Tests print nothing."""


@contextmanager
def before(upstream: str) -> Iterator[Proxy]:
    """A proxy that is up; it goes down at the end."""
    with Proxy(upstream) as proxy:
        thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield proxy
        finally:
            proxy.shutdown()
            thread.join()
