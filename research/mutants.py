"""Changes one token of the program at a time, and checks whether a test fails.

    python research/mutants.py --count 150 --seed 1

Each mutant is tried in a copy of the tree: first with the tests that mirror the module, then with all others,
without the recorded payloads and the long cases. Survivors are listed at the end, each with the original and
the changed code. A mutant that a mirrored test kills takes seconds; one that survives takes as long as the
whole suite.
"""

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Final

ROOT: Final = Path(__file__).parents[1]
COPIED: Final = (
    "propctl", "tests", "docs", "k8s", "benchmarks", "research", "requirements", ".ci", "Makefile",
    "README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml", "crontab.example", ".env.example", ".gitignore",
)  # fmt: skip
NO_SUITE: Final = "not nightly and not replay and not live"
MIRRORED_SECONDS: Final = 300
ALL_SECONDS: Final = 1800
"""A mutant that takes longer hangs, and counts as killed."""

COMPARISONS: Final = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==",
    ast.Is: "is not", ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in",
}  # fmt: skip
SYMBOLS: Final = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
    ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//",
}  # fmt: skip
OPERATIONS: Final = {ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*", ast.FloorDiv: "*"}
CALLS: Final = {"any": "all", "all": "any", "min": "max", "max": "min", "sorted": "list"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: the bytes from *start* to *end* of a file become *new*."""

    path: str
    line: int
    start: int
    end: int
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.old!r} -> {self.new!r}"


class Source:
    """A module's bytes, and where each position of its syntax tree is in them."""

    def __init__(self, path: Path) -> None:
        self.name = path.relative_to(ROOT).as_posix()
        self.data = path.read_bytes()
        self.tree = ast.parse(self.data)
        self._begins = [0]
        for line in self.data.splitlines(keepends=True):
            self._begins.append(self._begins[-1] + len(line))

    def at(self, line: int, column: int) -> int:
        """The offset of a position."""
        return self._begins[line - 1] + column

    def change(self, start: int, end: int, new: str) -> Mutant:
        """The bytes from *start* to *end* replaced."""
        line = self.data[:start].count(b"\n") + 1
        return Mutant(self.name, line, start, end, self.data[start:end].decode(), new)

    def replace(self, node: ast.expr | ast.stmt, new: str) -> Mutant:
        """All of *node* replaced."""
        return self.change(self.at(node.lineno, node.col_offset), self.end_of(node), new)

    def end_of(self, node: ast.expr | ast.stmt) -> int:
        """The offset behind *node*."""
        return self.at(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)

    def between(self, left: ast.expr, right: ast.expr, symbol: str, new: str) -> Iterator[Mutant]:
        """The operator *symbol* between two operands replaced; nothing when it is not plainly there."""
        found = self.data.find(symbol.encode(), self.end_of(left), self.at(right.lineno, right.col_offset))
        if found >= 0:
            yield self.change(found, found + len(symbol), new)


def mutants_of(source: Source) -> Iterator[Mutant]:
    """Every mutant of a module."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            kind = type(node.ops[0])
            yield from source.between(node.left, node.comparators[0], SYMBOLS[kind], COMPARISONS[kind])
        elif isinstance(node, ast.BoolOp):
            symbol, other = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
            yield from source.between(node.values[0], node.values[1], symbol, other)
        elif isinstance(node, ast.BinOp) and type(node.op) in OPERATIONS:
            yield from source.between(
                node.left, node.right, SYMBOLS[type(node.op)], OPERATIONS[type(node.op)]
            )
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield source.replace(node, f"bool({ast.unparse(node.operand)})")
        else:
            yield from _changes(source, node)


def _changes(source: Source, node: ast.AST) -> Iterator[Mutant]:
    """Of constants, calls, guards and keyword arguments."""
    if isinstance(node, ast.Constant):
        yield from _constants(source, node)
    elif isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name) and node.func.id in CALLS:
            yield source.replace(node.func, CALLS[node.func.id])
    elif isinstance(node, ast.If) and not node.orelse and _leaves(node.body[0]):
        yield source.replace(node.test, "False")


def _constants(source: Source, node: ast.Constant) -> Iterator[Mutant]:
    if isinstance(node.value, bool):
        yield source.replace(node, str(not node.value))
    elif isinstance(node.value, int):
        yield source.replace(node, str(node.value + 1))
        yield source.replace(node, f"({node.value - 1})")
    elif isinstance(node.value, float):
        yield source.replace(node, repr(node.value * 2 + 0.5))


def _leaves(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Return | ast.Raise | ast.Continue | ast.Break)


def chosen(count: int, seed: int, only: str) -> list[Mutant]:
    """So many mutants of the modules whose path has *only* in it, each line at most once."""
    found: dict[tuple[str, int], list[Mutant]] = {}
    for path in sorted((ROOT / "propctl").rglob("*.py")):
        if only in path.relative_to(ROOT).as_posix():
            for mutant in mutants_of(Source(path)):
                found.setdefault((mutant.path, mutant.line), []).append(mutant)
    chance = random.Random(seed)  # noqa: S311 - reproducible, keeps no secret
    lines = chance.sample(sorted(found), min(count, len(found)))
    return [chance.choice(found[line]) for line in lines]


def mirrored(mutant: Mutant, tree: Path) -> list[str]:
    """The tests of the module's name, and those of its folder; ``tests/`` mirrors the package."""
    module = Path(mutant.path).relative_to("propctl")
    folder = Path("tests") / module.parent
    named = folder / f"test_{module.stem}.py"
    places = [place for place in (named, folder) if (tree / place).exists() and place != Path("tests")]
    return [place.as_posix() for place in places]


def fails(tree: Path, tests: list[str], seconds: float) -> bool:
    """Whether a test of *tree* fails, or hangs."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-x",
        "-q",
        "-n",
        "0",
        "-p",
        "no:cacheprovider",
        "-m",
        NO_SUITE,
    ]
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(tree),
        "PYTHONDONTWRITEBYTECODE": "1",
        "CI": "1",
    }
    try:
        done = subprocess.run(
            [*command, *tests], cwd=tree, env=environment, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


def killed(mutant: Mutant, tree: Path) -> str:
    """Which tests found the mutant out: ``mirrored``, ``others``, or none."""
    target = tree / mutant.path
    sound = target.read_bytes()
    target.write_bytes(sound[: mutant.start] + mutant.new.encode() + sound[mutant.end :])
    try:
        near = mirrored(mutant, tree)
        if any(fails(tree, [place], MIRRORED_SECONDS) for place in near):
            return "mirrored"
        return "others" if fails(tree, ["tests"], ALL_SECONDS) else ""
    finally:
        target.write_bytes(sound)


def copies(count: int, folder: Path) -> "SimpleQueue[Path]":
    """So many copies of the tree, for one worker each; the recorded payloads are not beside them."""
    free: SimpleQueue[Path] = SimpleQueue()
    for number in range(count):
        tree = folder / str(number) / "propctl"
        tree.mkdir(parents=True)
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
            elif source.exists():
                shutil.copy2(source, tree / name)
        free.put(tree)
    return free


def main() -> None:
    """Try the mutants that the command line asks for, and print what became of them."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--count", type=int, default=150)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--only", default="", help="a part of the path of the modules to change")
    options.add_argument("--trust", action="store_true", help="that the suite passes without a mutant")
    options.add_argument("--list", action="store_true", help="name the mutants, and try none")
    asked = options.parse_args()
    mutants = chosen(asked.count, asked.seed, asked.only)
    if asked.list:
        print(*mutants, sep="\n")
        return
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(asked.workers) as pool:
        free = copies(asked.workers, Path(folder))
        if not asked.trust:
            tree = free.get()
            if fails(tree, ["tests"], ALL_SECONDS):
                sys.exit("the suite fails in a copy of the tree, without any mutant: nothing was tried")
            free.put(tree)

        def tried(mutant: Mutant) -> str:
            tree = free.get()
            try:
                end = killed(mutant, tree)
            finally:
                free.put(tree)
            print(f"{end or 'SURVIVED':9} {mutant}", flush=True)
            return end

        ends = list(pool.map(tried, mutants))
    alive = [mutant for mutant, end in zip(mutants, ends, strict=True) if not end]
    near = ends.count("mirrored")
    print(f"\n{len(ends) - len(alive)} of {len(ends)} killed, {near} of them by mirrored tests; survivors:")
    print(*alive, sep="\n")


if __name__ == "__main__":
    main()
