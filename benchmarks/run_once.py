"""The whole process of a run, compared with ``benchmarks/floor.py`` in paired runs.

    python benchmarks/run_once.py --server REPLAY/serve.py --pack REPLAY/season-2025.sqlite
    python benchmarks/run_once.py --second --server REPLAY/serve.py --pack REPLAY/season-2025.sqlite

Starts the given server, alternates ``propctl run-once`` with ``benchmarks/floor.py`` (the same libraries and
payloads, nothing else), and prints medians, the median of the paired ratios, and the peak memory. The store
is empty, or with ``--second`` has thirty days of pitches and the results of a run ten minutes earlier.
``--statcast-days 0`` leaves pitches out. The figures are those of the machine at hand; only the ratio is
comparable. Exit code 3 when a bound is missed.
"""

import argparse
import compileall
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.request import Request, urlopen

NOW = "2025-06-08T10:00:00Z"
TEN_MINUTES_LATER = "2025-06-08T10:10:00Z"
HERE = Path(__file__).parent
MAX_RATIO = 1.5
MAX_MEGABYTES = 200.0


@dataclass(frozen=True)
class Run:
    """One finished process."""

    seconds: float
    cpu_seconds: float
    megabytes: float


@contextmanager
def server(script: Path, pack: Path, latency_ms: float, now: str = NOW) -> Iterator[dict[str, str]]:
    """A replay server; yields its base URLs."""
    command = [
        sys.executable,
        str(script),
        "--pack",
        str(pack),
        "--now",
        now,
        "--latency-ms",
        str(latency_ms),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield json.loads(process.stdout.readline() if process.stdout else "")
        finally:
            process.terminate()


def timed(command: list[str], environment: dict[str, str], stderr: int | None = None) -> Run:
    """Run *command* to its end (RuntimeError when it fails) and measure it whole."""
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=stderr)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def environment_for(urls: dict[str, str], store: Path, now: str = NOW) -> dict[str, str]:
    """The environment of a run; bytecode is compiled beforehand, as an installation does."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return kept | {
        "PROPCTL_MLB_STATS_API_URL": urls["statsapi"],
        "PROPCTL_BASEBALL_SAVANT_URL": urls["savant"],
        "PROPCTL_NOW": now,
        "PROPCTL_MAX_RPS": "0",
        "PROPCTL_STORAGE_URL": store.as_uri(),
    }


def plan_of(urls: dict[str, str]) -> list[list[str]]:
    """The waves of the requests since the last reset: the slate alone, then all the rest."""
    with urlopen(f"{urls['admin']}/requests") as answer:  # noqa: S310 - a server on loopback
        paths = [row["path"] for row in json.load(answer)["requests"]]
    return [paths[:1], paths[1:]]


@dataclass(frozen=True)
class Bench:
    """One way of measuring, over one server."""

    urls: dict[str, str]
    folder: Path
    statcast_days: int
    second: bool

    def measure(self, runs: int) -> list[tuple[Run, Run]]:
        """Pairs of (propctl, floor); one pair more is run first and not counted."""
        plan = self.folder / "plan.json"
        libraries = ["polars"] if self.statcast_days else []
        base = self.urls["statsapi"].removesuffix("/statsapi")
        pairs = []
        for number in range(runs + 1):
            environment = self._environment(self.folder / f"store-{number}")
            self._tell("/reset", {})
            mine = timed([sys.executable, "-m", "propctl", "run-once"], environment)
            if number == 0:
                plan.write_text(json.dumps(plan_of(self.urls)))
            floor = timed([sys.executable, str(HERE / "floor.py"), base, str(plan), *libraries], environment)
            pairs.append((mine, floor))
        return pairs[1:]

    def _environment(self, store: Path) -> dict[str, str]:
        """That of the run to be measured, over the store that it finds."""
        window = {"PROPCTL_STATCAST_WINDOW_DAYS": str(self.statcast_days)}
        if not self.second:
            return environment_for(self.urls, store) | window
        left = self.folder / "left"
        if not left.exists():
            timed([sys.executable, "-m", "propctl", "run-once"], environment_for(self.urls, left) | window)
            self._tell("/clock", {"now": TEN_MINUTES_LATER})
        shutil.copytree(left, store)
        return environment_for(self.urls, store, TEN_MINUTES_LATER) | window

    def _tell(self, path: str, what: dict[str, str]) -> None:
        request = Request(self.urls["admin"] + path, json.dumps(what).encode())  # noqa: S310 - on loopback
        urlopen(request).close()  # noqa: S310


def report(pairs: list[tuple[Run, Run]]) -> bool:
    """Print the figures; whether both bounds hold."""
    for name, runs in (("propctl", [mine for mine, _ in pairs]), ("floor", [floor for _, floor in pairs])):
        seconds, cpu = median(run.seconds for run in runs), median(run.cpu_seconds for run in runs)
        megabytes = median(run.megabytes for run in runs)
        print(f"{name:8} {seconds:6.3f} s  cpu {cpu:6.3f} s  {megabytes:6.1f} MB")
    ratio = median(mine.seconds / floor.seconds for mine, floor in pairs)
    memory = median(mine.megabytes for mine, _ in pairs)
    print(f"ratio    {ratio:6.2f}, at most {MAX_RATIO}; at most {MAX_MEGABYTES:.0f} MB; {len(pairs)} pairs")
    return ratio <= MAX_RATIO and memory <= MAX_MEGABYTES


def main() -> int:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--server", type=Path, required=True, help="the replay server's serve.py")
    parser.add_argument("--pack", type=Path, required=True, help="its pack")
    parser.add_argument("--latency-ms", type=float, default=80.0)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--statcast-days", type=int, default=30)
    parser.add_argument("--second", action="store_true", help="on a store that a run has left")
    given = parser.parse_args()
    compileall.compile_dir(HERE.parent / "propctl", quiet=1)
    with (
        server(given.server, given.pack, given.latency_ms) as urls,
        tempfile.TemporaryDirectory() as folder,
    ):
        bench = Bench(urls, Path(folder), given.statcast_days, given.second)
        return 0 if report(bench.measure(given.runs)) else 3


if __name__ == "__main__":
    sys.exit(main())
