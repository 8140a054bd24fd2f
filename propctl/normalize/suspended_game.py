"""The suspended-game rule: totals as they were known before a day.

A suspended game is filed under its first date everywhere, so totals through D-1 that are requested later
contain plate appearances that were played on D or after. They are subtracted with the game's box score.
"""

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import TypeVar

from propctl.domain.stats import BatterTotals, BattingCounts, Counts, PitcherTotals, SeasonTotals
from propctl.normalize.boxscore import BoxLine
from propctl.normalize.payload import PayloadShapeError

Count = TypeVar("Count", bound=Counts)


def without_game(totals: SeasonTotals, lines: Iterable[BoxLine], *, partial: bool = False) -> SeasonTotals:
    """*totals* without one game (PayloadShapeError when they cannot have contained it).

    Players may be absent from *partial* totals: what they did is not in them either.
    """
    batters, pitchers = dict(totals.batters), dict(totals.pitchers)
    for line in lines:
        player = line.player_id
        batted = line.batting is not None and _counts(batters.get(player), line.batting)
        if batted and (player in batters or not partial):
            batters[player] = _less_batting(batters.get(player), line)
        pitched = line.pitching is not None and line.pitching.batters_faced > 0
        if pitched and (player in pitchers or not partial):
            pitchers[player] = _less_pitching(pitchers.get(player), line)
    return replace(totals, batters=batters, pitchers=pitchers)


def _counts(row: BatterTotals | None, played: BattingCounts) -> bool:
    """Whether there is anything to subtract: a pinch runner has runs and steals without an appearance."""
    return played.plate_appearances > 0 or (row is not None and played != BattingCounts())


def _less_batting(row: BatterTotals | None, line: BoxLine) -> BatterTotals:
    if row is None or line.batting is None:
        raise _absent(line)
    counts = row.counts.minus(line.batting)
    if counts.plate_appearances < 0:
        raise _absent(line)
    return replace(row, counts=_floored(counts))


def _less_pitching(row: PitcherTotals | None, line: BoxLine) -> PitcherTotals:
    if row is None or line.pitching is None:
        raise _absent(line)
    counts = row.counts.minus(line.pitching)
    if counts.batters_faced < 0:
        raise _absent(line)
    return replace(row, counts=_floored(counts))


def _floored(counts: Count) -> Count:
    """At least zero: a scoring change may have reached only one of the two answers yet."""
    return replace(counts, **{f.name: max(0, getattr(counts, f.name)) for f in fields(counts)})


def _absent(line: BoxLine) -> PayloadShapeError:
    return PayloadShapeError(f"the totals lack what player {line.player_id} did in a suspended game")
