"""Ask for everything a day's build needs, and judge what failed.

The slate comes first: with no game open it is the only request. All else is asked at once. What we cannot do
without raises; the rest becomes a degradation that names provider and request.
"""

import importlib
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from propctl.connectors.mlb_stats_api import Fetched, MlbStatsApi
from propctl.connectors.payloads import RequestError, RequestRefusedError
from propctl.domain.choices import Namespace
from propctl.domain.quote import NO_LINES, LineFile
from propctl.domain.slate import Game, GameState, RecentLineup, Slate
from propctl.domain.snapshot import InputRef, Note
from propctl.domain.stats import History, Person, SeasonTotals
from propctl.errors import TemporaryError
from propctl.jobs.history import HistoryAsked, earlier_seasons
from propctl.jobs.ledger import Ledger
from propctl.jobs.statcast import NO_STATCAST, Statcast, ask_statcast, statcast_of
from propctl.jobs.workspace import Workshop

EARLIER_SEASONS: Final = 2

PROVIDERS: Final = ("mlb_stats_api",)
INVENTED: Final = ("sample_league",)


@dataclass(frozen=True, slots=True)
class Material:
    """Everything a build uses, read and judged. ``as_of`` is None for a past day."""

    slate: Slate
    as_of: datetime | None
    known_through: date
    history: History
    people: dict[int, Person]
    recent_lineups: tuple[RecentLineup, ...]
    statcast: Statcast
    lines: LineFile
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
    sources: tuple[str, ...] = PROVIDERS
    """Who is named as the source of the rows."""

    def state_of(self, game: Game) -> GameState:
        """The state of *game* at the instant of the build."""
        return game.state if self.as_of is None else game.state_at(self.as_of)

    def projected_games(self) -> tuple[Game, ...]:
        """The games that get rows: the open ones of a live day, the played ones of a past day."""
        wanted = GameState.FINAL if self.as_of is None else GameState.OPEN
        return tuple(game for game in self.slate.games if self.state_of(game) is wanted)


def sources_in(namespace: str) -> tuple[str, ...]:
    """Who told what rows of *namespace* are made of: the namespace decides, so a rebuild says the same."""
    return INVENTED if namespace == Namespace.SAMPLE else PROVIDERS


def gather(workshop: Workshop, day: date, today: date) -> Material:
    """The material for *day* (RequestError for a request that we cannot do without)."""
    return _Gatherer(workshop, day, today).gather()


@dataclass(frozen=True, slots=True)
class _Knowledge:
    """What is known of players, over the slate."""

    history: History
    people: dict[int, Person]
    recent_lineups: tuple[RecentLineup, ...] = ()
    statcast: Statcast = NO_STATCAST
    lines: LineFile = NO_LINES


class _Gatherer:
    def __init__(self, workshop: Workshop, day: date, today: date) -> None:
        self._workshop = workshop
        self._api: MlbStatsApi = workshop.api
        self._pool = workshop.pool
        self._ledger = Ledger(workshop.api.source, workshop.pool)
        self._day = day
        self._today = today
        self._past = day < today
        self._known_through = min(day, today) - timedelta(days=1)

    def gather(self) -> Material:
        fetched = self._slate()
        as_of = None if self._past else fetched.payload.fetched_at
        bare = self._material(fetched, as_of, _Knowledge(History(SeasonTotals(self._day.year)), {}))
        if not bare.projected_games():
            return bare
        return self._material(fetched, as_of, self._knowledge(bare.projected_games()))

    def _knowledge(self, games: tuple[Game, ...]) -> _Knowledge:
        """Everything is asked for before any answer is waited for, but for what hangs on the schedule."""
        lines = self._lines()
        season, through = self._known_through.year, self._known_through
        asked = HistoryAsked(self._workshop, self._ledger, through, past=self._past)
        earlier: list[Future[Fetched[SeasonTotals]]] = [
            self._pool.submit(self._api.fetch_season_totals, season - n)
            for n in range(1, EARLIER_SEASONS + 1)
        ]
        people = self._pool.submit(self._api.fetch_people, season, min(self._day, self._today))
        recent = self._start_recent(games)
        schedule = asked.schedule()
        statcast = ask_statcast(self._workshop, schedule, through, min(self._day, self._today))
        history = History(asked.totals(schedule, self._day), earlier_seasons(self._ledger, earlier))
        names = self._ledger.optional(people, {})
        lineups = self._recent(recent) if recent else ()
        return _Knowledge(history, names, lineups, statcast_of(statcast, self._ledger), lines)

    def _lines(self) -> LineFile:
        """Read first: a price from after the slate does not count, and a bad file is told at once."""
        lines = self._workshop.lines.read_day(self._day)
        if lines.ref is not None:
            self._ledger.inputs.append(lines.ref)
        return lines

    def _material(self, fetched: Fetched[Slate], as_of: datetime | None, known: _Knowledge) -> Material:
        ledger = self._ledger
        ledger.wait()
        return Material(
            slate=fetched.value,
            as_of=as_of,
            known_through=self._known_through,
            history=known.history,
            people=known.people,
            recent_lineups=known.recent_lineups,
            statcast=known.statcast,
            lines=known.lines,
            notes=tuple(ledger.notes),
            degraded=tuple(ledger.degraded),
            inputs=tuple(ledger.inputs),
            failures=tuple(ledger.failures),
            costly=tuple(ledger.costly),
            fetched_at=fetched.payload.fetched_at,
            provider_clock=fetched.payload.provider_clock,
            sources=sources_in(self._workshop.shelf.namespace),
        )

    def _slate(self) -> Fetched[Slate]:
        asked = self._pool.submit(self._api.fetch_slate, self._day, settled=self._past)
        importlib.import_module("propctl.projection")  # numpy takes as long as the provider's answer
        try:
            fetched = asked.result()
        except RequestRefusedError as refusal:
            self._ledger.degrade(refusal, costly=True)
            fetched = self._api.fetch_bare_slate(self._day, settled=self._past)
            self._ledger.degraded.append(
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
        self._ledger.use(fetched, final=self._past)
        return fetched

    def _start_recent(self, games: tuple[Game, ...]) -> "Future[Fetched[tuple[RecentLineup, ...]]] | None":
        posted = all(side.lineup for game in games for side in (game.away, game.home))
        return None if posted else self._pool.submit(self._api.fetch_recent_lineups, self._day)

    def _recent(self, asked: "Future[Fetched[tuple[RecentLineup, ...]]]") -> tuple[RecentLineup, ...]:
        """From the one request; when it fails, from the slates that earlier runs archived."""
        try:
            fetched = asked.result()
        except RequestError as error:
            self._ledger.degrade(error, costly=True)
        else:
            return self._ledger.use(fetched, final=True)
        recalled = self._api.recall_recent_lineups(self._day)
        return tuple(lineup for one in recalled for lineup in self._ledger.use(one, final=False))
