"""A workshop over a synthetic provider that is asked in this process."""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx

from propctl.connectors.baseball_savant import ArchivedPitches, PitchSource
from propctl.connectors.mlb_stats_api import PROVIDER, MlbStatsApi
from propctl.connectors.payload_archive import PayloadArchive
from propctl.connectors.payload_sources import ProviderSource
from propctl.connectors.pitch_archive import PitchArchive
from propctl.jobs.build_context import BuildContext
from propctl.runtime import new_run_id, open_pool
from propctl.storage.contract import ObjectStore
from tests.connectors.wire import Script, Step, a_client, status
from tests.jobs.builds import AT_TEN, a_snapshot_context
from tests.normalize.payloads import Document, as_body


def answer(document: Document) -> httpx.Response:
    return httpx.Response(200, content=as_body(document), headers={"date": "Sun, 08 Jun 2025 10:00:00 GMT"})


class Routes(httpx.BaseTransport):
    """Answers by a part of the request, the first that fits; every other request with 503."""

    def __init__(self, answers: Mapping[str, httpx.Response]) -> None:
        self._answers = answers

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        fitting = (answer for part, answer in self._answers.items() if part in str(request.url))
        found = next(fitting, status(503))
        return httpx.Response(found.status_code, headers=found.headers, content=found.content)


@contextmanager
def a_build_context(
    store: ObjectStore,
    *steps: Step,
    now: dt.datetime = AT_TEN,
    real_clock: bool = False,
    transport: httpx.BaseTransport | None = None,
    savant: PitchSource | None = None,
    window_days: int = 0,
) -> Iterator[BuildContext]:
    """At *now*, over a provider that answers *steps* in order (or over *transport*), and *savant*."""
    context = a_snapshot_context(store, now)
    client = a_client(transport or Script(*steps))
    source = ProviderSource(
        {PROVIDER: client}, PayloadArchive(store, context.snapshots.layout), context.cache, context.now
    )
    with open_pool() as pool:
        yield BuildContext(
            store=context.store,
            snapshots=context.snapshots,
            cache=context.cache,
            clock=context.clock,
            snapshot_ttl_seconds=context.snapshot_ttl_seconds,
            api=MlbStatsApi(source),
            pitches=savant or ArchivedPitches((), PitchArchive(store, context.snapshots.layout, "mlb")),
            pool=pool,
            run_id=new_run_id(now),
            real_clock=real_clock,
            requests=lambda: source.requests,
            statcast_window_days=window_days,
        )
