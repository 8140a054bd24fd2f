"""A game's box score in the Stats API's shape; before the game is over it tells the rosters only."""

from collections import Counter
from datetime import datetime
from typing import Any

from propctl.sample import counts
from propctl.sample.clock import is_over
from propctl.sample.clubs import Club
from propctl.sample.fixtures import Fixture
from propctl.sample.league import League, Season
from propctl.sample.people import Player, rosters
from propctl.sample.pitches import pitches_of
from propctl.sample.play import Appearance
from propctl.sample.schedule import person
from propctl.sample.season_stats import SeasonStats
from propctl.sample.team_state import TeamState

Json = dict[str, Any]


def boxscore(league: League, game: Fixture, now: datetime) -> Json:
    """Both clubs, with everybody's own counts once the game is over."""
    season = league.season(game.date.year)
    if not is_over(game.as_seen(now), now):
        return {"teams": {"away": _roster(game.away, game), "home": _roster(game.home, game)}}
    season_stats, record = SeasonStats(), list[Appearance]()
    away, home = season.play(game, season_stats, record)
    thrown: Counter[int] = Counter()
    for pitched in pitches_of(game, record):
        thrown[pitched.appearance.pitcher] += pitched.official
    clubs = ((game.away, away), (game.home, home))
    told = [_club(season, club, team_state, thrown) for club, team_state in clubs]
    return {"teams": {"away": told[0], "home": told[1]}}


def _roster(club: Club, game: Fixture) -> Json:
    everybody = rosters(game.date.year)
    batters = [
        everybody.batters[place] for place in everybody.batters_of(club.index, late=game.date.month > 6)
    ]
    pitchers = [everybody.pitchers[place] for place in everybody.pitchers_of(club.index)]
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
    everybody, season_stats = season.talents.rosters, team_state.season_stats
    players: Json = {}
    batters, pitchers = [], []
    times: Counter[int] = Counter()
    for slot, place in team_state.entered:
        player = everybody.batters[place]
        line = players.setdefault(_key(player), _nothing(player))
        line["battingOrder"] = f"{slot + 1}{times[slot]:02d}"
        line["stats"]["batting"] = counts.batting(season_stats.of_batter(place))
        times[slot] += 1
        batters.append(player.player_id)
    for place in team_state.pitchers:
        player = everybody.pitchers[place]
        line = players.setdefault(_key(player), _nothing(player))
        line["stats"]["pitching"] = counts.pitching(season_stats.of_pitcher(place), thrown[place])
        pitchers.append(player.player_id)
    final = [everybody.batters[place].player_id for place in team_state.order]
    return {
        "team": {"id": club.team_id, "name": club.name, "abbreviation": club.abbreviation},
        "players": players,
        "batters": batters,
        "pitchers": pitchers,
        "battingOrder": final,
    }
