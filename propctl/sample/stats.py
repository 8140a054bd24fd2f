"""League-wide statistics in the Stats API's shape: one row per player and group, all of them on one page."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from propctl.sample import counts
from propctl.sample.clubs import CLUBS
from propctl.sample.league import League, Season
from propctl.sample.people import BATTERS, PITCHERS
from propctl.sample.schedule import person
from propctl.sample.season_stats import GAMES, GAMES_PITCHED, SeasonStats

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Span:
    """The part of a season that is asked for."""

    first: date
    last: date

    @property
    def through(self) -> bool:
        """Whether it begins with the season."""
        return (self.first.month, self.first.day) == (1, 1)


def statistics(league: League, span: Span, now: datetime, groups: tuple[str, ...], *, pitches: bool) -> Json:
    """The totals of *span* as they stood at *now*; *pitches* are counted only where they are asked for."""
    season = league.season(span.first.year)
    season_stats = _season_stats(season, span, now)
    thrown = _thrown(season, span, now) if pitches and "pitching" in groups else None
    rows = {
        "hitting": lambda: list(_batters(season, span, season_stats)),
        "pitching": lambda: list(_pitchers(season, season_stats, thrown)),
    }
    return {"stats": [_block(group, rows[group]()) for group in groups]}


def _block(group: str, splits: list[Json]) -> Json:
    return {"group": {"displayName": group}, "totalSplits": len(splits), "splits": splits}


def _season_stats(season: Season, span: Span, now: datetime) -> SeasonStats:
    if span.through:
        return season.totals(span.last, now)
    season_stats = SeasonStats()
    for game in season.between(span.first, span.last, now):
        season.play(game, season_stats)
    return season_stats


def _thrown(season: Season, span: Span, now: datetime) -> Counter[int]:
    """Official pitches by place."""
    thrown: Counter[int] = Counter()
    for game in season.between(span.first, span.last, now):
        for pitched in season.pitches(game):
            thrown[pitched.appearance.pitcher] += pitched.official
    return thrown


def _batters(season: Season, span: Span, season_stats: SeasonStats) -> Iterator[Json]:
    rosters = season.talents.rosters
    for place, player in enumerate(rosters.batters):
        played = season_stats.of_batter(place)
        if played[GAMES]:
            clubs = [place // BATTERS]
            if span.last.month > 6 and place in rosters.traded:
                after = rosters.traded[place] // BATTERS
                clubs = [*clubs, after] if span.first.month <= 6 else [after]
            yield _row(season.year, clubs) | {"player": person(player), "stat": counts.batting(played)}


def _pitchers(season: Season, season_stats: SeasonStats, thrown: Counter[int] | None) -> Iterator[Json]:
    for place, player in enumerate(season.talents.rosters.pitchers):
        played = season_stats.of_pitcher(place)
        if played[GAMES_PITCHED]:
            stat = counts.pitching(played, None if thrown is None else thrown[place])
            yield _row(season.year, [place // PITCHERS]) | {"player": person(player), "stat": stat}


def _row(season: int, clubs: list[int]) -> Json:
    """Several clubs are folded into one row, under the last of them."""
    club = CLUBS[clubs[-1]]
    row: Json = {"season": str(season), "team": {"id": club.team_id, "name": club.name}}
    return row | ({"numTeams": len(clubs)} if len(clubs) > 1 else {})
