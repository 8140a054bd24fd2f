"""Figures of a package's source, which is not imported, so that any revision can be measured."""

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import median, quantiles

PACKAGE = "propctl"
Function = ast.FunctionDef | ast.AsyncFunctionDef
Scope = Function | ast.ClassDef | ast.Module


@dataclass(frozen=True)
class SourceFile:
    """One module of the package: its dotted name, and its text."""

    module: str
    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The text, parsed."""
        return ast.parse(self.text)

    @property
    def lines(self) -> int:
        """All of them, empty ones too."""
        return len(self.text.splitlines())

    @property
    def floor(self) -> str:
        """The folder or module directly under the package."""
        return self.path.split("/")[1]

    @cached_property
    def code(self) -> str:
        """The text without comments, docstrings and the strings that stand below attributes."""
        bare = ast.parse(self.text)
        for node in ast.walk(bare):
            if isinstance(node, Scope):
                node.body = [part for part in node.body if not _is_text(part)] or [ast.Pass()]
        return ast.unparse(bare)

    def functions(self) -> Iterator[Function]:
        """Every function and method."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))


def read_package(root: Path) -> list[SourceFile]:
    """The modules of the package in a checkout."""
    found = []
    for path in sorted((root / PACKAGE).rglob("*.py")):
        relative = path.relative_to(root)
        parts = [part for part in relative.with_suffix("").parts if part != "__init__"]
        found.append(SourceFile(".".join(parts), relative.as_posix(), path.read_text(encoding="utf-8")))
    return found


def by_floor(files: Iterable[SourceFile]) -> dict[str, tuple[int, int]]:
    """Files and lines of each floor."""
    counted: Counter[str] = Counter()
    lines: Counter[str] = Counter()
    for file in files:
        counted[file.floor] += 1
        lines[file.floor] += file.lines
    return {floor: (counted[floor], lines[floor]) for floor in sorted(counted)}


def function_lengths(files: Iterable[SourceFile]) -> tuple[float, float]:
    """Median and ninetieth percentile of the lines of functions, docstring and signature included."""
    lengths = [(node.end_lineno or node.lineno) - node.lineno + 1 for f in files for node in f.functions()]
    return median(lengths), quantiles(lengths, n=10)[-1]


def typed_share(files: Iterable[SourceFile]) -> float:
    """The share of functions all of whose arguments and results are annotated."""
    typed = [_is_typed(node) for file in files for node in file.functions()]
    return sum(typed) / len(typed)


def import_circles(files: Iterable[SourceFile]) -> list[frozenset[str]]:
    """Sets of modules that import each other at their top level, directly or through others."""
    known = {file.module: file for file in files}
    graph = {name: _imported(file, known) for name, file in known.items()}
    reached = {name: _reachable(name, graph) for name in graph}
    circles = {
        frozenset(other for other in reached[name] if name in reached[other])
        for name in graph
        if name in reached[name]
    }
    return sorted(circles, key=sorted)


def naming(files: Iterable[SourceFile], word: str) -> list[str]:
    """Paths of the files whose code (or name) has *word* in it, whatever its case."""
    return [file.path for file in files if word in file.path.lower() or word in file.code.lower()]


def naming_markets(files: list[SourceFile]) -> list[str]:
    """Paths of the files that name a market: those that adding one may touch."""
    members = _members(files, "Market")
    return [file.path for file in files if any(_names_one(node, members) for node in ast.walk(file.tree))]


def _names_one(node: ast.AST, members: Mapping[str, str]) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in members
    return isinstance(node, ast.Constant) and node.value in members.values()


def _members(files: Iterable[SourceFile], enumeration: str) -> dict[str, str]:
    """Names and values of an enumeration's members."""
    classes = (node for file in files for node in ast.walk(file.tree) if isinstance(node, ast.ClassDef))
    found: dict[str, str] = {}
    for node in (node for each in classes if each.name == enumeration for node in each.body):
        value = _first_constant(node.value) if isinstance(node, ast.Assign) else None
        if isinstance(node, ast.Assign) and isinstance(value, str):
            found |= {name.id: value for name in node.targets if isinstance(name, ast.Name)}
    return found


def _first_constant(node: ast.expr) -> object:
    """The value of a constant, or of the first in a tuple: the value of a member that carries more."""
    if isinstance(node, ast.Tuple) and node.elts:
        return _first_constant(node.elts[0])
    return node.value if isinstance(node, ast.Constant) else None


def _imported(file: SourceFile, known: Mapping[str, SourceFile]) -> set[str]:
    """The modules of the package that *file* imports when it is imported itself."""
    names = set()
    for node in file.tree.body:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            parts = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= {part if part in known else node.module for part in parts}
    return {name for name in names if name in known and name != file.module}


def _reachable(start: str, graph: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        for name in graph[waiting.pop()] - reached:
            reached.add(name)
            waiting.append(name)
    return reached


def _is_typed(function: Function) -> bool:
    arguments = function.args
    every = [
        *arguments.posonlyargs,
        *arguments.args,
        *arguments.kwonlyargs,
        arguments.vararg,
        arguments.kwarg,
    ]
    named = [one for one in every if one is not None and one.arg not in ("self", "cls")]
    return function.returns is not None and all(one.annotation for one in named)


def _is_text(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
