"""Fetch everything that a day's build needs, and judge what failed.

The slate comes first: with no game open it is the only request. All other requests start together. If a
necessary request fails, this raises; any other failure becomes a degradation that names provider and request.
"""

import importlib
import logging
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from propctl.connectors.mlb_stats_api import Fetched, MlbStatsApi
from propctl.connectors.payloads import RequestError, RequestRefusedError
from propctl.domain.option_values import Namespace
from propctl.domain.providers import PITCH_PROVIDER, Provider
from propctl.domain.quote import NO_LINES, LineFile
from propctl.domain.slate import Game, GameState, RecentLineup, Slate
from propctl.domain.snapshot import InputRef, Note
from propctl.domain.stats import History, Person, SeasonTotals
from propctl.errors import TemporaryError
from propctl.jobs.build_context import BuildContext
from propctl.jobs.fetch_history import start_history_requests, wait_for_earlier_seasons
from propctl.jobs.fetch_pitches import NO_STATCAST, Statcast, start_pitch_requests, wait_for_statcast
from propctl.jobs.input_log import InputLog

EARLIER_SEASONS: Final = 2

WITHOUT_PITCHES: Final = (Provider.MLB_STATS_API.value,)
WITH_PITCHES: Final = (*WITHOUT_PITCHES, PITCH_PROVIDER.value)
INVENTED: Final = ("sample_league",)


@dataclass(frozen=True, slots=True)
class BuildInputs:
    """Everything a build uses, read and checked. ``as_of`` is None for a past day."""

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
    """Every failed request that the build does without, in the order of ``degraded``."""
    costly: tuple[RequestError, ...]
    """The failed requests without which line-ups or starters, and so props, are missing."""
    fetched_at: datetime
    """When the slate was received, by our clock."""
    provider_clock: datetime | None
    """The same by the provider's clock; None for an archived slate."""
    namespace: str = Namespace.LIVE

    @property
    def season_names(self) -> dict[int, str]:
        """The names of the season's players by id, from the totals and, if it is there, their list."""
        current = self.history.current
        batters = {row.player_id: row.name for row in current.batters.values()}
        pitchers = {row.player_id: row.name for row in current.pitchers.values()}
        return batters | pitchers | {person.player_id: person.name for person in self.people.values()}

    def state_of(self, game: Game) -> GameState:
        """The state of *game* at the instant of the build."""
        return game.state if self.as_of is None else game.state_at(self.as_of)

    def sources(self, *, pitches: bool) -> tuple[str, ...]:
        """The providers without whose data a row would have other figures; *pitches*: whether those moved it.

        The namespace decides what is invented, so that a rebuild names the same.
        """
        if self.namespace == Namespace.SAMPLE:
            return INVENTED
        return WITH_PITCHES if pitches else WITHOUT_PITCHES

    def projected_games(self) -> tuple[Game, ...]:
        """The games that get rows: the open ones of a live day, the played ones of a past day."""
        wanted = GameState.FINAL if self.as_of is None else GameState.OPEN
        return tuple(game for game in self.slate.games if self.state_of(game) is wanted)


def fetch_inputs(build_context: BuildContext, day: date, today: date) -> BuildInputs:
    """The inputs of *day* (RequestError when a necessary request fails)."""
    return _InputFetcher(build_context, day, today).fetch_inputs()


@dataclass(frozen=True, slots=True)
class _Knowledge:
    """What is known of the slate's players."""

    history: History
    people: dict[int, Person]
    recent_lineups: tuple[RecentLineup, ...] = ()
    statcast: Statcast = NO_STATCAST
    lines: LineFile = NO_LINES


def _trusted(slate: Slate, as_of: datetime) -> Slate:
    """The slate without what contradicts itself, after a warning for each club that loses something."""
    trusted = slate.without_contested(as_of)
    for before, after in zip(slate.games, trusted.games, strict=True):
        for side, kept in ((before.away, after.away), (before.home, after.home)):
            if side != kept:
                lost = "line-up" if side.lineup != kept.lineup else "starter"
                logging.getLogger("propctl").warning(
                    "game %d: the %s of %s names a player whom another club names; it is not used",
                    before.game_pk, lost, side.abbreviation,
                )  # fmt: skip
    return trusted


class _InputFetcher:
    def __init__(self, build_context: BuildContext, day: date, today: date) -> None:
        self._build_context = build_context
        self._api: MlbStatsApi = build_context.api
        self._pool = build_context.pool
        self._input_log = InputLog(build_context.api.source, build_context.pool)
        self._day = day
        self._today = today
        self._past = day < today
        self._known_through = min(day, today) - timedelta(days=1)

    def fetch_inputs(self) -> BuildInputs:
        fetched = self._fetch_slate()
        as_of = None if self._past else fetched.payload.fetched_at
        if as_of is not None:
            fetched = replace(fetched, value=_trusted(fetched.value, as_of))
        self._input_log.wait_for_index_writes()
        bare = self._collected(fetched, as_of, _Knowledge(History(SeasonTotals(self._day.year)), {}))
        if not bare.projected_games():
            return bare
        knowledge = self._fetch_knowledge(bare.projected_games())
        self._input_log.wait_for_index_writes()
        return self._collected(fetched, as_of, knowledge)

    def _fetch_knowledge(self, games: tuple[Game, ...]) -> _Knowledge:
        """Start all requests before waiting for any answer, except those that depend on the schedule."""
        lines = self._read_lines()
        season, through = self._known_through.year, self._known_through
        pending = start_history_requests(self._build_context, self._input_log, through, past=self._past)
        earlier: list[Future[Fetched[SeasonTotals]]] = [
            self._pool.submit(self._api.fetch_season_totals, season - n)
            for n in range(1, EARLIER_SEASONS + 1)
        ]
        people = self._pool.submit(self._api.fetch_people, season, min(self._day, self._today))
        recent = self._start_recent_lineups(games)
        schedule = pending.wait_for_schedule()
        statcast = start_pitch_requests(self._build_context, schedule, through, min(self._day, self._today))
        history = History(
            pending.wait_for_totals(schedule, self._day), wait_for_earlier_seasons(self._input_log, earlier)
        )
        names = self._input_log.wait_for(people, {})
        lineups = self._wait_for_recent_lineups(recent) if recent else ()
        return _Knowledge(history, names, lineups, wait_for_statcast(statcast, self._input_log), lines)

    def _read_lines(self) -> LineFile:
        """Read first: a price from after the slate does not count, and a bad file fails the run at once."""
        lines = self._build_context.lines.read_day(self._day)
        if lines.ref is not None:
            self._input_log.inputs.append(lines.ref)
        return lines

    def _collected(self, fetched: Fetched[Slate], as_of: datetime | None, known: _Knowledge) -> BuildInputs:
        input_log = self._input_log
        return BuildInputs(
            slate=fetched.value,
            as_of=as_of,
            known_through=self._known_through,
            history=known.history,
            people=known.people,
            recent_lineups=known.recent_lineups,
            statcast=known.statcast,
            lines=known.lines,
            notes=tuple(input_log.notes),
            degraded=tuple(input_log.degraded),
            inputs=tuple(input_log.inputs),
            failures=tuple(input_log.failures),
            costly=tuple(input_log.costly),
            fetched_at=fetched.payload.fetched_at,
            provider_clock=fetched.payload.provider_clock,
            namespace=self._build_context.namespace,
        )

    def _fetch_slate(self) -> Fetched[Slate]:
        request = self._pool.submit(self._api.fetch_slate, self._day, settled=self._past)
        importlib.import_module("propctl.projection")  # numpy takes as long as the provider's answer
        try:
            fetched = request.result()
        except RequestRefusedError as refusal:
            self._input_log.degrade(refusal, costly=True)
            fetched = self._api.fetch_bare_slate(self._day, settled=self._past)
            self._input_log.degraded.append(
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
        self._input_log.start_indexing(fetched, final=self._past)
        return fetched

    def _start_recent_lineups(
        self, games: tuple[Game, ...]
    ) -> "Future[Fetched[tuple[RecentLineup, ...]]] | None":
        posted = all(side.lineup for game in games for side in (game.away, game.home))
        return None if posted else self._pool.submit(self._api.fetch_recent_lineups, self._day)

    def _wait_for_recent_lineups(
        self, request: "Future[Fetched[tuple[RecentLineup, ...]]]"
    ) -> tuple[RecentLineup, ...]:
        """From the one request; when it fails, from the slates that earlier runs archived."""
        try:
            fetched = request.result()
        except RequestError as error:
            self._input_log.degrade(error, costly=True)
        else:
            return self._input_log.start_indexing(fetched, final=True)
        archived = self._api.read_archived_lineups(self._day)
        return tuple(
            lineup for slate in archived for lineup in self._input_log.start_indexing(slate, final=False)
        )
