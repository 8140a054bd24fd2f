"""Figures of the code: its size, its dependencies, and how many files one change touches.

    python -m research.metrics [--base REV] [--files]

``--base`` checks out another revision to a temporary worktree and prints both side by side; ``--files`` adds
the names behind the counts. The traced run is ``run-once`` on the sample league in an empty folder.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from research.source_figures import (
    by_floor,
    function_lengths,
    import_circles,
    naming,
    naming_markets,
    read_package,
    typed_share,
)

HERE: Final = Path(__file__).parent
RUN: Final = {
    "PROPCTL_PROVIDER_MODE": "sample",
    "PROPCTL_NOW": "2025-06-08T15:00:00Z",
    "PROPCTL_STATCAST_WINDOW_DAYS": "3",
}
MAX_LINES: Final = 200


@dataclass(frozen=True)
class Figure:
    """One figure as printed, and the names behind it, where there are any."""

    value: str
    names: tuple[str, ...] = ()


Figures = dict[str, Figure]


def figures_of(root: Path) -> Figures:
    """All figures of the checkout in *root*."""
    return sizes(root) | functions(root) | run_once(root) | changes(root)


def sizes(root: Path) -> Figures:
    """Files and lines, in all and by floor."""
    files = read_package(root)
    long = tuple(file.path for file in files if file.lines > MAX_LINES)
    floors = {
        f"  {floor}": Figure(f"{count} files, {lines:,} lines")
        for floor, (count, lines) in by_floor(files).items()
    }
    whole = Figure(f"{len(files)} files, {sum(file.lines for file in files):,} lines")
    return {"package": whole} | floors | {f"files over {MAX_LINES} lines": _counted(long)}


def functions(root: Path) -> Figures:
    """Circles among modules, and what functions are like."""
    files = read_package(root)
    middle, ninth = function_lengths(files)
    circles = tuple(" <-> ".join(sorted(circle)) for circle in import_circles(files))
    return {
        "import circles": _counted(circles),
        "lines of a function": Figure(f"median {middle:.0f}, p90 {ninth:.0f}"),
        "typed functions": Figure(f"{typed_share(files):.1%}"),
    }


def run_once(root: Path) -> Figures:
    """The files that a run enters a function of, and the deepest stack of the package's own functions."""
    with tempfile.TemporaryDirectory() as folder:
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        store = {"PROPCTL_STORAGE_URL": Path(folder).as_uri(), "PYTHONPATH": str(root)}
        command = [sys.executable, str(HERE / "trace_run.py"), "run-once"]
        done = subprocess.run(
            command, env=kept | RUN | store, cwd=folder, check=True, capture_output=True, text=True
        )
    seen = json.loads(done.stdout.splitlines()[-1])
    return {
        "files that run-once goes through": _counted(tuple(seen["files"])),
        "deepest call of run-once": Figure(str(seen["deepest"])),
    }


def changes(root: Path) -> Figures:
    """How many files know a provider or a market by name."""
    files = read_package(root)
    return {
        "files that name Savant": _counted(tuple(naming(files, "savant"))),
        "files that name a market": _counted(tuple(naming_markets(files))),
    }


def _counted(names: tuple[str, ...]) -> Figure:
    return Figure(str(len(names)), names)


@contextmanager
def checked_out(revision: str) -> Iterator[Path]:
    """A temporary worktree of *revision*."""
    git = ["git", "-C", str(HERE), "worktree"]
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        subprocess.run([*git, "add", "--quiet", "--detach", str(tree), revision], check=True)
        try:
            yield tree
        finally:
            subprocess.run([*git, "remove", "--force", str(tree)], check=True)


def print_figures(now: Figures, base: Figures | None, *, names: bool) -> None:
    """A line for each figure; *names* are those of the tree at hand."""
    gone = [name for name in base or {} if name not in now]
    first, *others = now
    for name in (first, *gone, *others):
        before = f"{base[name].value if name in base else '-':>24}" if base is not None else ""
        after = now.get(name, Figure("-"))
        print(f"{name:34}{before} {after.value:>24}")
        if names:
            print(*(f"      {one}" for one in after.names), sep="\n", end="\n" if after.names else "")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--base", metavar="REV", help="a revision to compare with")
    parser.add_argument("--files", action="store_true", help="print the names behind the counts")
    given = parser.parse_args()
    base = None
    if given.base:
        with checked_out(given.base) as tree:
            base = figures_of(tree)
        print(f"{'':34}{given.base:>24} {'now':>24}")
    print_figures(figures_of(HERE.parent), base, names=given.files)


if __name__ == "__main__":
    main()
