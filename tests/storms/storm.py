"""Workers that are killed and stopped at random while they share a job."""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]
CLOCKS = (0.0, 600.0, -600.0)
"""Seconds by which workers' wall clocks are wrong, in turn: any two are up to twenty minutes apart."""


@dataclass(frozen=True)
class Weather:
    """What a storm does, and how often."""

    workers: int
    kills: int
    stops: int = 0
    lease_seconds: float = 2.0
    pause_seconds: float = 0.5
    """Between two strikes, on average."""
    clocks: tuple[float, ...] = (0.0,)
    limit_seconds: float = 1200.0


@dataclass
class _Hand:
    process: subprocess.Popen[bytes]
    words: IO[bytes]
    wakes_at: float | None = None


@dataclass
class Storm:
    """One job under *weather*; *seed* decides whom it strikes and when."""

    job_id: str
    environment: dict[str, str]
    weather: Weather
    seed: int
    kills: int = 0
    stops: int = 0
    starts: int = 0
    failures: list[str] = field(default_factory=list)
    """Words of workers that ended by themselves, and not well."""
    done: Counter[str] = field(default_factory=Counter)
    """How often each piece of work was said to be done."""
    seconds: float = 0.0

    def rage(self) -> None:
        """Until every worker has ended by itself; those that are killed are replaced."""
        chance = random.Random(self.seed)  # noqa: S311 - a storm, no secret
        begun = time.monotonic()
        threads = [self._start() for _ in range(self.weather.workers)]
        strike_at = begun + self.weather.pause_seconds
        try:
            while threads:
                time.sleep(0.02)
                now = time.monotonic()
                assert now - begun < self.weather.limit_seconds, self.told()
                threads = [hand for hand in threads if not self._ended(hand)]
                _wake(threads, now)
                if threads and now >= strike_at:
                    self._strike(threads, chance, now)
                    strike_at = now + chance.uniform(0.0, 2.0 * self.weather.pause_seconds)
        finally:
            for hand in threads:
                hand.process.kill()
                hand.process.wait()
        self.seconds = time.monotonic() - begun

    def told(self) -> str:
        """What came of it, for a report and for whoever has to repeat it."""
        return (
            f"seed {self.seed}: {self.kills} kills, {self.stops} stops, {self.starts} starts, "
            f"{self.seconds:.0f} s, {self.failures}"
        )

    def _start(self) -> _Hand:
        number, self.starts = self.starts, self.starts + 1
        clock = self.weather.clocks[number % len(self.weather.clocks)]
        words = tempfile.TemporaryFile()  # noqa: SIM115 - read when the worker has ended
        command = (self.job_id, number % self.weather.workers, self.weather.lease_seconds, clock)
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.storms.driver", *map(str, command)],
            cwd=ROOT, env={"PATH": os.environ["PATH"], **self.environment},
            stdout=words, stderr=subprocess.STDOUT,
        )  # fmt: skip
        return _Hand(process, words)

    def _strike(self, threads: list[_Hand], chance: random.Random, now: float) -> None:
        awake = [hand for hand in threads if hand.wakes_at is None]
        kills, stops = self.weather.kills - self.kills, self.weather.stops - self.stops
        if not awake or kills + stops <= 0:
            return
        victim = chance.choice(awake)
        if chance.uniform(0.0, kills + stops) < kills:
            self.kills += 1
            victim.process.send_signal(signal.SIGKILL)
            threads.append(self._start())
        else:
            self.stops += 1
            victim.process.send_signal(signal.SIGSTOP)
            victim.wakes_at = now + self.weather.lease_seconds * chance.uniform(1.5, 2.5)

    def _ended(self, hand: _Hand) -> bool:
        if hand.process.poll() is None:
            return False
        with hand.words as words:
            words.seek(0)
            said = words.read().decode()
        self.done.update(line.split(" ", 1)[1] for line in said.splitlines() if line.startswith("done "))
        if hand.process.returncode not in (0, -signal.SIGKILL):
            self.failures.append(f"{hand.process.returncode}: {said[-500:]}")
        return True


def _wake(threads: list[_Hand], now: float) -> None:
    for hand in threads:
        if hand.wakes_at is not None and now >= hand.wakes_at:
            hand.process.send_signal(signal.SIGCONT)
            hand.wakes_at = None
