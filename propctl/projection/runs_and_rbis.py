"""Runs, runs batted in, and hits + runs + runs batted in: what one plate appearance adds to each.

Every outcome of a plate appearance has a chance that the batter scores, and drives in 0 to 4 runs; a home run
is one hit, one run and at least one run batted in. The batters behind him affect his scoring, those before
him affect his driving in, and both depend on whether he leads off. Given the outcome, scoring and driving in
are taken as independent, because different runners score. A player's own past runs move his chance of
scoring; his own past runs batted in add nothing and are left out.

Tuples of seven are by outcome: single, double, triple, home run, walk, hit by pitch, out in play. On the
eighth outcome, the strikeout, no runner scores. ``RUN_VALUES`` has the strikeout in the last place.
``research/fit_scoring.py`` fits the constants.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from propctl.domain.market import CountModel, Market
from propctl.domain.plate_appearance import Event
from propctl.domain.stats import BatterTotals, History
from propctl.projection.distributions import OVERDISPERSION
from propctl.projection.event_probabilities import STARTER_SHARE, EventProbabilities
from propctl.projection.events import EVENTS, Floats
from propctl.projection.fit_source import from_spring_2025
from propctl.projection.league import EXPERIENCE_WEIGHTS, seasons_with
from propctl.projection.lineup_arrays import BattingSlots

NEIGHBOURS: Final = (0.4, 0.3, 0.2, 0.1)
"""Weights of the next batter in the order, the one after him, ..., and likewise before him (a choice)."""

RUN_VALUES: Final = (0.47, 0.78, 1.05, 1.40, 0.33, 0.34, 0.0)
"""Average run value of each event (linear weights; Tango, Lichtman and Dolphin, "The Book", 2007)."""


@dataclass(frozen=True, slots=True)
class LogOddsOffset:
    """Offsets of a chance, on the log-odds scale (of scoring) or per run (of driving in)."""

    leading_off: float
    """For the first slot in the order."""
    neighbours: float
    """Per unit by which the neighbours in the order differ from ``average``."""
    average: float


RUN_LOG_ODDS: Final = from_spring_2025((-1.184, -0.430, 0.041, 0.0, -1.143, -1.040, -4.304))
"""Log odds that the batter scores after each outcome; after a home run he always does."""

RUN_OFFSET: Final = from_spring_2025(LogOddsOffset(0.143, 8.94, 0.1739))
"""Neighbours are the batters behind him, by run value (``RUN_VALUES``) per plate appearance."""

OWN_RUNS: Final = from_spring_2025(0.64)
"""Log odds per unit of the logarithm of own runs relative to expected ones."""

OWN_RUNS_K: Final = 20.0
"""Expected runs (without home runs) that are mixed with a player's own record (a choice)."""

RBI_SHARES: Final = from_spring_2025(
    (
        (0.8077, 0.1658, 0.0262, 0.0004, 0.0000),
        (0.6694, 0.2283, 0.0923, 0.0100, 0.0000),
        (0.5899, 0.2895, 0.1045, 0.0161, 0.0000),
        (0.0000, 0.6004, 0.2606, 0.1143, 0.0247),
        (0.9841, 0.0159, 0.0000, 0.0000, 0.0000),
        (0.9718, 0.0282, 0.0000, 0.0000, 0.0000),
        (0.9730, 0.0268, 0.0002, 0.0000, 0.0000),
    )
)
"""Share of each outcome that drives in 0, 1, 2, 3, 4 runs.

Of the runs that score on it according to the pitches, without home runs, box scores credit the batter with
0.965: the rest scored on errors. (Totals give 0.97 for 2023 and 0.95 for 2024.)
"""

RBI_OFFSET: Final = from_spring_2025(LogOddsOffset(-0.126, 5.82, 0.2804))
"""Neighbours are the batters before him, by how often they reach base without a home run."""

SCORING_RISE: Final = from_spring_2025(1.25)
"""How much more, as a multiple, scoring and driving in rise on a good day than reaching base does."""

OUTCOMES: Final = EVENTS
"""Single, double, triple, home run, walk, hit by pitch, out in play: all that can move a runner."""

OUT_IN_PLAY: Final = OUTCOMES - 1
MAX_BATTED_IN: Final = 4
MAX_LIKELY: Final = 0.98
MIN_SHARE: Final = 1e-12
HITS: Final = (1, 1, 1, 1, 0, 0, 0)

SCORING_COUNTS: Final = (CountModel.RUNS, CountModel.RBIS, CountModel.HITS_RUNS_RBIS)


@dataclass(frozen=True, slots=True)
class Scoring:
    """By outcome of n batters: the chance to score (n, 7), and the runs driven in (n, 7, 5)."""

    run: Floats
    batted_in: Floats

    def on_day(self, reaching: float) -> "Scoring":
        """The same on a day that multiplies reaching base: rallies amplify it, and the mean is kept."""
        spread = OVERDISPERSION.value[Market.BATTER_RUNS]
        rise = SCORING_RISE.value
        factor = (1.0 + rise * (reaching - 1.0)) / (1.0 + rise * spread**2)
        run, batted_in = np.minimum(self.run * factor, MAX_LIKELY), self.batted_in.copy()
        run[:, Event.HOME_RUN] = 1.0
        for outcome in range(OUTCOMES):
            least = int(outcome == Event.HOME_RUN)
            more = batted_in[:, outcome, least + 1 :]
            more *= np.minimum(factor, MAX_LIKELY / np.maximum(more.sum(axis=1, keepdims=True), MIN_SHARE))
            batted_in[:, outcome, least] = 1.0 - more.sum(axis=1)
        return Scoring(run, batted_in)

    def added(self, counted: CountModel) -> Floats:
        """Distribution (n, 7, a) of what each outcome adds to what is *counted*."""
        if counted is CountModel.RUNS:
            return np.stack([1.0 - self.run, self.run], axis=-1)
        return self.batted_in if counted is CountModel.RBIS else self._hits_runs_rbis()

    def _hits_runs_rbis(self) -> Floats:
        """Hits, runs and runs batted in together: up to six by a grand slam."""
        total = np.zeros((*self.run.shape, MAX_BATTED_IN + 3))
        for outcome, hits in enumerate(HITS):
            run, batted_in = self.run[:, outcome, None], self.batted_in[:, outcome]
            total[:, outcome, hits : hits + MAX_BATTED_IN + 1] += (1.0 - run) * batted_in
            total[:, outcome, hits + 1 : hits + MAX_BATTED_IN + 2] += run * batted_in
        return total


def scoring(history: History, batters: BattingSlots, probabilities: EventProbabilities) -> Scoring:
    """What the outcomes of *batters* bring, by their slots, neighbours and own records."""
    events = STARTER_SHARE * probabilities.starter + (1.0 - STARTER_SHARE) * probabilities.bullpen
    run_offset = _log_odds_offset(RUN_OFFSET.value, batters, behind(events, batters))
    run_offset += OWN_RUNS.value * own_runs(history, batters.players)
    chance = 1.0 / (1.0 + np.exp(-(np.array(RUN_LOG_ODDS.value) + run_offset[:, None])))
    chance[:, Event.HOME_RUN] = 1.0
    rbi_offset = _log_odds_offset(RBI_OFFSET.value, batters, before(events, batters))
    tilt = np.exp(rbi_offset[:, None] * np.arange(MAX_BATTED_IN + 1.0))
    shares = np.array(RBI_SHARES.value) * tilt[:, None, :]
    return Scoring(chance, shares / shares.sum(axis=-1, keepdims=True))


def scoring_per_appearance(events: Floats, scoring: Scoring, counted: CountModel, day: float) -> Floats:
    """Distribution (n, a) of what one plate appearance adds on a day that multiplies reaching base by *day*.

    *events* (n, 7) are the chances of a usual day. Strikeouts and other outs change in proportion.
    """
    added = scoring.on_day(day).added(counted)
    reached = events[:, : Event.STRIKEOUT] * day
    out = 1.0 - events.sum(axis=1)
    share = out / (out + events[:, Event.STRIKEOUT])
    in_play = np.maximum(1.0 - reached.sum(axis=1), 0.0) * share
    step = np.zeros((len(events), added.shape[-1]))
    for outcome in range(OUTCOMES):
        chance = in_play if outcome == OUT_IN_PLAY else reached[:, outcome]
        step += chance[:, None] * added[:, outcome]
    step[:, 0] += np.maximum(1.0 - reached.sum(axis=1) - in_play, 0.0)
    return step


def behind(events: Floats, batters: BattingSlots) -> Floats:
    """Run value per plate appearance (n,) of the batters behind each batter, from chances (n, 7)."""
    values = (events * np.array(RUN_VALUES)).sum(axis=1)
    return _neighbours(values, batters, 1)


def before(events: Floats, batters: BattingSlots) -> Floats:
    """How often the batters before each batter are on base (n,), from chances (n, 7)."""
    on_base = events[:, : Event.STRIKEOUT].sum(axis=1) - events[:, Event.HOME_RUN]
    return _neighbours(on_base, batters, -1)


def own_runs(history: History, players: Sequence[int]) -> Floats:
    """Logarithm (n,) of own runs relative to those expected from the outcomes, shrunk to 0; no home runs.

    A season whose totals have no runs is left out.
    """
    run_chances = 1.0 / (1.0 + np.exp(-np.array(RUN_LOG_ODDS.value)))
    scored, expected = np.zeros(len(players)), np.zeros(len(players))
    for season, weight in seasons_with(history, EXPERIENCE_WEIGHTS, lambda counts: counts.runs):
        rows = np.array([_row(season.batters.get(player)) for player in players], dtype=np.float64)
        scored += weight * np.maximum(rows[:, 0], 0.0)
        expected += weight * (np.maximum(rows[:, 1:], 0.0) * run_chances).sum(axis=1)
    k = OWN_RUNS_K
    return np.asarray(np.log((scored + k) / (expected + k)))


def _log_odds_offset(offset: LogOddsOffset, batters: BattingSlots, neighbours: Floats) -> Floats:
    leading_off = offset.leading_off * (batters.slot == 0)
    return np.asarray(leading_off + offset.neighbours * (neighbours - offset.average))


def _neighbours(values: Floats, batters: BattingSlots, direction: int) -> Floats:
    """Weighted mean of *values* (n,) over the next four in the order, or the last four (*direction* -1)."""
    first, size = batters.first[batters.side], batters.size[batters.side]
    total = np.zeros(len(values))
    for distance, weight in enumerate(NEIGHBOURS, 1):
        total += weight * values[first + (batters.slot + direction * distance) % size]
    return total


def _row(totals: BatterTotals | None) -> tuple[int, ...]:
    """Runs without home runs, then the count of each outcome, with home runs, which always score, as 0."""
    if totals is None:
        return (0,) * (1 + OUTCOMES)
    own = totals.counts
    on_base = own.hits + own.walks + own.hit_by_pitch
    out = own.plate_appearances - on_base - own.strikeouts
    reached = own.singles, own.doubles, own.triples, 0, own.walks, own.hit_by_pitch
    return own.runs - own.home_runs, *reached, out
