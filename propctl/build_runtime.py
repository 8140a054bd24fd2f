"""The composition root of commands that fetch and build: closed in reverse order."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Final

from propctl.connectors.baseball_savant import BaseballSavant
from propctl.connectors.lines_file import LinesFile, LineSource, NoLines
from propctl.connectors.mlb_stats_api import PROVIDER as MLB_STATS_API
from propctl.connectors.mlb_stats_api import MlbStatsApi
from propctl.connectors.payload_archive import PayloadArchive
from propctl.connectors.payload_sources import ProviderSource
from propctl.connectors.pitch_archive import PitchArchive
from propctl.domain.option_values import SPORT
from propctl.jobs.build_context import BuildContext
from propctl.jobs.snapshot_context import SnapshotContext
from propctl.provider_clients import DEFAULT_CLIENT_OPTIONS, ClientOptions, open_clients
from propctl.runtime import new_run_id, open_pool, open_snapshot_context
from propctl.settings import ProviderMode, Settings

M_ARENA_MAX: Final = -8
"""The parameter of glibc's ``mallopt``."""


@contextmanager
def open_build_context(
    settings: Settings,
    snapshots: SnapshotContext | None = None,
    client_options: ClientOptions = DEFAULT_CLIENT_OPTIONS,
    run_id: str | None = None,
) -> Iterator[BuildContext]:
    """What a build needs (ConfigurationError when the provider may not be asked)."""
    _share_memory()
    base = snapshots or open_snapshot_context(settings)
    clients = open_clients(settings, base.now, client_options)
    archive = PayloadArchive(base.store, base.snapshots.layout)
    source = ProviderSource(
        {MLB_STATS_API: clients.stats_api}, archive, base.cache, base.now, namespace=base.namespace
    )
    pitches = PitchArchive(base.store, base.snapshots.layout, SPORT)
    savant = BaseballSavant(clients.savant, pitches, base.now)
    with closing(clients.stats_api), closing(clients.savant), open_pool() as pool:
        yield BuildContext(
            store=base.store,
            snapshots=base.snapshots,
            cache=base.cache,
            clock=base.clock,
            snapshot_ttl_seconds=base.snapshot_ttl_seconds,
            api=MlbStatsApi(source),
            savant=savant,
            pool=pool,
            run_id=run_id or new_run_id(base.now()),
            real_clock=settings.now is None,
            requests=lambda: source.requests + savant.requests,
            statcast_window_days=settings.statcast_window_days,
            lines=_lines(settings, archive, base),
            restart_deadline=clients.restart_deadlines,
            requests_per_second=0.0 if settings.provider_mode is ProviderMode.SAMPLE else settings.max_rps,
        )


def _lines(settings: Settings, archive: PayloadArchive, base: SnapshotContext) -> LineSource:
    return NoLines() if settings.lines_file is None else LinesFile(settings.lines_file, archive, base.now)


def _share_memory() -> None:
    """One arena for all threads, where the allocator knows of them: tens of megabytes less, and no slower.

    With an arena each, every thread keeps what it once needed for a day of pitches. Polars brings jemalloc
    with it, which looks at the variable when it is loaded.
    """
    os.environ.setdefault("_RJEM_MALLOC_CONF", "narenas:1")
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_ARENA_MAX, 1)
