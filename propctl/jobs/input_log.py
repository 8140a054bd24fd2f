"""What a build used, what it noted, and what it had to do without."""

from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from typing import TypeVar

from propctl.connectors.mlb_stats_api import Fetched
from propctl.connectors.payloads import PayloadSource, RequestError
from propctl.domain.snapshot import InputRef, Note

Value = TypeVar("Value")


@dataclass(slots=True)
class InputLog:
    """A build's inputs, notes and failures; filled by the one thread that fetches its inputs."""

    source: PayloadSource
    pool: Executor
    inputs: list[InputRef] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    degraded: list[Note] = field(default_factory=list)
    failures: list[RequestError] = field(default_factory=list)
    costly: list[RequestError] = field(default_factory=list)
    _index_writes: list[Future[None]] = field(default_factory=list)

    def start_indexing(self, fetched: Fetched[Value], *, final: bool, without: str = "") -> Value:
        """The value. Its payload becomes an input, and a thread writes its entry in the request index.

        What was left out of it is a degradation; *without* says what follows from doing without it.
        """
        change = fetched.change()
        if change is not None:
            self.degrade(change, without)
        write = self.pool.submit(self.source.write_index_entry, fetched.payload, final=final)
        self._index_writes.append(write)
        self.inputs.append(fetched.payload.ref())
        return fetched.value

    def wait_for(self, request: "Future[Fetched[Value]]", default: Value) -> Value:
        """The answer, or *default* and a degradation when its request failed."""
        try:
            fetched = request.result()
        except RequestError as error:
            self.degrade(error)
            return default
        return self.start_indexing(fetched, final=True)

    def note(self, code: str, message: str) -> None:
        """Note something that a reader should know about an ordinary day."""
        self.notes.append(Note(code=code, message=message))

    def degrade(self, error: RequestError, consequence: str = "", *, costly: bool = False) -> None:
        """Do without the answer; *costly* when line-ups or starters, and so props, are missing without it."""
        self.failures.append(error)
        if costly:
            self.costly.append(error)
        note = error.note()
        self.degraded.append(note.model_copy(update={"message": note.message + consequence}))

    def wait_for_index_writes(self) -> None:
        """Wait until every answer used is in the request index; raises what a write raised."""
        for write in self._index_writes:
            write.result()
