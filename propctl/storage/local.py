"""An object store in a POSIX directory of one host. Not for a network file system, where flock fails.

Every object is a plain file at its key below the root, so other tools can read it. Writers take the flock of
the key's stripe, write a temporary file, sync it, name it by one atomic link or rename, and sync the folder;
readers take no lock, need no write access and see either the old object or the new one, whole.

Locks and temporary files live in ``.propctl`` below the root, a name that no key can have. There is one of
each per stripe, so neither accumulates: the next write to a stripe removes the temporary file that a killed
writer left.
"""

import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from propctl.domain.digest import sha256
from propctl.storage.contract import NAME, PART, Conflict, StoredObject, check_conditions, check_key
from propctl.storage.posix import locked, make_folders, sync_folder, translated, write_synced

STRIPES: Final = 64
"""Two different keys share a lock in one case of so many. All processes must use the same number."""


class LocalStore:
    """An :class:`ObjectStore` below *root*, which the first ``put`` creates."""

    def __init__(self, root: Path) -> None:
        self._root = root.absolute()
        self._locks = self._root / ".propctl" / "locks"
        self._temporaries = self._root / ".propctl" / "tmp"
        self._durable: set[Path] = set()

    @property
    def url(self) -> str:
        """``file:///absolute/path``."""
        return self._root.as_uri()

    def get(self, key: str) -> StoredObject | None:
        """See :meth:`ObjectStore.get`."""
        check_key(key)
        with translated(f"read {key} from {self.url}", "nothing was read"):
            data = _read(self._root / key)
        return None if data is None else StoredObject(data, sha256(data))

    def put(self, key: str, data: bytes, *, if_absent: bool = False, if_match: str | None = None) -> str:
        """See :meth:`ObjectStore.put`."""
        check_key(key)
        check_conditions(if_absent=if_absent, if_match=if_match)
        path = self._root / key
        with (
            translated(f"write {key} to {self.url}", "the write does not count"),
            self._writing(key) as temporary,
        ):
            if if_absent and _exists(path):
                raise Conflict(f"{key} exists")
            if if_match is not None and _etag(path) != if_match:
                raise Conflict(f"{key} has changed")
            self._make_durable(path.parent)
            write_synced(temporary, data)
            _move_into_place(temporary, path, if_absent=if_absent)
            sync_folder(path.parent)
        return sha256(data)

    def list(self, prefix: str, start_after: str = "") -> Iterator[str]:
        """See :meth:`ObjectStore.list`; each folder is read when the iteration reaches it."""
        folder = prefix.rpartition("/")[0]
        if folder and not all(PART.fullmatch(part) for part in folder.split("/")):
            return
        yield from self._walk(folder and folder + "/", prefix, start_after)

    def delete(self, key: str) -> None:
        """See :meth:`ObjectStore.delete`."""
        check_key(key)
        path = self._root / key
        with translated(f"delete {key} from {self.url}", "it may still be there"):
            if _exists(path):  # checked first, so that this does not create the store
                with self._writing(key):
                    path.unlink(missing_ok=True)
                    sync_folder(path.parent)

    @contextmanager
    def _writing(self, key: str) -> Iterator[Path]:
        """Hold the lock of *key*'s stripe; yields the stripe's temporary file, and removes it afterwards."""
        stripe = f"{zlib.crc32(key.encode()) % STRIPES:02d}"
        temporary = self._temporaries / stripe
        try:
            self._make_durable(self._locks)
            self._make_durable(self._temporaries)
            with locked(self._locks / stripe):
                try:
                    yield temporary
                finally:
                    temporary.unlink(missing_ok=True)
        except OSError:
            self._durable.clear()  # a folder may have been removed: check again at the next write
            raise

    def _make_durable(self, folder: Path) -> None:
        """Create *folder*, and sync its path from the root once per process, even if it exists.

        Another process may have created it an instant ago and not synced it yet.
        """
        if folder in self._durable:
            return
        if folder == self._root:
            make_folders(folder)
        else:
            self._make_durable(folder.parent)
            folder.mkdir(exist_ok=True)
            sync_folder(folder.parent)
        self._durable.add(folder)

    def _walk(self, folder: str, prefix: str, start_after: str) -> Iterator[str]:
        for name in self._entries(folder):
            path = folder + name
            if not path.startswith(prefix):
                continue
            if not name.endswith("/"):
                if path > start_after:
                    yield path
            elif path > start_after or start_after.startswith(path):
                yield from self._walk(path, prefix, start_after)

    def _entries(self, folder: str) -> tuple[str, ...]:
        """Names of objects, and of folders with a slash at the end, in the byte order of keys."""
        with translated(f"list {folder or 'the root'} of {self.url}", "what it holds is unknown"):
            try:
                with os.scandir(self._root / folder) as entries:
                    return tuple(sorted(name for entry in entries if (name := _entry_name(entry))))
            except FileNotFoundError:
                return ()


def _entry_name(entry: os.DirEntry[str]) -> str:
    """The name of *entry* within a key; empty if it cannot be part of one."""
    if PART.fullmatch(entry.name) and entry.is_dir():
        return entry.name + "/"
    return entry.name if NAME.fullmatch(entry.name) and entry.is_file() else ""


def _move_into_place(temporary: Path, path: Path, *, if_absent: bool) -> None:
    """Make *temporary* the object, in one step."""
    if not if_absent:
        temporary.replace(path)
        return
    try:
        path.hardlink_to(temporary)
    except FileExistsError as error:
        raise Conflict(f"{path.name} exists") from error


def _exists(path: Path) -> bool:
    try:
        path.stat()
    except FileNotFoundError:
        return False
    return True


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _etag(path: Path) -> str | None:
    data = _read(path)
    return None if data is None else sha256(data)
