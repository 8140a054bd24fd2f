"""Runs of known outcome, as a scheduler starts them, and the ledger of what each of them said."""

import datetime as dt
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from propctl.domain.calendar import utc_text
from tests.cache.redis_server import free_port
from tests.cli.server import Provider
from tests.normalize.payloads import EMPTY_SCHEDULE, as_body, game, schedule

FIRST: Final = dt.datetime(2025, 6, 8, 14, tzinfo=dt.UTC)
PERIOD: Final = dt.timedelta(seconds=150)
"""Longer than the deadline of a run, so that the next one finds a killed one overdue."""

GOOD: Final = ("success", "unchanged", "degraded")
BODIES: Final = (as_body(EMPTY_SCHEDULE), as_body(schedule(game(code="I"))))


@dataclass
class Scheduler:
    """Starts run after run, each a period later than the last."""

    folder: Path
    provider: Provider
    gateway_url: str
    outcomes: Counter[str] = field(default_factory=Counter)
    now: dt.datetime = FIRST
    warnings: list[str] = field(default_factory=list)
    killed: int = 0
    """Runs that the next one will count."""

    def environment(self, **changes: str) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "PROPCTL_STORAGE_URL": (self.folder / "store").as_uri(),
            "PROPCTL_MLB_STATS_API_URL": self.provider.url,
            "PROPCTL_BASEBALL_SAVANT_URL": self.provider.url,
            "PROPCTL_MAX_RPS": "0",
            "PROPCTL_RUN_DEADLINE": "10",
            "PROPCTL_PUSHGATEWAY_URL": self.gateway_url,
            "PROPCTL_NOW": utc_text(self.now),
            **changes,
        }

    def news(self) -> None:
        """The provider tells something new: success."""
        self.provider.body = BODIES[self.provider.body == BODIES[0]]
        self._run()

    def same(self) -> None:
        self._run()

    def degraded(self) -> None:
        self.provider.refuses = True
        self._run()
        self.provider.refuses = False

    def refused(self) -> None:
        self.provider.refuses_all = True
        self._run(expected=77)
        self.provider.refuses_all = False

    def unavailable(self) -> None:
        self.provider.answers = {"schedule": (503, b"")}
        self._run(expected=75)
        self.provider.answers = {}

    def switched_off(self) -> None:
        self._run(USE_FREE_INGESTION="false")

    def push_lost(self) -> None:
        """The gateway cannot be reached by this run alone."""
        self._run(PROPCTL_PUSHGATEWAY_URL=f"http://127.0.0.1:{free_port()}")

    def crash(self) -> None:
        self._stopped(signal.SIGKILL, -signal.SIGKILL)

    def terminated(self) -> None:
        self._stopped(signal.SIGTERM, 143)

    def two_at_once(self) -> None:
        self._tick()
        for process in [self._start("run-once", "--json") for _ in range(2)]:
            self._enter(process, 0)

    def propctl(self, *arguments: str) -> str:
        process = self._start(*arguments)
        output, complaints = process.communicate(timeout=300)
        assert process.returncode == 0, complaints
        return output

    def slo(self) -> Any:
        return json.loads(self.propctl("metrics", "show", "--slo", "--json"))["slo"]

    def _run(self, *, expected: int = 0, **changes: str) -> None:
        self._tick()
        self._enter(self._start("run-once", "--json", **changes), expected)

    def _tick(self) -> None:
        """Another period; whoever was killed before is counted by whatever runs now."""
        self.now += PERIOD
        self.outcomes["failed"] += self.killed
        self.killed = 0

    def _start(self, *arguments: str, **changes: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "propctl", *arguments],
            env=self.environment(**changes),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _enter(self, process: "subprocess.Popen[str]", expected: int) -> None:
        output, complaints = process.communicate(timeout=300)
        assert process.returncode == expected, complaints
        self.warnings += [line for line in complaints.splitlines() if "metrics: " in line]
        self.outcomes[json.loads(output)["report"]["outcome"] if expected == 0 else "failed"] += 1

    def _stopped(self, number: signal.Signals, expected: int) -> None:
        """A run whose provider is silent, and that is signalled once its marker is there."""
        self._tick()
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"http://127.0.0.1:{silent.getsockname()[1]}"
            before = self._markers()
            process = self._start("run-once", "--json", PROPCTL_MLB_STATS_API_URL=url)
            _wait(lambda: self._markers() > before)
            process.send_signal(number)
            process.communicate(timeout=300)
        assert process.returncode == expected
        self.killed += 1

    def _markers(self) -> int:
        return len(list((self.folder / "store" / "v1" / "runs").rglob("*.json")))


def _wait(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 300
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)
