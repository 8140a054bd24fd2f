"""The pages against the live program."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from propctl.errors import EXIT_CODE_MEANINGS, ConfigurationError
from tests.docs.pages import PAGES, ROOT, blocks, command_lines, make_targets, table, text_of
from tests.docs.parsing import parse

README = text_of("README.md")
COMMAND_LINES = sorted({line for page in PAGES for line in command_lines(page.read_text(encoding="utf-8"))})
STAND_INS = {"ID": "0123456789abcdef"}
ANSWERED_AT_ONCE = ("--help", "--version")


def live_help() -> str:
    program = "import sys; sys.argv[0] = 'propctl'; from propctl.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "--help"],
        env={**os.environ, "COLUMNS": "80"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_the_help_in_the_readme_is_the_programs() -> None:
    shown = [block for block in blocks(README) if block.startswith("$ propctl --help\n")]
    assert [block.removeprefix("$ propctl --help\n") for block in shown] == [live_help()]


def test_the_exit_codes_in_the_readme_are_the_programs() -> None:
    expected = [(str(int(code)), meaning) for code, meaning in EXIT_CODE_MEANINGS.items()]
    assert table(README, "| code | meaning |") == expected


def test_command_lines_are_found() -> None:
    assert {"run-once --dry-run", "snapshot rebuild ID", "run-once --if-due --splay 60"} <= set(COMMAND_LINES)


@pytest.mark.parametrize("line", COMMAND_LINES)
def test_every_command_line_parses(line: str) -> None:
    parse([STAND_INS.get(word, word) for word in shlex.split(line) if word not in ANSWERED_AT_ONCE])


def test_a_wrong_command_line_does_not_parse() -> None:
    with pytest.raises(typer.TyperException):
        parse(["run-once", "--splay", "soon"])


def test_every_make_target_that_the_pages_name_exists() -> None:
    named = set().union(*(make_targets(page.read_text(encoding="utf-8")) for page in PAGES))
    there = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))
    assert {"run", "test"} <= named <= there


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_example_of_python_runs_up_to_the_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("PROPCTL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PROPCTL_STORAGE_URL", "memory://")
    example = next(block for block in blocks(README) if block.startswith("from datetime"))
    with pytest.raises(ConfigurationError, match="non-commercial"):
        exec(compile(example, "README.md", "exec"), {})  # noqa: S102 - our own page
