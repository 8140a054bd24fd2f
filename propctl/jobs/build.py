"""The one function that builds a snapshot's content, whatever command asks for it.

Pure but for gathering: the same inputs and instant give the same bytes.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from propctl.domain.market import Market
from propctl.domain.prop import FeaturedProp, canonical_rows, merge_rows, sha256
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
from propctl.jobs.featuring import SPORT, Orders, batting_orders, featured_props
from propctl.jobs.gather import Material, gather
from propctl.jobs.workspace import Workshop
from propctl.version import __version__

NO_STATCAST = Params(statcast_window_days=0)


@dataclass(frozen=True, slots=True)
class Build:
    """A day's content before it is committed; ``closing`` is added by whoever knows the last snapshot."""

    content: Content
    props: tuple[FeaturedProp, ...]
    blobs: dict[int, bytes] = field(repr=False)
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
    orders = batting_orders(material)
    props = featured_props(material, orders)
    by_game: dict[int, list[FeaturedProp]] = {}
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
            GameStanding(game_id=game.game_pk, state=material.state_of(game)) for game in material.slate.games
        ),
        closing=(),
        coverage=_coverage(material, props),
        notes=(*material.notes, *_lineup_notes(material, orders)),
        degraded=material.degraded,
    )
    return Build(content, props, blobs, material.inputs, material)


def _rows(blobs: dict[int, bytes], by_game: dict[int, list[FeaturedProp]]) -> Rows:
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


def _lineup_notes(material: Material, orders: Orders) -> Iterator[Note]:
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
