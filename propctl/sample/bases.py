"""The bases: the runners, the pitchers responsible for them, and how they move.

Hits and walks are methods of :class:`Bases`; other balls in play are below, in :func:`in_play`.
"""

from typing import Final

from propctl.sample.season_stats import (
    BATTING,
    DOUBLE_PLAYS,
    EARNED_RUNS,
    OUTS,
    PITCHING,
    RUNS,
    RUNS_ALLOWED,
    RUNS_BATTED_IN,
    SACRIFICE_FLIES,
    SeasonStats,
)
from propctl.sample.team_state import Draw, TeamState

Runner = tuple[int, int, bool]
"""The runner's place, the place of the pitcher responsible for him, and whether his run would be earned."""

FIRST_TO_THIRD: Final = 0.27
SECOND_TO_HOME: Final = 0.60
FIRST_TO_HOME: Final = 0.40
"""How often runners take the extra base on singles and doubles."""


class Bases:
    """Runners and outs of one half-inning."""

    __slots__ = (
        "bat", "draw", "errors", "field", "first", "outs", "season_stats", "second", "sudden", "third",
    )  # fmt: skip

    def __init__(self, season_stats: SeasonStats, draw: Draw, bat: TeamState, field: TeamState) -> None:
        self.season_stats = season_stats
        self.draw = draw
        self.bat = bat
        self.field = field
        self.first: Runner | None = None
        self.second: Runner | None = None
        self.third: Runner | None = None
        self.outs = 0
        self.errors = 0
        """Outs that errors have cost."""
        self.sudden = False
        """Whether the game is over as soon as the club at bat leads."""

    def runners(self) -> int:
        """How many runners are on base."""
        return (self.first is not None) + (self.second is not None) + (self.third is not None)

    def out(self) -> None:
        """Count one more out, credited to the pitcher."""
        self.outs += 1
        self.season_stats.pitching[self.field.pitcher * PITCHING + OUTS] += 1

    def score(self, runner: Runner | None, batter: int = -1) -> None:
        """Score *runner*, if there is one, driven in by *batter* if given."""
        if runner is None or (self.sudden and self.bat.runs > self.field.runs):
            return
        batting, pitching = self.season_stats.batting, self.season_stats.pitching
        batting[runner[0] * BATTING + RUNS] += 1
        pitching[runner[1] * PITCHING + RUNS_ALLOWED] += 1
        if runner[2] and self.outs + self.errors < 3:
            pitching[runner[1] * PITCHING + EARNED_RUNS] += 1
        if batter >= 0:
            batting[batter * BATTING + RUNS_BATTED_IN] += 1
        self.bat.runs += 1
        self.field.spoilt += 1

    def single(self, batter: int) -> None:
        """All runners move, some of them two bases."""
        self.score(self.third, batter)
        self.third = None
        if self.second is not None:
            if self.draw() < SECOND_TO_HOME + 0.12 * (self.outs - 1):
                self.score(self.second, batter)
            else:
                self.third = self.second
            self.second = None
        if self.first is not None:
            if self.third is None and self.draw() < FIRST_TO_THIRD:
                self.third = self.first
            else:
                self.second = self.first
        self.first = (batter, self.field.pitcher, True)

    def double(self, batter: int) -> None:
        """Runners on second and third score, the runner on first sometimes does."""
        self.score(self.third, batter)
        self.score(self.second, batter)
        self.third = None
        if self.first is not None:
            if self.draw() < FIRST_TO_HOME + 0.12 * (self.outs - 1):
                self.score(self.first, batter)
            else:
                self.third = self.first
        self.first, self.second = None, (batter, self.field.pitcher, True)

    def triple(self, batter: int) -> None:
        """All runners score."""
        self._clear(batter)
        self.third = (batter, self.field.pitcher, True)

    def home_run(self, batter: int) -> None:
        """All runners and the batter score, even when fewer runs would have won."""
        sudden, self.sudden = self.sudden, False
        self._clear(batter)
        self.score((batter, self.field.pitcher, True), batter)
        self.sudden = sudden

    def _clear(self, batter: int) -> None:
        self.score(self.third, batter)
        self.score(self.second, batter)
        self.score(self.first, batter)
        self.first = self.second = self.third = None

    def walk(self, batter: int) -> None:
        """A walk or a hit by pitch: runners who are forced move one base."""
        if self.first is not None:
            if self.second is not None:
                self.score(self.third, batter)
                self.third = self.second
            self.second = self.first
        self.first = (batter, self.field.pitcher, True)


ERROR: Final = 0.020
GROUND_BALL: Final = 0.43
FLY_BALL: Final = 0.80
"""Cumulative shares of the rest: ground ball, fly ball, then line drive or pop-up."""

DOUBLE_PLAY: Final = 0.46
FORCE: Final = 0.76
"""Cumulative shares, with a runner on first and fewer than two outs; else the batter is out at first."""

HOME_ON_GROUNDER: Final = 0.48
THIRD_ON_GROUNDER: Final = 0.55
HOME_ON_FLY: Final = 0.72
THIRD_ON_FLY: Final = 0.22

Result = tuple[str, str]
"""``events`` and ``bb_type`` of Statcast."""


def in_play(bases: Bases, batter: int) -> Result:
    """Play a ball in play that is not a hit."""
    drawn = bases.draw()
    if drawn < ERROR:
        return _error(bases, batter)
    drawn = (drawn - ERROR) / (1.0 - ERROR)
    if drawn < GROUND_BALL:
        return _ground_ball(bases, batter)
    if drawn < FLY_BALL:
        return _fly_ball(bases, batter)
    bases.out()
    return "field_out", "line_drive" if drawn < 0.92 else "popup"


def _error(bases: Bases, batter: int) -> Result:
    """The batter reaches, all runners move one base, and no run is driven in."""
    bases.errors += 1
    bases.score(bases.third)
    bases.third, bases.second = bases.second, bases.first
    bases.first = (batter, bases.field.pitcher, False)
    return "field_error", "ground_ball"


def _ground_ball(bases: Bases, batter: int) -> Result:
    if bases.first is not None and bases.outs < 2:
        drawn = bases.draw()
        if drawn < DOUBLE_PLAY:
            return _double_play(bases, batter)
        if drawn < FORCE:
            return _force(bases, batter)
    bases.out()
    if bases.outs < 3:
        _move_up(bases, batter)
    return "field_out", "ground_ball"


def _double_play(bases: Bases, batter: int) -> Result:
    """Two outs; a run that scores is not driven in."""
    bases.out()
    bases.out()
    bases.season_stats.batting[batter * BATTING + DOUBLE_PLAYS] += 1
    bases.first = None
    if bases.outs < 3:
        bases.score(bases.third)
        bases.third, bases.second = bases.second, None
    return "grounded_into_double_play", "ground_ball"


def _force(bases: Bases, batter: int) -> Result:
    """The runner from first is out, and the batter is safe at first."""
    bases.out()
    if bases.second is not None or bases.draw() < HOME_ON_GROUNDER:
        bases.score(bases.third, batter)
        bases.third = bases.second
        bases.second = None
    bases.first = (batter, bases.field.pitcher, True)
    return "force_out", "ground_ball"


def _move_up(bases: Bases, batter: int) -> None:
    """Runners on a ground ball that ends at first base."""
    if bases.third is not None and (bases.second is not None or bases.draw() < HOME_ON_GROUNDER):
        bases.score(bases.third, batter)
        bases.third = None
    if bases.third is None and bases.second is not None and bases.draw() < THIRD_ON_GROUNDER:
        bases.third, bases.second = bases.second, None
    if bases.second is None:
        bases.second, bases.first = bases.first, None


def _fly_ball(bases: Bases, batter: int) -> Result:
    bases.out()
    result = "field_out"
    if bases.outs < 3 and bases.third is not None and bases.draw() < HOME_ON_FLY:
        bases.score(bases.third, batter)
        bases.third = None
        bases.season_stats.batting[batter * BATTING + SACRIFICE_FLIES] += 1
        result = "sac_fly"
    if bases.outs < 3 and bases.third is None and bases.second is not None and bases.draw() < THIRD_ON_FLY:
        bases.third, bases.second = bases.second, None
    return result, "fly_ball"
