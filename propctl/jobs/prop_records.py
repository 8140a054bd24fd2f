"""From projected distributions to the records that are published. Pure; rounds once, here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from propctl.domain.clubs import ABBREVIATIONS, club_code
from propctl.domain.market import Market, Role
from propctl.domain.odds import american_odds, published
from propctl.domain.option_values import SPORT
from propctl.domain.prop import BookPrice, FeaturedProp, prop_id
from propctl.domain.quote import LeftOut, Quote, book_price
from propctl.domain.slate import Game, Side
from propctl.jobs.fetch_inputs import BuildInputs
from propctl.jobs.lineups import BattingOrder, batting_order, latest_by_club, named_today
from propctl.jobs.match_prices import ListedPlayer, Prices, closed_players, match, players_by_name

if TYPE_CHECKING:
    from propctl.domain.matchup import Matchup, PropDistribution

Orders = dict[tuple[int, int], BattingOrder]
"""Batting orders, by game_pk and team id."""

_RECORDS = TypeAdapter(tuple[FeaturedProp, ...])


def batting_orders(build_inputs: BuildInputs) -> Orders:
    """The batting order of both clubs in every game that gets rows."""
    latest = latest_by_club(build_inputs.recent_lineups)
    past = build_inputs.as_of is None
    named = named_today(build_inputs.slate, past=past)
    return {
        (game.game_pk, side.team_id): batting_order(side, latest, named, past=past)
        for game in build_inputs.projected_games()
        for side in (game.away, game.home)
    }


@dataclass(frozen=True, slots=True)
class Featured:
    """The records of every game that gets rows, and the rows of the line file that went into none."""

    props: tuple[FeaturedProp, ...] = ()
    lines_left_out: tuple[LeftOut, ...] = ()


def featured_props(build_inputs: BuildInputs, orders: Orders) -> Featured:
    """Project the games of *build_inputs*, and return the records of all players."""
    from propctl.domain.matchup import Handedness, ProjectionInput
    from propctl.projection import project

    games = build_inputs.projected_games()
    if not games:
        return Featured()
    handedness = Handedness(
        bats={pid: person.bats for pid, person in build_inputs.people.items() if person.bats},
        throws={pid: person.throws for pid, person in build_inputs.people.items() if person.throws},
    )
    matchups = tuple(_matchup(game, orders) for game in games)
    names = build_inputs.season_names
    known = {
        (game.game_pk, appearance.player_id, appearance.role): appearance
        for game in games
        for appearance in _appearances(game, orders, names)
    }
    prices, left_out = _prices(build_inputs, known.values())
    distributions = project(
        ProjectionInput(matchups, build_inputs.history, handedness, build_inputs.statcast.contact)
    )
    sources = {pitches: build_inputs.sources(pitches=pitches) for pitches in (False, True)}
    props = _RECORDS.validate_python(list(_records(distributions, known, prices, sources)))
    in_order = sorted((*build_inputs.lines.left_out, *left_out), key=lambda row: row.row)
    return Featured(props, tuple(in_order))


def _prices(
    build_inputs: BuildInputs, appearances: "Iterable[_Appearance]"
) -> tuple[Prices, tuple[LeftOut, ...]]:
    """The line file's prices by prop."""
    if not build_inputs.lines.quotes:
        return {}, ()
    rows = {game.game_pk for game in build_inputs.projected_games()}
    closed = [game for game in build_inputs.slate.games if game.game_pk not in rows]
    listed = (appearance.listed(build_inputs.as_of) for appearance in appearances)
    sides = [side for game in build_inputs.slate.games for side in (game.away, game.home)]
    today = {player.player_id: player.name for side in sides for player in side.players() if player.name}
    namesakes = players_by_name(build_inputs.season_names | today, _clubs_of_players(build_inputs, sides))
    return match(build_inputs.lines.quotes, listed, closed_players(closed), namesakes)


def _clubs_of_players(build_inputs: BuildInputs, sides: list[Side]) -> dict[int, frozenset[str] | None]:
    """The codes of each player's clubs: those that name him today, else that of his totals, if it is one."""
    abbreviations = ABBREVIATIONS | {side.team_id: side.abbreviation for side in sides}
    codes = {team: club_code(abbreviation) for team, abbreviation in abbreviations.items()}
    current = build_inputs.history.current
    batted = {row.player_id: row.team_id for row in current.batters.values()}
    pitched = {row.player_id: row.team_id for row in current.pitchers.values()}
    clubs = {
        player: None if team is None or team not in codes else frozenset({codes[team]})
        for player, team in (batted | pitched).items()
    }
    named = named_today(build_inputs.slate, past=build_inputs.as_of is None)
    return clubs | {player: frozenset(codes[team] for team in teams) for player, teams in named.items()}


def _matchup(game: Game, orders: Orders) -> "Matchup":
    from propctl.domain.matchup import Lineup, Matchup

    def lineup(side: Side) -> Lineup:
        batters = tuple(player.player_id for player in orders[game.game_pk, side.team_id].players)
        return Lineup(side.team_id, batters, side.starter.player_id if side.starter else None)

    return Matchup(game.game_pk, game.venue_id, lineup(game.away), lineup(game.home))


@dataclass(frozen=True, slots=True)
class _Appearance:
    """A player in one role in one game; ``fields`` are those that his records have in common."""

    player_id: int
    role: Role
    fields: dict[str, Any]

    def listed(self, as_of: datetime | None) -> ListedPlayer:
        """The player as prices name him: a live board knows them until now, a past one to the first pitch."""
        fields = self.fields
        return ListedPlayer(
            game_id=fields["game_id"],
            player_id=self.player_id,
            name=fields["player_name"],
            team=fields["team"],
            opponent=fields["opponent"],
            role=self.role,
            closes_at=as_of or fields["start_time"],
        )


def _appearances(game: Game, orders: Orders, names: dict[int, str]) -> Iterator[_Appearance]:
    for own, opponent, is_home in game.sides():
        order = orders[game.game_pk, own.team_id]
        shared = {
            "sport": SPORT,
            "game_id": game.game_pk,
            "game_date": game.official_date,
            "game_number": game.game_number,
            "start_time": game.start_time,
            "start_time_tbd": game.start_time_tbd,
            "venue_id": game.venue_id,
            "team": own.abbreviation,
            "opponent": opponent.abbreviation,
            "is_home": is_home,
            "lineup_status": order.status,
        }
        starters = [(own.starter, Role.PITCHER, None)] if own.starter else []
        batters = [(player, Role.BATTER, place) for place, player in enumerate(order.players, 1)]
        for player, role, place in (*starters, *batters):
            own_fields = {
                "player_id": player.player_id,
                "player_name": player.name or names.get(player.player_id, ""),
            }
            fields = shared | own_fields | {"role": role, "batting_order": place}
            yield _Appearance(player.player_id, role, fields)


def _records(
    distributions: Iterable["PropDistribution"],
    known: dict[tuple[int, int, Role], _Appearance],
    prices: Prices,
    sources: dict[bool, tuple[str, ...]],
) -> Iterator[dict[str, Any]]:
    roles = {market: market.role for market in Market}
    for distribution in distributions:
        appearance = known[distribution.game_pk, distribution.player_id, roles[distribution.market]]
        quotes = prices.get((distribution.game_pk, distribution.player_id, distribution.market), ())
        own = {"books": _books(distribution, quotes), "sources": sources[distribution.uses_pitches]}
        yield appearance.fields | _figures(distribution) | own


def _books(distribution: "PropDistribution", quotes: tuple[Quote, ...]) -> list[BookPrice]:
    """Each price beside the model's probability at its own line, which need not be a rung of the ladder."""
    if not quotes:
        return []
    from propctl.projection.ladder import prob_over

    return [book_price(quote, prob_over(distribution.pmf, quote.line)) for quote in quotes]


def _figures(distribution: "PropDistribution") -> dict[str, Any]:
    """The fields of a record that its market decides."""
    from propctl.projection import ladder
    from propctl.projection.ladder import MAX_LIKELY, MIN_LIKELY

    market = distribution.market
    steps = ladder(market, distribution.pmf)
    over = published(steps.prob_over)
    under = round(1.0 - over, 4)
    return {
        "prop_id": prop_id(SPORT, distribution.game_pk, distribution.player_id, market),
        "market": market,
        "line": steps.line,
        "projection": round(steps.mean, 3),
        "prob_over": over,
        "prob_under": under,
        "ladder": [
            {"line": line, "prob_over": chance}
            for line, exact in steps.rungs
            if MIN_LIKELY < (chance := published(exact)) < MAX_LIKELY or line == steps.line
        ],
        "fair_over_odds": american_odds(over),
        "fair_under_odds": american_odds(under),
        "confidence": round(distribution.confidence, 4),
        "sample_size": distribution.sample_size,
    }
