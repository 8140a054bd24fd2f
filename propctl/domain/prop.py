"""One published prop, and the canonical bytes that snapshots store and digest.

Canonical rows are ndjson: one record per line, sorted by ``prop_id``, keys in the order of the model's
fields, no spaces, UTF-8. Numbers are rounded once, when the record is made.
"""

from collections.abc import Iterable
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from propctl.domain.market import Market, Role
from propctl.domain.slate import LineupStatus


class Rung(BaseModel):
    """One step of a ladder: the probability of going over a half-line."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    line: float
    prob_over: float


class BookPrice(BaseModel):
    """A bookmaker's price, from an operator's line file."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    bookmaker: str
    line: float
    over_odds: int
    under_odds: int
    no_vig_over: float
    edge_over: float
    edge_under: float
    captured_at: datetime


class FeaturedProp(BaseModel):
    """A player's market in one game, with a probability for every line. Schema version 1."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    prop_id: str
    sport: str
    game_id: int
    game_date: date
    game_number: int
    start_time: datetime
    start_time_tbd: bool
    venue_id: int
    player_id: int
    player_name: str
    team: str
    opponent: str
    is_home: bool
    role: Role
    batting_order: int | None
    lineup_status: LineupStatus
    market: Market
    line: float
    projection: float
    prob_over: float
    prob_under: float
    ladder: tuple[Rung, ...]
    fair_over_odds: int
    fair_under_odds: int
    confidence: float
    sample_size: int
    books: tuple[BookPrice, ...] = ()
    sources: tuple[str, ...]


def prop_id(sport: str, game_pk: int, player_id: int, market: Market) -> str:
    """``mlb:777592:656876:pitcher_strikeouts``: stable across snapshots."""
    return f"{sport}:{game_pk}:{player_id}:{market.value}"


def canonical_rows(props: Iterable[FeaturedProp]) -> bytes:
    """The canonical ndjson of *props*; each line ends with a newline."""
    ordered = sorted(props, key=lambda prop: prop.prop_id)
    return b"".join(prop.model_dump_json().encode() + b"\n" for prop in ordered)


def parse_rows(data: bytes) -> list[FeaturedProp]:
    """The props in canonical rows (pydantic's ValidationError for an invalid line)."""
    return [FeaturedProp.model_validate_json(line) for line in data.splitlines()]


def merge_rows(blobs: Iterable[bytes]) -> bytes:
    """The canonical rows of a whole day, merged from those of its games.

    Every line begins with its ``prop_id``, and the quote that ends it sorts before any character of an id, so
    the lines sort in the order of the ids.
    """
    lines: list[bytes] = [line for blob in blobs for line in blob.splitlines(keepends=True)]
    lines.sort()
    return b"".join(lines)
