"""A synthetic provider on loopback, for commands that fetch."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.normalize.payloads import EMPTY_SCHEDULE, as_body


class Provider(ThreadingHTTPServer):
    """Answers every request with ``body``; hydrated schedules with 406 while ``refuses``.

    ``answers`` go before: status and body by a part of the path. What is unavailable is so for two minutes,
    which nobody waits for.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.body = as_body(EMPTY_SCHEDULE)
        self.refuses = False
        self.refuses_all = False
        self.delay_seconds = 0.0
        self.asked: list[str] = []
        self.answers: dict[str, tuple[int, bytes]] = {}

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed while it waited is no error of ours."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        time.sleep(self.server.delay_seconds)
        refused = self.server.refuses_all or (self.server.refuses and "hydrate=" in self.path)
        usual = (406, b"{}") if refused else (200, self.server.body)
        status, body = next((said for part, said in self.server.answers.items() if part in self.path), usual)
        self.send_response(status)
        if status == 503:
            self.send_header("Retry-After", "120")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Tests print nothing."""


@contextmanager
def a_provider() -> Iterator[Provider]:
    with Provider() as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
