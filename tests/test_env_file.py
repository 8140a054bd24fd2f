"""Files of variables: as shells and docker read them where these agree, and as said where they do not."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.env_file import MAX_BYTES, EnvFileError, parse_env_file, read_env_file

PLAIN = "abcXYZ019_-./:@%+,="
"""Characters that no shell treats specially."""

ANYWHERE = [
    ("A=1", "1"),
    ("A=", ""),
    ("A=file:///var/lib/propctl", "file:///var/lib/propctl"),
    ("A=redis://:p%40ss@host:6379/0", "redis://:p%40ss@host:6379/0"),
    ("A=a=b=c", "a=b=c"),
    ("A=#1", "#1"),
    ("A=a#b", "a#b"),
    ("  A=1", "1"),
]
"""Lines that shells and docker read alike."""

IN_SHELLS = [
    ("export A=1", "1"),
    ("A='a b'", "a b"),
    ('A="a b"', "a b"),
    ("A='a # b' # c", "a # b"),
    ('A="a \\" b"', 'a " b'),
    ('A="a \\\\ \\$HOME \\` b"', "a \\ $HOME ` b"),
    ('A="a\\nb"', "a\\nb"),
    ("A='$HOME'", "$HOME"),
    ("A='\\'", "\\"),
    ("A=''", ""),
    ('A=""', ""),
    ("A=1 # one", "1"),
    ("A=1\t#one", "1"),
    ("A= # none", ""),
    ("\texport\tA='x'  ", "x"),
]
"""Lines that docker reads otherwise, or refuses."""

IN_DOCKER = [
    ("A=a b", "a b"),
    ("A=pa$$word", "pa$$word"),
    ("A=a;b&c", "a;b&c"),
    ("A=C:\\dir", "C:\\dir"),
    ("A=it's", "it's"),
    ('A=say "x"', 'say "x"'),
    ("A=propctl (me@example.org)", "propctl (me@example.org)"),
]
"""Lines that shells expand, or refuse."""

WRONG = [
    "A = 1",
    "=1",
    "A='one",
    'A="one',
    'A="one\\"',
    "A='one'two",
    'A="one"two',
    "A='one'#two",
    "set -e; A=1",
    "'A'=1",
    "a secret that has lost its name",
    "A=\0",
]


def value_in(line: str) -> str:
    found = parse_env_file(line)
    assert found.faults == []
    return found.values["A"]


def values_in_shell(text: str, folder: Path, shell: str) -> dict[str, str]:
    """What a shell makes of the file in an empty environment, with everything exported."""
    (folder / "file.env").write_text(text)
    done = subprocess.run(
        [shutil.which(shell) or pytest.skip(f"{shell} is not on PATH"), "-c", "set -a; . ./file.env; env -0"],
        cwd=folder,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        check=True,
    )
    return dict(pair.split("=", 1) for pair in done.stdout.decode().split("\0") if pair)


def values_in_docker(text: str) -> dict[str, str]:
    """What ``docker run --env-file`` makes of it: each line that is no comment, cut at its first =."""
    lines = [line.lstrip() for line in text.splitlines()]
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@pytest.mark.parametrize(("line", "value"), [*ANYWHERE, *IN_SHELLS, *IN_DOCKER])
def test_a_line_gives_its_value(line: str, value: str) -> None:
    assert value_in(line) == value


@pytest.mark.parametrize("shell", ["dash", "bash"])
def test_shells_agree(shell: str, tmp_path: Path) -> None:
    lines = [*ANYWHERE, *IN_SHELLS]
    text = "\n".join(re.sub("A=", f"A{n}=", line, count=1) for n, (line, _) in enumerate(lines))
    read = values_in_shell(text, tmp_path, shell)
    assert [read[f"A{n}"] for n in range(len(lines))] == [value for _, value in lines]
    assert parse_env_file(text).values.items() <= read.items()


@pytest.mark.parametrize(("line", "value"), [*ANYWHERE, *IN_DOCKER])
def test_docker_agrees(line: str, value: str) -> None:
    assert values_in_docker(line) == {"A": value}


@given(st.text(PLAIN))
def test_plain_text_is_itself_with_quotes_and_without(text: str) -> None:
    assert {value_in(f"A={text}"), value_in(f"A='{text}'"), value_in(f'A="{text}"')} == {text}


@given(st.text(st.characters(exclude_characters="\n\r\0'", exclude_categories=["Cs"])))
def test_single_quotes_keep_everything(text: str) -> None:
    assert value_in(f"A='{text}' # a comment") == text


@given(st.text(st.characters(exclude_characters="\n\r\0", exclude_categories=["Cs"])))
def test_double_quotes_keep_everything_that_is_escaped(text: str) -> None:
    escaped = re.sub(r'([\\"$`])', r"\\\1", text)
    assert value_in(f'export A="{escaped}"') == text


@pytest.mark.parametrize("line", WRONG)
def test_a_wrong_line_is_told_by_its_number_without_its_text(line: str) -> None:
    found = parse_env_file(f"B=1\n\n{line}\nC=2")
    assert found.values == {"B": "1", "C": "2"}
    (fault,) = found.faults
    assert fault.startswith("line 3: ")
    assert not {"secret", "one", "two"} & set(re.findall(r"\w+", fault))


@pytest.mark.parametrize("line", ["", "   ", "# A=1", "  # A=1", "A", "export A", "\r"])
def test_a_line_without_a_value_adds_nothing(line: str) -> None:
    assert parse_env_file(line).values == {}
    assert parse_env_file(line).faults == []


def test_the_last_of_two_lines_counts() -> None:
    assert parse_env_file("A=1\nA=2\n").values == {"A": "2"}


def test_windows_line_ends_and_byte_order_marks_are_no_part_of_it(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("\ufeffA='1'\r\nB=2\r\n".encode())
    assert read_env_file(tmp_path / ".env").values == {"A": "1", "B": "2"}


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "latin").write_bytes("A=é".encode("latin-1"))
    (tmp_path / "huge").write_bytes(b"#" * (MAX_BYTES + 1))
    for name, reason in {
        "": "Is a directory",
        "fifo": "no regular file",
        "latin": "not text in UTF-8",
        "huge": "larger than 1024 KiB",
        "absent": "No such file",
        "latin/child": "Not a directory",
        "x" * 300: "name too long",
    }.items():
        with pytest.raises(EnvFileError, match=reason):
            read_env_file(tmp_path / name)
    with pytest.raises(EnvFileError, match="no regular file"):
        read_env_file(Path("/dev/zero"))
