"""The composition root: settings in, a shelf or a workshop out, closed in reverse order."""

import secrets
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from typing import Final

from propctl.cache.open import open_cache, open_redis
from propctl.connectors.archive import Archive
from propctl.connectors.baseball_savant import BaseballSavant
from propctl.connectors.client import Client
from propctl.connectors.http import HttpClient, HttpPolicy
from propctl.connectors.lines_file import LinesFile, LineSource, NoLines
from propctl.connectors.mlb_stats_api import PROVIDER as MLB_STATS_API
from propctl.connectors.mlb_stats_api import MlbStatsApi, check_json
from propctl.connectors.pacing import Deadline, Pacer
from propctl.connectors.pitch_archive import PitchArchive
from propctl.connectors.sources import ProviderSource
from propctl.connectors.whole_csv import check_csv
from propctl.domain.calendar import compact_text, to_second
from propctl.domain.choices import Namespace
from propctl.errors import ConfigurationError
from propctl.jobs.featuring import SPORT
from propctl.jobs.health.checkup import Checkup
from propctl.jobs.workspace import Shelf, Workshop
from propctl.settings import Ingestion, ProviderMode, Settings, is_loopback
from propctl.storage.contract import ObjectStore
from propctl.storage.layout import Layout
from propctl.storage.open import open_store
from propctl.storage.s3_connection import S3Options
from propctl.storage.snapshots import SnapshotStore

CONCURRENCY: Final = 6

SAVANT_PATIENCE: Final = 4.0
"""A day of pitches takes the provider seconds to tens of seconds: its time-out is so many times the usual."""

SAVANT_SHARE: Final = 0.75
"""The part of a run's deadline after which no more pitches are waited for."""

LIGHT_SECONDS: Final = 10.0
DEEP_SECONDS: Final = 60.0
"""What a check-up may spend on asking one provider. A deep one asks the second about what the first told."""

GRACE_SECONDS: Final = 2.0
"""What a component may take beyond that before it counts as hanging."""

TERMS_NEEDED: Final = (
    "MLB permits individual, non-commercial, non-bulk use of its data; any other use needs its written "
    "permission, and PROPCTL_ACCEPT_PROVIDER_TERMS is not true"
)
TERMS_HINT: Final = (
    "read `propctl providers terms`; if your use is allowed, set PROPCTL_ACCEPT_PROVIDER_TERMS=true"
)


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


def open_shelf(settings: Settings, namespace: Namespace, store: ObjectStore | None = None) -> Shelf:
    """Snapshots of one namespace; *store* stands in for the one that the settings name."""
    store = store or store_of(settings)
    return Shelf(
        store=store,
        snapshots=SnapshotStore(store, Layout(namespace)),
        cache=open_cache(settings.redis_url),
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
def open_workshop(
    settings: Settings, shelf: Shelf, *, sleep: Callable[[float], None] = time.sleep
) -> Iterator[Workshop]:
    """What a build needs (ConfigurationError when the provider may not be asked).

    *sleep* waits between requests and before retries.
    """
    check_providers(settings)
    stats_api, savant_client = _clients(settings, shelf, sleep)
    layout = shelf.snapshots.layout
    source = ProviderSource(
        {MLB_STATS_API: stats_api},
        Archive(shelf.store, layout),
        shelf.cache,
        shelf.now,
        namespace=shelf.namespace,
    )
    savant = BaseballSavant(savant_client, PitchArchive(shelf.store, layout, SPORT), shelf.now)
    with closing(stats_api), closing(savant_client), open_pool() as pool:
        yield Workshop(
            shelf=shelf,
            api=MlbStatsApi(source),
            savant=savant,
            pool=pool,
            run_id=new_run_id(shelf.now()),
            real_clock=settings.now is None,
            requests=lambda: source.requests + savant.requests,
            statcast_window_days=settings.statcast_window_days,
            lines=_lines(settings, shelf),
        )


def _lines(settings: Settings, shelf: Shelf) -> LineSource:
    if settings.lines_file is None:
        return NoLines()
    return LinesFile(settings.lines_file, Archive(shelf.store, shelf.snapshots.layout), shelf.now)


@contextmanager
def open_checkup(
    settings: Settings,
    *,
    deep: bool,
    sport: str = SPORT,
    store: ObjectStore | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Checkup]:
    """What a check-up looks at; *store* stands in for the one that the settings name.

    Nothing is opened here: what cannot be opened is a finding.
    """
    limit = DEEP_SECONDS if deep else LIGHT_SECONDS
    redis_url = settings.redis_url
    now = clock_of(settings)()
    with ExitStack() as clients:

        def open_client(provider: str) -> Client:
            check_providers(settings)
            client = _brief_client(settings, provider, limit, sleep)
            clients.callback(client.close)
            return client

        yield Checkup(
            sport=sport,
            run_id=new_run_id(now),
            now=to_second(now),
            layout=Layout(publishing_namespace(settings, shadow=False)),
            open_store=lambda: store or store_of(settings),
            open_redis=None if redis_url is None else lambda: open_redis(redis_url),
            open_client=open_client,
            deep=deep,
            limit_seconds=limit * (2 if deep else 1) + GRACE_SECONDS,
            switched_off=settings.use_free_ingestion is Ingestion.OFF,
            real_clock=settings.now is None,
        )


def _brief_client(settings: Settings, provider: str, limit: float, sleep: Callable[[float], None]) -> Client:
    """A client whose deadline is *limit* seconds away, or that of a run if this is sooner."""
    if settings.provider_mode is ProviderMode.SAMPLE:
        now = clock_of(settings)
        return _sample_clients(lambda: to_second(now()))[provider != MLB_STATS_API]
    seconds = min(limit, settings.run_deadline)
    if provider == MLB_STATS_API:
        return _stats_api_client(settings.model_copy(update={"run_deadline": seconds}), sleep)
    return _savant_client(settings.model_copy(update={"run_deadline": seconds / SAVANT_SHARE}), sleep)


def _clients(settings: Settings, shelf: Shelf, sleep: Callable[[float], None]) -> tuple[Client, Client]:
    """What asks the Stats API, and what asks Baseball Savant."""
    if settings.provider_mode is ProviderMode.SAMPLE:
        return _sample_clients(shelf.now)
    return _stats_api_client(settings, sleep), _savant_client(settings, sleep)


def _sample_clients(now: Callable[[], datetime]) -> tuple[Client, Client]:
    """The sample league in both parts; imported here, so that nobody else loads it."""
    from propctl.connectors.sample.client import SampleSavant, SampleStatsApi
    from propctl.connectors.sample.league import League

    league = League()
    return SampleStatsApi(league, now), SampleSavant(league, now)


def _stats_api_client(settings: Settings, sleep: Callable[[float], None]) -> HttpClient:
    policy = HttpPolicy(
        base_url=settings.mlb_stats_api_url,
        user_agent=settings.user_agent,
        timeout_seconds=settings.http_timeout,
        check_body=check_json,
    )
    return HttpClient(
        policy, Pacer(settings.max_rps, sleep=sleep), Deadline(settings.run_deadline), sleep=sleep
    )


def _savant_client(settings: Settings, sleep: Callable[[float], None]) -> HttpClient:
    """Slower answers are borne, and the run's deadline comes sooner: publishing must still fit in."""
    policy = HttpPolicy(
        base_url=settings.baseball_savant_url,
        user_agent=settings.user_agent,
        timeout_seconds=settings.http_timeout * SAVANT_PATIENCE,
        check_body=check_csv,
        accept="text/csv",
    )
    deadline = Deadline(settings.run_deadline * SAVANT_SHARE)
    return HttpClient(policy, Pacer(settings.max_rps, sleep=sleep), deadline, sleep=sleep)


def check_providers(settings: Settings) -> None:
    """ConfigurationError unless the operator may ask the configured providers; the sample league is free."""
    if terms_needed(settings) and not settings.accept_provider_terms:
        raise ConfigurationError(TERMS_NEEDED, hint=TERMS_HINT)


def terms_needed(settings: Settings) -> bool:
    """Whether somebody else's server is asked, whose terms have to be accepted."""
    urls = (settings.mlb_stats_api_url, settings.baseball_savant_url)
    return settings.provider_mode is not ProviderMode.SAMPLE and not all(map(is_loopback, urls))


def new_run_id(now: datetime) -> str:
    """A name for one run that sorts by time and that no other run has."""
    return f"{compact_text(now)}-{secrets.token_hex(4)}"
