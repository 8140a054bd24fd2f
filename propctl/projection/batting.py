"""Distributions of a batter's counts, from plate appearances against the starter and the bullpen."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np

from propctl.domain.market import CountModel, Market, Role
from propctl.domain.plate_appearance import Event
from propctl.projection.distributions import OVERDISPERSION, averaged_over_days, convolve, powers
from propctl.projection.events import Floats
from propctl.projection.runs_and_rbis import Scoring, scoring_per_appearance
from propctl.projection.steals import steals_per_appearance

AppearanceModel: TypeAlias = Callable[[Floats, float], Floats]
"""What a plate appearance with events (n, 7) adds to a count (n, a), on a day with a given multiplier."""


def per_appearance(events: Floats, values: Mapping[Event, int]) -> Floats:
    """Distribution (n, a) of what one plate appearance with *events* (n, 7) adds to a count.

    An event that *values* do not name adds nothing.
    """
    step = np.zeros((len(events), max(values.values()) + 1))
    for event in Event:
        step[:, values.get(event, 0)] += events[:, event]
    step[:, 0] += 1.0 - events.sum(axis=1)
    return step


def split_appearances(appearances: Floats, starter: Floats) -> Floats:
    """P(m plate appearances against the starter, r against the bullpen) (n, m, r).

    *appearances* (n, 9) is the distribution of their sum; *starter* (n, 5) the chance that the starter is
    still in at the first, second, ... one, which falls from left to right.
    """
    count, size = appearances.shape
    most = starter.shape[1]
    survival = np.concatenate([np.ones((count, 1)), starter, np.zeros((count, 1))], axis=1)
    weights = np.zeros((count, most + 1, size))
    for total in range(size):
        for faced in range(min(total, most) + 1):
            beyond = survival[:, faced + 1] if faced < total else 0.0
            share = np.maximum(survival[:, faced] - beyond, 0.0)
            weights[:, faced, total - faced] = appearances[:, total] * share
    return weights


def count_distribution(starter: Floats, bullpen: Floats, weights: Floats) -> Floats:
    """Distribution of a game's count, from what a plate appearance adds (n, a) against each, and *weights*.

    *weights* (n, m, r) are those of :func:`split_appearances`: m + r never exceeds the maximum of
    appearances.
    """
    most, rest = weights.shape[1] - 1, weights.shape[2] - 1
    first, later = powers(starter, most), powers(bullpen, rest)
    size = rest * (starter.shape[1] - 1) + 1
    tails, total = np.zeros((len(starter), rest + 1, size)), np.zeros((len(starter), size))
    for times, sums in enumerate(later):
        tails[:, times, : sums.shape[1]] = sums
    for faced in range(most + 1):
        left = rest - faced
        longest = later[left].shape[1]
        share = weights[:, faced, : left + 1]
        total += convolve(np.einsum("nr,nra->na", share, tails[:, : left + 1, :longest]), first[faced])
    return np.asarray(total / total.sum(axis=1, keepdims=True))


def batter_pmfs(
    starter: Floats, bullpen: Floats, weights: Floats, scoring: Scoring, steal_rate: Floats
) -> dict[Market, Floats]:
    """Distributions (n, a) per market, for batters with events (n, 7) against each kind of pitcher."""

    def counted(market: Market) -> Floats:
        step = _step(market, scoring, steal_rate)
        return averaged_over_days(
            OVERDISPERSION.value[market],
            lambda day: count_distribution(step(starter, day), step(bullpen, day), weights),
        )

    return {market: counted(market) for market in Market if market.role is Role.BATTER}


def _step(market: Market, scoring: Scoring, steal_rate: Floats) -> AppearanceModel:
    counts = market.spec.counts
    if isinstance(counts, Mapping):
        return lambda events, day: per_appearance(events * day, counts)
    if counts is CountModel.STOLEN_BASES:
        return lambda events, _: steals_per_appearance(events, steal_rate)
    return lambda events, day: scoring_per_appearance(events, scoring, counts, day)
