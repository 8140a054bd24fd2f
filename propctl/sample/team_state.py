"""One club in a game.

A :class:`Team` is fixed before the game begins: batting order, bench, starter and bullpen. Its
:class:`TeamState` changes during the game: the batter, the pitcher, and the players used.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from propctl.sample.fixtures import Fixture
from propctl.sample.random_draws import added, bell, shuffled, source
from propctl.sample.rosters import POSITIONS, REGULARS, STARTERS
from propctl.sample.season_stats import BATTING as WIDTH
from propctl.sample.season_stats import FACED, GAMES, GAMES_PITCHED, GAMES_STARTED, SeasonStats
from propctl.sample.season_stats import PITCHING as PITCHING_WIDTH
from propctl.sample.talent import Rates, Row, talents

_RUNS: Final = (0.47, 0.78, 1.05, 1.40, 0.33, 0.34, 0.0)
"""The run value of each event, to rank batters by."""

_PLACES: Final = (3, 1, 2, 0, 4, 5, 6, 7, 8)
"""Slots in the batting order of the best, the second best, ... batter."""

_REST: Final = 0.10
_CATCHERS_REST: Final = 0.25
_STAND_INS: Final = {"C": (9,), "1B": (12, 10), "2B": (10, 12), "3B": (10, 12), "SS": (10, 12),
    "LF": (11, 12), "CF": (11,), "RF": (11, 12), "DH": (12, 11, 10)}  # fmt: skip
"""Bench seats that can play a position."""

_OPENER: Final = 0.02
"""Share of the games that a reliever begins."""


@dataclass(frozen=True, slots=True)
class Team:
    """One club in one game; players by their places in the season's rosters."""

    order: tuple[int, ...]
    bench: tuple[int, ...]
    starter: int
    opener: bool
    bullpen: tuple[int, ...]


def teams_of(game: Fixture) -> tuple[Team, Team]:
    """Visitors and hosts."""
    return _team(game, home=False), _team(game, home=True)


def _team(game: Fixture, *, home: bool) -> Team:
    club = game.home if home else game.away
    known = talents(game.date.year)
    chance = source("line-up", game.game_pk, club.index)
    places = known.rosters.batters_of(club.index, late=game.date.month > 6)
    seats = _who_starts(chance.random, len(places))
    ranked = sorted(range(REGULARS), key=lambda seat: (-_value(known.batters[places[seats[seat]]]), seat))
    order = [0] * REGULARS
    for rank, seat in enumerate(ranked):
        order[_PLACES[rank]] = seat
    starting = {seats[seat] for seat in order}
    staff = known.rosters.pitchers_of(club.index)
    opener = chance.random() < _OPENER
    bullpen = shuffled(chance, staff[STARTERS:])
    rotation = staff[game.rotation[home] % STARTERS]
    return Team(
        order=tuple(places[seats[seat]] for seat in order),
        bench=tuple(place for seat, place in enumerate(places) if seat not in starting),
        starter=bullpen[0] if opener else rotation,
        opener=opener,
        bullpen=tuple(bullpen[1:] if opener else bullpen),
    )


def _who_starts(draw: Callable[[], float], seats: int) -> list[int]:
    """The seat that plays each of the nine positions: a regular, or a stand-in when he rests."""
    free = set(range(REGULARS, seats))
    chosen = []
    for seat in range(REGULARS):
        rests = draw() < (_CATCHERS_REST if POSITIONS[seat] == "C" else _REST)
        able = [other for other in _STAND_INS[POSITIONS[seat]] if other in free] if rests else []
        chosen.append(able[0] if able else seat)
        free.discard(chosen[-1])
    return chosen


def _value(rates: Rates) -> float:
    return added(chance * runs for chance, runs in zip(rates, _RUNS, strict=True))


Draw = Callable[[], float]

ORDER: Final = 9
TIMES_THROUGH: Final = (1.045, 0.98, 0.955, 0.955, 0.955)
"""A starter's strikeouts the first, second, ... time through the order, relative to his mean."""

CLUB_SPREAD: Final = 0.07
OWN_SPREAD: Final = 0.155
"""Spread of a day's multiplier on reaching base: shared by a club's batters, and individual."""

STRIKEOUT_SPREAD: Final = 0.13
"""Spread of a day's multiplier on a pitcher's strikeouts."""

LIMIT_SPREAD: Final = 11.0
"""The range of planned starts, in batters faced; long ones are more frequent."""

EARLY_EXIT: Final = 0.028
"""Share of the starts that end early regardless of the game, by injury or illness for example."""


class TeamState:
    """The state of one club. Batters and pitchers are places in the season's rosters."""

    __slots__ = (
        "bench", "bullpen", "draw", "entered", "faced", "form", "limit", "order", "pitcher", "pitchers",
        "relief", "rows", "runs", "season_stats", "shared", "spoilt", "started", "strikeouts", "up",
    )  # fmt: skip

    def __init__(
        self, team: Team, stamina: float, rows: list[Row], season_stats: SeasonStats, draw: Draw
    ) -> None:
        self.draw = draw
        self.season_stats = season_stats
        self.rows = rows
        """Thresholds of this club's batters against all pitchers."""
        self.order = list(team.order)
        self.bench = list(team.bench)
        self.bullpen = list(team.bullpen)
        self.up = 0
        self.runs = 0
        self.entered: list[tuple[int, int]] = [(slot, batter) for slot, batter in enumerate(team.order)]
        """(slot, batter) in the order in which they entered."""
        self.started = [True] * ORDER
        self.shared = 1.0 + CLUB_SPREAD * bell(draw)
        self.form = [self.shared + OWN_SPREAD * bell(draw) for _ in range(ORDER)]
        self.pitchers: list[int] = []
        self.take_the_mound(team.starter)
        self.limit = self._limit(stamina, opener=team.opener)
        season_stats.pitching[team.starter * PITCHING_WIDTH + GAMES_STARTED] += 1
        for batter in team.order:
            season_stats.batting[batter * WIDTH + GAMES] += 1

    def take_the_mound(self, pitcher: int) -> None:
        """Let *pitcher* pitch from now on."""
        self.pitcher = pitcher
        self.pitchers.append(pitcher)
        self.relief = len(self.pitchers) > 1
        self.faced = 0
        self.spoilt = 0
        """Runs that have scored while he pitched."""
        self.strikeouts = 1.0 + STRIKEOUT_SPREAD * bell(self.draw)
        self.limit = 3.0 + 2.4 * self.draw()
        self.season_stats.pitching[pitcher * PITCHING_WIDTH + GAMES_PITCHED] += 1

    def _limit(self, stamina: float, *, opener: bool) -> float:
        """The number of batters after which the starter is relieved, unless he tires earlier."""
        if opener:
            return 4.0 + 4.0 * self.draw()
        if self.draw() < EARLY_EXIT:
            return 2.0 + 12.0 * self.draw()
        return stamina + LIMIT_SPREAD * (max(self.draw(), self.draw()) - 2.0 / 3.0)

    def count_batter(self) -> None:
        """Count one more batter faced by the pitcher."""
        self.faced += 1
        self.season_stats.pitching[self.pitcher * PITCHING_WIDTH + FACED] += 1

    def strikeout_factor(self) -> float:
        """The multiplier of the pitcher's strikeouts at this point of the game."""
        if self.relief:
            return self.strikeouts
        return self.strikeouts * TIMES_THROUGH[self.faced // ORDER]

    def tired(self, *, between_innings: bool, runners: int) -> bool:
        """Whether the pitcher should be relieved now."""
        left = self.limit - self.faced
        if self.relief:
            return left <= (1.0 if between_innings else -1.5) or self.spoilt >= 4
        left -= 1.2 * max(0, self.spoilt - 5)
        return left <= 1.6 if between_innings else left <= -0.8 + 0.7 * runners

    def relieve(self) -> None:
        """Bring in the next reliever; the last one stays in."""
        if self.bullpen:
            self.take_the_mound(self.bullpen.pop(0))

    def substitute(self, inning: int, margin: int) -> None:
        """Sometimes replace the starting batter who is up."""
        slot = self.up
        if not self.started[slot] or not self.bench or self.draw() >= leaves(slot, inning, margin):
            return
        newcomer = self.bench.pop(int(self.draw() * len(self.bench)))
        self.order[slot] = newcomer
        self.started[slot] = False
        self.form[slot] = self.shared
        self.entered.append((slot, newcomer))
        self.season_stats.batting[newcomer * WIDTH + GAMES] += 1


def leaves(slot: int, inning: int, margin: int) -> float:
    """Chance that a starting batter is replaced: higher late, low in the order, and in a one-sided game."""
    if inning < 6:
        return 0.002
    late = 0.012 if inning == 6 else 0.03 if inning == 7 else 0.05
    share = late * (0.3 + 0.26 * slot)
    return share * (1.6 if abs(margin) > 6 and inning > 6 else 1.0)
