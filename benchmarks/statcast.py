"""A week of pitches, downloaded, parsed and landed, compared with the bare download in paired runs.

    python -m benchmarks.statcast --server REPLAY/serve.py --pack REPLAY/season-2025.sqlite
    python -m benchmarks.statcast --statsapi http://127.0.0.1:8025/statsapi --savant http://127.0.0.1:8025/savant

Alternates the two ways of ``benchmarks/land_pitches.py``, each in a separate process and landing in an empty
store, and prints the ratio, the milliseconds that a day costs beyond its bare download, and the peak memory
of the landing process. The figures are those of the machine at hand. Exit code 3 when a bound is missed. A
server that is already running must answer as of 2025-06-08 or later.
"""

import argparse
import compileall
import json
import os
import subprocess
import sys
import tempfile
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from benchmarks.run_once import HERE, environment_for, server

LAST = date(2025, 6, 7)
MAX_MILLISECONDS = 30.0
MAX_MEGABYTES = 150.0


@dataclass(frozen=True)
class Turn:
    """One finished process; seconds are of the days alone, memory is the whole process's."""

    seconds: float
    cpu_seconds: float
    days: int
    megabytes: float


@dataclass(frozen=True)
class Pair:
    """Both ways, one right after the other."""

    landed: Turn
    bare: Turn

    @property
    def ratio(self) -> float:
        """How many times the bare download."""
        return self.landed.seconds / self.bare.seconds

    @property
    def milliseconds(self) -> float:
        """Above the bare download, a day."""
        return (self.landed.seconds - self.bare.seconds) / self.landed.days * 1000

    @property
    def cpu_milliseconds(self) -> float:
        """The same of CPU time, in all threads."""
        return (self.landed.cpu_seconds - self.bare.cpu_seconds) / self.landed.days * 1000


def turn(way: str, days: int, environment: dict[str, str]) -> Turn:
    """One process to its end (RuntimeError when it fails)."""
    span = [str(LAST - timedelta(days=days - 1)), str(LAST)]
    command = [sys.executable, "-m", "benchmarks.land_pitches", way, *span]
    process = subprocess.Popen(command, env=environment, cwd=HERE.parent, stdout=subprocess.PIPE, text=True)
    told = process.stdout.read() if process.stdout else ""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}")
    return Turn(**json.loads(told), megabytes=usage.ru_maxrss / 1024)


def measure(urls: dict[str, str], days: int, runs: int, folder: Path) -> list[Pair]:
    """Pairs of both ways; one pair more is run first and not counted."""
    pairs = []
    for number in range(runs + 1):
        environment = environment_for(urls, folder / f"store-{number}")
        pairs.append(Pair(turn("land", days, environment), turn("bare", days, environment)))
    return pairs[1:]


def report(pairs: list[Pair]) -> bool:
    """Print the figures; whether both bounds hold."""
    for name, turns in (("landed", [pair.landed for pair in pairs]), ("bare", [pair.bare for pair in pairs])):
        seconds, cpu = median(turn.seconds for turn in turns), median(turn.cpu_seconds for turn in turns)
        megabytes = median(turn.megabytes for turn in turns)
        print(f"{name:7} {seconds:6.3f} s  cpu {cpu:6.3f} s  {megabytes:6.1f} MB  {turns[0].days} days")
    ratio, milliseconds = median(pair.ratio for pair in pairs), median(pair.milliseconds for pair in pairs)
    cpu, memory = median(pair.cpu_milliseconds for pair in pairs), median(p.landed.megabytes for p in pairs)
    print(
        f"ratio {ratio:.2f}; a day {milliseconds:.1f} ms above its bare download (cpu {cpu:.1f} ms), at most "
        f"{MAX_MILLISECONDS:.0f} ms; at most {MAX_MEGABYTES:.0f} MB; {len(pairs)} pairs"
    )
    return milliseconds <= MAX_MILLISECONDS and memory <= MAX_MEGABYTES


def main() -> int:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--server", type=Path, help="the replay server's serve.py")
    parser.add_argument("--pack", type=Path, help="its pack")
    parser.add_argument("--statsapi", help="base URL of a server that is up, instead")
    parser.add_argument("--savant", help="the same for Baseball Savant")
    parser.add_argument("--latency-ms", type=float, default=80.0)
    parser.add_argument("--days", type=int, default=7)
    parser.add_argument("--runs", type=int, default=9)
    given = parser.parse_args()
    if not (given.statsapi and given.savant) and not (given.server and given.pack):
        parser.error("give --server and --pack, or --statsapi and --savant")
    compileall.compile_dir(HERE.parent / "propctl", quiet=1)
    started = (
        server(given.server, given.pack, given.latency_ms)
        if given.server
        else nullcontext({"statsapi": given.statsapi, "savant": given.savant})
    )
    with started as urls, tempfile.TemporaryDirectory() as folder:
        return 0 if report(measure(urls, given.days, given.runs, Path(folder))) else 3


if __name__ == "__main__":
    sys.exit(main())
