"""JSON documents in an object store: each one record under one key, replaced by compare-and-swap.

Everything that several runs may change at once is such a document. Its owner defines what a record means
and how damage is treated.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from propctl.errors import DataError, TemporaryError
from propctl.storage.contract import Conflict, ObjectStore

MAX_RACES: Final = 100
"""A change loses only to another that succeeded, so this limit guards against a broken store."""

MAX_PAUSE_SECONDS: Final = 0.05

RecordT = TypeVar("RecordT", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Document(Generic[RecordT]):
    """The document at ``key``. Methods raise what the store raises, and DataError for damage."""

    store: ObjectStore
    key: str
    record: type[RecordT]
    hint: str = ""
    """What to do about damage."""
    disposable: bool = False
    """Whether a damaged record counts as absent, because its content can be determined again."""
    exclude_none: bool = False
    """Whether fields that are None are left out of what is stored."""

    def read(self) -> tuple[RecordT | None, str | None]:
        """The record, and the etag to replace it with; None for what is absent."""
        stored = self.store.get(self.key)
        if stored is None:
            return None, None
        try:
            return self.parse(stored.data), stored.etag
        except DataError:
            if self.disposable:
                return None, stored.etag
            raise

    def parse(self, data: bytes) -> RecordT:
        """The record in *data*; DataError says which field is wrong."""
        try:
            return self.record.model_validate_json(data)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            raise self.damaged(f"{place}: {first['msg']}" if place else first["msg"]) from error

    def damaged(self, defect: str) -> DataError:
        """The error that names the object, its store and *defect*."""
        line = " ".join(defect.split())
        return DataError(f"{self.key} in {self.store.url} is damaged: {line}", hint=self.hint)

    def overwrite(self, record: RecordT) -> None:
        """Replace the record unconditionally; of two concurrent writers the last one wins."""
        self.store.put(self.key, self._encoded(record))

    def write(self, record: RecordT, etag: str | None) -> str:
        """Replace what was read with *etag* (None: nothing) and return the new etag.

        Conflict when another writer has changed it meanwhile.
        """
        return self.store.put(self.key, self._encoded(record), if_absent=etag is None, if_match=etag)

    def write_or_confirm(self, record: RecordT, etag: str | None) -> str:
        """Like :meth:`write`, but without a Conflict with our own earlier write whose answer was lost."""
        try:
            return self.write(record, etag)
        except Conflict:
            current = self.store.get(self.key)
            if current is None or current.data != self._encoded(record):
                raise
            return current.etag

    def update(
        self,
        change: Callable[[RecordT | None], RecordT],
        *,
        races: int = MAX_RACES,
        sleep: Callable[[float], None] = time.sleep,
    ) -> RecordT:
        """Replace the record by what *change* makes of it, and return that.

        *change* is called again when another writer was faster or an answer was lost, so it must recognise
        what is done already. TemporaryError after so many *races*.
        """
        for _ in range(races):
            current, etag = self.read()
            changed = change(current)
            if changed == current:
                return changed
            try:
                self.write(changed, etag)
            except Conflict:
                sleep(random.uniform(0.0, MAX_PAUSE_SECONDS))  # noqa: S311 - spreads load, keeps no secret
            else:
                return changed
        raise TemporaryError(f"lost {races} races for {self.key}; nothing was changed", hint="run it again")

    def _encoded(self, record: RecordT) -> bytes:
        return record.model_dump_json(exclude_none=self.exclude_none).encode()
