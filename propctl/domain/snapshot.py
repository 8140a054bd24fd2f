"""Manifest and pointer: the records that make a snapshot.

A manifest names immutable rows. Its content is the facts, its circumstances are how and when they were found;
the ``snapshot_id`` hashes the content alone, so that the same facts found twice have the same key.
"""

import datetime as dt
from typing import Self

from pydantic import BaseModel, ConfigDict

from propctl.domain.digest import SNAPSHOT_ID_LENGTH, canonical_json, sha256
from propctl.domain.market import Market
from propctl.domain.option_values import Provenance
from propctl.domain.providers import provider_named_by
from propctl.domain.slate import GameState

SCHEMA_VERSION = 1


class Record(BaseModel):
    """Base of stored records: frozen, and unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Note(Record):
    """Something a reader should know; the codes are listed in docs/architecture.md."""

    code: str
    message: str

    @property
    def provider(self) -> str | None:
        """The provider whose request it is about."""
        return provider_named_by(self.message)


class GameRows(Record):
    """The rows of one game: ``sha256`` and ``bytes`` are of the uncompressed ndjson."""

    game_id: int
    sha256: str
    bytes: int
    count: int


class Rows(Record):
    """All rows of a snapshot; ``sha256`` is of the games' rows merged in order of ``prop_id``."""

    sha256: str
    count: int
    blobs: tuple[GameRows, ...]


class ListedGame(Record):
    """A game and its state."""

    game_id: int
    state: GameState


class ClosingRows(Record):
    """The rows of the last live snapshot in which a game was open."""

    game_id: int
    as_of: dt.datetime
    sha256: str
    count: int


class Coverage(Record):
    """How much of the day is covered; postponed and cancelled games are not counted."""

    games: int
    lineups_confirmed: int
    lineups_total: int
    props_by_market: dict[Market, int]
    statcast_days: int
    statcast_wanted: int


class Params(Record):
    """The parameters of a build, besides sport, date and instant."""

    statcast_window_days: int
    holds: tuple[str, ...] = ()
    lines_file_sha256: str | None = None


class Content(Record):
    """The facts of a snapshot. All of them go into the ``snapshot_id``."""

    sport: str
    date: dt.date
    provenance: Provenance
    as_of: dt.datetime | None
    known_through: dt.date
    schema_version: int
    model_version: str
    code_version: str
    params: Params
    rows: Rows
    games: tuple[ListedGame, ...]
    closing: tuple[ClosingRows, ...]
    coverage: Coverage
    notes: tuple[Note, ...]
    degraded: tuple[Note, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing is missing: it is not degraded and has all days of pitches."""
        return not self.degraded and self.coverage.statcast_days == self.coverage.statcast_wanted

    def identity(self) -> str:
        """The snapshot id: first 16 hex digits of the sha256 of the canonical content."""
        return sha256(canonical_json(self.model_dump(mode="json")))[:SNAPSHOT_ID_LENGTH]

    def same_facts(self, other: Self) -> bool:
        """Whether both are equal except for ``as_of``."""
        return self.model_copy(update={"as_of": None}) == other.model_copy(update={"as_of": None})


class InputRef(Record):
    """One archived payload that a build used."""

    provider: str
    request: str
    fetched_at: dt.datetime
    sha256: str
    bytes: int


class Manifest(Content):
    """A committed snapshot: content, circumstances, and an ``integrity`` over both."""

    snapshot_id: str
    created_at: dt.datetime
    run_id: str
    inputs: tuple[InputRef, ...]
    inputs_digest: str
    previous: str | None
    integrity: str

    @classmethod
    def commit(
        cls,
        content: Content,
        *,
        created_at: dt.datetime,
        run_id: str,
        inputs: tuple[InputRef, ...],
        previous: str | None,
    ) -> Self:
        """The manifest of *content* with its circumstances."""
        ordered = tuple(sorted(inputs, key=lambda ref: (ref.provider, ref.request)))
        digest = [[ref.provider, ref.request, ref.sha256] for ref in ordered]
        unsealed = cls(
            **dict(content),
            snapshot_id=content.identity(),
            created_at=created_at,
            run_id=run_id,
            inputs=ordered,
            inputs_digest=sha256(canonical_json(digest)),
            previous=previous,
            integrity="",
        )
        return unsealed.model_copy(update={"integrity": unsealed.seal()})

    def content(self) -> Content:
        """The content alone."""
        return Content(**{name: getattr(self, name) for name in Content.model_fields})

    def seal(self) -> str:
        """The sha256 of the whole manifest without ``integrity``."""
        return sha256(canonical_json(self.model_dump(mode="json", exclude={"integrity"})))

    def to_bytes(self) -> bytes:
        """The stored document."""
        return canonical_json(self.model_dump(mode="json"))


class Pointer(Record):
    """Which snapshot of a date is the latest; replaced by compare-and-swap, generation by generation."""

    snapshot_id: str
    key: str
    as_of: dt.datetime | None
    generation: int
    checked_at: dt.datetime

    def to_bytes(self) -> bytes:
        """The stored document."""
        return canonical_json(self.model_dump(mode="json"))
