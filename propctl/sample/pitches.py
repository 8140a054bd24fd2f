"""The pitches of a game: for every plate appearance, a sequence that leads to its result."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from propctl.sample.fixtures import Fixture
from propctl.sample.play import Appearance
from propctl.sample.random_draws import bell, shuffled, source, weighted
from propctl.sample.talent import DOUBLE, HOME_RUN, STRIKEOUT, WALK, Rates, talents, usual_rates

_BALLS: Final = {"strikeout": (0.25, 0.32, 0.27, 0.16), "hit_by_pitch": (0.44, 0.29, 0.18, 0.09)}
_BALLS_IN_PLAY: Final = (0.40, 0.30, 0.19, 0.11)
_STRIKES_WALK: Final = (0.12, 0.30, 0.58)
_STRIKES: Final = (0.31, 0.33, 0.36)
"""Shares of the numbers of balls and strikes before the last pitch, by the result."""

_FOULS: Final = 0.36
"""Chance of one more foul with two strikes."""

_AUTOMATIC: Final = 0.002
"""Share of balls called for the clock: they are rows, but not pitches."""

_CALLED: Final = 0.47
_WHIFF: Final = 0.22
_THIRD: Final = (0.68, 0.06, 0.23, 0.03)
_THIRDS: Final = ("swinging_strike", "swinging_strike_blocked", "called_strike", "foul_tip")
_USUAL: Final = usual_rates()


@dataclass(frozen=True, slots=True)
class BattedBall:
    """How a batted ball left the bat."""

    speed: float
    angle: int
    quality: int
    """``launch_speed_angle``: 6 is a barrel."""


@dataclass(frozen=True, slots=True)
class Pitched:
    """A plate appearance with the descriptions of its pitches, and the batted ball that ended it."""

    appearance: Appearance
    descriptions: tuple[str, ...]
    batted_ball: BattedBall | None

    @property
    def official(self) -> int:
        """How many of the descriptions count as pitches in official totals."""
        return sum(not description.startswith("automatic") for description in self.descriptions)


def pitches_of(game: Fixture, record: Sequence[Appearance]) -> list[Pitched]:
    """The pitches of a game with the plate appearances of *record*."""
    draw = source("pitches", game.game_pk)
    known = talents(game.date.year)
    pitched = []
    for appearance in record:
        batter, pitcher = known.batters[appearance.batter], known.pitchers[appearance.pitcher]
        descriptions = _Sequence(draw, batter, pitcher).of(appearance.result)
        pitched.append(Pitched(appearance, descriptions, _batted_ball(draw, appearance, batter)))
    return pitched


class _Sequence:
    """The pitches of one plate appearance between two players."""

    def __init__(self, chance: Random, batter: Rates, pitcher: Rates) -> None:
        self._chance = chance
        self._wildness = batter[WALK] * pitcher[WALK] / _USUAL[WALK] ** 2
        self._misses = _WHIFF * batter[STRIKEOUT] / _USUAL[STRIKEOUT]

    def of(self, result: str) -> tuple[str, ...]:
        """The descriptions of the pitches that lead to *result*."""
        chance = self._chance
        if result == "walk":
            return (*self._until(3, weighted(chance, _STRIKES_WALK)), self._ball())
        balls = self._balls(_BALLS.get(result, _BALLS_IN_PLAY))
        if result == "strikeout":
            return (*self._until(balls, 2), _THIRDS[weighted(chance, _THIRD)])
        last = "hit_by_pitch" if result == "hit_by_pitch" else "hit_into_play"
        return (*self._until(balls, weighted(chance, _STRIKES)), last)

    def _balls(self, shares: Sequence[float]) -> int:
        """Balls before the last pitch: more for patient batters and wild pitchers."""
        balls = weighted(self._chance, shares)
        if balls < 3 and self._chance.random() < 0.3 * (self._wildness - 1.0):
            return balls + 1
        if balls > 0 and self._chance.random() < 0.3 * (1.0 - self._wildness):
            return balls - 1
        return balls

    def _until(self, balls: int, strikes: int) -> list[str]:
        """So many balls and strikes in any order, with fouls once there are two strikes."""
        chance = self._chance
        thrown = []
        struck = 0
        for is_strike in shuffled(chance, [True] * strikes + [False] * balls):
            while struck == 2 and chance.random() < 0.15:
                thrown.append("foul")
            thrown.append(self._strike() if is_strike else self._ball())
            struck += is_strike
        while struck == 2 and chance.random() < _FOULS:
            thrown.append("foul")
        return thrown

    def _ball(self) -> str:
        drawn = self._chance.random()
        if drawn < _AUTOMATIC:
            return "automatic_ball"
        return "blocked_ball" if drawn < 0.05 else "ball"

    def _strike(self) -> str:
        if self._chance.random() < _CALLED:
            return "called_strike"
        return "swinging_strike" if self._chance.random() < self._misses / (1.0 - _CALLED) else "foul"


_FLIGHTS: Final = {
    "home_run": (104.0, 4.0, 28.0, 4.5),
    "triple": (98.0, 6.5, 19.0, 6.0),
    "double": (98.0, 8.0, 17.0, 8.0),
    "single": (90.5, 12.0, 9.0, 13.0),
    "ground_ball": (87.0, 12.0, -12.0, 12.0),
    "fly_ball": (90.0, 8.5, 36.0, 8.0),
    "line_drive": (91.0, 11.0, 17.0, 5.0),
    "popup": (75.0, 12.0, 60.0, 8.0),
}
"""Mean and spread of exit speed (mph) and of launch angle (degrees), by result."""

_BARRELS: Final = {"home_run": 0.78, "triple": 0.25, "double": 0.20, "fly_ball": 0.05, "line_drive": 0.04}
"""Share of barrels, by result, for a batter of average power."""


def _batted_ball(chance: Random, appearance: Appearance, batter: Rates) -> BattedBall | None:
    kind = appearance.batted or appearance.result
    if kind not in _FLIGHTS:
        return None
    mean, spread, angle, tilt = _FLIGHTS[kind]
    power = batter[HOME_RUN] / _USUAL[HOME_RUN] - 1.0
    gaps = batter[DOUBLE] / _USUAL[DOUBLE] - 1.0
    speed = mean + 1.5 * power + 3.0 * gaps + spread * bell(chance.random)
    share = _BARRELS.get(kind, 0.0) * (1.0 if kind == "home_run" else max(0.0, 1.0 + 0.6 * power))
    if chance.random() < share:
        return BattedBall(round(max(speed, 98.0), 1), round(27.0 + 2.0 * bell(chance.random)), 6)
    return BattedBall(round(speed, 1), round(angle + tilt * bell(chance.random)), _quality(kind))


def _quality(kind: str) -> int:
    """``launch_speed_angle`` of a ball that is not a barrel: topped, under, weak, flare or solid."""
    return {"ground_ball": 2, "fly_ball": 3, "popup": 3, "line_drive": 4, "single": 4}.get(kind, 5)
