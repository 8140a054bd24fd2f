"""A hundred wrong inputs: the right exit code, one line that says what is wrong, one that says what to do.

The texts are kept beside this file, to be read. After a change of words, pytest with ``REWRITE_TEXTS=1`` in
its environment (in one process) writes them anew.
"""

import os
import shlex
from pathlib import Path

import pytest

from tests.cli.conftest import Propctl
from tests.cli.wrong_inputs import CASES

DAY = "sport=mlb/date=2025-06-08"
DAMAGED = (
    f"v1/latest/{DAY}/live.json",
    f"v1/snapshots/{DAY}/live/20250608T095000Z-5-0123456789abcdef.json",
)
TEXTS = Path(__file__).with_name("wrong_inputs.txt")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "inputs"
    place.mkdir()
    (place / "file").write_text("no directory")
    (place / "bytes").write_bytes(b"\xff\xfe\x00")
    (place / "wrong.env").write_text("PROPCTL_MAX_RPS=1\nPROPCTL_REDIS_URL redis://me:hunter2@cache\n")
    (place / "url").write_text("http://me:hunter2@cache")
    for key in DAMAGED:
        (place / "damaged" / key).parent.mkdir(parents=True)
        (place / "damaged" / key).write_text('{"snapshot_id":')
    return place


def run(propctl: Propctl, folder: Path, command_line: str) -> tuple[int, str, str]:
    """Exit code, stdout, and stderr without the names of this machine's folders."""
    words = shlex.split(command_line.format(folder=folder))
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PROPCTL_ENV_FILE", "")  # given back afterwards: --env-file sets it
        while words and "=" in words[0] and words[0].partition("=")[0].isupper():
            environment.setenv(*words.pop(0).split("=", 1))
        finished = propctl(*words)
    plain = finished.stderr.replace(str(folder), "{folder}").replace(str(folder.parent), "{tmp}")
    return finished.code, finished.stdout, plain


def paragraph(code: int, command_line: str, stderr: str) -> str:
    variables = [word for word in command_line.split() if "=" in word and word[0].isupper()]
    arguments = command_line.split()[len(variables) :]
    return " ".join(["$", *variables, "propctl", *arguments]) + f"\n{stderr}exit {code}\n"


def test_there_are_at_least_fifty() -> None:
    assert len(CASES) == len(set(CASES)) >= 50


@pytest.mark.parametrize(("code", "command_line"), CASES)
def test_a_wrong_input_is_answered_in_two_lines(
    propctl: Propctl, folder: Path, code: int, command_line: str
) -> None:
    ended, stdout, stderr = run(propctl, folder, command_line)
    message, hint = stderr.splitlines()
    assert (ended, stdout) == (code, "")
    assert message.startswith("propctl: ")
    assert hint.startswith("hint: ")
    assert len(hint) > len("hint: ")
    assert "hunter2" not in stderr
    assert paragraph(code, command_line, stderr) in TEXTS.read_text(encoding="utf-8")


def test_the_texts_are_of_these_inputs_and_no_others(propctl: Propctl, folder: Path) -> None:
    if "REWRITE_TEXTS" in os.environ:
        answers = [(code, line, run(propctl, folder, line)[2]) for code, line in CASES]
        TEXTS.write_text("\n".join(paragraph(*answer) for answer in answers), encoding="utf-8")
    asked = [line for line in TEXTS.read_text(encoding="utf-8").splitlines() if line.startswith("$ ")]
    expected = [paragraph(code, command_line, "").splitlines()[0] for code, command_line in CASES]
    assert asked == expected
