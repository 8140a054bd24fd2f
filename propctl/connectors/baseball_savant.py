"""Baseball Savant: one day of pitches per request, stored complete or not at all."""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import parse_qs, urlsplit

from cachetools import LRUCache, cached

from propctl.connectors.payloads import Client, PayloadChangedError, Request, RequestRefusedError
from propctl.connectors.pitch_archive import DayRecord, PitchArchive
from propctl.domain.calendar import to_second
from propctl.domain.providers import Provider
from propctl.domain.slate import PitchDay
from propctl.domain.snapshot import InputRef
from propctl.errors import PartialError
from propctl.normalize.payload import PayloadShapeError
from propctl.normalize.pitches import incomplete_games, read_pitches, unknown_columns

if TYPE_CHECKING:
    import polars as pl

PROVIDER: Final = Provider.BASEBALL_SAVANT.value
PATH: Final = "/statcast_search/csv"
GAME_TYPES: Final = "R|F|D|L|W|"
MAX_DAYS: Final = 40
"""Days of pitches kept in memory: a window of the usual length, and those just landed."""

CHANGED_HINT: Final = "the provider's format has changed; the day did not land: report this with the request"


def day_request(day: date) -> Request:
    """All pitches of one day. Several days in one answer could exceed the row cap, which cuts silently."""
    params = {
        "all": "true", "type": "details", "player_type": "pitcher", "hfGT": GAME_TYPES,
        "hfSea": f"{day.year}|",
        "game_date_gt": str(day), "game_date_lt": str(day), "group_by": "name", "min_pitches": "0",
        "min_results": "0", "sort_col": "pitches", "sort_order": "desc",
        "player_event_sort": "api_p_release_speed", "min_abs": "0",
    }  # fmt: skip
    return Request(PROVIDER, PATH, tuple(params.items()))


def game_date_of(request: str) -> date:
    """The day that the text of a :func:`day_request` names."""
    return date.fromisoformat(parse_qs(urlsplit(request).query)["game_date_gt"][0])


class PitchSource(Protocol):
    """Where a build's pitches come from: the provider (through the archive), or a manifest's inputs."""

    def read_record(self, day: date) -> DayRecord | None:
        """The stored record of the day; makes no request to a provider."""

    def fetch_day(self, wanted: PitchDay) -> DayRecord:
        """Request the day and store it when it is complete (RequestError when there is no such answer).

        The returned record is not ``final`` for a day that is not complete yet and never was.
        """

    def read_pitches(
        self, wanted: PitchDay, record: DayRecord, columns: Sequence[str]
    ) -> "pl.DataFrame | None":
        """The stored pitches, without those of games left out; None when the file is gone or damaged."""

    def write_verdict(self, day: date, record: DayRecord, *, agrees: bool) -> DayRecord:
        """Record whether a landed day agrees with the official counts; one that does not is withdrawn."""


class BaseballSavant:
    """Pitches from the provider. Safe from several threads."""

    def __init__(self, client: Client, archive: PitchArchive, now: Callable[[], datetime]) -> None:
        self._client = client
        self._archive = archive
        self._now = now
        self._lock = threading.Lock()
        self._reading = threading.Lock()
        """One day is read at a time: reading uses every core already, and several days add up in memory."""
        self._load = cached(
            LRUCache[tuple[object, ...], "pl.DataFrame"](MAX_DAYS), key=_revision_key, lock=threading.Lock()
        )(self._load_from_archive)
        """Days in the form that boards read: each day serves thirty boards."""
        self._warned = False
        self.requests = 0
        """How many requests went to the provider (retries apart)."""

    def read_record(self, day: date) -> DayRecord | None:
        """See :meth:`PitchSource.read_record`."""
        return self._archive.read_record(day_request(day))

    def fetch_day(self, wanted: PitchDay) -> DayRecord:
        """See :meth:`PitchSource.fetch_day`."""
        request = day_request(wanted.game_date)
        with self._lock:
            self.requests += 1
        body = self._client.get(request).body
        asked_at = to_second(self._now())
        pitches = self._parse_whole_day(request, wanted, body)
        del body
        landed = None
        if pitches is not None:
            landed = self._archive.write_day(
                request, wanted.game_date, pitches, asked_at, left_out=wanted.left_out
            )
        return landed or self._write_not_ready(request, wanted, asked_at)

    def _parse_whole_day(self, request: Request, wanted: PitchDay, body: bytes) -> "pl.DataFrame | None":
        """The pitches if every game is complete, else None (PayloadChangedError when it is no such table)."""
        self._warn_once(unknown_columns(body))
        with self._reading:
            try:
                pitches = read_pitches(body, wanted.game_date, wanted.left_out)
            except PayloadShapeError as error:
                raise PayloadChangedError(request, str(error), hint=CHANGED_HINT) from error
            complete = set(pitches["game_pk"].unique()) == wanted.games and not incomplete_games(pitches)
        return pitches if complete else None

    def read_pitches(
        self, wanted: PitchDay, record: DayRecord, columns: Sequence[str]
    ) -> "pl.DataFrame | None":
        """See :meth:`PitchSource.read_pitches`."""
        try:
            return self._load(wanted, record, columns)
        except LookupError:
            return None

    def _load_from_archive(
        self, wanted: PitchDay, record: DayRecord, columns: Sequence[str]
    ) -> "pl.DataFrame":
        """LookupError for a day whose file is gone, so that its absence is not cached."""
        pitches = _read_pitches(self._archive, wanted, record, columns)
        if pitches is None:
            raise LookupError
        return pitches

    def write_verdict(self, day: date, record: DayRecord, *, agrees: bool) -> DayRecord:
        """See :meth:`PitchSource.write_verdict`; a revision that landed since waits for the next night."""
        request = day_request(day)
        if not agrees and not _is_newer(self._archive.read_record(request), record):
            self._archive.delete_day(day)  # first: after a crash here the day is requested and judged again

        def with_verdict(current: DayRecord | None) -> DayRecord:
            if current is not None and _is_newer(current, record):
                return current
            if agrees:
                return record.model_copy(update={"reconciled": True})
            return record.model_copy(update={"final": False, "rejected": record.sha256, "games": ()})

        return self._archive.update_record(request, with_verdict)

    def _write_not_ready(self, request: Request, wanted: PitchDay, asked_at: datetime) -> DayRecord:
        """Record the request; a landed day stays as it is."""
        attempt = {"asked_at": asked_at, "left_out": tuple(sorted(wanted.left_out))}

        def with_attempt(current: DayRecord | None) -> DayRecord:
            if current is not None:
                return current.model_copy(update=attempt)
            nothing = {"sha256": "", "bytes": 0, "fetched_at": asked_at, "final": False}
            return DayRecord(provider=PROVIDER, request=request.text, **nothing, **attempt)

        return self._archive.update_record(request, with_attempt)

    def _warn_once(self, columns: list[str]) -> None:
        with self._lock:
            first, self._warned = bool(columns) and not self._warned, self._warned or bool(columns)
        if first:
            logging.getLogger("propctl").warning(
                "%s has columns that this version does not keep: %s", PROVIDER, ", ".join(columns)
            )


class ArchivedPitches:
    """Only the days that one manifest names: no network, no newer revisions."""

    def __init__(self, inputs: tuple[InputRef, ...], archive: PitchArchive) -> None:
        self._inputs = {ref.request: ref for ref in inputs if ref.provider == PROVIDER}
        self._archive = archive

    def read_record(self, day: date) -> DayRecord | None:
        """The day as the build had it; PartialError when its file is gone."""
        ref = self._inputs.get(day_request(day).text)
        if ref is None:
            return None
        pitches = self._archive.read_pitches(day, ref.sha256, ["game_pk"])
        if pitches is None:
            raise PartialError(
                f"the pitches of {day} that the build used are gone; the rows cannot be built again",
                hint="`propctl snapshot verify ID` checks whether the stored rows are whole",
            )
        games = tuple(sorted(pitches["game_pk"].unique().to_list()))
        return DayRecord(**dict(ref), final=True, asked_at=ref.fetched_at, games=games)

    def fetch_day(self, wanted: PitchDay) -> DayRecord:
        """Refuse: a rebuild must do without what the build did not have."""
        raise RequestRefusedError(day_request(wanted.game_date), "not among the snapshot's inputs")

    def read_pitches(
        self, wanted: PitchDay, record: DayRecord, columns: Sequence[str]
    ) -> "pl.DataFrame | None":
        """See :meth:`PitchSource.read_pitches`."""
        return _read_pitches(self._archive, wanted, record, columns)

    def write_verdict(self, day: date, record: DayRecord, *, agrees: bool) -> DayRecord:
        """Do nothing: only runs that fetch judge a day."""
        del day, agrees
        return record


def _is_newer(current: DayRecord | None, record: DayRecord) -> bool:
    """Whether another revision than that of *record* has landed."""
    return current is not None and current.final and current.sha256 != record.sha256


def _revision_key(wanted: PitchDay, record: DayRecord, columns: Sequence[str]) -> tuple[object, ...]:
    return record.sha256, wanted.left_out.intersection(record.games), tuple(columns)


def _read_pitches(
    archive: PitchArchive, wanted: PitchDay, record: DayRecord, columns: Sequence[str]
) -> "pl.DataFrame | None":
    if not wanted.left_out.intersection(record.games):
        return archive.read_pitches(wanted.game_date, record.sha256, columns)
    import polars as pl

    pitches = archive.read_pitches(
        wanted.game_date, record.sha256, list(dict.fromkeys(("game_pk", *columns)))
    )
    if pitches is None:
        return None
    return pitches.filter(~pl.col("game_pk").is_in(sorted(wanted.left_out))).select(columns)
