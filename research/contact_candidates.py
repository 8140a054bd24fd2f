"""Candidate indicators of a player's rates in his pitches, and how well each of them does.

Each candidate is a share (numerator and denominator) for one stage of one role. Its slope is that of the rate
on the share across players in the same days; its weight is half of the one with the greatest likelihood,
walking forward.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from propctl.normalize.contact import BALLS, PITCHES, SWINGS, WHIFFS
from propctl.projection.events import MAX_RATE, MIN_RATE, Floats, Ints
from research.lines import Bools

WEIGHTS: Final = (0.0, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)
PRIOR: Final = 0.5
"""Share of the likeliest weight that is taken: one spring is thin evidence (a choice)."""

FOLDS: Final = 5
OUTSIDE: Final = 11
"""The least ``zone`` off the plate."""

EVENTS: Final[Mapping[int, tuple[str, str]]] = {
    0: ("walks", "appearances"), 2: ("strikeouts", "appearances"), 3: ("home_runs", "batted_balls"),
    4: ("hits", "in_play"), 5: ("doubles", "hits"),
}  # fmt: skip
"""Successes and trials of a stage among the measures."""

Candidate = tuple[str, int, str, str]
"""Role, stage, and the share: what is marked, of what."""

CANDIDATES: Final[tuple[Candidate, ...]] = (
    ("batter", 0, "balls", "pitches"), ("batter", 0, "left_alone", "outside"),
    ("batter", 2, "whiffs", "swings"), ("batter", 2, "whiffs", "pitches"), ("batter", 2, "csw", "pitches"),
    ("batter", 3, "barrels", "batted_balls"), ("batter", 3, "hard_hit", "batted_balls"),
    ("batter", 4, "expected_hits", "in_play"), ("batter", 5, "hard_hit", "batted_balls"),
    ("batter", 5, "barrels", "batted_balls"), ("pitcher", 0, "balls", "pitches"),
    ("pitcher", 0, "outside", "pitches"), ("pitcher", 2, "whiffs", "swings"),
    ("pitcher", 2, "whiffs", "pitches"), ("pitcher", 2, "csw", "pitches"),
    ("pitcher", 3, "barrels", "batted_balls"), ("pitcher", 4, "expected_hits", "in_play"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Games:
    """Player-games of one role: what the totals alone expect of each stage, and what came (n, 7)."""

    days: Ints
    players: Ints
    rate: Floats
    firmness: Floats
    """Trials behind the rate, its prior's among them."""
    league: Floats
    happened: Floats
    tried: Floats


@dataclass(frozen=True, slots=True)
class Known:
    """What the window before each player-game told (n,), and of everybody."""

    marked: Floats
    tried: Floats
    usual: Floats


@dataclass(frozen=True, slots=True)
class Fit:
    """A candidate's figures, and the log likelihood it gains per day on days that it was not fitted on."""

    slope: float
    weight: float
    gains: Floats


def measures() -> dict[str, pl.Expr]:
    """What is counted of each pitch; expected hits in thousandths, of balls in the park."""
    event, description = pl.col("events"), pl.col("description")
    measured = (description == "hit_into_play") & pl.col("launch_speed_angle").is_not_null()
    in_play = measured & (event != "home_run")
    swung, thrown = description.is_in(SWINGS), description.is_in(PITCHES)
    outside = thrown & (pl.col("zone") >= OUTSIDE)
    expected = pl.col("estimated_ba_using_speedangle").fill_null(0.0) * 1000.0
    return {
        "pitches": thrown, "balls": description.is_in(BALLS), "swings": swung,
        "whiffs": description.is_in(WHIFFS), "csw": description.is_in((*WHIFFS, "called_strike")),
        "outside": outside, "left_alone": outside & ~swung,
        "batted_balls": measured, "barrels": measured & (pl.col("launch_speed_angle") == 6),
        "hard_hit": measured & (pl.col("launch_speed") >= 95.0), "in_play": in_play,
        "expected_hits": pl.when(in_play).then(expected).otherwise(0.0).round() / 1000.0,
        "appearances": event.is_not_null() & (event != "truncated_pa"),
        "walks": event.is_in(["walk", "intent_walk"]), "home_runs": event == "home_run",
        "strikeouts": event.is_in(["strikeout", "strikeout_double_play"]),
        "hits": event.is_in(["single", "double", "triple"]), "doubles": event == "double",
    }  # fmt: skip


def known(games: Games, windows: Mapping[int, pl.DataFrame], candidate: Candidate) -> Known:
    """The share that the window before each game told; *windows* by day, in sums of every measure."""
    role, _, mark, of = candidate
    marked, tried, usual = np.zeros(len(games.days)), np.zeros(len(games.days)), np.ones(len(games.days))
    for day in np.unique(games.days).tolist():
        sums = windows[day].group_by(role).agg(pl.col(mark).sum().alias("x"), pl.col(of).sum().alias("n"))
        rows = {player: counts for player, *counts in sums.iter_rows()}
        total = sums.select("x", "n").sum().row(0)
        here = np.flatnonzero(games.days == day)
        counts = np.array([rows.get(player, (0, 0)) for player in games.players[here].tolist()])
        marked[here], tried[here] = counts.T
        usual[here] = total[0] / total[1] if total[0] else 1.0
    return Known(marked, tried, usual)


def slope_across(players: pl.DataFrame, stage: int, mark: str, of: str) -> float:
    """Elasticity of a rate to a share across players: Poisson likelihood, Newton's steps."""
    successes, trials = EVENTS[stage]
    columns = players.filter((pl.col(of) > 30) & (pl.col(mark) > 0) & (pl.col(trials) > 0))
    happened, tried, marked, total = (
        columns[name].cast(pl.Float64).to_numpy() for name in (successes, trials, mark, of)
    )
    share = np.log(marked / total) - np.log(marked.sum() / total.sum())
    design = np.column_stack([np.ones(len(share)), share])
    found = np.array([np.log(happened.sum() / tried.sum()), 1.0])
    for _ in range(30):
        mean = tried * np.exp(design @ found)
        found += np.linalg.solve((design * mean[:, None]).T @ design, design.T @ (happened - mean))
    return float(found[1])


def gains(games: Games, stage: int, told: Known, slope: float, weight: float) -> Floats:
    """Log likelihood (n,) of each player-game beyond what the totals alone give."""
    share = told.marked / np.maximum(told.tried, 1.0)
    plain = games.league[:, stage] * (1.0 + slope * (share / told.usual - 1.0))
    expected = np.clip(plain, MIN_RATE, MAX_RATE)
    trials, firmness = weight * told.tried, games.firmness[:, stage]
    rate = (games.rate[:, stage] * firmness + trials * expected) / (firmness + trials)
    return likelihood(games, stage, rate) - likelihood(games, stage, games.rate[:, stage])


def likelihood(games: Games, stage: int, rate: Floats) -> Floats:
    """Log likelihood (n,) of each player-game's count at *rate* (n,)."""
    happened, rate = games.happened[:, stage], np.clip(rate, MIN_RATE, 1.0 - MIN_RATE)
    return np.asarray(happened * np.log(rate) + (games.tried[:, stage] - happened) * np.log1p(-rate))


def folds(days: Ints) -> Iterator[tuple[Bools, Bools]]:
    """Days to fit on and days to judge on: five blocks of consecutive ones."""
    block = np.arange(len(days)) * FOLDS // len(days)
    for fold in range(FOLDS):
        yield block != fold, block == fold


def by_day(games: Games, values: Floats) -> Floats:
    """Sums of *values* (n,) per day."""
    return np.array([values[games.days == day].sum() for day in np.unique(games.days)])


def likeliest(games: Games, stage: int, told: Known, slope: float, chosen: Bools) -> float:
    """Half of the weight of the greatest likelihood on the *chosen* days."""
    scores = [by_day(games, gains(games, stage, told, slope, weight))[chosen].sum() for weight in WEIGHTS]
    return PRIOR * WEIGHTS[int(np.argmax(scores))]


def players_of(sums: Mapping[date, pl.DataFrame], days: Sequence[date], role: str) -> pl.DataFrame:
    """Sums of every measure per player over *days*."""
    return pl.concat([sums[day] for day in days]).group_by(role).agg(pl.col(list(measures())).sum())
