"""The 2024 game lines as arrays, and what was known of each player before each of them."""

import csv
import gzip
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from propctl.projection.events import Floats, Ints

Bools = np.typing.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Lines:
    """Player-games in order of date: who, when, counts as of ``batting_row`` (n, 8), and the raw columns."""

    players: Ints
    dates: Ints
    rows: Floats
    columns: dict[str, list[str]]

    def column(self, name: str) -> np.typing.NDArray[np.str_]:
        """A raw column as text (n,)."""
        return np.array(self.columns[name])

    def numbers(self, name: str) -> Floats:
        """A raw column as numbers (n,)."""
        return np.array(self.columns[name], dtype=np.float64)

    def before(self, values: Floats) -> Floats:
        """Per line, the sum of *values* (n, c) over the same player's earlier days."""
        return sums_before(self.players, self.dates, values)


BATTING = (
    "plateAppearances", "baseOnBalls", "hitByPitch", "strikeOuts", "homeRuns", "hits", "doubles", "triples",
)  # fmt: skip
PITCHING = ("battersFaced", "baseOnBalls", "hitBatsmen", "strikeOuts", "homeRuns", "hits")


def batting_lines(folder: Path) -> Lines:
    """The batting lines of 2024."""
    return _read(folder / "batting_lines_2024.csv.gz", BATTING)


def pitching_lines(folder: Path) -> Lines:
    """The pitching lines of 2024; doubles and triples allowed are 0."""
    return _read(folder / "pitching_lines_2024.csv.gz", PITCHING)


def _read(path: Path, names: Sequence[str]) -> Lines:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        records = sorted(csv.DictReader(file), key=lambda record: record["game_date"])
    columns = {name: [record[name] for record in records] for name in records[0]}
    rows = np.zeros((len(records), 8))
    for place, name in enumerate(names):
        rows[:, place] = [int(value) for value in columns[name]]
    rows[:, 5] -= rows[:, 4]
    dates = np.array([int(value.replace("-", "")) for value in columns["game_date"]], dtype=np.int64)
    players = np.array([int(value) for value in columns["mlbam_id"]], dtype=np.int64)
    return Lines(players, dates, rows, columns)


def sums_before(groups: Ints, dates: Ints, values: Floats) -> Floats:
    """Per row the sum of *values* (n, c) over rows of the same group with an earlier date."""
    order = np.lexsort((dates, groups))
    group, day, sums = groups[order], dates[order], np.cumsum(values[order], axis=0) - values[order]
    new_group = np.concatenate([[True], group[1:] != group[:-1]])
    new_day = new_group | np.concatenate([[True], day[1:] != day[:-1]])
    place = np.arange(len(order))
    group_start = np.maximum.accumulate(np.where(new_group, place, 0))
    day_start = np.maximum.accumulate(np.where(new_day, place, 0))
    before = np.empty_like(sums)
    before[order] = sums[day_start] - sums[group_start]
    return before


def minimise(loss: Callable[[Floats], float], start: Sequence[float], step: float = 0.4) -> Floats:
    """Pattern search (Hooke and Jeeves 1961): good enough for a handful of smooth parameters."""
    best = np.array(start, dtype=np.float64)
    least = loss(best)
    while step > 0.004:
        improved = False
        for place in range(len(best)):
            for direction in (step, -step):
                trial = best.copy()
                trial[place] += direction
                value = loss(trial)
                if value < least:
                    best, least, improved = trial, value, True
        step = step if improved else step / 2
    return best
