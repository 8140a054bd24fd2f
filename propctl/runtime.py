"""The composition root: settings in, a shelf or a workshop out, closed in reverse order."""

import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from typing import Final

from propctl.cache.open import open_cache, open_redis
from propctl.clients import DEFAULT_CLIENT_OPTIONS, ClientOptions, open_brief_client, open_clients
from propctl.connectors.baseball_savant import BaseballSavant
from propctl.connectors.lines_file import LinesFile, LineSource, NoLines
from propctl.connectors.mlb_stats_api import PROVIDER as MLB_STATS_API
from propctl.connectors.mlb_stats_api import MlbStatsApi
from propctl.connectors.payload_archive import PayloadArchive
from propctl.connectors.payload_sources import ProviderSource
from propctl.connectors.payloads import Client
from propctl.connectors.pitch_archive import PitchArchive
from propctl.domain.calendar import compact_text, to_second
from propctl.domain.metric_labels import CacheObserver
from propctl.domain.option_values import SPORT, Namespace
from propctl.jobs.context import BuildContext, SnapshotContext
from propctl.jobs.health.health_context import HealthContext
from propctl.jobs.recording.sinks import gateway_of
from propctl.settings import Ingestion, ProviderMode, Settings
from propctl.storage.contract import ObjectStore
from propctl.storage.layout import Layout
from propctl.storage.open import open_store
from propctl.storage.s3_connection import S3Options
from propctl.storage.snapshots import SnapshotStore

CONCURRENCY: Final = 6

LIGHT_SECONDS: Final = 10.0
DEEP_SECONDS: Final = 60.0
"""What a check-up may spend on asking one provider. A deep one asks the second about what the first told."""

GRACE_SECONDS: Final = 2.0
"""What a component may take beyond that before it counts as hanging."""


def clock_of(settings: Settings) -> Callable[[], datetime]:
    """The wall clock that jobs read: PROPCTL_NOW stands still."""
    fixed = settings.now
    return (lambda: datetime.now(UTC)) if fixed is None else (lambda: fixed)


def default_namespace(settings: Settings) -> Namespace:
    """Where reading commands look unless told otherwise."""
    return Namespace.SAMPLE if settings.provider_mode is ProviderMode.SAMPLE else Namespace.LIVE


def publishing_namespace(settings: Settings, *, shadow: bool) -> Namespace:
    """Where a run publishes; what the sample league tells stays with it, for it is apart already."""
    if settings.provider_mode is ProviderMode.SAMPLE:
        return Namespace.SAMPLE
    if shadow or settings.use_free_ingestion is Ingestion.SHADOW:
        return Namespace.SHADOW
    return default_namespace(settings)


def open_snapshot_context(
    settings: Settings,
    namespace: Namespace,
    store: ObjectStore | None = None,
    observe: CacheObserver | None = None,
) -> SnapshotContext:
    """Snapshots of one namespace; *store* stands in for the one that the settings name."""
    store = store or store_of(settings)
    return SnapshotContext(
        store=store,
        snapshots=SnapshotStore(store, Layout(namespace)),
        cache=open_cache(settings.redis_url, observe),
        clock=clock_of(settings),
        snapshot_ttl_seconds=settings.snapshot_ttl,
    )


def store_of(settings: Settings) -> ObjectStore:
    """The store that the settings name (ConfigurationError for a malformed URL); touches nothing."""
    return open_store(
        settings.storage_url,
        S3Options(settings.s3_endpoint_url, settings.s3_sse, settings.s3_sse_kms_key_id),
    )


@contextmanager
def open_pool() -> Iterator[ThreadPoolExecutor]:
    """Threads for requests and writes, waited for at the end.

    Not after an error or a signal: what is not begun is dropped, and nobody hangs on a request still out.
    """
    pool = ThreadPoolExecutor(CONCURRENCY, thread_name_prefix="propctl")
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


@contextmanager
def open_build_context(
    settings: Settings,
    context: SnapshotContext,
    client_options: ClientOptions = DEFAULT_CLIENT_OPTIONS,
    run_id: str | None = None,
) -> Iterator[BuildContext]:
    """What a build needs (ConfigurationError when the provider may not be asked)."""
    clients = open_clients(settings, context.now, client_options)
    layout = context.snapshots.layout
    source = ProviderSource(
        {MLB_STATS_API: clients.stats_api},
        PayloadArchive(context.store, layout),
        context.cache,
        context.now,
        namespace=context.namespace,
    )
    savant = BaseballSavant(clients.savant, PitchArchive(context.store, layout, SPORT), context.now)
    with closing(clients.stats_api), closing(clients.savant), open_pool() as pool:
        yield BuildContext(
            store=context.store,
            snapshots=context.snapshots,
            cache=context.cache,
            clock=context.clock,
            snapshot_ttl_seconds=context.snapshot_ttl_seconds,
            api=MlbStatsApi(source),
            savant=savant,
            pool=pool,
            run_id=run_id or new_run_id(context.now()),
            real_clock=settings.now is None,
            requests=lambda: source.requests + savant.requests,
            statcast_window_days=settings.statcast_window_days,
            lines=_lines(settings, context),
            restart_deadline=clients.restart_deadlines,
            requests_per_second=0.0 if settings.provider_mode is ProviderMode.SAMPLE else settings.max_rps,
        )


def _lines(settings: Settings, context: SnapshotContext) -> LineSource:
    if settings.lines_file is None:
        return NoLines()
    return LinesFile(
        settings.lines_file, PayloadArchive(context.store, context.snapshots.layout), context.now
    )


@contextmanager
def open_health_context(
    settings: Settings,
    *,
    deep: bool,
    sport: str = SPORT,
    store: ObjectStore | None = None,
    client_options: ClientOptions = DEFAULT_CLIENT_OPTIONS,
    run_id: str | None = None,
) -> Iterator[HealthContext]:
    """What a check-up looks at; *store* stands in for the one that the settings name.

    Nothing is opened here: what cannot be opened is a finding.
    """
    limit = DEEP_SECONDS if deep else LIGHT_SECONDS
    redis_url, gateway_url = settings.redis_url, settings.pushgateway_url
    clock = clock_of(settings)
    now = clock()
    with ExitStack() as clients:

        def open_client(provider: str) -> Client:
            client = open_brief_client(settings, provider, limit, lambda: to_second(clock()), client_options)
            clients.callback(client.close)
            return client

        yield HealthContext(
            sport=sport,
            run_id=run_id or new_run_id(now),
            now=to_second(now),
            layout=Layout(publishing_namespace(settings, shadow=False)),
            open_store=lambda: store or store_of(settings),
            open_redis=None if redis_url is None else lambda: open_redis(redis_url),
            open_gateway=None if gateway_url is None else lambda: gateway_of(gateway_url),
            open_client=open_client,
            deep=deep,
            limit_seconds=limit * (2 if deep else 1) + GRACE_SECONDS,
            switched_off=settings.use_free_ingestion is Ingestion.OFF,
            real_clock=settings.now is None,
        )


def new_run_id(now: datetime) -> str:
    """A name for one run that sorts by time and that no other run has."""
    return f"{compact_text(now)}-{secrets.token_hex(4)}"
