"""Completion, by the protocol that shells speak, and in a real bash."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from propctl.cli.app import COMMANDS
from propctl.domain.market import Market, Role
from tests.cli.conftest import Propctl

SCRIPTS = Path(sys.executable).parent
CASES = [
    ("", list(COMMANDS)),
    ("run", ["run-once"]),
    ("--env", ["--env-file"]),
    ("run-once ", ["mlb"]),
    ("run-once --dr", ["--dry-run"]),
    ("snapshot ", ["ls", "show", "verify", "rebuild", "prune"]),
    ("backfill st", ["status"]),
    ("backfill --reprocess ", ["none", "failed", "all"]),
    ("snapshot ls --namespace ", ["live", "shadow", "sample"]),
    ("opportunities --market pitcher_", [market.value for market in Market if market.role is Role.PITCHER]),
    ("hold add --market batter_h", [market.value for market in Market if market.startswith("batter_h")]),
    ("fetch --format ", ["table", "json", "ndjson", "csv"]),
    ("run-once --date ", []),
]


def completed(propctl: Propctl, monkeypatch: pytest.MonkeyPatch, line: str) -> list[str]:
    words = ["propctl", *line.split(" ")]
    monkeypatch.setenv("_PROPCTL_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", " ".join(words))
    monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
    finished = propctl()
    assert (finished.code, finished.stderr) == (0, "")
    return finished.stdout.split()


@pytest.mark.parametrize(("line", "expected"), CASES)
def test_what_was_typed_is_completed(
    propctl: Propctl, monkeypatch: pytest.MonkeyPatch, line: str, expected: list[str]
) -> None:
    assert completed(propctl, monkeypatch, line) == expected


@pytest.mark.parametrize("request_", ["", "complete_ksh", "complete", "undo_bash", "²"])
def test_a_request_that_no_shell_makes_is_ignored(
    propctl: Propctl, monkeypatch: pytest.MonkeyPatch, request_: str
) -> None:
    monkeypatch.setenv("_PROPCTL_COMPLETE", request_)
    assert propctl("hold", "--help").code == 0


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_asks_by_the_variable_that_is_answered(propctl: Propctl, shell: str) -> None:
    shown = propctl("--show-completion", shell)
    assert shown.code == 0
    assert f"_PROPCTL_COMPLETE=complete_{shell}" in shown.stdout


@pytest.mark.parametrize("option", ["--show-completion", "--install-completion"])
@pytest.mark.parametrize("shell", [["tcsh"], ["--json"], [""]])
def test_a_shell_that_is_not_known_is_wrong_usage(propctl: Propctl, option: str, shell: list[str]) -> None:
    assert propctl(option, *shell).code == 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_an_installation_is_where_the_shell_reads_it(
    propctl: Propctl, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, shell: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    installed = propctl("--install-completion", shell)
    assert installed.code == 0
    (path,) = [word.rstrip(",") for word in installed.stdout.split() if word.startswith(str(tmp_path))]
    assert f"complete_{shell}" in Path(path).read_text()


def test_a_home_that_cannot_be_written_or_read_is_told(
    propctl: Propctl, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".bashrc").write_bytes(b"\xff")
    for home in ("/proc", str(tmp_path)):
        monkeypatch.setenv("HOME", home)
        refused = propctl("--install-completion", "bash")
        assert refused.code == 77
        assert "`propctl --show-completion bash`" in refused.stderr


def test_a_real_bash_completes(propctl: Propctl, environment: dict[str, str]) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("bash is not on PATH")
    script = propctl("--show-completion", "bash").stdout + (
        "COMP_WORDS=(propctl opportunities --sort pro); COMP_CWORD=3\n"
        '_propctl_completion propctl; printf "%s\\n" "${COMPREPLY[@]}"\n'
        "complete -p propctl\n"
    )
    done = subprocess.run(
        [bash, "--norc", "-c", script],
        env=environment | {"PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines() == [
        "prob", "projection", "complete -o default -F _propctl_completion propctl"
    ]  # fmt: skip
