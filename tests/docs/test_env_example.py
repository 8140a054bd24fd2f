"""``.env.example`` against the settings, both ways."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from propctl.env_file import parse_env_file
from propctl.settings import Settings, read_settings, variable_of
from tests.docs.pages import ROOT, table, text_of
from tests.test_env_file import values_in_docker, values_in_shell

EXAMPLE = dict(re.findall(r"^([A-Z0-9_]+)=(.*)$", text_of(".env.example"), re.MULTILINE))
VARIABLES = {variable_of(field) for field in Settings.model_fields}
README_ROWS = table(text_of("README.md"), "| variable | default | meaning |")


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def test_it_names_every_variable_once_and_no_other() -> None:
    assert set(EXAMPLE) == VARIABLES
    assert text_of(".env.example").count("\n") > len(EXAMPLE)
    assert len(re.findall(r"^[A-Z0-9_]+=", text_of(".env.example"), re.MULTILINE)) == len(EXAMPLE)


def test_its_values_are_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    defaults = read_settings()
    for name, value in EXAMPLE.items():
        monkeypatch.setenv(name, value)
    assert read_settings() == defaults


def test_each_variable_is_explained_above_it() -> None:
    lines = text_of(".env.example").splitlines()
    variables = [index for index, line in enumerate(lines) if re.match(r"[A-Z0-9_]+=", line)]
    unexplained = [lines[i] for i in variables if not lines[i - 1].startswith(("#", "PROPCTL_"))]
    assert unexplained == []


def test_the_readme_names_only_variables_that_exist() -> None:
    named = set(re.findall(r"\b(?:PROPCTL_[A-Z0-9_]+|USE_FREE_INGESTION)\b", text_of("README.md")))
    assert named <= VARIABLES


def test_the_defaults_in_the_readme_are_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    defaults = read_settings()
    for name, default, _ in README_ROWS:
        if default.startswith("`"):
            monkeypatch.setenv(name.strip("`"), default.strip("`"))
    assert README_ROWS
    assert read_settings() == defaults


def test_a_shell_docker_and_propctl_read_it_alike(tmp_path: Path) -> None:
    text = text_of(".env.example")
    assert parse_env_file(text).values == EXAMPLE
    assert values_in_docker(text) == EXAMPLE
    assert EXAMPLE.items() <= values_in_shell(text, tmp_path, "sh").items()


def test_make_run_reads_the_file_as_each_of_its_commands_does(tmp_path: Path) -> None:
    if shutil.which("make") is None:
        pytest.skip("make is not on PATH")
    program = tmp_path / ".venv" / "bin" / "propctl"
    program.parent.mkdir(parents=True)
    program.write_text(
        '#!/bin/sh\necho "$PROPCTL_ENV_FILE: $*" >&2\n'
        'if [ "$1" = config ]; then echo "USE_FREE_INGESTION=shadow  (env file)"; fi\n'
    )
    program.chmod(0o755)
    (tmp_path / ".env").write_text("not even read by make: $(id)\n")
    done = subprocess.run(
        ["make", "--silent", "-f", str(ROOT / "Makefile"), "-o", ".venv/.run", "run"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr.splitlines() == [
        ".env: run-once",
        ".env: config show",
        ".env: opportunities --namespace shadow --limit 20",
    ]
