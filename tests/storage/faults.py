"""A store that fails, or whose process dies, at the n-th operation; for tests of what a run leaves behind."""

from collections.abc import Callable, Iterator
from threading import Lock
from typing import Literal, NoReturn, TypeVar

from propctl.storage.contract import ObjectStore, StoredObject

T = TypeVar("T")


class KilledError(BaseException):
    """The process was killed here: no ``except Exception`` sees it, and no further operation happens."""


class FaultyStore:
    """*inner*, but its operation number *fail_at* (from 1; 0 for none) raises *error*.

    With *after* the operation is performed first: the answer is lost, not the request. After ``"kill"`` every
    further operation raises KilledError too; any other error is raised once. ``operations`` is the log, such
    as ``"put v1/holds.json"``: a run with ``fail_at=0`` tells how many there are to fail.
    """

    def __init__(
        self,
        inner: ObjectStore,
        fail_at: int = 0,
        error: Exception | Literal["kill"] = "kill",
        *,
        after: bool = False,
    ) -> None:
        self.operations: list[str] = []
        self._inner = inner
        self._fail_at = fail_at
        self._error = error
        self._after = after
        self._lock = Lock()

    @property
    def url(self) -> str:
        return self._inner.url

    def get(self, key: str) -> StoredObject | None:
        return self._perform(f"get {key}", lambda: self._inner.get(key))

    def put(self, key: str, data: bytes, *, if_absent: bool = False, if_match: str | None = None) -> str:
        return self._perform(
            f"put {key}", lambda: self._inner.put(key, data, if_absent=if_absent, if_match=if_match)
        )

    def list(self, prefix: str, start_after: str = "") -> Iterator[str]:
        return iter(self._perform(f"list {prefix}", lambda: tuple(self._inner.list(prefix, start_after))))

    def delete(self, key: str) -> None:
        self._perform(f"delete {key}", lambda: self._inner.delete(key))

    def _perform(self, name: str, act: Callable[[], T]) -> T:
        with self._lock:
            self.operations.append(name)
            number = len(self.operations)
        due = number == self._fail_at
        if (due and not self._after) or self._dead(number):
            self._fail()
        try:
            return act()
        finally:
            if due:
                self._fail()

    def _dead(self, number: int) -> bool:
        return self._error == "kill" and 0 < self._fail_at < number

    def _fail(self) -> NoReturn:
        raise KilledError if self._error == "kill" else self._error
