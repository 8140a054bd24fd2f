"""Files of ``NAME=VALUE`` lines (``.env``). Reads a file; neither reads nor changes the environment.

An unquoted value is taken as ``docker run --env-file`` takes it, letter for letter; a quoted one as a shell
takes it. In two cases where docker differs, shells and docker compose decide: a blank and ``#`` begin a
comment, and ``export`` may come before a name. Nothing is expanded (``$HOME`` stays as it is), and a value
ends with its line. python-dotenv reads escapes as neither a shell nor docker does, and skips wrong lines.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from propctl.readable_files import UnreadableFileError, read_text

MAX_BYTES: Final = 1024 * 1024

_BLANK: Final = " \t\r"
_LINE: Final = re.compile(r"(?:export[ \t]+)?(?P<name>[^\s=#'\"]+)(?:=(?P<value>.*))?", re.DOTALL)
_QUOTED: Final = re.compile(r"""(?:'([^']*)'|"((?:[^"\\]|\\.)*)")(.*)""", re.DOTALL)


class EnvFileError(ValueError):
    """The file cannot be read, or a line of it makes no sense. Repeats no value, which may be secret."""


@dataclass(slots=True)
class EnvFile:
    """The variables of a file (of two lines with one name, the later), and what is wrong with other lines."""

    values: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def read_env_file(path: Path) -> EnvFile:
    """The variables in the file at *path* (EnvFileError when it cannot be read)."""
    try:
        return parse_env_file(read_text(path, MAX_BYTES))
    except UnreadableFileError as error:
        raise EnvFileError(str(error)) from error


def parse_env_file(text: str) -> EnvFile:
    """The variables in *text*. A name alone stands for the environment's variable, and adds nothing."""
    env_file = EnvFile()
    for number, line in enumerate(text.split("\n"), 1):
        try:
            env_file.values |= _parse_line(line.strip(_BLANK))
        except EnvFileError as error:
            env_file.faults.append(f"line {number}: {error}")
    return env_file


def _parse_line(line: str) -> dict[str, str]:
    if not line or line.startswith("#"):
        return {}
    match = _LINE.fullmatch(line)
    if match is None:
        raise EnvFileError("neither a comment nor NAME=VALUE (no blank goes before the =)")
    if "\0" in line:
        raise EnvFileError("it holds a zero byte")
    name, value = match["name"], match["value"]
    return {} if value is None else {name: _parse_value(value)}


def _parse_value(text: str) -> str:
    quoted = text.lstrip(_BLANK)
    if not quoted.startswith(("'", '"')):
        return re.sub(r"[ \t]+#.*", "", text, count=1).strip(_BLANK)
    match = _QUOTED.fullmatch(quoted)
    if match is None:
        raise EnvFileError("a quote is not closed on its line")
    literal, escaped, rest = match.groups()
    if not re.fullmatch(r"(?:[ \t]+#.*)?", rest):
        raise EnvFileError("text follows the closing quote")
    return literal if literal is not None else re.sub(r'\\(["\\$`])', r"\1", escaped)
