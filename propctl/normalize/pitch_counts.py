"""The official number of pitches of everybody who pitched on one day (``/stats``)."""

from typing import Final

from propctl.normalize.payload import Count, Shape
from propctl.normalize.splits import SplitRow, by_player, read_blocks, rows_of

PITCH_COUNT_FIELDS: Final = (
    "stats,group,displayName,totalSplits,splits,season,player,id,fullName,team,numTeams,stat,numberOfPitches"
)
"""Every ancestor and leaf that :func:`read_pitch_counts` needs, as ``fields=`` wants them named."""


class _Thrown(Shape, frozen=True, kw_only=True):
    number_of_pitches: Count


class _ThrownRow(SplitRow, frozen=True, kw_only=True):
    stat: _Thrown


def read_pitch_counts(body: bytes, season: int) -> dict[int, int]:
    """Pitches by pitcher, of those who threw one (PayloadShapeError: a short page, another year)."""
    rows = by_player(rows_of(read_blocks(body), "pitching", _ThrownRow, season))
    counts = {player: sum(row.stat.number_of_pitches for row in own) for player, (_, _, own) in rows.items()}
    return {player: count for player, count in counts.items() if count}
