"""League-wide totals (``/stats``): one row per player and group, whole or not at all.

Traps that live here: an answer is paged silently, so the announced ``totalSplits`` must be there; a traded
player has one row with ``numTeams``, or a team-less total and a row per club; a two-way player is in both
groups; there is no key for singles; figures of a season that is over may lack the rarer keys.
"""

from functools import reduce
from typing import Final, TypeVar

import msgspec

from propctl.domain.stats import (
    BatterTotals,
    BattingCounts,
    Counts,
    PitcherTotals,
    PitchingCounts,
    SeasonTotals,
)
from propctl.normalize.payload import Count, PayloadShapeError, Shape, read_list, read_payload


class BattingShape(Shape, frozen=True, kw_only=True):
    """The batting counts of one row or box-score line."""

    plate_appearances: Count
    at_bats: Count
    hits: Count
    doubles: Count
    triples: Count
    home_runs: Count
    base_on_balls: Count
    intentional_walks: Count = 0
    hit_by_pitch: Count = 0
    strike_outs: Count

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


class PitchingShape(Shape, frozen=True, kw_only=True):
    """The pitching counts of one row or box-score line."""

    games_played: Count = 0
    games_started: Count = 0
    batters_faced: Count
    outs: Count
    hits: Count
    home_runs: Count
    base_on_balls: Count
    hit_batsmen: Count = 0
    strike_outs: Count

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


class _Person(Shape, frozen=True, kw_only=True):
    id: int
    full_name: str


class _Team(Shape, frozen=True, kw_only=True):
    id: int


class _Row(Shape, frozen=True, kw_only=True):
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


class _BattingRow(_Row, frozen=True, kw_only=True):
    stat: BattingShape


class _PitchingRow(_Row, frozen=True, kw_only=True):
    stat: PitchingShape


class _Group(Shape, frozen=True, kw_only=True):
    display_name: str


class _Block(Shape, frozen=True, kw_only=True):
    group: _Group
    total_splits: int
    splits: msgspec.Raw


class _StatsPayload(Shape, frozen=True, kw_only=True):
    stats: tuple[_Block, ...]


def read_totals(body: bytes, season: int) -> SeasonTotals:
    """Everybody's totals of *season* (PayloadShapeError: a group missing, a short page, another year)."""
    blocks = read_payload(_StatsPayload, body).stats
    batting_rows = _rows(blocks, "hitting", _BattingRow, season)
    pitching_rows = _rows(blocks, "pitching", _PitchingRow, season)
    batters = {
        player: BatterTotals(player, name, club, _sum([row.stat.counts() for row in rows]))
        for player, (name, club, rows) in _by_player(batting_rows).items()
    }
    pitchers = {
        player: PitcherTotals(player, name, club, _sum([row.stat.counts() for row in rows]))
        for player, (name, club, rows) in _by_player(pitching_rows).items()
    }
    return SeasonTotals(season, batters, pitchers)


TOTALS_FIELDS: Final = ",".join(
    (
        "stats,group,displayName,totalSplits,splits,season,player,id,fullName,team,numTeams,stat",
        "plateAppearances,atBats,hits,doubles,triples,homeRuns,baseOnBalls,intentionalWalks,hitByPitch,strikeOuts",
        "gamesPlayed,gamesStarted,battersFaced,outs,hitBatsmen",
    )
)
"""Every ancestor and leaf that :func:`read_totals` needs, as ``fields=`` wants them named."""

Row = TypeVar("Row", bound=_Row)
Sum = TypeVar("Sum", bound=Counts)


def _rows(blocks: tuple[_Block, ...], group: str, shape: type[Row], season: int) -> list[Row]:
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


def _by_player(rows: list[Row]) -> dict[int, tuple[str, int | None, list[Row]]]:
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


def _sum(counts: list[Sum]) -> Sum:
    return reduce(lambda one, other: one.plus(other), counts)
