"""Reads files that settings name, and says in a few words why one cannot be read."""

import os
import stat
from pathlib import Path
from typing import Final

MAX_TEXT_BYTES: Final = 64 * 1024
"""More than any secret or token has."""


class UnreadableFileError(Exception):
    """The file cannot be read; the text says why, without the path."""


def check_readable(path: str | Path) -> None:
    """UnreadableFileError when *path* is no file of ours to read."""
    _read(path, 1)


def read_text(path: str | Path) -> str:
    """The text of the file at *path*, in UTF-8 (UnreadableFileError)."""
    data = _read(path, MAX_TEXT_BYTES + 1)
    if len(data) > MAX_TEXT_BYTES:
        raise UnreadableFileError(f"it is larger than {MAX_TEXT_BYTES // 1024} KiB")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise UnreadableFileError("it is not text in UTF-8") from error


def _read(path: str | Path, size: int) -> bytes:
    try:
        if is_endless(path):
            raise UnreadableFileError("it is no regular file")
        with open(path, "rb") as file:  # noqa: PTH123 - a path from a variable, as it is
            return file.read(size)
    except (OSError, ValueError) as error:  # a ValueError is about a NUL in the path
        reason = error.strerror if isinstance(error, OSError) else None
        raise UnreadableFileError(reason or "it cannot be read") from error


def is_endless(path: str | Path) -> bool:
    """Whether reading *path* may never end: it is a pipe or a device (OSError when it is absent)."""
    mode = os.stat(path).st_mode  # noqa: PTH116 - a path from a variable, as it is
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))
