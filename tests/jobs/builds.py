"""Synthetic builds: a few props of two games, without provider or projection."""

import datetime as dt
from collections.abc import Mapping

from propctl.cache.memory import MemoryCache
from propctl.connectors.payloads import Request, RequestError, RequestRefusedError, RequestUnavailableError
from propctl.domain.calendar import parse_instant
from propctl.domain.digest import sha256
from propctl.domain.market import Market
from propctl.domain.option_values import Provenance
from propctl.domain.prop import FeaturedProp, canonical_rows, merge_rows
from propctl.domain.quote import NO_LINES
from propctl.domain.slate import Game, GameState, Side, Slate
from propctl.domain.snapshot import (
    SCHEMA_VERSION,
    Content,
    Coverage,
    GameRows,
    InputRef,
    ListedGame,
    Note,
    Params,
    Rows,
)
from propctl.domain.stats import History, SeasonTotals
from propctl.jobs.build import Build
from propctl.jobs.fetch_inputs import BuildInputs
from propctl.jobs.fetch_pitches import Statcast
from propctl.jobs.snapshot_context import SnapshotContext
from propctl.storage.contract import ObjectStore
from propctl.storage.snapshots import SnapshotStore
from tests.domain.props import DATE, START, a_prop

AT_TEN = parse_instant("2025-06-08T10:00:00Z")
TEN_MINUTES = dt.timedelta(minutes=10)
FIRST, SECOND = 900001, 900002
BOTH_OPEN = {FIRST: GameState.OPEN, SECOND: GameState.OPEN}
FAILED = Note(code="provider_failed", message="mlb_stats_api /api/v1/sports/1/players: HTTP 500")
REFUSAL = RequestRefusedError(
    Request("mlb_stats_api", "/api/v1/schedule"), "refused with HTTP 406", hint="ask"
)
OUTAGE = RequestUnavailableError(Request("mlb_stats_api", "/api/v1/line-ups"), "HTTP 503", hint="wait")


def a_snapshot_context(
    store: ObjectStore, now: dt.datetime = AT_TEN, cache: MemoryCache | None = None
) -> SnapshotContext:
    """The live namespace of *store* at *now*."""
    return SnapshotContext(store, SnapshotStore(store), cache or MemoryCache(), lambda: now, 3600)


def props_of(*game_pks: int, players: int = 3) -> tuple[FeaturedProp, ...]:
    """So many players' hits in each game."""
    return tuple(
        a_prop(player, Market.BATTER_HITS, game_pk)
        for game_pk in game_pks
        for player in range(9001, 9001 + players)
    )


def a_game(game_pk: int, state: GameState, start: dt.datetime = START, *, delayed: bool = False) -> Game:
    """BOS at NYY in warm-up, without line-ups and starters."""
    return Game(
        game_pk=game_pk,
        official_date=DATE,
        game_number=1,
        start_time=start,
        start_time_tbd=False,
        venue_id=3313,
        state=state,
        holding=True,
        delayed=delayed,
        away=Side(111, "BOS"),
        home=Side(147, "NYY"),
    )


def a_build(
    props: tuple[FeaturedProp, ...] = props_of(FIRST, SECOND),
    *,
    as_of: dt.datetime | None = AT_TEN,
    states: Mapping[int, GameState] = BOTH_OPEN,
    degraded: tuple[Note, ...] = (),
    costly: tuple[RequestError, ...] = (),
    failures: tuple[RequestError, ...] = (),
    start: dt.datetime = START,
    delayed: bool = False,
    inputs: tuple[InputRef, ...] = (),
) -> Build:
    """What a run at *as_of* (None: looking back) would have built."""
    games = sorted({prop.game_id for prop in props})
    blobs = {game: canonical_rows(prop for prop in props if prop.game_id == game) for game in games}
    rows = Rows(
        sha256=sha256(merge_rows(blobs.values())),
        count=len(props),
        blobs=tuple(
            GameRows(game_id=game, sha256=sha256(data), bytes=len(data), count=data.count(b"\n"))
            for game, data in blobs.items()
        ),
    )
    content = Content(
        sport="mlb",
        date=DATE,
        provenance=Provenance.LIVE if as_of else Provenance.BACKFILL,
        as_of=as_of,
        known_through=DATE - dt.timedelta(days=1),
        schema_version=SCHEMA_VERSION,
        model_version="test",
        code_version="0",
        params=Params(statcast_window_days=0),
        rows=rows,
        games=tuple(ListedGame(game_id=pk, state=state) for pk, state in sorted(states.items())),
        closing=(),
        coverage=Coverage(
            games=len(states),
            lineups_confirmed=0,
            lineups_total=2 * len(states),
            props_by_market=dict.fromkeys(Market, 0) | {Market.BATTER_HITS: len(props)},
            statcast_days=0,
            statcast_wanted=0,
        ),
        notes=(),
        degraded=degraded,
    )
    build_inputs = BuildInputs(
        slate=Slate(DATE, tuple(a_game(pk, state, start, delayed=delayed) for pk, state in states.items())),
        as_of=as_of,
        known_through=content.known_through,
        history=History(SeasonTotals(2025)),
        people={},
        recent_lineups=(),
        statcast=Statcast(),
        lines=NO_LINES,
        notes=(),
        degraded=degraded,
        inputs=inputs,
        failures=(*failures, *costly),
        costly=costly,
        fetched_at=as_of or AT_TEN,
        provider_clock=None,
    )
    return Build(content, props, blobs, inputs, build_inputs)
