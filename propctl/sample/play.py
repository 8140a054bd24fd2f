"""Plays a game, plate appearance by plate appearance, from base-out state to base-out state, with steals."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from propctl.sample.bases import Bases, in_play
from propctl.sample.season_stats import APPEARANCES, BATTING, CAUGHT, PITCHING, STEALS, SeasonStats
from propctl.sample.talent import (
    DOUBLE,
    HIT_BY_PITCH,
    HOME_RUN,
    OUT,
    SINGLE,
    STRIKEOUT,
    TRIPLE,
    WALK,
)
from propctl.sample.team_state import ORDER, Draw, TeamState

WILD_PITCH: Final = 0.013
"""Chance per plate appearance with runners on."""

SUCCESS: Final = 0.78
THIRD: Final = 0.34
"""How often a runner tries to steal third, as a share of how often he tries second."""


def _run_bases(bases: Bases, tries: Sequence[float]) -> None:
    """Play steals and wild pitches before a plate appearance; *tries* are steal rates, by place."""
    if bases.first is not None and bases.second is None:
        if bases.draw() < tries[bases.first[0]]:
            _steal_second(bases)
    elif bases.second is not None and bases.third is None:
        if bases.draw() < THIRD * tries[bases.second[0]]:
            _steal_third(bases)
    elif bases.third is None:
        return
    if bases.outs < 3 and bases.draw() < WILD_PITCH:
        bases.score(bases.third)
        bases.third, bases.second, bases.first = bases.second, bases.first, None


def _steal_second(bases: Bases) -> None:
    runner, bases.first = bases.first, None
    if runner is not None and _safe(bases, runner[0]):
        bases.second = runner


def _steal_third(bases: Bases) -> None:
    runner, bases.second = bases.second, None
    if runner is not None and _safe(bases, runner[0]):
        bases.third = runner


def _safe(bases: Bases, batter: int) -> bool:
    safe = bases.draw() < SUCCESS
    bases.season_stats.batting[batter * BATTING + (STEALS if safe else CAUGHT)] += 1
    if not safe:
        bases.out()
    return safe


INNINGS: Final = 9
MAX_INNINGS: Final = 25

RESULTS: Final = ("single", "double", "triple", "home_run", "walk", "hit_by_pitch", "strikeout")
"""Events, as Statcast names them."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """One plate appearance of a game's record; players by their places."""

    inning: int
    top: bool
    outs: int
    runners: tuple[int | None, int | None, int | None]
    batter: int
    pitcher: int
    result: str
    batted: str
    away_runs: int
    home_runs: int
    """The score before it."""
    runs: int
    """The runs that scored on it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What both clubs of a game share."""

    pitchers: int
    """How many pitchers the tables have."""
    tries: Sequence[float]
    """Steal rates of all batters, by place."""
    walks: float
    home_runs: float
    """Shares of the tables' walks and home runs that happen at this time of the year."""


class Play:
    """One game between two clubs; fills ``record`` if given."""

    def __init__(
        self, team_states: tuple[TeamState, TeamState], setting: Setting, record: list[Appearance] | None
    ) -> None:
        self._away, self._home = team_states
        self._setting = setting
        self._record = record
        self._season_stats: SeasonStats = self._away.season_stats
        self._draw: Draw = self._away.draw

    def play_to_end(self) -> None:
        """Play all innings."""
        for inning in range(1, MAX_INNINGS + 1):
            self._half(inning, self._away, self._home)
            if inning >= INNINGS and self._home.runs > self._away.runs:
                return
            self._half(inning, self._home, self._away)
            if inning >= INNINGS and self._home.runs != self._away.runs:
                return

    def _half(self, inning: int, bat: TeamState, field: TeamState) -> None:
        bases = Bases(self._season_stats, self._draw, bat, field)
        if field.tired(between_innings=True, runners=0) and inning > 1:
            field.relieve()
        if inning > INNINGS:
            bases.second = (bat.order[bat.up - 1], field.pitcher, False)
        ends_it = bases.sudden = bat is self._home and inning >= INNINGS
        while bases.outs < 3:
            _run_bases(bases, self._setting.tries)
            if bases.outs > 2 or (ends_it and bat.runs > field.runs):
                return
            if field.tired(between_innings=False, runners=bases.runners()):
                field.relieve()
            bat.substitute(inning, bat.runs - field.runs)
            self._appearance(inning, bases, bat, field)
            if ends_it and bat.runs > field.runs:
                return

    def _appearance(self, inning: int, bases: Bases, bat: TeamState, field: TeamState) -> None:
        batter, pitcher = bat.order[bat.up], field.pitcher
        before = None if self._record is None else self._before(inning, bases, bat, batter, pitcher)
        event = self._event(bat, field, batter)
        runs = bat.runs
        self._season_stats.batting[batter * BATTING + APPEARANCES] += 1
        field.count_batter()
        result, batted = self._happen(event, bases, batter, pitcher)
        bat.up = (bat.up + 1) % ORDER
        if self._record is not None and before is not None:
            self._record.append(Appearance(*before, result, batted, *self._score(bat, runs), bat.runs - runs))

    def _event(self, bat: TeamState, field: TeamState, batter: int) -> int:
        """Draw the event of a plate appearance: the day's form multiplies the events that reach base."""
        single, walk, double, home_run, hit, triple, strikeout = bat.rows[
            batter * self._setting.pitchers + field.pitcher
        ]
        form = bat.form[bat.up]
        drawn = self._draw()
        reach = drawn / form
        if reach >= triple:
            return STRIKEOUT if drawn - triple * form < strikeout * field.strikeout_factor() else OUT
        if reach < walk:
            return SINGLE if reach < single else self._thinned(WALK, self._setting.walks)
        if reach < home_run:
            return DOUBLE if reach < double else self._thinned(HOME_RUN, self._setting.home_runs)
        return HIT_BY_PITCH if reach < hit else TRIPLE

    def _thinned(self, event: int, share: float) -> int:
        """*event* with chance *share*, otherwise an out."""
        return event if self._draw() < share else OUT

    def _happen(self, event: int, bases: Bases, batter: int, pitcher: int) -> tuple[str, str]:
        if event == OUT:
            return in_play(bases, batter)
        self._season_stats.batting[batter * BATTING + event] += 1
        self._season_stats.pitching[pitcher * PITCHING + event] += 1
        if event == STRIKEOUT:
            bases.out()
        elif event in (WALK, HIT_BY_PITCH):
            bases.walk(batter)
        else:
            _HITS[event](bases, batter)
        return RESULTS[event], ""

    def _before(
        self, inning: int, bases: Bases, bat: TeamState, batter: int, pitcher: int
    ) -> tuple[int, bool, int, tuple[int | None, int | None, int | None], int, int]:
        on = tuple(
            None if runner is None else runner[0] for runner in (bases.first, bases.second, bases.third)
        )
        return inning, bat is self._away, bases.outs, (on[0], on[1], on[2]), batter, pitcher

    def _score(self, bat: TeamState, runs: int) -> tuple[int, int]:
        """Runs of visitors and hosts when the club at bat had *runs*."""
        return (runs, self._home.runs) if bat is self._away else (self._away.runs, runs)


_HITS: Final = {
    SINGLE: Bases.single,
    DOUBLE: Bases.double,
    TRIPLE: Bases.triple,
    HOME_RUN: Bases.home_run,
}
