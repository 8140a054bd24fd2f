"""A real redis-server in a process of its own, and ways to break it."""

import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from redis import Redis

ATTEMPTS: Final = 5
"""Another process may take a port between its choice and its use."""


@dataclass(frozen=True, slots=True)
class RedisServer:
    """A server that is up, or was; ``admin`` may do everything."""

    port: int
    process: "subprocess.Popen[str]"
    admin: Redis

    @property
    def url(self) -> str:
        return self.url_for("")

    def url_for(self, credentials: str, database: int = 0) -> str:
        return f"redis://{credentials}127.0.0.1:{self.port}/{database}"

    def elapse(self, seconds: float) -> None:
        """Take so much off the life of every value."""
        for key in self.admin.keys("*"):
            left = self.admin.pttl(key) - round(seconds * 1000)
            if left > 0:
                self.admin.pexpire(key, left)
            else:
                self.admin.delete(key)

    def make_user(self, rule: str) -> None:
        """*rule* begins with the name, as in an ACL file; what that user had before is taken away."""
        name, *rights = rule.split()
        self.admin.execute_command("ACL SETUSER", name, "reset", *rights)  # type: ignore[no-untyped-call]

    def hang(self) -> None:
        """The system still accepts connections, and nobody answers."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def running(folder: Path, *options: str) -> Iterator[RedisServer]:
    """An empty server; it goes down at the end. Skips the test where there is no such program."""
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not on PATH")
    port, process = _started(folder, options)
    with process, Redis(port=port, protocol=2, socket_timeout=10) as admin:
        try:
            yield RedisServer(port, process, admin)
        finally:
            process.kill()


def _started(folder: Path, options: tuple[str, ...]) -> tuple[int, "subprocess.Popen[str]"]:
    for _ in range(ATTEMPTS):
        port = free_port()
        own = ("--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder))
        process = subprocess.Popen(("redis-server", *own, *options), stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        if any("Ready to accept connections" in line for line in process.stdout):
            return port, process
        process.communicate()
    raise RuntimeError(f"redis-server does not start with {options}")
