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
    read_start(path, 1)


def read_text(path: str | Path, max_bytes: int = MAX_TEXT_BYTES) -> str:
    """The text of the file at *path*, in UTF-8, with or without a byte order mark (UnreadableFileError)."""
    data = read_start(path, max_bytes + 1)
    if len(data) > max_bytes:
        raise UnreadableFileError(f"it is larger than {max_bytes // 1024} KiB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFileError("it is not text in UTF-8") from error


def read_start(path: str | Path, size: int) -> bytes:
    """The first *size* bytes of the file at *path* (UnreadableFileError); all when it has no more."""
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
