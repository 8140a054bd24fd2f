"""Every file, folder and module that a page names in code font exists."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, ROOT, snippets

FOLDERS = ("", "propctl", "k8s/monitoring", "benchmarks", "research", "tests")
TOP = ("benchmarks", "docs", "k8s", "propctl", "research", "tests")
PREFIXES_OF_KEYS = ("blobs", "requests", "shadow", "statcast", "v1")
"""What keys of a store begin with, or what a page calls a part of them."""

NO_PATHS = frozenset({"NNNN-title.md", "propctl/0.1.0"})
"""A pattern, and a User-Agent."""

STILL_THERE = {"docs/model.md": {"days.py", "fitted.py", "scoring.py", "setting.py"}}
"""Temporary: what a page still has to rename. An entry that is no longer needed fails the test below."""


def paths_of(page: Path) -> Iterator[str]:
    """What looks like a path of this repository: ``jobs/build.py``, ``tests/storms``, ``jobs/recording/``."""
    for snippet in snippets(page.read_text(encoding="utf-8")):
        for word in re.findall(r"(?<![\w:/.<>…-])[\w.-]*\w[\w./-]*(?![\w<>…*:-])", snippet):
            if is_path(word) and word not in NO_PATHS:
                yield word


def is_path(word: str) -> bool:
    top = word.partition("/")[0]
    a_file = re.fullmatch(r"[\w./-]+\.(?:md|py|toml|txt|yaml)", word)
    a_folder = re.fullmatch(r"[\w-]+(?:/[\w-]+)*/", word)
    return top not in PREFIXES_OF_KEYS and bool(a_file or a_folder or ("/" in word and top in TOP))


def exists(path: str) -> bool:
    """Whether it is there, below one of the folders; a bare file name may be anywhere in the package."""
    below = any((ROOT / folder / path).exists() for folder in FOLDERS)
    return below or ("/" not in path and any((ROOT / "propctl").rglob(path)))


def lost_paths(page: Path) -> set[str]:
    return {path for path in paths_of(page) if not exists(path)}


def modules_of(page: Path) -> set[str]:
    """Dotted names of our own modules, and of what they hold."""
    text = "\n".join(snippets(page.read_text(encoding="utf-8")))
    found = re.findall(r"(?<![\w./-])(?:propctl|benchmarks|research|tests)(?:\.\w+)+(?![\w/-])", text)
    return {name for name in found if not name.endswith((".json", ".yaml"))}


def is_module(dotted: str) -> bool:
    """Whether a module has the name, or a module holds something of that name."""
    path = ROOT.joinpath(*dotted.split("."))
    if path.with_suffix(".py").exists() or path.is_dir():
        return True
    sources = [path.parent.with_suffix(".py"), path.parent / "__init__.py"]
    texts = (source.read_text(encoding="utf-8") for source in sources if source.exists())
    return any(re.search(rf"\b{path.name}\b", text) for text in texts)


def allowed(page: Path) -> set[str]:
    return STILL_THERE.get(page.relative_to(ROOT).as_posix(), set())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_paths_in_code_font_exist(page: Path) -> None:
    assert lost_paths(page) - allowed(page) == set()


def test_what_was_renamed_leaves_the_temporary_list() -> None:
    assert {name: paths & lost_paths(ROOT / name) for name, paths in STILL_THERE.items()} == STILL_THERE


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_modules_in_code_font_exist(page: Path) -> None:
    assert [name for name in sorted(modules_of(page)) if not is_module(name)] == []


def test_paths_are_found() -> None:
    found = {path for page in PAGES for path in paths_of(page)}
    assert {"jobs/fetch_inputs.py", "storage/layout.py", "jobs/recording/"} <= found
