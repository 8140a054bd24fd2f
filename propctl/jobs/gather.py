"""Ask for everything a day's build needs, and judge what failed.

The slate comes first: with no game open it is the only request. All else is asked at once. What we cannot do
without raises; the rest becomes a degradation that names provider and request.
"""

import importlib
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, TypeVar

from propctl.connectors.mlb_stats_api import Fetched, MlbStatsApi
from propctl.connectors.payloads import PayloadChangedError, RequestError, RequestRefusedError
from propctl.domain.slate import Game, GameState, RecentLineup, SeasonSchedule, Slate, SuspendedGame
from propctl.domain.snapshot import InputRef, Note
from propctl.domain.stats import History, Person, SeasonTotals
from propctl.errors import TemporaryError
from propctl.jobs.workspace import Workshop
from propctl.normalize.boxscore import BoxLine
from propctl.normalize.history import without_game
from propctl.normalize.payload import PayloadShapeError

EARLIER_SEASONS: Final = 2
NO_SCHEDULE: Final = SeasonSchedule(resumed=(), unfinished=frozenset())

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Material:
    """Everything a build uses, read and judged. ``as_of`` is None for a past day."""

    slate: Slate
    as_of: datetime | None
    known_through: date
    history: History
    people: dict[int, Person]
    recent_lineups: tuple[RecentLineup, ...]
    notes: tuple[Note, ...]
    degraded: tuple[Note, ...]
    inputs: tuple[InputRef, ...]
    failures: tuple[RequestError, ...]
    """Every failed request that the build goes without, in the order of ``degraded``."""
    costly: tuple[RequestError, ...]
    """Those of them without which line-ups or starters, and so props, are missing."""
    fetched_at: datetime
    """When the slate was received, by our clock."""
    provider_clock: datetime | None
    """The same by the provider's; None for an archived slate."""

    def state_of(self, game: Game) -> GameState:
        """The state of *game* at the instant of the build."""
        return game.state if self.as_of is None else game.state_at(self.as_of)

    def projected_games(self) -> tuple[Game, ...]:
        """The games that get rows: the open ones of a live day, the played ones of a past day."""
        wanted = GameState.FINAL if self.as_of is None else GameState.OPEN
        return tuple(game for game in self.slate.games if self.state_of(game) is wanted)


def gather(workshop: Workshop, day: date, today: date) -> Material:
    """The material for *day* (RequestError for a request that we cannot do without)."""
    return _Gatherer(workshop, day, today).gather()


class _Gatherer:
    def __init__(self, workshop: Workshop, day: date, today: date) -> None:
        self._api: MlbStatsApi = workshop.api
        self._pool = workshop.pool
        self._day = day
        self._today = today
        self._past = day < today
        self._known_through = min(day, today) - timedelta(days=1)
        self._inputs: list[InputRef] = []
        self._entered: list[Future[None]] = []
        self._notes: list[Note] = []
        self._degraded: list[Note] = []
        self._failures: list[RequestError] = []
        self._costly: list[RequestError] = []

    def gather(self) -> Material:
        fetched = self._slate()
        as_of = None if self._past else fetched.payload.fetched_at
        bare = self._material(fetched, as_of)
        if not bare.projected_games():
            return bare
        season = self._known_through.year
        earlier = [
            self._pool.submit(self._api.fetch_season_totals, season - n)
            for n in range(1, EARLIER_SEASONS + 1)
        ]
        people = self._pool.submit(self._api.fetch_people, season, self._today)
        recent = self._start_recent(bare.projected_games())
        history = History(self._current(), self._earlier(earlier))
        names = self._optional(people, {})
        lineups = self._recent(recent) if recent else ()
        return self._material(fetched, as_of, history, names, lineups)

    def _material(
        self,
        fetched: Fetched[Slate],
        as_of: datetime | None,
        history: History | None = None,
        people: dict[int, Person] | None = None,
        recent_lineups: tuple[RecentLineup, ...] = (),
    ) -> Material:
        for entered in self._entered:
            entered.result()
        return Material(
            slate=fetched.value,
            as_of=as_of,
            known_through=self._known_through,
            history=history or History(SeasonTotals(self._day.year)),
            people=people or {},
            recent_lineups=recent_lineups,
            notes=tuple(self._notes),
            degraded=tuple(self._degraded),
            inputs=tuple(self._inputs),
            failures=tuple(self._failures),
            costly=tuple(self._costly),
            fetched_at=fetched.payload.fetched_at,
            provider_clock=fetched.payload.provider_clock,
        )

    # ------------------------------------------------------------------ slate

    def _slate(self) -> Fetched[Slate]:
        asked = self._pool.submit(self._api.fetch_slate, self._day, settled=self._past)
        importlib.import_module("propctl.projection")  # numpy takes as long as the provider's answer
        try:
            fetched = asked.result()
        except RequestRefusedError as refusal:
            self._degrade(refusal)
            self._costly.append(refusal)
            fetched = self._api.fetch_bare_slate(self._day, settled=self._past)
            self._degraded.append(
                Note(code="reduced_schedule", message="only the bare schedule: no line-ups, no starters")
            )
        under_way = [
            game for game in fetched.value.games if game.state in (GameState.OPEN, GameState.STARTED)
        ]
        if self._past and under_way:
            raise TemporaryError(
                f"{len(under_way)} of the {len(fetched.value.games)} games of {self._day} are not over; "
                "nothing was published",
                hint="a past day is built when its games are over: run again later",
            )
        self._use(fetched, final=self._past)
        return fetched

    # ------------------------------------------------------------------ history

    def _current(self) -> SeasonTotals:
        """The season through the last known day, without what was played later."""
        season, through = self._known_through.year, self._known_through
        reuse = self._api.has_history(season, through)
        asked_totals = self._pool.submit(self._api.fetch_totals, season, through, reuse=reuse)
        asked_schedule = self._pool.submit(self._api.fetch_season_schedule, through, reuse=reuse)
        totals = asked_totals.result()
        schedule, final = self._season_schedule(asked_schedule)
        if schedule.played and not (totals.value.batters and totals.value.pitchers):
            raise PayloadChangedError(
                totals.payload.request, f"nobody's totals, where {schedule.played} games have been played"
            )
        self._use(totals, final=final)
        if through < self._day - timedelta(days=1):
            self._notes.append(Note(code="early_board", message=f"history ends on {through}"))
        return self._without_later_play(totals.value, schedule)

    def _season_schedule(self, asked: "Future[Fetched[SeasonSchedule]]") -> tuple[SeasonSchedule, bool]:
        """The season's schedule, and whether the history is complete and may be kept."""
        try:
            fetched = asked.result()
        except RequestError as error:
            self._degrade(error, "; suspended games finished since may be in the totals")
            return NO_SCHEDULE, False
        complete = self._known_through not in fetched.value.unfinished
        self._use(fetched, final=complete)
        if not complete:
            self._degraded.append(
                Note(code="history_incomplete", message=f"games of {self._known_through} are still on")
            )
        return fetched.value, complete

    def _without_later_play(self, totals: SeasonTotals, schedule: SeasonSchedule) -> SeasonTotals:
        for game in schedule.resumed:
            if game.official_date <= self._known_through < game.resumed_date:
                totals = self._without(totals, game)
        return totals

    def _without(self, totals: SeasonTotals, game: SuspendedGame) -> SeasonTotals:
        """A past day's promise hangs on this; a live board may go out with the game still in."""
        try:
            fetched: Fetched[tuple[BoxLine, ...]] = self._api.fetch_boxscore(game.game_pk, game.resumed_date)
            remaining = without_game(totals, fetched.value)
        except RequestError as error:
            if self._past:
                raise
            self._degrade(error, "; what was played since may be in the totals")
            return totals
        except PayloadShapeError as error:
            raise PayloadChangedError(fetched.payload.request, str(error)) from error
        self._use(fetched, final=True)
        return remaining

    def _earlier(self, asked: "list[Future[Fetched[SeasonTotals]]]") -> tuple[SeasonTotals, ...]:
        empty = SeasonTotals(0)
        seasons = [self._optional(future, empty) for future in asked]
        found = tuple(season for season in seasons if season.batters or season.pitchers)
        if not found:
            self._notes.append(Note(code="no_earlier_season", message="no totals of an earlier season"))
        return found

    # ------------------------------------------------------------------ line-ups

    def _start_recent(self, games: tuple[Game, ...]) -> "Future[Fetched[tuple[RecentLineup, ...]]] | None":
        posted = all(side.lineup for game in games for side in (game.away, game.home))
        return None if posted else self._pool.submit(self._api.fetch_recent_lineups, self._day)

    def _recent(self, asked: "Future[Fetched[tuple[RecentLineup, ...]]]") -> tuple[RecentLineup, ...]:
        """From the one request; when it fails, from the slates that earlier runs archived."""
        try:
            fetched = asked.result()
        except RequestError as error:
            self._degrade(error)
            self._costly.append(error)
        else:
            self._use(fetched, final=True)
            return fetched.value
        recalled = self._api.recall_recent_lineups(self._day)
        for one in recalled:
            self._use(one, final=False)
        return tuple(lineup for one in recalled for lineup in one.value)

    # ------------------------------------------------------------------ bookkeeping

    def _optional(self, asked: "Future[Fetched[Value]]", default: Value) -> Value:
        try:
            fetched = asked.result()
        except RequestError as error:
            self._degrade(error)
            return default
        self._use(fetched, final=True)
        return fetched.value

    def _use(self, fetched: Fetched[Value], *, final: bool) -> None:
        entered = self._pool.submit(self._api.source.remember, fetched.payload, final=final)
        self._entered.append(entered)
        self._inputs.append(fetched.payload.ref())

    def _degrade(self, error: RequestError, consequence: str = "") -> None:
        self._failures.append(error)
        note = error.note()
        self._degraded.append(note.model_copy(update={"message": note.message + consequence}))
