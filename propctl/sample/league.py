"""The league's seasons, each played once, when it is first requested.

Walks are more frequent in spring and home runs in summer. The tables hold walks and home runs at their most
frequent; on other days some of them become outs.
"""

import math
import threading
from bisect import bisect_right
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Final

from propctl.domain.calendar import new_york_date
from propctl.sample.fixtures import Fixture, first_date_of, is_over, season_fixtures
from propctl.sample.pitches import Pitched, pitches_of
from propctl.sample.play import Appearance, Play, Setting
from propctl.sample.random_draws import source
from propctl.sample.season_stats import SeasonStats
from propctl.sample.talent import Row, Talents, stamina, steal_rate, talents
from propctl.sample.team_state import Team, TeamState, teams_of

_WAVE_DAYS: Final = 480.0
"""Length of the seasonal wave: a year of this league has as many games as nine months of a real one."""

_WALKS: Final = (0.012, 0.0)
_HOME_RUNS: Final = (-0.023, -0.028)
"""Cosine and sine of the wave, for walks and for home runs."""


@lru_cache(maxsize=512)
def _shares_of_the_day(day: date) -> tuple[float, float]:
    """The shares of the tables' walks and home runs that happen on *day*."""
    angle = 2.0 * math.pi * day.timetuple().tm_yday / _WAVE_DAYS
    return _share(angle, *_WALKS), _share(angle, *_HOME_RUNS)


def _share(angle: float, cosine: float, sine: float) -> float:
    """Rounded, so that the last bit of a machine's cosine does not matter."""
    wave = 1.0 + cosine * math.cos(angle) + sine * math.sin(angle)
    return round(wave / (1.0 + math.hypot(cosine, sine)), 6)


_KEPT_EVERY: Final = 150
"""The number of games between kept totals, so that an earlier day costs a month's play, not a year's."""


class Season:
    """One season: its tables, and the totals computed so far."""

    def __init__(self, season: int) -> None:
        self.year = season
        self.talents: Talents = talents(season)
        self.games = season_fixtures(season)
        self._kept: dict[int, SeasonStats] = {0: SeasonStats()}
        """Totals to continue from, by number of games."""

    @cached_property
    def rows(self) -> tuple[list[Row], list[Row]]:
        """Thresholds of visitors and of hosts."""
        return self.talents.rows(home=False), self.talents.rows(home=True)

    @cached_property
    def tries(self) -> list[float]:
        """Steal rates of all batters, by place."""
        return [steal_rate(player) for player in self.talents.rosters.batters]

    @cached_property
    def staminas(self) -> list[float]:
        """Stamina of all pitchers, by place."""
        return [stamina(player) for player in self.talents.rosters.pitchers]

    def play(
        self,
        game: Fixture,
        season_stats: SeasonStats,
        record: list[Appearance] | None = None,
        replay: int | None = None,
    ) -> tuple[TeamState, TeamState]:
        """Play *game*, adding to *season_stats*; each *replay* number gives another course of the game."""
        draw = source("play", game.game_pk, *([] if replay is None else [replay])).random
        teams: tuple[Team, Team] = teams_of(game)
        away, home = (
            TeamState(team, self.staminas[team.starter], rows, season_stats, draw)
            for team, rows in zip(teams, self.rows, strict=True)
        )
        setting = Setting(len(self.talents.pitchers), self.tries, *_shares_of_the_day(game.date))
        Play((away, home), setting, record).play_to_end()
        return away, home

    def record(self, game: Fixture) -> list[Appearance]:
        """The plate appearances of *game*, in order."""
        record: list[Appearance] = []
        self.play(game, SeasonStats(), record)
        return record

    def pitches(self, game: Fixture) -> list[Pitched]:
        """The plate appearances of *game*, pitch by pitch."""
        return pitches_of(game, self.record(game))

    def totals(self, through: date, now: datetime) -> SeasonStats:
        """All players' counts in the games up to and including *through* that were over at *now*."""
        today = new_york_date(now)
        finished = min(through, today - timedelta(days=1))
        season_stats = self._through(finished)
        if through <= finished:
            return season_stats
        season_stats = season_stats.copy()
        for game in self.games:
            if finished < game.date <= through and is_over(game, now):
                self.play(game, season_stats)
        return season_stats

    def between(self, first: date, last: date, now: datetime) -> list[Fixture]:
        """The games from *first* to *last* that were over at *now*."""
        return [game for game in self.games if first <= game.date <= last and is_over(game, now)]

    def _through(self, day: date) -> SeasonStats:
        """The totals up to *day*, continued from the nearest kept ones."""
        reached = bisect_right(self.games, day, key=lambda game: game.date)
        start = max(count for count in self._kept if count <= reached)
        season_stats = self._kept[start]
        if start == reached:
            return season_stats
        season_stats = season_stats.copy()
        for number in range(start, reached):
            if number % _KEPT_EVERY == 0:
                self._kept[number] = season_stats.copy()
            self.play(self.games[number], season_stats)
        self._kept[reached] = season_stats
        return season_stats


class League:
    """All seasons. Thread-safe: while one thread plays, the others wait."""

    def __init__(self) -> None:
        self._seasons: dict[int, Season] = {}
        self.lock = threading.RLock()

    def season(self, year: int) -> Season:
        """The season of *year*."""
        with self.lock:
            if year not in self._seasons:
                self._seasons[year] = Season(year)
            return self._seasons[year]

    def games_on(self, first: date, last: date) -> list[Fixture]:
        """The games played or first planned from *first* to *last*."""
        years = range(first.year, last.year + 1)
        return [
            game
            for year in years
            for game in season_fixtures(year)
            if first <= game.date <= last or first <= game.first_date <= last
        ]

    def game(self, game_pk: int) -> Fixture | None:
        """The game with this number, if there is one."""
        day = first_date_of(game_pk)
        games = season_fixtures(day.year) if day else ()
        return next((game for game in games if game.game_pk == game_pk), None)
