"""Totals and box scores in the Stats API's shape.

Totals have one row per player and group, all of them on one page. Before a game is over, its box score holds
the rosters only.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from propctl.sample.fixtures import Fixture, is_over
from propctl.sample.league import League, Season
from propctl.sample.pitches import pitches_of
from propctl.sample.play import Appearance
from propctl.sample.rosters import BATTERS, CLUBS, PITCHERS, Club, Player, rosters
from propctl.sample.schedule import person
from propctl.sample.season_stats import GAMES, GAMES_PITCHED, SeasonStats, batting_line, pitching_line
from propctl.sample.team_state import TeamState

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Span:
    """The requested part of a season."""

    first: date
    last: date

    @property
    def from_opening(self) -> bool:
        """Whether it begins on the first day of the season."""
        return (self.first.month, self.first.day) == (1, 1)


def statistics(league: League, span: Span, now: datetime, groups: tuple[str, ...], *, pitches: bool) -> Json:
    """The totals of *span* as of *now*, with counts of *pitches* if requested."""
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
    if span.from_opening:
        return season.totals(span.last, now)
    season_stats = SeasonStats()
    for game in season.between(span.first, span.last, now):
        season.play(game, season_stats)
    return season_stats


def _thrown(season: Season, span: Span, now: datetime) -> Counter[int]:
    """Pitches that count in official totals, by pitcher's place."""
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
            yield _row(season.year, clubs) | {"player": person(player), "stat": batting_line(played)}


def _pitchers(season: Season, season_stats: SeasonStats, thrown: Counter[int] | None) -> Iterator[Json]:
    for place, player in enumerate(season.talents.rosters.pitchers):
        played = season_stats.of_pitcher(place)
        if played[GAMES_PITCHED]:
            stat = pitching_line(played, None if thrown is None else thrown[place])
            yield _row(season.year, [place // PITCHERS]) | {"player": person(player), "stat": stat}


def _row(season: int, clubs: list[int]) -> Json:
    """One row for all of a player's clubs, under the last of them."""
    club = CLUBS[clubs[-1]]
    row: Json = {"season": str(season), "team": {"id": club.team_id, "name": club.name}}
    return row | ({"numTeams": len(clubs)} if len(clubs) > 1 else {})


def boxscore(league: League, game: Fixture, now: datetime) -> Json:
    """Both clubs, with all players' counts once the game is over."""
    season = league.season(game.date.year)
    if not is_over(game.as_seen(now), now):
        return {"teams": {"away": _roster(game.away, game), "home": _roster(game.home, game)}}
    season_stats, record = SeasonStats(), list[Appearance]()
    away, home = season.play(game, season_stats, record)
    thrown: Counter[int] = Counter()
    for pitched in pitches_of(game, record):
        thrown[pitched.appearance.pitcher] += pitched.official
    clubs = ((game.away, away), (game.home, home))
    sides = [_club(season, club, team_state, thrown) for club, team_state in clubs]
    return {"teams": {"away": sides[0], "home": sides[1]}}


def _roster(club: Club, game: Fixture) -> Json:
    known = rosters(game.date.year)
    batters = [known.batters[place] for place in known.batters_of(club.index, late=game.date.month > 6)]
    pitchers = [known.pitchers[place] for place in known.pitchers_of(club.index)]
    return {"team": {"id": club.team_id, "name": club.name}, "players": _by_id([*batters, *pitchers])}


def _by_id(players: list[Player]) -> Json:
    return {_key(player): _nothing(player) for player in players}


def _key(player: Player) -> str:
    return f"ID{player.player_id}"


def _nothing(player: Player) -> Json:
    stats: Json = {"batting": {}, "pitching": {}, "fielding": {}}
    position = {"abbreviation": player.position}
    return {"person": person(player), "position": position, "stats": stats}


def _club(season: Season, club: Club, team_state: TeamState, thrown: Counter[int]) -> Json:
    known, season_stats = season.talents.rosters, team_state.season_stats
    players: Json = {}
    batters, pitchers = [], []
    times: Counter[int] = Counter()
    for slot, place in team_state.entered:
        player = known.batters[place]
        line = players.setdefault(_key(player), _nothing(player))
        line["battingOrder"] = f"{slot + 1}{times[slot]:02d}"
        line["stats"]["batting"] = batting_line(season_stats.of_batter(place))
        times[slot] += 1
        batters.append(player.player_id)
    for place in team_state.pitchers:
        player = known.pitchers[place]
        line = players.setdefault(_key(player), _nothing(player))
        line["stats"]["pitching"] = pitching_line(season_stats.of_pitcher(place), thrown[place])
        pitchers.append(player.player_id)
    final = [known.batters[place].player_id for place in team_state.order]
    return {
        "team": {"id": club.team_id, "name": club.name, "abbreviation": club.abbreviation},
        "players": players,
        "batters": batters,
        "pitchers": pitchers,
        "battingOrder": final,
    }
