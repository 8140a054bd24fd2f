"""A store that writes nothing: it passes reads on, and answers writes as if they had been done."""

import threading
from collections.abc import Iterator

from propctl.domain.digest import sha256
from propctl.storage.contract import (
    Conflict,
    ObjectStore,
    StoredObject,
    check_conditions,
    check_key,
)


class DryRunStore:
    """An :class:`ObjectStore` over *inner* whose ``written`` lists the keys of the writes it was given."""

    def __init__(self, inner: ObjectStore) -> None:
        self._inner = inner
        self._lock = threading.Lock()
        self.written: list[str] = []

    @property
    def url(self) -> str:
        """See :attr:`ObjectStore.url`."""
        return self._inner.url

    def get(self, key: str) -> StoredObject | None:
        """See :meth:`ObjectStore.get`."""
        return self._inner.get(key)

    def put(self, key: str, data: bytes, *, if_absent: bool = False, if_match: str | None = None) -> str:
        """Record the write; Conflict when its condition would not hold."""
        check_key(key)
        check_conditions(if_absent=if_absent, if_match=if_match)
        if if_absent or if_match is not None:
            current = self._inner.get(key)
            if (current.etag if current else None) != if_match:
                raise Conflict(key)
        with self._lock:
            self.written.append(key)
        return sha256(data)

    def list(self, prefix: str, start_after: str = "") -> Iterator[str]:
        """See :meth:`ObjectStore.list`."""
        return self._inner.list(prefix, start_after)

    def delete(self, key: str) -> None:
        """Nothing: a dry run removes no object."""
        check_key(key)
