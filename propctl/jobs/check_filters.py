"""Check the names in a reader's filters: a misspelt name must not look like an empty board."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from propctl.domain.clubs import club_code, league_codes, near_clubs
from propctl.domain.player_names import id_in, near_players, players_called
from propctl.domain.prop import FeaturedProp
from propctl.domain.query import PropQuery
from propctl.domain.validation_messages import did_you_mean
from propctl.errors import UsageError

Names = Mapping[int, str]
"""Players' names by id."""

SeasonNames = Callable[[], Names | None]
"""Reads the names of all the season's players; None when nobody has the list any more."""

MAX_SHOWN: Final = 80
"""Characters of a name or id that a message repeats."""

PLAYER_HINT: Final = "give an MLBAM id, or part of the name; case and accents do not matter"


def check_filters(
    query: PropQuery, props: Iterable[FeaturedProp], namespace: str, season_names: SeasonNames
) -> list[str]:
    """A sentence for each club and player of *query* without a prop among *props*.

    UsageError for a club that the league does not have, and for a name that no player of the season has. The
    season's players are read only for a name that nobody on the board has. Without that list the name may be
    right, so it is no error, and the sentence says what was probably meant.
    """
    board = tuple(props)
    teams = {club_code(prop.team): prop.team for prop in board}
    names = {prop.player_id: prop.player_name for prop in board}
    absent = [team for team in query.teams if club_code(team) not in teams]
    for team in absent:
        check_club(team, {*league_codes(namespace), *teams})
    strangers = [wanted for wanted in query.players if not players_called(wanted, names)]
    season = season_names() if strangers else None
    return [
        *(f"{club_code(team)} has no props on this board" for team in absent),
        *(_absence(wanted, names, season) for wanted in strangers),
    ]


def check_club(text: str, known: Iterable[str]) -> None:
    """UsageError unless *text* means one of the *known* codes."""
    codes = sorted(set(known))
    if club_code(text) not in codes:
        meant = did_you_mean(near_clubs(text, codes))
        raise UsageError(f"unknown club {text!r}", hint=f"{meant} known: {', '.join(codes)}".strip())


def _absence(wanted: str, names: Names, season: Names | None) -> str:
    """That the player is not on the board, as far as that is known."""
    if season is None:
        meant = "" if id_in(wanted) else did_you_mean(near_players(wanted, names.values()))
        nobody = (
            f"nobody on this board {_is(wanted)}; there is no list of the season's players to check it by"
        )
        return f"{nobody}; {meant}" if meant else nobody
    player, *namesakes = find_players(wanted, season)
    if namesakes:
        return f"none of the {1 + len(namesakes)} players called {wanted!r} has props on this board"
    return f"{season[player]} ({player}) has no props on this board"


def find_players(wanted: str, season: Names) -> list[int]:
    """The season's players that *wanted*, an id or part of a name, means (UsageError when there is none)."""
    called = players_called(wanted, season)
    if called:
        return called
    meant = () if id_in(wanted) else near_players(wanted, season.values())
    raise UsageError(f"no player of the season {_is(wanted)}", hint=did_you_mean(meant) or PLAYER_HINT)


def _is(wanted: str) -> str:
    digits = id_in(wanted)
    return f"has the id {digits[:MAX_SHOWN]}" if digits else f"is called {wanted[:MAX_SHOWN]!r}"
