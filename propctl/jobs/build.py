"""The one function that builds a snapshot's content, for every command.

Pure except for fetching the inputs: the same inputs and instant give the same bytes.
"""

import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from propctl.connectors.payloads import RequestRefusedError
from propctl.domain.calendar import FIRST_YEAR
from propctl.domain.digest import sha256
from propctl.domain.hold_rules import held_prop_ids
from propctl.domain.market import Market
from propctl.domain.option_values import SPORT, Provenance
from propctl.domain.prop import FeaturedProp, canonical_rows, merge_rows
from propctl.domain.quote import LeftOut
from propctl.domain.slate import GameState
from propctl.domain.snapshot import (
    SCHEMA_VERSION,
    ClosingRows,
    Content,
    Coverage,
    GameRows,
    InputRef,
    ListedGame,
    Note,
    Params,
    Rows,
)
from propctl.errors import PropctlError, RefusedError, TemporaryError, UsageError
from propctl.jobs.build_context import BuildContext
from propctl.jobs.fetch_inputs import BuildInputs, fetch_inputs
from propctl.jobs.holds import read_holds
from propctl.jobs.match_prices import format_left_out
from propctl.jobs.prop_records import Orders, batting_orders, featured_props
from propctl.version import __version__

MAX_LEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Build:
    """A day's content before it is committed; publishing adds ``closing``, from the last snapshot."""

    content: Content
    props: tuple[FeaturedProp, ...]
    blobs: dict[int, bytes] = field(repr=False)
    """The canonical rows of each game that has any, by game id."""
    inputs: tuple[InputRef, ...]
    build_inputs: BuildInputs = field(repr=False)
    held: Mapping[int, int] = field(default_factory=dict)
    """How many props of each game are held off the board, by game id."""
    lines_left_out: tuple[LeftOut, ...] = ()
    """Rows of the line file that were not used."""

    @property
    def lacks_props(self) -> bool:
        """Whether there are games to project, but not one prop."""
        return bool(self.build_inputs.projected_games()) and not self.props and not self.held

    def failure(self, consequence: str) -> PropctlError:
        """Why the build cannot be used: RefusedError when a refusal is the cause, else TemporaryError.

        The requests that cost props come first among the causes.
        """
        causes = self.build_inputs.costly or self.build_inputs.failures
        refusals = [error for error in causes if isinstance(error, RequestRefusedError)]
        outcome = f"of {self.content.date} {consequence}"
        if causes:
            first, kind = (refusals[0], RefusedError) if refusals else (causes[0], TemporaryError)
            return kind(f"{first.message}; {outcome}", hint=first.hint, provider=first.provider)
        if self.content.degraded:
            return TemporaryError(f"{self.content.degraded[0].message}; {outcome}", hint="run again later")
        return TemporaryError(
            f"neither line-ups nor starters are known yet; {outcome}",
            hint="starters are named about two days ahead: run again then",
        )

    def without_rows_of(self, closed: Mapping[int, GameState]) -> "Build":
        """The build with these games in these states, and without props of them."""
        if not closed:
            return self
        props = tuple(prop for prop in self.props if prop.game_id not in closed)
        blobs = {game_id: rows for game_id, rows in self.blobs.items() if game_id not in closed}
        games = (
            game.model_copy(update={"state": closed.get(game.game_id, game.state)})
            for game in self.content.games
        )
        coverage = self.content.coverage.model_copy(update={"props_by_market": _by_market(props)})
        content = self.content.model_copy(
            update={"rows": _rows(blobs, props), "games": tuple(games), "coverage": coverage}
        )
        return replace(self, content=content, props=props, blobs=blobs)

    def with_closing(self, closing: tuple[ClosingRows, ...]) -> Content:
        """The content with these closing rows, which a commit carries forward."""
        return self.content.model_copy(update={"closing": closing})


def fetch_and_build(build_context: BuildContext, day: date, today: date) -> Build:
    """Fetch the inputs of *day* as they are on *today*, and assemble them.

    Raises what :func:`fetch_inputs` raises, and UsageError for a day of which nothing can be known. Callers
    judge a build that is :attr:`Build.lacks_props`.
    """
    _check_day(day, today)
    holds = read_holds(build_context).targets() if day >= today else ()
    build_inputs = fetch_inputs(build_context, day, today)
    params = Params(
        statcast_window_days=build_context.statcast_window_days,
        holds=holds,
        lines_file_sha256=build_inputs.lines.sha256,
    )
    build = assemble(build_inputs, params)
    if build.lines_left_out:
        logging.getLogger("propctl").warning("%s", format_left_out(build.lines_left_out))
    return build


def _check_day(day: date, today: date) -> None:
    """UsageError for a day of which no provider can know anything."""
    if day.year < FIRST_YEAR or day - today > MAX_LEAD:
        raise UsageError(
            f"no games can be known for {day}; nothing was fetched",
            hint=f"dates go from {FIRST_YEAR} to a year from today ({today} in New York)",
        )


def assemble(build_inputs: BuildInputs, params: Params) -> Build:
    """The content that *build_inputs* give."""
    from propctl.projection import MODEL_VERSION

    day = build_inputs.slate.official_date
    orders = batting_orders(build_inputs)
    featured = featured_props(build_inputs, orders)
    held_ids = held_prop_ids(featured.props, params.holds)
    props = tuple(prop for prop in featured.props if prop.prop_id not in held_ids)
    by_game: dict[int, list[FeaturedProp]] = {}
    for prop in props:
        by_game.setdefault(prop.game_id, []).append(prop)
    blobs = {game_id: canonical_rows(by_game[game_id]) for game_id in sorted(by_game)}
    content = Content(
        sport=SPORT,
        date=day,
        provenance=Provenance.BACKFILL if build_inputs.as_of is None else Provenance.LIVE,
        as_of=build_inputs.as_of,
        known_through=build_inputs.known_through,
        schema_version=SCHEMA_VERSION,
        model_version=MODEL_VERSION,
        code_version=__version__,
        params=params,
        rows=_rows(blobs, props),
        games=tuple(
            ListedGame(game_id=game.game_pk, state=build_inputs.state_of(game))
            for game in build_inputs.slate.games
        ),
        closing=(),
        coverage=_coverage(build_inputs, props),
        notes=(*build_inputs.notes, *_lineup_notes(build_inputs, orders)),
        degraded=build_inputs.degraded,
    )
    held = Counter(prop.game_id for prop in featured.props if prop.prop_id in held_ids)
    return Build(content, props, blobs, build_inputs.inputs, build_inputs, held, featured.lines_left_out)


def _rows(blobs: Mapping[int, bytes], props: tuple[FeaturedProp, ...]) -> Rows:
    counts = Counter(prop.game_id for prop in props)
    return Rows(
        sha256=sha256(merge_rows(blobs.values())),
        count=len(props),
        blobs=tuple(
            GameRows(game_id=game_id, sha256=sha256(data), bytes=len(data), count=counts[game_id])
            for game_id, data in blobs.items()
        ),
    )


def _by_market(props: tuple[FeaturedProp, ...]) -> dict[Market, int]:
    markets = Counter(prop.market for prop in props)
    return {market: markets[market] for market in Market}


def _coverage(build_inputs: BuildInputs, props: tuple[FeaturedProp, ...]) -> Coverage:
    counted = [game for game in build_inputs.slate.games if build_inputs.state_of(game).counted]
    return Coverage(
        games=len(counted),
        lineups_confirmed=sum(side.lineup is not None for game in counted for side in (game.away, game.home)),
        lineups_total=2 * len(counted),
        props_by_market=_by_market(props),
        statcast_days=build_inputs.statcast.days,
        statcast_wanted=build_inputs.statcast.wanted,
    )


def _lineup_notes(build_inputs: BuildInputs, orders: Orders) -> Iterator[Note]:
    projected = sum(not order.posted for order in orders.values())
    unknown = sum(not order.players for order in orders.values())
    if projected:
        message = f"{projected} of {len(orders)} line-ups are not posted: projected from the clubs' last ones"
        if unknown:
            message += f", {unknown} unknown"
        yield Note(code="lineups_projected", message=message)
    unannounced = [
        f"{side.abbreviation} ({game.game_pk})"
        for game in build_inputs.projected_games()
        for side in (game.away, game.home)
        if side.starter is None
    ]
    if unannounced:
        yield Note(code="probable_tbd", message=f"no announced starter: {', '.join(unannounced)}")
