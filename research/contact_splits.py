"""Whether a player's own platoon split in the window adds to handedness alone.

A split is the log ratio of a share against one hand to the player's whole share, less the mean of the players
with the same handedness that day. The rate is multiplied by ``exp(b n / (n + c) split)`` for the starter's
part of a game.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from propctl.projection.events import Floats, Ints
from research.contact_candidates import PRIOR, Candidate, Fit, Games, by_day, folds, likelihood
from research.fit_setting import STARTER_SHARE
from research.lines import Bools

SPLITS: Final[tuple[Candidate, ...]] = (
    ("batter", 2, "whiffs", "swings"), ("batter", 3, "barrels", "batted_balls"),
    ("pitcher", 2, "whiffs", "swings"), ("pitcher", 3, "barrels", "batted_balls"),
)  # fmt: skip
STRENGTHS: Final = (0.0, 0.2, 0.5, 1.0, 2.0)
HALF_WEIGHT: Final = 200.0
"""Swings or batted balls against a hand at which half of a split is believed (a choice)."""

SOFTENED: Final = 20.0
"""Swings or batted balls at his whole share that a player's share against a hand is mixed with (a choice)."""

Texts = np.typing.NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Faced:
    """Whom each batter of the player-games met, and both hands: L, R, S of a switch hitter, None unknown."""

    starters: Ints
    throws: Texts
    bats: Texts

    def stands(self) -> Texts:
        """The side that each batter bats from."""
        other = np.where(self.throws == "R", "L", "R")
        return np.where(self.bats == "S", other, self.bats)


def split_fit(games: Games, faced: Faced, windows: Mapping[int, pl.DataFrame], candidate: Candidate) -> Fit:
    """How much of a split to believe, and what it gains on days that it was not fitted on."""
    role, stage, mark, of = candidate
    tried, split = _splits(games, faced, windows, (role, mark, of))
    believed = STARTER_SHARE * tried / (tried + HALF_WEIGHT) * split

    def gained(strength: float) -> Floats:
        rate = games.rate[:, stage]
        moved = likelihood(games, stage, rate * np.exp(strength * believed))
        return by_day(games, moved - likelihood(games, stage, rate))

    def best(chosen: Bools) -> float:
        return PRIOR * max(STRENGTHS, key=lambda strength: float(gained(strength)[chosen].sum()))

    held_out = np.zeros(len(np.unique(games.days)))
    for chosen, judged in folds(np.unique(games.days)):
        held_out[judged] = gained(best(chosen))[judged]
    return Fit(1.0, best(np.ones(len(held_out), dtype=np.bool_)), held_out)


def _splits(
    games: Games, faced: Faced, windows: Mapping[int, pl.DataFrame], names: tuple[str, str, str]
) -> tuple[Floats, Floats]:
    """Trials against the hand met (n,), and the split (n,), for batters or for the starters they meet."""
    role, mark, of = names
    players = games.players if role == "batter" else faced.starters
    against = faced.throws if role == "batter" else faced.stands()
    hand = "p_throws" if role == "batter" else "stand"
    tried, split = np.zeros(len(players)), np.zeros(len(players))
    for day in np.unique(games.days).tolist():
        cells = windows[day].group_by(role, hand).agg(pl.col(mark, of).sum())
        whole = {key: counts for key, *counts in cells.group_by(role).agg(pl.col(mark, of).sum()).iter_rows()}
        versus = {(key, side): counts for key, side, *counts in cells.iter_rows()}
        here = np.flatnonzero(games.days == day)
        for row in here.tolist():
            own = whole.get(players[row], (0, 0))
            counts = versus.get((players[row], against[row]))
            if counts is not None and counts[1] and own[0]:
                share = own[0] / own[1]
                tried[row] = counts[1]
                split[row] = np.log((counts[0] + SOFTENED * share) / (counts[1] + SOFTENED) / share)
        _less_usual(here[tried[here] > 0.0], tried, split, np.char.add(faced.bats, faced.throws))
    return tried, split


def _less_usual(here: Ints, tried: Floats, split: Floats, handedness: Texts) -> None:
    """Take the mean of those with the same hands out of *split*, in place."""
    for pair in np.unique(handedness[here]):
        same = here[handedness[here] == pair]
        split[same] -= np.average(split[same], weights=tried[same])
