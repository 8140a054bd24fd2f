"""Arrays of the events of a plate appearance, and of the stages in which their rates are learned.

Events and stages are on the last axis, in the order of ``domain/plate_appearance.py``. The rest of the
probability, up to 1, is that of an out.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from propctl.domain.plate_appearance import Event, Stage
from propctl.domain.stats import BattingCounts, PitchingCounts

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

EVENTS: Final = len(Event)
STAGES: Final = len(Stage)

MIN_RATE: Final = 1e-6
MAX_RATE: Final = 0.95
"""Bounds of every stage rate."""

MAX_WITHOUT_CONTACT: Final = 0.98
"""The largest share of a player's appearances that are walks, hit batsmen and strikeouts together."""


def batting_row(counts: BattingCounts) -> tuple[int, ...]:
    """Plate appearances, walks, hit by pitch, strikeouts, home runs, hits in play, doubles, triples."""
    return (
        counts.plate_appearances,
        counts.walks,
        counts.hit_by_pitch,
        counts.strikeouts,
        counts.home_runs,
        counts.hits - counts.home_runs,
        counts.doubles,
        counts.triples,
    )


def pitching_row(counts: PitchingCounts) -> tuple[int, ...]:
    """Like :func:`batting_row`, of the batters faced; doubles and triples allowed are not known, so 0."""
    return (
        counts.batters_faced,
        counts.walks,
        counts.hit_batsmen,
        counts.strikeouts,
        counts.home_runs,
        counts.hits - counts.home_runs,
        0,
        0,
    )


def stage_counts(rows: Floats) -> tuple[Floats, Floats]:
    """(successes, trials) per stage, each (n, 7), from rows (n, 8) of :func:`batting_row`.

    Counts below zero (from a subtraction after a scoring change) count as zero.
    """
    rows = np.maximum(rows, 0.0)
    appearances, successes = rows[..., :1], rows[..., 1:]
    contact = np.maximum(appearances - successes[..., :3].sum(axis=-1, keepdims=True), 0.0)
    in_play = np.maximum(contact - successes[..., 3:4], 0.0)
    hits = successes[..., 4:5]
    trials = np.concatenate([appearances, appearances, appearances, contact, in_play, hits, hits], axis=-1)
    return np.minimum(successes, trials), trials


def compose(stages: Floats) -> Floats:
    """Event probabilities per plate appearance (n, 7) from stage rates (n, 7)."""
    firsts = stages[..., :3]
    firsts = firsts * (
        MAX_WITHOUT_CONTACT / np.maximum(firsts.sum(axis=-1, keepdims=True), MAX_WITHOUT_CONTACT)
    )
    contact = 1.0 - firsts.sum(axis=-1)
    home_runs = contact * stages[..., Stage.HOME_RUN]
    hits = (contact - home_runs) * stages[..., Stage.HIT_IN_PLAY]
    extra = np.maximum(1.0, stages[..., Stage.DOUBLE] + stages[..., Stage.TRIPLE])
    doubles = hits * stages[..., Stage.DOUBLE] / extra
    triples = hits * stages[..., Stage.TRIPLE] / extra
    events = np.empty_like(stages)
    events[..., Event.SINGLE] = np.maximum(hits - doubles - triples, 0.0)
    events[..., Event.DOUBLE] = doubles
    events[..., Event.TRIPLE] = triples
    events[..., Event.HOME_RUN] = home_runs
    events[..., Event.WALK] = firsts[..., Stage.WALK]
    events[..., Event.HIT_BY_PITCH] = firsts[..., Stage.HIT_BY_PITCH]
    events[..., Event.STRIKEOUT] = firsts[..., Stage.STRIKEOUT]
    return events
