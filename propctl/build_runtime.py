"""The composition root of commands that fetch and build."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Final

from propctl.connectors.baseball_savant import BaseballSavant
from propctl.connectors.lines_file import LinesFile, LineSource, NoLines
from propctl.connectors.mlb_stats_api import MlbStatsApi
from propctl.connectors.payload_archive import PayloadArchive
from propctl.connectors.payload_sources import ProviderSource
from propctl.connectors.pitch_archive import PitchArchive
from propctl.domain.option_values import SPORT
from propctl.domain.providers import PITCH_PROVIDER
from propctl.jobs.build_context import BuildContext
from propctl.jobs.snapshot_context import SnapshotContext
from propctl.provider_clients import DEFAULT_CLIENT_OPTIONS, ClientOptions, open_clients
from propctl.runtime import new_run_id, open_pool, open_snapshot_context
from propctl.settings import ProviderMode, Settings
from propctl.telemetry.logs import add_fields

M_ARENA_MAX: Final = -8
"""The parameter of glibc's ``mallopt``."""


@contextmanager
def open_build_context(
    settings: Settings,
    snapshots: SnapshotContext | None = None,
    client_options: ClientOptions = DEFAULT_CLIENT_OPTIONS,
    run_id: str | None = None,
) -> Iterator[BuildContext]:
    """The context of a build, closed in reverse order (ConfigurationError when terms are not accepted)."""
    _use_one_arena()
    base = snapshots or open_snapshot_context(settings)
    run_id = run_id or new_run_id(base.now())
    add_fields(run_id=run_id)
    clients = open_clients(settings, base.now, client_options)
    archive = PayloadArchive(base.store, base.snapshots.layout)
    by_name = {provider.value: client for provider, client in clients.by_provider.items()}
    source = ProviderSource(by_name, archive, base.cache, base.now, namespace=base.namespace)
    landed = PitchArchive(base.store, base.snapshots.layout, SPORT)
    pitches = BaseballSavant(clients.by_provider[PITCH_PROVIDER], landed, base.now)
    with closing(clients), open_pool() as pool:
        yield BuildContext(
            store=base.store,
            snapshots=base.snapshots,
            cache=base.cache,
            clock=base.clock,
            snapshot_ttl_seconds=base.snapshot_ttl_seconds,
            api=MlbStatsApi(source),
            pitches=pitches,
            pool=pool,
            run_id=run_id,
            real_clock=settings.now is None,
            requests=lambda: source.requests + pitches.requests,
            statcast_window_days=settings.statcast_window_days,
            lines=_lines(settings, archive, base),
            restart_deadline=clients.restart_deadlines,
            requests_per_second=0.0 if settings.provider_mode is ProviderMode.SAMPLE else settings.max_rps,
        )


def _lines(settings: Settings, archive: PayloadArchive, base: SnapshotContext) -> LineSource:
    return NoLines() if settings.lines_file is None else LinesFile(settings.lines_file, archive, base.now)


def _use_one_arena() -> None:
    """Use one arena for all threads, if the allocator has arenas: tens of megabytes less, and no slower.

    With separate arenas, every thread keeps the memory that a day of pitches once took. Polars contains
    jemalloc, which reads the variable when it is loaded.
    """
    os.environ.setdefault("_RJEM_MALLOC_CONF", "narenas:1")
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_ARENA_MAX, 1)
