"""What may be known before a past day, and its results, from the provider's answers of today."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from benchmarks.grading import Outcomes, started
from benchmarks.pitches import PitchDays
from benchmarks.provider import Provider
from propctl.domain.contact import NO_CONTACT, Contact
from propctl.domain.matchup import Handedness, Lineup, Matchup, ProjectionInput
from propctl.domain.slate import Game, GameState, SeasonSchedule, Side
from propctl.domain.stats import History, SeasonTotals
from propctl.normalize.boxscore import BoxLine
from propctl.normalize.suspended_game import without_game

SEASON_OPENS: Final = date(2025, 3, 18)
SEASON_ENDS: Final = date(2025, 10, 5)
EARLIER: Final = (2024, 2023)


@dataclass(slots=True)
class Historian:
    """Builds questions of 2025; keeps what does not change from day to day.

    Without *pitches* the questions are about totals alone.
    """

    provider: Provider
    pitches: PitchDays | None = None
    earlier: tuple[SeasonTotals, ...] = ()
    handedness: Handedness = field(default_factory=lambda: Handedness({}, {}))
    schedule: SeasonSchedule | None = None
    boxes: dict[int, tuple[BoxLine, ...]] = field(default_factory=dict)

    def day(self, day: date) -> tuple[ProjectionInput, Outcomes]:
        """The question of *day* as a backfill asks it, and the outcomes of its finished games."""
        schedule = self._prepare()
        totals = self.provider.between(SEASON_OPENS, day - timedelta(days=1))
        for game in schedule.resumed:
            if game.official_date < day <= game.resumed_date:
                totals = without_game(totals, self._box(game.game_pk))
        games = [game for game in self.provider.slate(day).games if game.state is GameState.FINAL]
        outcomes: Outcomes = {}
        for played in games:
            outcomes |= started(played.game_pk, self._box(played.game_pk))
        matchups = tuple(_matchup(played) for played in games)
        return ProjectionInput(
            matchups, History(totals, self.earlier), self.handedness, self._contact(day)
        ), outcomes

    def _contact(self, day: date) -> Contact:
        if self.pitches is None:
            return NO_CONTACT
        later = {game.game_pk for game in self._prepare().resumed if game.resumed_date >= day}
        return self.pitches.contact(day, later)

    def _prepare(self) -> SeasonSchedule:
        if self.schedule is None:
            self.earlier = tuple(self.provider.season(year) for year in EARLIER)
            self.handedness = self.provider.handedness(SEASON_OPENS.year)
            self.schedule = self.provider.season_schedule(SEASON_OPENS, SEASON_ENDS)
        return self.schedule

    def _box(self, game_pk: int) -> tuple[BoxLine, ...]:
        if game_pk not in self.boxes:
            self.boxes[game_pk] = self.provider.boxscore(game_pk)
        return self.boxes[game_pk]


def _matchup(game: Game) -> Matchup:
    return Matchup(game.game_pk, game.venue_id, _lineup(game.away), _lineup(game.home))


def _lineup(side: Side) -> Lineup:
    batters = tuple(player.player_id for player in side.lineup or ())
    return Lineup(side.team_id, batters, side.starter.player_id if side.starter else None)
