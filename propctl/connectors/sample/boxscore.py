"""A game's box score in the Stats API's shape; before the game is over it tells the rosters only."""

from collections import Counter
from datetime import datetime
from typing import Any

from propctl.connectors.sample import counts
from propctl.connectors.sample.book import Book
from propctl.connectors.sample.clock import is_over
from propctl.connectors.sample.clubs import Club
from propctl.connectors.sample.fixtures import Fixture
from propctl.connectors.sample.league import League, Season
from propctl.connectors.sample.nine import Nine
from propctl.connectors.sample.people import Player, rosters
from propctl.connectors.sample.pitches import pitches_of
from propctl.connectors.sample.play import Appearance
from propctl.connectors.sample.schedule import person

Json = dict[str, Any]


def boxscore(league: League, game: Fixture, now: datetime) -> Json:
    """Both clubs, with everybody's own counts once the game is over."""
    season = league.season(game.date.year)
    if not is_over(game.as_seen(now), now):
        return {"teams": {"away": _roster(game.away, game), "home": _roster(game.home, game)}}
    book, record = Book(), list[Appearance]()
    away, home = season.play(game, book, record)
    thrown: Counter[int] = Counter()
    for pitched in pitches_of(game, record):
        thrown[pitched.appearance.pitcher] += pitched.official
    clubs = ((game.away, away), (game.home, home))
    told = [_club(season, club, nine, thrown) for club, nine in clubs]
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


def _club(season: Season, club: Club, nine: Nine, thrown: Counter[int]) -> Json:
    everybody, book = season.talents.rosters, nine.book
    players: Json = {}
    batters, pitchers = [], []
    times: Counter[int] = Counter()
    for slot, place in nine.entered:
        player = everybody.batters[place]
        line = players.setdefault(_key(player), _nothing(player))
        line["battingOrder"] = f"{slot + 1}{times[slot]:02d}"
        line["stats"]["batting"] = counts.batting(book.of_batter(place))
        times[slot] += 1
        batters.append(player.player_id)
    for place in nine.pitchers:
        player = everybody.pitchers[place]
        line = players.setdefault(_key(player), _nothing(player))
        line["stats"]["pitching"] = counts.pitching(book.of_pitcher(place), thrown[place])
        pitchers.append(player.player_id)
    final = [everybody.batters[place].player_id for place in nine.order]
    return {
        "team": {"id": club.team_id, "name": club.name, "abbreviation": club.abbreviation},
        "players": players,
        "batters": batters,
        "pitchers": pitchers,
        "battingOrder": final,
    }
