"""Durable file operations and what their errors mean, for the local store. Knows no keys and no layout."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from propctl.errors import ConfigurationError, PropctlError, RefusedError, TemporaryError

REFUSED: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
BLOCKED: Final = frozenset({errno.ENOTDIR, errno.EEXIST, errno.EISDIR, errno.ELOOP, errno.ENAMETOOLONG})
FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def translated(attempt: str, consequence: str) -> Iterator[None]:
    """Turn an OSError in the block into the PropctlError that says what it means for a run."""
    try:
        yield
    except OSError as error:
        raise _meaning(error, f"cannot {attempt}: {error.strerror or error}; {consequence}") from error


def _meaning(error: OSError, message: str) -> PropctlError:
    if error.errno in REFUSED:
        return RefusedError(
            message, hint="give this user access to the storage directory, or mount it writable"
        )
    if error.errno in BLOCKED:
        return ConfigurationError(
            message, hint="PROPCTL_STORAGE_URL must name a directory: file:///absolute/path"
        )
    if error.errno in FULL:
        return TemporaryError(message, hint="free space on the storage's file system, then run again")
    return TemporaryError(message, hint="check the storage's disk, then run again")


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the exclusive flock of the file *path*, against threads and processes of this host.

    The file is created when missing and must never be deleted: another file of the same name would be
    another lock.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CREAT, 0o666)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        # Explicit, because a child forked meanwhile would keep the lock through its copy of the descriptor.
        fcntl.flock(descriptor, fcntl.LOCK_UN)
        os.close(descriptor)


def write_synced(path: Path, data: bytes) -> None:
    """Write a new file and wait until its content is on disk; a file left there before is removed.

    Removed, not truncated: a process killed right after ``os.link`` leaves a second name of a live object.
    """
    path.unlink(missing_ok=True)
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the entries of *folder* are on disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folders(folder: Path) -> None:
    """Create *folder* and what is missing above it, each durable in its parent."""
    if folder.is_dir():
        return
    make_folders(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)
