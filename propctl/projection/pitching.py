"""Distributions of a starter's counts: what the batters do in order, mixed over how many he faces.

Starters are mostly relieved between innings, and sooner when more batters reach base, so that outs given
batters faced follow no simple law. The distributions of outs are therefore fitted, by the expected outs::

    expected outs = c * expected batters faced * (1 - share of batters who reach base)

with c a little above 1, for double plays and caught runners.

Earned runs are Poisson, with a rate that good and bad days spread evenly. Their mean is that of BaseRuns
(David Smyth; the version with 1.4 total bases) times batters faced, because runs grow faster than the
chances. A fitted factor adds the runs charged for runners left on base, and removes unearned runs. Starts
without a run are frequent, and no starter is left in for ten runs: given the mean m, the rate is therefore
evenly distributed over a bounded range::

    from (1 - a) m to (1 + a) m        variance = m + (a m)^2 / 3

which fits better than a negative binomial with the same number of constants.
"""

from collections.abc import Collection, Mapping
from typing import Final

import numpy as np

from propctl.domain.market import CountModel, Market, Role
from propctl.domain.plate_appearance import Event
from propctl.projection.distributions import (
    OVERDISPERSION,
    averaged_over_days,
    nearest_mixed,
    poisson_binomial_mixture,
    two_point,
)
from propctl.projection.events import Floats
from propctl.projection.fit_source import (
    FIRST_2025,
    LAST_SPRING_2025,
    SPRING_2025_PITCHES,
    Fitted,
    from_2024_and_spring_2025,
    from_spring_2025,
)
from propctl.projection.lineup_arrays import BattingSlots, batting_turns
from propctl.projection.start_tables import FACED_KNOTS, OUT_KNOTS, OUT_TABLE
from propctl.projection.workload import LINEUP, MAX_FACED, batters_faced

TIMES_THROUGH: Final = Fitted(
    (1.044, 0.978, 0.953, 0.953), SPRING_2025_PITCHES, first_date=FIRST_2025, last_date=LAST_SPRING_2025
)
"""A starter's strikeouts the first, second, third, fourth time through the order, relative to his mean."""

OUTS_PER_OUT: Final = from_2024_and_spring_2025(1.028)
"""Outs per batter who does not reach base, including double plays and caught runners."""

MAX_OUTS: Final = 27

EARNED_SHARE: Final = from_spring_2025(0.948)
"""Starters' earned runs per run that BaseRuns expects."""

RATE_RANGE: Final = from_spring_2025(0.87)
"""a: how far the rate goes below and above its mean. (Runs while pitching in 2024 give 0.83.)"""

MAX_EARNED: Final = 20
MIN_EARNED_MEAN: Final = 1e-3
"""The least mean of earned runs for which the integral is still exact."""


def pitcher_pmfs(events: Floats, batters: BattingSlots, expected: Floats) -> dict[Market, Floats]:
    """Distributions (h, a) per market of the starters of h sides.

    *events* (n, 7) are the chances of every batter against the starter, *expected* (h,) the expected batters
    faced.
    """
    average = np.add.reduceat(events, batters.first, axis=0) / batters.size[:, None]

    def counted(market: Market) -> Floats:
        counts = market.spec.counts
        if isinstance(counts, Mapping):
            return _event_pmfs(_turns(events, counts, batters), _faced(counts, expected), market)
        return START_PMFS[counts](average, expected)

    return {market: counted(market) for market in Market if market.role is Role.PITCHER}


def _turns(events: Floats, counts: Collection[Event], batters: BattingSlots) -> Floats:
    """Chances (h, 36) that the first, second, ... batter adds to the count."""
    turns = batting_turns(batters, MAX_FACED)
    return np.asarray(np.sum([events[:, event][turns] * _by_turn(event) for event in counts], axis=0))


def _by_turn(event: Event) -> Floats:
    """Multipliers (36,): strikeouts fall each time through the order; hits and walks show no change."""
    if event is Event.STRIKEOUT:
        return np.repeat(np.array(TIMES_THROUGH.value), LINEUP)[:MAX_FACED]
    return np.ones(MAX_FACED)


def _faced(counts: Collection[Event], expected: Floats) -> Floats:
    """Distributions (h, 37) of batters faced.

    A starter who walks many is relieved sooner, so that walks and batters faced are hardly correlated: walks
    are counted over the expected number of batters.
    """
    if Event.WALK in counts:
        return two_point(np.clip(expected, FACED_KNOTS[0], FACED_KNOTS[-1]), MAX_FACED)
    return batters_faced(expected)


def _event_pmfs(turns: Floats, faced: Floats, market: Market) -> Floats:
    """Exact sums (h, 37) of unequal chances (h, 36), mixed over batters *faced* (h, 37)."""
    pmf = averaged_over_days(
        OVERDISPERSION.value[market],
        lambda day: poisson_binomial_mixture(np.minimum(turns * day, 1.0), faced),
    )
    return np.asarray(pmf / pmf.sum(axis=1, keepdims=True))


def expected_outs(average: Floats, faced: Floats) -> Floats:
    """Expected outs (h,) of starters who face *faced* (h,) batters with mean chances *average* (h, 7)."""
    out = 1.0 - average[:, : Event.STRIKEOUT].sum(axis=1)
    expected: Floats = OUTS_PER_OUT.value * faced * out
    return expected


def out_pmfs(average: Floats, faced: Floats) -> Floats:
    """Distributions (h, 28) of outs: mixtures of the two nearest fitted ones."""
    return nearest_mixed(expected_outs(average, faced), OUT_KNOTS, OUT_TABLE.value)


def base_runs(events: Floats) -> Floats:
    """Runs per plate appearance (...) with chances *events* (..., 7): A B / (B + C) + D."""
    home_runs = events[..., Event.HOME_RUN]
    hits = events[..., Event.SINGLE] + events[..., Event.DOUBLE] + events[..., Event.TRIPLE] + home_runs
    bases = hits + events[..., Event.DOUBLE] + 2.0 * events[..., Event.TRIPLE] + 3.0 * home_runs
    walks = events[..., Event.WALK] + events[..., Event.HIT_BY_PITCH]
    on_base = hits + walks - home_runs
    advance = 1.02 * (1.4 * bases - 0.6 * hits - 3.0 * home_runs + 0.1 * walks)
    return np.asarray(on_base * advance / (advance + 1.0 - hits - walks) + home_runs)


def expected_earned_runs(average: Floats, faced: Floats) -> Floats:
    """Expected earned runs (h,) of *faced* (h,) batters with mean chances *average* (h, 7)."""
    return EARNED_SHARE.value * faced * base_runs(average)


def earned_run_pmfs(average: Floats, faced: Floats) -> Floats:
    """Distributions (h, 21) of earned runs."""
    return evenly_mixed_poisson(expected_earned_runs(average, faced), RATE_RANGE.value)


def evenly_mixed_poisson(mean: Floats, half_width: float) -> Floats:
    """P(0), ..., P(20) (n, 21) with the rate evenly within *half_width* (a share of *mean*) of *mean* (n,).

    The integral of a Poisson probability over the rate is a difference of distribution functions.
    """
    bounded = np.maximum(mean, MIN_EARNED_MEAN)
    low, high = (1.0 - half_width) * bounded, (1.0 + half_width) * bounded
    pmf = np.maximum(_poisson_at_most(low) - _poisson_at_most(high), 0.0)
    return np.asarray(pmf / pmf.sum(axis=1, keepdims=True))


def _poisson_at_most(rate: Floats) -> Floats:
    """P(count <= 0), ..., P(count <= 20) (n, 21)."""
    term = np.exp(-rate)
    terms = [term]
    for count in range(1, MAX_EARNED + 1):
        term = term * rate / count
        terms.append(term)
    return np.cumsum(np.stack(terms, axis=-1), axis=-1)


START_PMFS: Final = {CountModel.OUTS: out_pmfs, CountModel.EARNED_RUNS: earned_run_pmfs}
"""Models of whole starts, from mean chances (h, 7) and expected batters faced (h,)."""
