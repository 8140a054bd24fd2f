"""Match the prices of a line file with props. Pure; ambiguous rows are left out and reported."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from propctl.domain.calendar import utc_text
from propctl.domain.clubs import club_code
from propctl.domain.market import Market, Role
from propctl.domain.player_names import folded
from propctl.domain.quote import LeftOut, Quote
from propctl.domain.slate import Game

Key = tuple[int, int, Market]
"""game_pk, player id, market."""

MAX_NAMED_REASONS: Final = 3
"""Reasons that a warning gives, and lines that it names for each; a run's report has them all."""

Prices = Mapping[Key, tuple[Quote, ...]]


@dataclass(frozen=True, slots=True)
class ListedPlayer:
    """A player who gets props in one game; prices count until *closes_at*."""

    game_id: int
    player_id: int
    name: str
    team: str
    opponent: str
    role: Role
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class SeasonPlayer:
    """A player of the season, on the board or not.

    ``clubs`` are the codes of his clubs: empty while he has not played, None when they are not known.
    """

    player_id: int
    clubs: frozenset[str] | None = frozenset()

    def may_play_for(self, clubs: Iterable[str]) -> bool:
        """Whether he can be in the line-up of one of these clubs."""
        return self.clubs is None or not self.clubs.isdisjoint(clubs)


Namesakes = Mapping[str, Sequence[SeasonPlayer]]
"""The season's players by folded name."""


def players_by_name(names: Mapping[int, str], clubs: Mapping[int, frozenset[str] | None]) -> Namesakes:
    """The players of *names*, by id, with their *clubs*; a player without an entry there has not played."""
    players: dict[str, list[SeasonPlayer]] = defaultdict(list)
    for player_id, name in names.items():
        players[folded(name)].append(SeasonPlayer(player_id, clubs.get(player_id, frozenset())))
    return players


@dataclass(frozen=True, slots=True)
class ClosedPlayers:
    """Players whose game has closed, by id and by folded name: their prices are unused, but no error."""

    ids: frozenset[int] = frozenset()
    names: frozenset[str] = frozenset()
    games: frozenset[int] = frozenset()

    def covers(self, quote: Quote) -> bool:
        """Whether the price is of one of them."""
        if quote.game_id is not None:
            return quote.game_id in self.games
        return quote.player_id in self.ids or folded(quote.player) in self.names


def closed_players(closed: Iterable[Game]) -> ClosedPlayers:
    """The players whom the slate names in games that get no rows."""
    games = tuple(closed)
    sides = [side for game in games for side in (game.away, game.home)]
    players = [player for side in sides for player in side.players()]
    return ClosedPlayers(
        ids=frozenset(player.player_id for player in players),
        names=frozenset(folded(player.name) for player in players),
        games=frozenset(game.game_pk for game in games),
    )


def format_left_out(left_out: Sequence[LeftOut]) -> str:
    """Rows that were not used, in one line: by reason, the first few of each."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row in left_out:
        rows[row.reason].append(row.row)
    shown = list(rows.items())[:MAX_NAMED_REASONS]
    rest = len(left_out) - sum(len(numbers) for _, numbers in shown)
    head = "1 row" if len(left_out) == 1 else f"{len(left_out):,} rows"
    reasons = "; ".join(f"{_lines(numbers)}: {reason}" for reason, numbers in shown)
    return f"{head} of the line file left out: {reasons}" + (f"; and {rest:,} more" if rest else "")


def _lines(numbers: Sequence[int]) -> str:
    """``line 5``, or ``lines 397, 398, 399 and 1,136 more``."""
    shown = ", ".join(str(number) for number in numbers[:MAX_NAMED_REASONS])
    more = f" and {len(numbers) - MAX_NAMED_REASONS:,} more" if len(numbers) > MAX_NAMED_REASONS else ""
    return f"line{'s' * (len(numbers) > 1)} {shown}{more}"


def match(
    quotes: Iterable[Quote], listed: Iterable[ListedPlayer], closed: ClosedPlayers, namesakes: Namesakes
) -> tuple[Prices, tuple[LeftOut, ...]]:
    """The latest price of each book for each prop and line, and the rows that were left out."""
    roster = _Roster(listed, namesakes)
    by_place: dict[_Place, list[Quote]] = defaultdict(list)
    left_out: list[LeftOut] = []
    for quote in quotes:
        players = roster.players_called(quote)
        if not players and closed.covers(quote):
            continue
        try:
            player = roster.only(quote, players)
        except LookupError as error:
            left_out.append(LeftOut(row=quote.row, reason=str(error)))
            continue
        if quote.captured_at > player.closes_at:
            moments = f"{utc_text(quote.captured_at)}, after {utc_text(player.closes_at)}"
            left_out.append(
                LeftOut(row=quote.row, reason=f"captured at {moments}: the board may not know it")
            )
        else:
            key = (player.game_id, player.player_id, quote.market)
            by_place[key, quote.book, quote.line].append(quote)
    prices: dict[Key, list[Quote]] = defaultdict(list)
    for place in sorted(by_place, key=lambda place: place[1:]):
        latest = _latest(by_place[place])
        if len({(quote.over_odds, quote.under_odds) for quote in latest}) == 1:
            prices[place[0]].append(latest[0])
        else:
            left_out.extend(_contested(latest))
    ordered = tuple(sorted(left_out, key=lambda row: row.row))
    return {key: tuple(matched) for key, matched in prices.items()}, ordered


_Place = tuple[Key, str, float]
"""A prop at a book and a line."""


def _latest(quotes: list[Quote]) -> list[Quote]:
    """The prices of the last instant; there may be several."""
    last = max(quote.captured_at for quote in quotes)
    return [quote for quote in quotes if quote.captured_at == last]


def _contested(quotes: list[Quote]) -> list[LeftOut]:
    """Rows that contradict each other: which of them is true is not known."""
    rows = ", ".join(str(quote.row) for quote in quotes)
    reason = f"lines {rows} are different prices of one book at one instant"
    return [LeftOut(row=quote.row, reason=reason) for quote in quotes]


class _Roster:
    """The listed players, by id and by folded name, and the season's players by folded name."""

    def __init__(self, listed: Iterable[ListedPlayer], namesakes: Namesakes) -> None:
        self._namesakes = namesakes
        self._listed: dict[tuple[Role, int | str], list[ListedPlayer]] = defaultdict(list)
        for player in listed:
            self._listed[player.role, player.player_id].append(player)
            self._listed[player.role, folded(player.name)].append(player)

    def players_called(self, quote: Quote) -> list[ListedPlayer]:
        """The listed players whom the row can mean, in every game of theirs."""
        known_by = folded(quote.player) if quote.player_id is None else quote.player_id
        return [
            player
            for player in self._listed.get((quote.market.role, known_by), ())
            if (quote.team is None or club_code(quote.team) == club_code(player.team))
            and quote.game_id in (None, player.game_id)
        ]

    def only(self, quote: Quote, players: list[ListedPlayer]) -> ListedPlayer:
        """The one of *players*, whom the row can mean, in one game; LookupError says why there is none."""
        if not players:
            raise LookupError(f"no {quote.market.role} {_called(quote)} in an open game")
        if len({player.player_id for player in players}) > 1:
            raise LookupError(f"{len(players)} players are called {quote.player}: give player_id or team")
        others = self._others(quote, players[0])
        if others:
            needed = "player_id" if quote.team else "player_id or team"
            called = f"{1 + others} players of the season are called {quote.player}"
            raise LookupError(f"{called}: give {needed}")
        if len(players) > 1:
            raise LookupError(f"{quote.player} plays in {len(players)} games: give game_id")
        return players[0]

    def _others(self, quote: Quote, player: ListedPlayer) -> int:
        """How many other players of the season the row can mean, whether they have props or not.

        With a club or game in the row, only players who may play there.
        """
        if quote.player_id is not None:
            return 0
        clubs = {club_code(player.team)} | (set() if quote.team else {club_code(player.opponent)})
        anywhere = quote.team is None and quote.game_id is None
        return sum(
            other.player_id != player.player_id and (anywhere or other.may_play_for(clubs))
            for other in self._namesakes.get(folded(quote.player), ())
        )


def _called(quote: Quote) -> str:
    """The player as the row names him."""
    named = {"player_id": quote.player_id, "team": quote.team, "game_id": quote.game_id}
    more = ", ".join(f"{name} {value}" for name, value in named.items() if value is not None)
    return f"{quote.player} ({more})" if more else quote.player
