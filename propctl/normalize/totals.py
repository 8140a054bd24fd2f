"""League-wide totals (``/stats``): one row per player and group, whole or not at all.

Traps that live here: an answer is paged silently, so the announced ``totalSplits`` must be there; a traded
player has one row with ``numTeams``, or a team-less total and a row per club; a two-way player is in both
groups; there is no key for singles; figures of a season that is over may lack the rarer keys.
"""

from functools import reduce
from typing import Annotated, TypeVar

from pydantic import Discriminator, Tag

from propctl.domain.stats import (
    BatterTotals,
    BattingCounts,
    Counts,
    PitcherTotals,
    PitchingCounts,
    SeasonTotals,
)
from propctl.normalize.payload import PayloadShapeError, Shape, read_payload


class BattingShape(Shape):
    """The batting counts of one row or box-score line."""

    plate_appearances: int
    at_bats: int
    hits: int
    doubles: int
    triples: int
    home_runs: int
    base_on_balls: int
    intentional_walks: int = 0
    hit_by_pitch: int = 0
    strike_outs: int

    def counts(self) -> BattingCounts:
        """As our own record."""
        return BattingCounts(
            plate_appearances=self.plate_appearances,
            at_bats=self.at_bats,
            hits=self.hits,
            doubles=self.doubles,
            triples=self.triples,
            home_runs=self.home_runs,
            walks=self.base_on_balls,
            intentional_walks=self.intentional_walks,
            hit_by_pitch=self.hit_by_pitch,
            strikeouts=self.strike_outs,
        )


class PitchingShape(Shape):
    """The pitching counts of one row or box-score line."""

    games_played: int = 0
    games_started: int = 0
    batters_faced: int
    outs: int
    hits: int
    home_runs: int
    base_on_balls: int
    hit_batsmen: int = 0
    strike_outs: int

    def counts(self) -> PitchingCounts:
        """As our own record."""
        return PitchingCounts(
            games=self.games_played,
            games_started=self.games_started,
            batters_faced=self.batters_faced,
            outs=self.outs,
            hits=self.hits,
            home_runs=self.home_runs,
            walks=self.base_on_balls,
            hit_batsmen=self.hit_batsmen,
            strikeouts=self.strike_outs,
        )


class _Person(Shape):
    id: int
    full_name: str


class _Team(Shape):
    id: int


class _Row(Shape):
    season: str
    player: _Person
    team: _Team | None = None
    num_teams: int = 1

    @property
    def whole(self) -> bool:
        """Whether the row covers all the player's clubs."""
        return self.num_teams > 1 or self.team is None

    @property
    def only_club(self) -> int | None:
        """The club, unless he had several."""
        return None if self.whole or self.team is None else self.team.id


class _BattingRow(_Row):
    stat: BattingShape


class _PitchingRow(_Row):
    stat: PitchingShape


class _Group(Shape):
    display_name: str


class _Block(Shape):
    group: _Group
    total_splits: int


class _BattingBlock(_Block):
    splits: tuple[_BattingRow, ...]


class _PitchingBlock(_Block):
    splits: tuple[_PitchingRow, ...]


def _group_of(block: object) -> str:
    """Which shape a block has; the provider says it inside ``group``."""
    name = block.get("group", {}).get("displayName") if isinstance(block, dict) else None
    return name if name in ("hitting", "pitching") else "other"


_AnyBlock = Annotated[
    Annotated[_BattingBlock, Tag("hitting")]
    | Annotated[_PitchingBlock, Tag("pitching")]
    | Annotated[_Block, Tag("other")],
    Discriminator(_group_of),
]


class _StatsPayload(Shape):
    stats: tuple[_AnyBlock, ...]


def read_totals(body: bytes, season: int) -> SeasonTotals:
    """Everybody's totals of *season* (PayloadShapeError: a group missing, a short page, another year)."""
    payload = read_payload(_StatsPayload, body)
    batting = [block for block in payload.stats if isinstance(block, _BattingBlock)]
    pitching = [block for block in payload.stats if isinstance(block, _PitchingBlock)]
    if len(batting) != 1 or len(pitching) != 1:
        raise PayloadShapeError("stats: expected one block of hitting and one of pitching")
    batting_rows = _whole_page(batting[0].splits, batting[0].total_splits, season)
    pitching_rows = _whole_page(pitching[0].splits, pitching[0].total_splits, season)
    batters = {
        player: BatterTotals(player, name, club, _sum([row.stat.counts() for row in rows]))
        for player, (name, club, rows) in _by_player(batting_rows).items()
    }
    pitchers = {
        player: PitcherTotals(player, name, club, _sum([row.stat.counts() for row in rows]))
        for player, (name, club, rows) in _by_player(pitching_rows).items()
    }
    return SeasonTotals(season, batters, pitchers)


Row = TypeVar("Row", bound=_Row)
Count = TypeVar("Count", bound=Counts)


def _whole_page(splits: tuple[Row, ...], announced: int, season: int) -> list[Row]:
    """The rows without exact duplicates, if all that were announced are there."""
    rows = list(dict.fromkeys(splits))
    if len(rows) != announced:
        raise PayloadShapeError(f"splits: {len(rows)} rows where totalSplits announces {announced}")
    for row in rows:
        if row.season != str(season):
            raise PayloadShapeError(f"splits.season: asked for {season}, answered {row.season}")
    return rows


def _by_player(rows: list[Row]) -> dict[int, tuple[str, int | None, list[Row]]]:
    """Per player his name, his only club, and the rows to add up: a total where there is one."""
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row.player.id, []).append(row)
    chosen = {}
    for player in sorted(found):
        own = found[player]
        total = [row for row in own if row.whole][:1] or own
        club = total[0].only_club if len(total) == 1 else None
        chosen[player] = (own[0].player.full_name, club, total)
    return chosen


def _sum(counts: list[Count]) -> Count:
    return reduce(lambda one, other: one.plus(other), counts)
