"""The composition root of commands that read: from settings to the snapshots of a namespace.

Everything that fetches or builds is put together in ``build_runtime``, which only the commands that need it
import.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from propctl.domain.calendar import compact_text
from propctl.domain.option_values import Namespace
from propctl.jobs.snapshot_context import SnapshotContext
from propctl.settings import Ingestion, ProviderMode, Settings
from propctl.storage.layout import Layout
from propctl.storage.open import open_store
from propctl.storage.s3_connection import S3Options
from propctl.storage.snapshots import SnapshotStore

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from propctl.domain.metric_labels import CacheObserver
    from propctl.storage.contract import ObjectStore
    from propctl.storage.run_records import RunRecordStore

CONCURRENCY: Final = 6


def clock_of(settings: Settings) -> Callable[[], datetime]:
    """The wall clock that jobs read; PROPCTL_NOW stops it at an instant."""
    fixed = settings.now
    return (lambda: datetime.now(UTC)) if fixed is None else (lambda: fixed)


def default_namespace(settings: Settings) -> Namespace:
    """Where reading commands look by default."""
    return Namespace.SAMPLE if settings.provider_mode is ProviderMode.SAMPLE else Namespace.LIVE


def publishing_namespace(settings: Settings, *, shadow: bool = False) -> Namespace:
    """Where a run publishes; boards of the sample league have a namespace already."""
    if settings.provider_mode is ProviderMode.SAMPLE:
        return Namespace.SAMPLE
    if shadow or settings.use_free_ingestion is Ingestion.SHADOW:
        return Namespace.SHADOW
    return default_namespace(settings)


def store_of(settings: Settings) -> "ObjectStore":
    """The store that the settings name (ConfigurationError for a malformed URL); touches nothing."""
    return open_store(settings.storage_url, s3_options(settings))


def s3_options(settings: Settings) -> S3Options:
    """What the settings say about S3."""
    return S3Options(settings.s3_endpoint_url, settings.s3_sse, settings.s3_sse_kms_key_id)


def open_snapshot_context(
    settings: Settings,
    namespace: Namespace | None = None,
    store: "ObjectStore | None" = None,
    observe: "CacheObserver | None" = None,
) -> SnapshotContext:
    """Snapshots of one namespace; *store* replaces the one that the settings name."""
    from propctl.cache.open import open_cache

    store = store or store_of(settings)
    return SnapshotContext(
        store=store,
        snapshots=SnapshotStore(store, Layout(namespace or default_namespace(settings))),
        cache=open_cache(settings.redis_url, observe),
        clock=clock_of(settings),
        snapshot_ttl_seconds=settings.snapshot_ttl,
    )


def open_run_records(
    settings: Settings, namespace: Namespace | None = None, store: "ObjectStore | None" = None
) -> "RunRecordStore":
    """The markers and totals of a namespace's runs."""
    from propctl.storage.run_records import RunRecordStore

    return RunRecordStore(store or store_of(settings), Layout(namespace or default_namespace(settings)))


@contextmanager
def open_pool() -> "Iterator[ThreadPoolExecutor]":
    """Threads for requests and writes; the block's end waits for them.

    After an error or a signal no further call is started, and pending requests are not waited for.
    """
    from concurrent.futures import ThreadPoolExecutor

    pool = ThreadPoolExecutor(CONCURRENCY, thread_name_prefix="propctl")
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def new_run_id(now: datetime) -> str:
    """A unique id of a run, which sorts by time."""
    return f"{compact_text(now)}-{secrets.token_hex(4)}"
