"""The pages of this repository, and what can be read out of them."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))

_BLOCK = re.compile(r"^```(?:\w+)?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"`([^`\n]+)`")
_SHELL_END = re.compile(r"\s(?:>|\||;|&&|#).*")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(page: str) -> list[str]:
    """The fenced blocks of *page*, without their fences."""
    return _BLOCK.findall(page)


def table(page: str, heading: str) -> list[tuple[str, ...]]:
    """The rows of the table whose heading row is *heading*, its first and last bar included."""
    lines = iter(page[page.index(f"{heading}\n") :].splitlines()[2:])
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        cells = re.split(r"(?<!\\)\|", line.strip("|"))
        rows.append(tuple(cell.strip() for cell in cells))
    return rows


def snippets(page: str) -> Iterator[str]:
    """What the page shows as code: each line of its blocks, and each span between backticks.

    Of a block with prompts only what is typed counts, not what is answered.
    """
    for block in blocks(page):
        lines = block.splitlines()
        prompted = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
        yield from prompted or lines
    yield from _INLINE.findall(_BLOCK.sub("", page))


def command_lines(page: str) -> list[str]:
    """The arguments of every ``propctl ...`` that the page shows as code."""
    found = (re.search(r"(?:^|[\s/])propctl ((?:-{0,2}[a-z]).*)", snippet) for snippet in snippets(page))
    shown = [_SHELL_END.sub("", match[1]).strip() for match in found if match]
    return [arguments for arguments in shown if not arguments.startswith("import ")]


def make_targets(page: str) -> set[str]:
    """The targets of every ``make ...`` that the page shows as code."""
    found = (re.search(r"(?:^|\s)make ([a-z-]+)", snippet) for snippet in snippets(page))
    return {match[1] for match in found if match}
