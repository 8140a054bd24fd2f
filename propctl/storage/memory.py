"""An object store in this process's memory, for tests and trials. Its content ends with the process."""

from collections.abc import Iterator
from threading import Lock

from propctl.domain.digest import sha256
from propctl.storage.contract import Conflict, StoredObject, check_conditions, check_key


class MemoryStore:
    """An :class:`ObjectStore` over a dict and one lock."""

    def __init__(self) -> None:
        self._objects: dict[str, StoredObject] = {}
        self._lock = Lock()

    @property
    def url(self) -> str:
        """Always ``memory://``."""
        return "memory://"

    def get(self, key: str) -> StoredObject | None:
        """See :meth:`ObjectStore.get`."""
        check_key(key)
        with self._lock:
            return self._objects.get(key)

    def put(self, key: str, data: bytes, *, if_absent: bool = False, if_match: str | None = None) -> str:
        """See :meth:`ObjectStore.put`."""
        check_key(key)
        check_conditions(if_absent=if_absent, if_match=if_match)
        new = StoredObject(bytes(data), sha256(data))
        with self._lock:
            current = self._objects.get(key)
            if if_absent and current is not None:
                raise Conflict(f"{key} exists")
            if if_match is not None and (current is None or current.etag != if_match):
                raise Conflict(f"{key} has changed")
            self._objects[key] = new
        return new.etag

    def list(self, prefix: str, start_after: str = "") -> Iterator[str]:
        """See :meth:`ObjectStore.list`; the keys are those at the first step of the iteration."""
        with self._lock:
            keys = sorted(key for key in self._objects if key.startswith(prefix) and key > start_after)
        yield from keys

    def delete(self, key: str) -> None:
        """See :meth:`ObjectStore.delete`."""
        check_key(key)
        with self._lock:
            self._objects.pop(key, None)
