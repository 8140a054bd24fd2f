"""Fits the setting of a plate appearance: park, home, handedness, season, times through the order."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from propctl.domain.clubs import ABBREVIATIONS
from propctl.domain.matchup import Handedness
from propctl.domain.plate_appearance import Event
from propctl.projection.events import EVENTS, Floats, Ints, stage_counts
from propctl.projection.park_and_platoon import HOME_VENUES
from research.lines import Bools, Lines

STARTER_SHARE: Final = 0.6
SEASON_PRIOR: Final = np.array([1.0 / 3.0, 0.0, 0.0, 1.0 / 3.0, 0.0, 0.0, 0.0])
"""Share of one season's wave believed of the next, by stage; strikeouts have no cause to follow one."""

EVENT_CODES: Final = {
    "single": 0, "double": 1, "triple": 2, "home_run": 3, "walk": 4, "intent_walk": 4,
    "hit_by_pitch": 5, "strikeout": 6, "strikeout_double_play": 6,
}  # fmt: skip


def event_counts(rows: Floats) -> Floats:
    """The seven events and the appearances (..., 8) of count rows (..., 8)."""
    singles = rows[..., 5] - rows[..., 6] - rows[..., 7]
    columns = [singles, *(rows[..., place] for place in (6, 7, 4, 1, 2, 3, 0))]
    return np.stack(columns, axis=-1)


def home_effect(batting: Lines) -> Floats:
    """Log ratio (7,) of event rates at home and away."""
    home = batting.column("side") == "home"
    return _log_ratio(batting.rows[home].sum(axis=0), batting.rows[~home].sum(axis=0))


def park_factors(batting: Lines) -> dict[int, Floats]:
    """Multipliers (7,) by venue: both clubs' rates there against both clubs' elsewhere, drawn to 1."""
    clubs = {abbreviation: club for club, abbreviation in ABBREVIATIONS.items()}
    team, other = batting.column("team"), batting.column("opponent")
    host = np.where(batting.column("side") == "home", team, other)
    names = [name for name in np.unique(team) if clubs[str(name)] in HOME_VENUES]
    effects, errors = [], []
    for name in names:
        here = batting.rows[host == name].sum(axis=0)
        away = batting.rows[((team == name) | (other == name)) & (host != name)].sum(axis=0)
        effects.append(_log_ratio(here, away))
        errors.append(1.0 / event_counts(here)[:EVENTS] + 1.0 / event_counts(away)[:EVENTS])
    table, error = np.array(effects), np.array(errors).mean(axis=0)
    prior = np.maximum(0.0, 1.0 - error / table.var(axis=0))
    prior[Event.HIT_BY_PITCH] = 0.0
    print("share of the parks' raw effects that is believed:", np.round(prior, 2))
    return {
        HOME_VENUES[clubs[str(name)]]: np.exp(prior * row) for name, row in zip(names, table, strict=True)
    }


def _log_ratio(first: Floats, second: Floats) -> Floats:
    one, two = event_counts(first), event_counts(second)
    return np.asarray(np.log(one[:EVENTS] / one[EVENTS]) - np.log(two[:EVENTS] / two[EVENTS]))


def season_seasonality(batting: Lines) -> Floats:
    """Cosine and sine (2, 7) of a yearly wave on the stage rates: walks, strikeouts and home runs."""
    progress = np.cumsum(batting.rows[:, 0]) / batting.rows[:, 0].sum()
    successes, trials = stage_counts(batting.rows)
    angle = 2.0 * np.pi * progress
    waves = np.zeros((2, 7))
    for stage in (0, 2, 3):
        weight = trials[:, stage]
        usual = successes[:, stage].sum() / weight.sum()
        design = np.column_stack([np.ones(len(angle)), np.cos(angle), np.sin(angle)])
        normal = design.T @ (design * weight[:, None])
        fitted = np.linalg.solve(normal, design.T @ successes[:, stage])
        waves[:, stage] = fitted[1:] / usual
    return waves


def platoon_cells(batting: Lines, handedness: Handedness) -> Floats:
    """Event counts (2, 2, 8) of starting batters by their hand and the opposing starter's (left, right)."""
    started = batting.column("starter") == "True"
    bats = [handedness.bats.get(int(player)) for player in batting.players]
    throws = [handedness.throws.get(int(player or 0)) for player in batting.columns["opp_starting_pitcher"]]
    own, other = np.array([str(hand) for hand in bats]), np.array([str(hand) for hand in throws])
    return _cells(event_counts(batting.rows), own, other, started)


def pitch_cells(pitches: Sequence[dict[str, str]], handedness: Handedness) -> Floats:
    """Event counts (2, 2, 8) of plate appearances by the hands of both; switch hitters are left out."""
    counts = np.zeros((len(pitches), EVENTS + 1))
    counts[:, EVENTS] = 1.0
    for row, pitch in enumerate(pitches):
        code = EVENT_CODES.get(pitch["events"])
        if code is not None:
            counts[row, code] = 1.0
    bats = np.array([str(handedness.bats.get(int(pitch["batter"]))) for pitch in pitches])
    throws = np.array([pitch["p_throws"] for pitch in pitches])
    return _cells(counts, bats, throws, np.ones(len(pitches), dtype=np.bool_))


def _cells(
    counts: Floats, bats: np.typing.NDArray[np.str_], throws: np.typing.NDArray[np.str_], chosen: Bools
) -> Floats:
    return np.array(
        [[counts[chosen & (bats == own) & (throws == other)].sum(axis=0) for other in "LR"] for own in "LR"]
    )


def platoon_effects(from_lines: Floats, from_pitches: Floats) -> Floats:
    """Log interaction (2, 2, 7) of the hands, of both sources by the plate appearances they amount to.

    A line's game was pitched by the starter only in part, which thins the effect and the information.
    """
    weight_lines = from_lines[..., EVENTS:] * STARTER_SHARE**2
    weight_pitches = from_pitches[..., EVENTS:]
    thinned = _interaction(from_lines) / STARTER_SHARE
    both = weight_lines * thinned + weight_pitches * _interaction(from_pitches)
    effect = both / (weight_lines + weight_pitches)
    effect[..., Event.TRIPLE] = 0.0
    return np.asarray(effect)


def _interaction(cells: Floats) -> Floats:
    def rate(counts: Floats) -> Floats:
        return counts[..., :EVENTS] / counts[..., EVENTS:]

    bats, throws = cells.sum(axis=1, keepdims=True), cells.sum(axis=0, keepdims=True)
    everybody = cells.sum(axis=(0, 1), keepdims=True)
    return np.log(rate(cells) * rate(everybody) / (rate(bats) * rate(throws)))


def times_through(turn: Ints, strikeouts: Floats, expected: Floats) -> Floats:
    """Strikeouts against expected ones, the first to fourth time through the order (4,), against the mean."""
    ratios = [float(strikeouts[turn == time].sum() / expected[turn == time].sum()) for time in range(3)]
    usual = float(strikeouts.sum() / expected.sum())
    return np.array([ratio / usual for ratio in (*ratios, ratios[-1])])
