"""The one function that builds a snapshot's content, whatever command asks for it.

Pure but for gathering: the same inputs and instant give the same bytes.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from propctl import __version__
from propctl.domain.market import Market, Role
from propctl.domain.matchup import Hands, Lineup, Matchup, PropDistribution, Question
from propctl.domain.odds import american_odds, published
from propctl.domain.prop import FeaturedProp, Rung, canonical_rows, merge_rows, prop_id, sha256
from propctl.domain.slate import Game, Player, Side
from propctl.domain.snapshot import (
    SCHEMA_VERSION,
    ClosingRows,
    Content,
    Coverage,
    GameRows,
    GameStanding,
    InputRef,
    Note,
    Params,
    Provenance,
    Rows,
)
from propctl.errors import TemporaryError
from propctl.jobs.gather import Material, gather
from propctl.jobs.lineups import BattingOrder, batting_order, latest_by_club
from propctl.jobs.workspace import Workshop

SPORT = "mlb"
SOURCES = ("mlb_stats_api",)
NO_STATCAST = Params(statcast_window_days=0)


@dataclass(frozen=True, slots=True)
class Build:
    """A day's content before it is committed; ``closing`` is added by whoever knows the last snapshot."""

    content: Content
    props: tuple[FeaturedProp, ...]
    blobs: dict[str, bytes] = field(repr=False)
    """The canonical rows of each game that has some, by game id."""
    inputs: tuple[InputRef, ...]
    material: Material = field(repr=False)

    def with_closing(self, closing: tuple[ClosingRows, ...]) -> Content:
        """The content with the closing rows that a commit carries forward."""
        return self.content.model_copy(update={"closing": closing})


def build(workshop: Workshop, day: date, today: date) -> Build:
    """Gather and assemble *day* as it looks on *today*.

    Raises what :func:`gather` raises; RefusedError or TemporaryError when games are open and not one prop can
    be built.
    """
    material = gather(workshop, day, today)
    made = assemble(material, NO_STATCAST)
    if material.projected_games() and not made.props:
        raise _nothing_to_publish(material)
    return made


def assemble(material: Material, params: Params) -> Build:
    """The content that *material* amounts to."""
    from propctl.projection import MODEL_VERSION

    day = material.slate.official_date
    orders = _orders(material)
    props = tuple(_props(material, orders))
    by_game: dict[str, list[FeaturedProp]] = {}
    for prop in props:
        by_game.setdefault(prop.game_id, []).append(prop)
    blobs = {game_id: canonical_rows(by_game[game_id]) for game_id in sorted(by_game)}
    content = Content(
        sport=SPORT,
        date=day,
        provenance=Provenance.BACKFILL if material.as_of is None else Provenance.LIVE,
        as_of=material.as_of,
        known_through=material.known_through,
        schema_version=SCHEMA_VERSION,
        model_version=MODEL_VERSION,
        code_version=__version__,
        params=params,
        rows=_rows(blobs, by_game),
        games=tuple(
            GameStanding(game_id=game.game_id, state=material.state_of(game)) for game in material.slate.games
        ),
        closing=(),
        coverage=_coverage(material, props),
        notes=(*material.notes, *_lineup_notes(material, orders)),
        degraded=material.degraded,
    )
    return Build(content, props, blobs, material.inputs, material)


def _orders(material: Material) -> dict[tuple[int, int], BattingOrder]:
    """By game and club."""
    latest = latest_by_club(material.recent_lineups)
    past = material.as_of is None
    return {
        (game.game_pk, side.team_id): batting_order(side, latest, past=past)
        for game in material.projected_games()
        for side in (game.away, game.home)
    }


def _props(material: Material, orders: dict[tuple[int, int], BattingOrder]) -> Iterator[FeaturedProp]:
    from propctl.projection import project

    games = {game.game_pk: game for game in material.projected_games()}
    if not games:
        return
    hands = Hands(
        bats={pid: person.bats for pid, person in material.people.items() if person.bats},
        throws={pid: person.throws for pid, person in material.people.items() if person.throws},
    )
    matchups = tuple(_matchup(game, orders) for game in games.values())
    for distribution in project(Question(matchups, material.history, hands)):
        game = games[distribution.game_pk]
        yield _featured(distribution, game, _appearance(distribution, game, orders))


def _matchup(game: Game, orders: dict[tuple[int, int], BattingOrder]) -> Matchup:
    def lineup(side: Side) -> Lineup:
        order = orders[game.game_pk, side.team_id]
        batters = tuple(player.player_id for player in order.players)
        return Lineup(side.team_id, batters, side.starter.player_id if side.starter else None)

    return Matchup(game.game_pk, game.venue_id, lineup(game.away), lineup(game.home))


@dataclass(frozen=True, slots=True)
class _Appearance:
    """A player in a game: for whom, against whom, at which place in the order."""

    player: Player
    own: Side
    opponent: Side
    is_home: bool
    place: int | None
    order: BattingOrder


def _appearance(
    distribution: PropDistribution, game: Game, orders: dict[tuple[int, int], BattingOrder]
) -> _Appearance:
    pitching = distribution.market.role is Role.PITCHER
    for own, opponent, is_home in game.sides():
        order = orders[game.game_pk, own.team_id]
        candidates = (own.starter,) if pitching and own.starter else () if pitching else order.players
        for place, player in enumerate(candidates, 1):
            if player.player_id == distribution.player_id:
                return _Appearance(player, own, opponent, is_home, None if pitching else place, order)
    raise LookupError(f"player {distribution.player_id} was projected but is not in game {game.game_pk}")


def _featured(distribution: PropDistribution, game: Game, who: _Appearance) -> FeaturedProp:
    from propctl.projection import ladder

    market = distribution.market
    steps = ladder(market, distribution.pmf)
    over = published(steps.prob_over)
    under = round(1.0 - over, 4)
    rungs = (Rung(line=step.line, prob_over=published(step.prob_over)) for step in steps.rungs)
    return FeaturedProp(
        prop_id=prop_id(SPORT, game.game_pk, distribution.player_id, market),
        sport=SPORT,
        game_id=game.game_id,
        game_date=game.official_date,
        game_number=game.game_number,
        start_time=game.start_time,
        start_time_tbd=game.start_time_tbd,
        venue_id=game.venue_id,
        player_id=distribution.player_id,
        player_name=who.player.name,
        team=who.own.abbreviation,
        opponent=who.opponent.abbreviation,
        is_home=who.is_home,
        role=market.role,
        batting_order=who.place,
        lineup_status=who.order.status,
        market=market,
        line=steps.line,
        projection=round(steps.mean, 3),
        prob_over=over,
        prob_under=under,
        ladder=tuple(rung for rung in rungs if 0.01 < rung.prob_over < 0.99 or rung.line == steps.line),
        fair_over_odds=american_odds(over),
        fair_under_odds=american_odds(under),
        confidence=round(distribution.confidence, 4),
        sample_size=distribution.sample_size,
        sources=SOURCES,
    )


def _rows(blobs: dict[str, bytes], by_game: dict[str, list[FeaturedProp]]) -> Rows:
    return Rows(
        sha256=sha256(merge_rows(blobs.values())),
        count=sum(map(len, by_game.values())),
        blobs=tuple(
            GameRows(game_id=game_id, sha256=sha256(data), bytes=len(data), count=len(by_game[game_id]))
            for game_id, data in blobs.items()
        ),
    )


def _coverage(material: Material, props: tuple[FeaturedProp, ...]) -> Coverage:
    counted = [game for game in material.slate.games if material.state_of(game).counted]
    markets = Counter(prop.market for prop in props)
    return Coverage(
        games=len(counted),
        lineups_confirmed=sum(side.lineup is not None for game in counted for side in (game.away, game.home)),
        lineups_total=2 * len(counted),
        props_by_market={market: markets[market] for market in Market},
        statcast_days=0,
        statcast_wanted=0,
    )


def _lineup_notes(material: Material, orders: dict[tuple[int, int], BattingOrder]) -> Iterator[Note]:
    projected = sum(not order.posted for order in orders.values())
    unknown = sum(not order.players for order in orders.values())
    if projected:
        message = f"{projected} of {len(orders)} line-ups are not posted: projected from the clubs' last ones"
        if unknown:
            message += f", {unknown} unknown"
        yield Note(code="lineups_projected", message=message)
    waiting = [
        f"{side.abbreviation} ({game.game_pk})"
        for game in material.projected_games()
        for side in (game.away, game.home)
        if side.starter is None
    ]
    if waiting:
        yield Note(code="probable_tbd", message=f"no announced starter: {', '.join(waiting)}")


def _nothing_to_publish(material: Material) -> Exception:
    day, games = material.slate.official_date, len(material.projected_games())
    if material.refusal is not None:
        refusal = material.refusal
        return type(refusal)(
            refusal.request,
            f"{refusal.reason}, and without it not one prop of {day} can be built ({games} games are open); "
            "nothing was published",
            hint=refusal.hint,
        )
    return TemporaryError(
        f"neither line-ups nor starters are known for the {games} open games of {day}; nothing was published",
        hint="run again when they are announced; `propctl snapshot ls` shows what is published",
    )
