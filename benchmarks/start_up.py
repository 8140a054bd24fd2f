"""How long reading commands take from start to end, compared with the least that such a program can take.

    python -m benchmarks.start_up [--runs 15]

Each command alternates with its floor in whole processes: a bare interpreter, or an empty Typer command.
Prints both medians and the median of the paired ratios; only the ratio is comparable between machines. On a
busy machine, read the ratio of CPU seconds beside it, which does not include waiting for a core. The store is
a folder with one board of the sample league. Exit code 1 when a bound is missed.
"""

import argparse
import compileall
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.run_once import HERE, Run, timed

NOW: Final = "2025-06-08T15:00:00Z"

BARE: Final = ("-c", "pass")
TYPER: Final = "import typer\napp = typer.Typer()\n@app.command()\ndef main() -> None: pass\napp()"
EMPTY_COMMAND: Final = ("-c", TYPER)
EMPTY_HELP: Final = ("-c", TYPER, "--help")


@dataclass(frozen=True)
class Bound:
    """A command of propctl, the arguments of Python that are its floor, and the highest ratio of the two."""

    command: str
    floor: tuple[str, ...]
    floor_name: str
    max_ratio: float


BOUNDS: Final = (
    Bound("--version", BARE, "python -c pass", 2.0),
    Bound("--help", EMPTY_HELP, "empty Typer --help", 1.3),
    Bound("snapshot ls", EMPTY_COMMAND, "empty Typer command", 1.2),
    Bound("opportunities --limit 20", EMPTY_COMMAND, "empty Typer command", 1.5),
)


@dataclass(frozen=True)
class Measured:
    """Pairs of a command and its floor, each a whole process."""

    bound: Bound
    pairs: tuple[tuple[Run, Run], ...]

    @property
    def ratio(self) -> float:
        """Median of the paired ratios of seconds."""
        return median(mine.seconds / least.seconds for mine, least in self.pairs)

    @property
    def cpu_ratio(self) -> float:
        """The same of CPU seconds."""
        return median(mine.cpu_seconds / least.cpu_seconds for mine, least in self.pairs)

    @property
    def within(self) -> bool:
        """Whether the bound holds."""
        return self.ratio <= self.bound.max_ratio

    def text(self) -> str:
        """A line of the table."""
        mine, least = (1000 * median(run.seconds for run in runs) for runs in zip(*self.pairs, strict=True))
        names = f"{self.bound.command:24} {self.bound.floor_name:20}"
        ratios = f"{self.ratio:6.2f} {self.bound.max_ratio:6.1f} {self.cpu_ratio:6.2f}"
        return f"{names} {mine:7.0f} ms {least:7.0f} ms {ratios}  {'ok' if self.within else 'ABOVE'}"


def measure(bound: Bound, environment: dict[str, str], runs: int) -> Measured:
    """The two in turns; one pair more is run first and not counted."""
    command = [sys.executable, "-m", "propctl", *bound.command.split()]
    floor = [sys.executable, *bound.floor]
    pairs = [(timed(command, environment), timed(floor, environment)) for _ in range(runs + 1)]
    return Measured(bound, tuple(pairs[1:]))


def environment_of(store: Path) -> dict[str, str]:
    """The sample league over *store*, without pitches, which reading commands never look at."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
    return kept | {
        "PROPCTL_PROVIDER_MODE": "sample",
        "PROPCTL_NOW": NOW,
        "PROPCTL_STATCAST_WINDOW_DAYS": "0",
        "PROPCTL_STORAGE_URL": store.as_uri(),
    }


def main(runs: int) -> int:
    """Publish a board, measure every command, and print the table."""
    compileall.compile_dir(HERE.parent / "propctl", quiet=1)
    print(f"{'propctl':24} {'against':20} {'median':>10} {'floor':>10} {'ratio':>6} {'bound':>6} {'CPU':>6}")
    with tempfile.TemporaryDirectory() as folder:
        environment = environment_of(Path(folder))
        timed([sys.executable, "-m", "propctl", "run-once"], environment)
        found = [measure(bound, environment, runs) for bound in BOUNDS]
    for measured in found:
        print(measured.text())
    return 0 if all(measured.within for measured in found) else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=15, help="pairs of each command and its floor")
    sys.exit(main(parser.parse_args().runs))
