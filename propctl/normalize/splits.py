"""Rows of league-wide statistics (``/stats``): one per player and group, whole or not at all.

Traps that live here: an answer is paged silently, so the announced ``totalSplits`` must be there; a traded
player has one row with ``numTeams``, or a team-less total and a row per club; a two-way player is in both
groups.
"""

from typing import TypeVar

import msgspec

from propctl.normalize.payload import PayloadShapeError, Shape, read_list, read_payload


class _Person(Shape, frozen=True, kw_only=True):
    id: int
    full_name: str


class _Team(Shape, frozen=True, kw_only=True):
    id: int


class SplitRow(Shape, frozen=True, kw_only=True):
    """A player's row; what is counted comes with the subclass."""

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
        """The club, unless he had several."""
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
    """The groups of an answer, their rows not read yet."""
    return read_payload(_StatsPayload, body).stats


def rows_of(blocks: Blocks, group: str, shape: type[Row], season: int) -> list[Row]:
    """The rows of *group* without exact duplicates, if all that were announced are there."""
    found = [block for block in blocks if block.group.display_name == group]
    if len(found) != 1:
        raise PayloadShapeError(f"stats: {len(found)} blocks of {group}, where one was expected")
    rows = list(dict.fromkeys(read_list(shape, found[0].splits)))
    if len(rows) != found[0].total_splits:
        raise PayloadShapeError(
            f"splits of {group}: {len(rows)} rows where totalSplits announces {found[0].total_splits}"
        )
    for row in rows:
        if str(row.season) != str(season):
            raise PayloadShapeError(f"splits of {group}: asked for season {season}, answered {row.season}")
    return rows


def by_player(rows: list[Row]) -> dict[int, tuple[str, int | None, list[Row]]]:
    """Per player his name, his only club, and the rows to add up: a total where there is one."""
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row.player.id, []).append(row)
    chosen = {}
    for player in sorted(found):
        own = found[player]
        total = [row for row in own if row.whole] or own
        clubs = [row.only_club for row in total]
        if len(clubs) != len(set(clubs)):
            raise PayloadShapeError(f"splits: player {player} has two different rows for the same clubs")
        club = total[0].only_club if len(total) == 1 else None
        chosen[player] = (own[0].player.full_name, club, total)
    return chosen
