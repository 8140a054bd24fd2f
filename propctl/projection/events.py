"""The events of a plate appearance, and the stages by which their rates are learned.

A plate appearance ends in one of seven events or in an out. Rates are learned in *stages*, each out of what
the stages before have left over, so that a shaky rate (hits on balls in play) does not blur a firm one
(strikeouts):

    walk, hit by pitch, strikeout   per plate appearance
    home run                        per contact (none of the three)
    hit in play                     per contact that is no home run
    double, triple                  per hit in play

Arrays hold events on the last axis in the order of the constants below; what is missing to 1 is an out.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from propctl.domain.stats import BattingCounts, PitchingCounts

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SINGLE: Final = 0
DOUBLE: Final = 1
TRIPLE: Final = 2
HOME_RUN: Final = 3
WALK: Final = 4
HIT_BY_PITCH: Final = 5
STRIKEOUT: Final = 6
EVENTS: Final = 7

STAGE_WALK: Final = 0
STAGE_HIT_BY_PITCH: Final = 1
STAGE_STRIKEOUT: Final = 2
STAGE_HOME_RUN: Final = 3
STAGE_HIT_IN_PLAY: Final = 4
STAGE_DOUBLE: Final = 5
STAGE_TRIPLE: Final = 6
STAGES: Final = 7

MAX_WITHOUT_CONTACT: Final = 0.98
"""Walks, hit batsmen and strikeouts together never take up more than this of a player's appearances."""


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
    """The same as :func:`batting_row` of the batters faced; doubles and triples allowed are not known: 0."""
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
    """(successes, trials) per stage, each (n, 7), of count rows (n, 8) as of :func:`batting_row`.

    Counts below zero (a subtraction that met a scoring change) are taken as none.
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
    home_runs = contact * stages[..., STAGE_HOME_RUN]
    hits = (contact - home_runs) * stages[..., STAGE_HIT_IN_PLAY]
    extra = np.maximum(1.0, stages[..., STAGE_DOUBLE] + stages[..., STAGE_TRIPLE])
    doubles = hits * stages[..., STAGE_DOUBLE] / extra
    triples = hits * stages[..., STAGE_TRIPLE] / extra
    events = np.empty_like(stages)
    events[..., SINGLE] = np.maximum(hits - doubles - triples, 0.0)
    events[..., DOUBLE] = doubles
    events[..., TRIPLE] = triples
    events[..., HOME_RUN] = home_runs
    events[..., WALK] = firsts[..., STAGE_WALK]
    events[..., HIT_BY_PITCH] = firsts[..., STAGE_HIT_BY_PITCH]
    events[..., STRIKEOUT] = firsts[..., STAGE_STRIKEOUT]
    return events
