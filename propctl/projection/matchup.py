"""Batter against pitcher, in a park, at home or away.

Batter and pitcher combine by odds ratio against the league (log5; Bill James, "Log5", Baseball Abstract 1981)
per event, out included, then everything is divided by its sum::

    o_e = odds(batter_e) odds(pitcher_e) / odds(league_e)
"""

import numpy as np

from propctl.projection.events import Floats

SMALLEST = 1e-9


def with_outs(events: Floats) -> Floats:
    """Event probabilities (..., 7) with the out as eighth."""
    return np.concatenate([events, 1.0 - events.sum(axis=-1, keepdims=True)], axis=-1)


def log5(batter: Floats, pitcher: Floats, league: Floats) -> Floats:
    """Event probabilities (..., 7) of *batter* against *pitcher*, both measured against *league*."""
    odds = np.exp(_log_odds(batter) + _log_odds(pitcher) - _log_odds(league))
    event_probabilities = odds / (1.0 + odds)
    return _events(event_probabilities)


def adjusted(events: Floats, multipliers: Floats) -> Floats:
    """*events* (..., 7) with each event's share multiplied, divided by the new sum with outs."""
    event_probabilities = with_outs(events)
    event_probabilities[..., :-1] *= multipliers
    return _events(event_probabilities)


def _log_odds(events: Floats) -> Floats:
    event_probabilities = np.clip(with_outs(events), SMALLEST, 1.0 - SMALLEST)
    return np.log(event_probabilities) - np.log1p(-event_probabilities)


def _events(event_probabilities: Floats) -> Floats:
    return np.asarray(event_probabilities[..., :-1] / event_probabilities.sum(axis=-1, keepdims=True))
