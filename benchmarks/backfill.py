"""A whole backfill by 1, 2 and 4 workers, compared with the time for its computing or waiting alone.

    python -m benchmarks.backfill --server REPLAY/serve.py --pack REPLAY/season-2025.sqlite
    python -m benchmarks.backfill --start 2025-05-01 --end 2025-05-31 --latency-ms 80 500 ...

For each latency and number of workers, starts a new server and runs ``propctl backfill`` on an empty store.
Prints days per second, the peak memory of the largest process, requests, and the wall time beside the larger
of CPU seconds / cores and latency seconds / workers. The provider runs on the same cores, so its CPU seconds
count. The start-up time (of the same command over a finished job) is measured and subtracted. With a latency,
the wall time may be 1.25 times that bound; without one, the figure is days per second. The figures are those
of the machine at hand. Exit code 3 when a bound is missed.
"""

import argparse
import compileall
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from benchmarks.run_once import HERE, Run, environment_for, server, timed

NOW = "2025-07-01T12:00:00Z"
MAX_RATIO = 1.25
CORES = len(os.sched_getaffinity(0))


@dataclass(frozen=True)
class Case:
    """One way of working."""

    workers: int
    latency_ms: float


@dataclass(frozen=True)
class Outcome:
    """One finished backfill; seconds are without those of starting."""

    case: Case
    seconds: float
    cpu_seconds: float
    server_seconds: float
    megabytes: float
    days: int
    requests: int
    distinct: int

    @property
    def bound(self) -> float:
        """The seconds that computing or waiting alone would take."""
        cores = min(CORES, self.case.workers + 1)  # the provider is a process as well
        computing = (self.cpu_seconds + self.server_seconds) / cores
        return max(computing, self.requests * self.case.latency_ms / 1000 / self.case.workers)

    def line(self) -> str:
        """As it is printed."""
        return (
            f"{self.case.latency_ms:4.0f} ms  {self.case.workers} workers  {self.seconds:6.1f} s  "
            f"{self.days / self.seconds:5.2f} days/s  cpu {self.cpu_seconds:5.1f} s + "
            f"{self.server_seconds:4.1f} s  {self.megabytes:5.1f} MB  {self.requests} requests "
            f"({self.requests - self.distinct} repeated)  {self.seconds / self.bound:4.2f} times "
            f"{self.bound:5.1f} s"
        )


def cpu_of(pid: int) -> float:
    """CPU seconds of a running process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def children_of(pid: int) -> list[int]:
    """The processes that *pid* has started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def measure(given: argparse.Namespace, case: Case, folder: Path) -> Outcome:
    """One backfill over a server of its own."""
    before = set(children_of(os.getpid()))
    with server(given.server, given.pack, case.latency_ms, NOW) as urls:
        (provider,) = set(children_of(os.getpid())) - before
        environment = environment_for(urls, folder / "store", NOW)
        command = [sys.executable, "-m", "propctl", "backfill", "--json", "--workers", str(case.workers)]
        command += ["--start", given.start, "--end", given.end]
        idle = cpu_of(provider)
        run = timed(command, environment, subprocess.DEVNULL)
        busy = cpu_of(provider)
        with urlopen(f"{urls['admin']}/requests") as answer:  # noqa: S310 - a server on loopback
            paths = [row["path"] for row in json.load(answer)["requests"]]
        again = timed(command, environment, subprocess.DEVNULL)
        days = job_of(command, environment)["days_done"]
    return Outcome(
        case, run.seconds - again.seconds, worked(run, again), busy - idle, run.megabytes, days,
        len(paths), len(set(paths)),
    )  # fmt: skip


def worked(run: Run, again: Run) -> float:
    """CPU seconds without those of starting."""
    return run.cpu_seconds - again.cpu_seconds


def job_of(command: list[str], environment: dict[str, str]) -> dict[str, int]:
    """What the command says of its job."""
    told = subprocess.run(command, env=environment, capture_output=True, check=True)
    job: dict[str, int] = json.loads(told.stdout)["job"]
    return job


def main() -> int:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--server", type=Path, required=True, help="the replay server's serve.py")
    parser.add_argument("--pack", type=Path, required=True, help="its pack")
    parser.add_argument("--start", default="2025-03-20")
    parser.add_argument("--end", default="2025-06-30")
    parser.add_argument("--latency-ms", type=float, nargs="+", default=[0.0, 80.0, 500.0])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    given = parser.parse_args()
    compileall.compile_dir(HERE.parent / "propctl", quiet=1)
    missed = False
    for latency in given.latency_ms:
        for workers in given.workers:
            with tempfile.TemporaryDirectory() as folder:
                outcome = measure(given, Case(workers, latency), Path(folder))
            print(outcome.line(), flush=True)
            missed |= latency > 0 and outcome.seconds > MAX_RATIO * outcome.bound
    return 3 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
