"""A real Pushgateway and a real Prometheus in processes of their own, and ways to break them."""

import json
import shutil
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

from tests.cache.redis_server import free_port

READY_SECONDS: Final = 30.0
SCRAPE_SECONDS: Final = 0.5

PROMETHEUS: Final = """
global: {{scrape_interval: {interval}ms, scrape_timeout: {interval}ms}}
scrape_configs:
  - job_name: pushgateway
    honor_labels: true
    static_configs: [{{targets: ["127.0.0.1:{port}"]}}]
"""


@dataclass
class Pushgateway:
    """A gateway that is up, or was; it forgets everything when it is killed."""

    port: int
    folder: Path
    options: tuple[str, ...] = ()
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        own = (f"--web.listen-address=127.0.0.1:{self.port}", f"--persistence.file={self.folder / 'pushed'}")
        self.process = subprocess.Popen(
            ("prometheus-pushgateway", *own, *self.options), stderr=subprocess.DEVNULL
        )

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def metrics(self) -> str:
        return _asked(f"{self.url}/metrics")

    def groups(self) -> set[tuple[str, ...]]:
        """The grouping keys that were pushed to."""
        found = json.loads(_asked(f"{self.url}/api/v1/metrics"))["data"]
        return {tuple(sorted(group["labels"].values())) for group in found}


@dataclass(frozen=True)
class Prometheus:
    """A server that scrapes one gateway."""

    port: int

    def vector(self, query: str) -> dict[str, float]:
        """The value of each series of an instant query, by its ``outcome`` (or nothing)."""
        return {series["metric"].get("outcome", ""): float(series["value"][1]) for series in self._ask(query)}

    def value(self, query: str) -> float:
        (series,) = self._ask(query)
        return float(series["value"][1])

    def samples(self, selector: str) -> list[list[float]]:
        """The values of each series of a range selector, in order."""
        return [[float(value) for _, value in series["values"]] for series in self._ask(selector)]

    def await_value(self, query: str, expected: float) -> None:
        """Until the query says so: a scrape takes its time."""
        end = time.monotonic() + READY_SECONDS
        while time.monotonic() < end:
            found = self._ask(query)
            if found and float(found[0]["value"][1]) == expected:
                return
            time.sleep(0.1)
        raise AssertionError(f"{query} is {self._ask(query)}, not {expected}")

    def _ask(self, query: str) -> Any:
        path = f"/api/v1/query?{urllib.parse.urlencode({'query': query})}"
        return json.loads(_asked(f"http://127.0.0.1:{self.port}{path}"))["data"]["result"]


def needs(*programs: str) -> None:
    """Skips the test where one of them is missing."""
    for program in programs:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not on PATH")


@contextmanager
def pushgateway(folder: Path, *options: str, ready: bool = True) -> Iterator[Pushgateway]:
    needs("prometheus-pushgateway")
    gateway = Pushgateway(free_port(), folder, options)
    gateway.start()
    try:
        if ready:
            await_ready(f"{gateway.url}/-/ready")
        yield gateway
    finally:
        gateway.kill()


@contextmanager
def prometheus(folder: Path, gateway: Pushgateway) -> Iterator[Prometheus]:
    needs("prometheus")
    port, config = free_port(), folder / "prometheus.yml"
    config.write_text(PROMETHEUS.format(interval=round(SCRAPE_SECONDS * 1000), port=gateway.port))
    process = subprocess.Popen(
        (
            "prometheus",
            f"--config.file={config}",
            f"--storage.tsdb.path={folder / 'tsdb'}",
            f"--web.listen-address=127.0.0.1:{port}",
        ),
        stderr=subprocess.DEVNULL,
    )
    try:
        await_ready(f"http://127.0.0.1:{port}/-/ready")
        server = Prometheus(port)
        server.await_value("up", 1.0)
        yield server
    finally:
        process.kill()
        process.wait()


def await_ready(url: str) -> None:
    end = time.monotonic() + READY_SECONDS
    while True:
        try:
            _asked(url)
        except (urllib.error.URLError, OSError):
            assert time.monotonic() < end, f"{url} does not answer"
            time.sleep(0.02)
        else:
            return


def _asked(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as response:
        return str(response.read().decode())
