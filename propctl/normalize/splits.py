"""Rows of league-wide statistics (``/stats``), per player and group; incomplete answers are refused.

The provider's traps: answers are paged silently, so the announced ``totalSplits`` must all be present; a
traded player has one row with ``numTeams``, or a total without team and a row per club; a two-way player is
in both groups.
"""

from typing import TypeVar

import msgspec

from propctl.normalize.payload import (
    Id,
    PayloadShapeError,
    RowReader,
    Shape,
    read_if_valid,
    read_payload,
)


class _Person(Shape, frozen=True, kw_only=True):
    id: Id
    full_name: str


class _Team(Shape, frozen=True, kw_only=True):
    id: Id


class SplitRow(Shape, frozen=True, kw_only=True):
    """A player's row; subclasses add the counts."""

    season: str | int
    player: _Person
    team: _Team | None = None
    num_teams: int | None = None

    @property
    def whole(self) -> bool:
        """Whether the row covers all the player's clubs."""
        return (self.num_teams or 1) > 1 or self.team is None

    @property
    def only_club(self) -> int | None:
        """The club, or None if he had several."""
        return None if self.whole or self.team is None else self.team.id


class _Group(Shape, frozen=True, kw_only=True):
    display_name: str


class _Block(Shape, frozen=True, kw_only=True):
    group: _Group
    total_splits: int
    splits: msgspec.Raw


class _StatsPayload(Shape, frozen=True, kw_only=True):
    stats: tuple[_Block, ...]


Blocks = tuple[_Block, ...]
Row = TypeVar("Row", bound=SplitRow)


def read_blocks(body: bytes) -> Blocks:
    """The groups of an answer, with their rows still unread."""
    return read_payload(_StatsPayload, body).stats


class _Whose(Shape, frozen=True, kw_only=True):
    player: _Person


def rows_of(reader: RowReader, blocks: Blocks, group: str, shape: type[Row], season: int) -> list[Row]:
    """The rows of *group* without exact duplicates (PayloadShapeError unless all announced are present).

    A row that cannot be read is left out, and its player's other rows with it: they are not all of him.
    """
    matching = [block for block in blocks if block.group.display_name == group]
    if len(matching) != 1:
        raise PayloadShapeError(f"stats: {len(matching)} blocks of {group}, where one was expected")
    found = reader.read(shape, matching[0].splits, label=f"splits of {group}")
    places = {row: place for place, row in reversed(found.placed)}
    rows = list(dict.fromkeys(found.values))
    received = len(rows) + len(found.odd)
    if received != matching[0].total_splits:
        raise PayloadShapeError(
            f"splits of {group}: {received} rows where totalSplits announces {matching[0].total_splits}"
        )
    odd = {whose.player.id for row in found.odd if (whose := read_if_valid(_Whose, row.row))}
    for row in rows:
        if str(row.season) != str(season):
            fault = f"splits of {group}: asked for season {season}, answered {row.season}"
            reader.leave_out(fault, f"row {places[row]} of the ")
            odd.add(row.player.id)
    return [row for row in rows if row.player.id not in odd]


def by_player(reader: RowReader, rows: list[Row]) -> dict[int, tuple[str, int | None, list[Row]]]:
    """By player: name, only club, and the rows to add up (the total row if there is one).

    A player whose rows contradict each other is left out.
    """
    rows_by_player: dict[int, list[Row]] = {}
    for row in rows:
        rows_by_player.setdefault(row.player.id, []).append(row)
    chosen = {}
    for player, player_rows in sorted(rows_by_player.items()):
        total = [row for row in player_rows if row.whole] or player_rows
        clubs = [row.only_club for row in total]
        if len(clubs) != len(set(clubs)):
            fault = f"splits: player {player} has two different rows for the same clubs"
            reader.leave_out(fault, rows=len(player_rows))
            continue
        club = total[0].only_club if len(total) == 1 else None
        chosen[player] = (player_rows[0].player.full_name, club, total)
    return chosen
