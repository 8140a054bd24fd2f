"""What every object store does, and which keys it accepts. Performs no input or output itself.

A key is folders and a name, joined by ``/``: ``v1/latest/sport=mlb/date=2025-06-08/live.json``. Each part is
made of ASCII letters, digits, ``=``, ``_`` and ``-``; a name has an extension and a folder has none. So no
key can climb out of a root, be hidden, or be both object and folder, and a directory behaves as a bucket.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

PART: Final = re.compile(r"[A-Za-z0-9=_-]+")
NAME: Final = re.compile(r"[A-Za-z0-9=_-]+(?:\.[A-Za-z0-9=_-]+)+")
MAX_KEY_LENGTH: Final = 1024
MAX_PART_LENGTH: Final = 255


class Conflict(Exception):  # noqa: N818 - an outcome for the caller, not a failure
    """The condition of a ``put`` did not hold: another writer was first, and nothing was written."""


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object as it was read; ``etag`` changes whenever ``data`` does."""

    data: bytes
    etag: str


class ObjectStore(Protocol):
    """Whole objects under keys. Each call is atomic, and safe from several threads at once.

    Every method raises ValueError for a malformed key, TemporaryError when the store is unreachable or full,
    RefusedError when it denies access, and ConfigurationError when its URL leads to no store.
    """

    @property
    def url(self) -> str:
        """Where the store is, for messages; without secrets."""
        ...

    def get(self, key: str) -> StoredObject | None:
        """The object, or None when there is none."""
        ...

    def put(self, key: str, data: bytes, *, if_absent: bool = False, if_match: str | None = None) -> str:
        """Write the whole object durably and return its new etag.

        Raises Conflict with *if_absent* when the key exists, and with *if_match* when the object is absent or
        has another etag. At most one of the two may be given.
        """
        ...

    def list(self, prefix: str, start_after: str = "") -> Iterator[str]:
        """Keys that begin with *prefix*, in byte order, strictly after *start_after*."""
        ...

    def delete(self, key: str) -> None:
        """Remove the object; an absent one is fine."""
        ...


def check_key(key: str) -> None:
    """ValueError unless *key* is one."""
    *folders, name = key.split("/")
    well_formed = NAME.fullmatch(name) and all(PART.fullmatch(folder) for folder in folders)
    too_long = len(key) > MAX_KEY_LENGTH or max(map(len, key.split("/"))) > MAX_PART_LENGTH
    if not well_formed or too_long:
        raise ValueError(f"{key[:80]!r} is not a key: folders without a dot, then a name with an extension")


def check_conditions(*, if_absent: bool, if_match: str | None) -> None:
    """ValueError when both conditions are given: they contradict each other."""
    if if_absent and if_match is not None:
        raise ValueError("if_absent and if_match contradict each other")
