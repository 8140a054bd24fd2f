"""Things that listen where Redis should, and are not Redis, or not well."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Final

ENOUGH_FOR_THE_QUEUE: Final = 16


class Answering:
    """Sends ``answer`` to all it is asked; hangs up when that is empty, or nothing is asked for a while."""

    def __init__(self, listener: socket.socket) -> None:
        self.answer = b""
        self.connections = 0
        self.patience_seconds = 5.0
        self.url = f"redis://127.0.0.1:{listener.getsockname()[1]}/0"
        self._listener = listener
        self._connection: socket.socket | None = None

    def serve(self) -> None:
        with suppress(OSError):  # closed: the test is over
            while True:
                self._connection, _ = self._listener.accept()
                self.connections += 1
                with self._connection, suppress(OSError):
                    self._connection.settimeout(self.patience_seconds)
                    while self._connection.recv(65536) and self.answer:
                        self._connection.sendall(self.answer)

    def end(self) -> None:
        for ended in filter(None, (self._listener, self._connection)):
            with suppress(OSError):
                ended.shutdown(socket.SHUT_RDWR)


@contextmanager
def answering() -> Iterator[Answering]:
    """A server of one answer, which a test may change."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Answering(listener)
        thread = threading.Thread(target=server.serve)
        thread.start()
        try:
            yield server
        finally:
            server.end()
            thread.join()


@contextmanager
def silent() -> Iterator[str]:
    """The URL of a listener whose queue accepts connections, and which never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"redis://127.0.0.1:{listener.getsockname()[1]}/0"


@contextmanager
def unreachable() -> Iterator[str]:
    """The URL of a listener whose queue is full: an attempt to connect is never answered."""
    with ExitStack() as sockets:
        listener = sockets.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(ENOUGH_FOR_THE_QUEUE):
            filler = sockets.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        yield f"redis://127.0.0.1:{listener.getsockname()[1]}/0"
