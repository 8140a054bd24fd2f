"""Baseball Savant's side of the wire: an answer for each day, and what was asked."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from threading import Lock
from typing import Any, Final

import httpx

from propctl.connectors.baseball_savant import BaseballSavant, game_date_of
from propctl.connectors.body_checks import check_csv
from propctl.connectors.pitch_archive import PitchArchive
from propctl.storage.contract import ObjectStore
from propctl.storage.layout import Layout
from tests.connectors.clock import FakeClock
from tests.connectors.wire import DATE, a_client
from tests.normalize.savant import Pitch, a_game, as_csv

Answer = bytes | int | Exception
"""A body, a status, or what breaks."""

FIRST_GAME, SECOND_GAME = 900001, 900002


def a_body(day: date, *game_pks: int, **more: Any) -> bytes:
    """All that the provider has of *day*: these games."""
    pitches: Iterator[Pitch] = (
        pitch for game_pk in game_pks for pitch in a_game(game_pk, game_date=str(day), **more)
    )
    return as_csv(pitches)


class SavantDays(httpx.BaseTransport):
    """Answers by day; other days with *otherwise*. Each answer takes *seconds* of *clock*."""

    def __init__(
        self,
        answers: Mapping[date, Answer],
        otherwise: Answer | Callable[[date], Answer] = 503,
        *,
        clock: FakeClock | None = None,
        seconds: float = 0.0,
    ) -> None:
        self.answers = dict(answers)
        self._otherwise = otherwise
        self._clock = clock
        self._seconds = seconds
        self._lock = Lock()
        self.asked: list[date] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        day = game_date_of(str(request.url))
        with self._lock:
            self.asked.append(day)
        if self._clock is not None:
            self._clock.sleep(self._seconds)
        answer = self.answers.get(day, self._otherwise)
        if callable(answer):
            answer = answer(day)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, int):
            return httpx.Response(answer, headers={"date": DATE})
        return httpx.Response(200, content=answer, headers={"date": DATE})


MINUTE: Final = 60.0


def a_savant(
    store: ObjectStore,
    transport: httpx.BaseTransport,
    now: Callable[[], datetime],
    *,
    clock: FakeClock | None = None,
    deadline_seconds: float = 60 * MINUTE,
) -> BaseballSavant:
    """The connector over *transport*, landing in the live namespace of *store*."""
    client = a_client(
        transport, clock or FakeClock(), check_body=check_csv, deadline_seconds=deadline_seconds
    )
    return BaseballSavant(client, PitchArchive(store, Layout(), "mlb"), now)
