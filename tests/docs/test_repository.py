"""What no file of this repository may hold, and what the locked dependencies must."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from propctl import __version__
from tests.docs.pages import ROOT, text_of

PLACES = (".ci", "benchmarks", "docs", "k8s", "propctl", "requirements", "research", "tests")
LOCKS = ("requirements/run.txt", "requirements/build.txt", "requirements/dev.txt")

FORBIDDEN = tuple("".join(parts) for parts in (
    ("py", "pi.org"), ("python", "hosted"), ("index", "-url"), ("/work", "/main"), ("/work", "/shared"),
))  # fmt: skip
"""Hosts of package registries and paths of one machine; put together here, so that this file holds none."""

ALLOWED = {"Makefile": ("index" + "-url",)}
"""The option that keeps the registry's address out of the locks."""


def files() -> Iterator[Path]:
    yield from (path for path in ROOT.iterdir() if path.is_file() and path.name not in (".env", ".git"))
    for place in PLACES:
        yield from (
            path
            for path in (ROOT / place).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
        )


def test_no_file_names_a_package_registry_or_a_path_of_one_machine() -> None:
    found = []
    for path in files():
        name = path.relative_to(ROOT).as_posix()
        content = path.read_bytes().lower()
        words = (word for word in FORBIDDEN if word not in ALLOWED.get(name, ()))
        found += [(name, word) for word in words if word.encode() in content]
    assert found == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_dependency_is_pinned_and_hashed(lock: str) -> None:
    entries = re.split(r"^(?=[A-Za-z0-9])", text_of(lock), flags=re.MULTILINE)[1:]
    loose = [
        entry.splitlines()[0]
        for entry in entries
        if not re.match(r"[A-Za-z0-9_.-]+==\S+( ; [^\\]+)? \\\n", entry) or "--hash=sha256:" not in entry
    ]
    assert entries
    assert loose == []


def test_every_direct_dependency_is_locked() -> None:
    document = tomllib.loads(text_of("pyproject.toml"))
    groups = document["dependency-groups"]
    for lock, wanted in (
        ("requirements/run.txt", document["project"]["dependencies"]),
        ("requirements/build.txt", groups["build"]),
        ("requirements/dev.txt", [*document["project"]["dependencies"], *groups["dev"], *groups["build"]]),
    ):
        names = {re.split(r"[\[<>=!; ]", requirement)[0].lower().replace(".", "-") for requirement in wanted}
        locked = set(re.findall(r"^([a-z0-9-]+)==", text_of(lock), re.MULTILINE))
        assert names - locked == set(), lock


def test_the_locks_agree_with_each_other() -> None:
    run, build, dev = (
        dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text_of(lock), re.MULTILINE)) for lock in LOCKS
    )
    assert {**run, **build}.items() <= dev.items()


def test_the_changelog_knows_this_version() -> None:
    assert f"## [{__version__}]" in text_of("CHANGELOG.md")
