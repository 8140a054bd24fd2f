"""League-wide totals (``/stats``) of a season or a part of it, as domain counts.

Totals of a past season may lack the rarer keys; there is no key for singles. The traps of the rows are
described in :mod:`propctl.normalize.splits`.
"""

from functools import reduce
from typing import Final, TypeVar

from propctl.domain.stats import (
    BatterTotals,
    BattingCounts,
    Counts,
    PitcherTotals,
    PitchingCounts,
    SeasonTotals,
)
from propctl.normalize.payload import Count, ReportLeftOut, RowReader, Shape, ignore_left_out
from propctl.normalize.splits import SplitRow, by_player, read_blocks, rows_of


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
    runs: Count = 0
    rbi: Count = 0
    stolen_bases: Count = 0
    caught_stealing: Count = 0

    def counts(self) -> BattingCounts:
        """As a domain record."""
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
            runs=self.runs,
            rbi=self.rbi,
            stolen_bases=self.stolen_bases,
            caught_stealing=self.caught_stealing,
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
    runs: Count = 0
    earned_runs: Count = 0

    def counts(self) -> PitchingCounts:
        """As a domain record."""
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
            runs=self.runs,
            earned_runs=self.earned_runs,
        )


class _BattingRow(SplitRow, frozen=True, kw_only=True):
    stat: BattingShape


class _PitchingRow(SplitRow, frozen=True, kw_only=True):
    stat: PitchingShape


def read_totals(body: bytes, season: int, report: ReportLeftOut = ignore_left_out) -> SeasonTotals:
    """All players' totals of *season* (PayloadShapeError: a missing group or row, or another year)."""
    blocks = read_blocks(body)
    reader = RowReader()
    batting_rows = by_player(reader, rows_of(reader, blocks, "hitting", _BattingRow, season))
    pitching_rows = by_player(reader, rows_of(reader, blocks, "pitching", _PitchingRow, season))
    reader.finish(report)
    batters = {
        player: BatterTotals(player, name, club, _sum([row.stat.counts() for row in rows]))
        for player, (name, club, rows) in batting_rows.items()
    }
    pitchers = {
        player: PitcherTotals(player, name, club, _sum([row.stat.counts() for row in rows]))
        for player, (name, club, rows) in pitching_rows.items()
    }
    return SeasonTotals(season, batters, pitchers)


TOTALS_FIELDS: Final = ",".join(
    (
        "stats,group,displayName,totalSplits,splits,season,player,id,fullName,team,numTeams,stat",
        "plateAppearances,atBats,hits,doubles,triples,homeRuns,baseOnBalls,intentionalWalks,hitByPitch,strikeOuts",
        "runs,rbi,stolenBases,caughtStealing",
        "gamesPlayed,gamesStarted,battersFaced,outs,hitBatsmen,earnedRuns",
    )
)
"""The value of ``fields=``: every key that :func:`read_totals` needs, with the keys above it."""

Sum = TypeVar("Sum", bound=Counts)


def _sum(counts: list[Sum]) -> Sum:
    return reduce(lambda total, more: total.plus(more), counts)


PITCH_COUNT_FIELDS: Final = (
    "stats,group,displayName,totalSplits,splits,season,player,id,fullName,team,numTeams,stat,numberOfPitches"
)
"""The same for :func:`read_pitch_counts`."""


class _Thrown(Shape, frozen=True, kw_only=True):
    number_of_pitches: Count


class _ThrownRow(SplitRow, frozen=True, kw_only=True):
    stat: _Thrown


def read_pitch_counts(body: bytes, season: int) -> dict[int, int]:
    """Pitches by pitcher, without zeros (PayloadShapeError: a missing or odd row, or another year).

    No row is left out: days of pitches are judged by these counts.
    """
    reader = RowReader()
    rows = by_player(reader, rows_of(reader, read_blocks(body), "pitching", _ThrownRow, season))
    reader.finish(ignore_left_out, most=0)
    counts = {
        player: sum(row.stat.number_of_pitches for row in player_rows)
        for player, (_, _, player_rows) in rows.items()
    }
    return {player: count for player, count in counts.items() if count}
