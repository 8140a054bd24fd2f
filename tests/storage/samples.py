"""A small snapshot to store."""

import datetime as dt
from typing import Any

from propctl.domain.market import Market
from propctl.domain.option_values import Provenance
from propctl.domain.slate import GameState
from propctl.domain.snapshot import (
    SCHEMA_VERSION,
    Content,
    Coverage,
    GameRows,
    ListedGame,
    Manifest,
    Params,
    Pointer,
    Rows,
)

DATE = dt.date(2025, 6, 8)
AS_OF = dt.datetime(2025, 6, 8, 10, 0, 0, tzinfo=dt.UTC)


def a_manifest(run_id: str = "run-1", **content: Any) -> Manifest:
    """A sound manifest; *content* replaces fields of its content."""
    rows = Rows(sha256="a" * 64, count=3, blobs=(GameRows(game_id=1, sha256="a" * 64, bytes=30, count=3),))
    fields: dict[str, Any] = {
        "sport": "mlb",
        "date": DATE,
        "provenance": Provenance.LIVE,
        "as_of": AS_OF,
        "known_through": dt.date(2025, 6, 7),
        "schema_version": SCHEMA_VERSION,
        "model_version": "1",
        "code_version": "0.1.0",
        "params": Params(statcast_window_days=30),
        "rows": rows,
        "games": (ListedGame(game_id=1, state=GameState.OPEN),),
        "closing": (),
        "coverage": Coverage(
            games=1,
            lineups_confirmed=1,
            lineups_total=2,
            props_by_market={Market.PITCHER_STRIKEOUTS: 1, Market.BATTER_HITS: 2},
            statcast_days=29,
            statcast_wanted=30,
        ),
        "notes": (),
        "degraded": (),
    }
    return Manifest.commit(
        Content(**(fields | content)), created_at=AS_OF, run_id=run_id, inputs=(), previous=None
    )


def a_pointer(generation: int = 1) -> Pointer:
    """A pointer to some snapshot."""
    return Pointer(
        snapshot_id="0" * 16,
        key=f"v1/snapshots/sport=mlb/date={DATE}/live/20250608T100000Z-2-{'0' * 16}.json",
        as_of=AS_OF,
        generation=generation,
        checked_at=AS_OF,
    )
