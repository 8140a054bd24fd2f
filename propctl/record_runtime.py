"""The composition root of runs that are recorded: builds, backfills and check-ups."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from propctl.build_runtime import open_build_context
from propctl.cache.open import open_redis
from propctl.connectors.payload_archive import PayloadArchive
from propctl.connectors.payloads import Client
from propctl.domain.calendar import new_york_date, to_second
from propctl.domain.metric_labels import JobName
from propctl.domain.metric_totals import Group
from propctl.domain.option_values import SPORT, Namespace
from propctl.domain.providers import Provider
from propctl.domain.run_marker import CUTOFF, Gauges
from propctl.errors import ConfigurationError, PropctlError
from propctl.jobs.build_context import BuildContext
from propctl.jobs.due_runs import read_first_pitch
from propctl.jobs.health.health_context import HealthContext
from propctl.jobs.recording.gauges import scheduled_gauges
from propctl.jobs.recording.publisher import Sink, TotalsPublisher
from propctl.jobs.recording.run_recorder import RunRecorder, RunSpec
from propctl.provider_clients import DEFAULT_CLIENT_OPTIONS, ClientOptions, open_brief_client
from propctl.runtime import (
    clock_of,
    new_run_id,
    open_run_records,
    open_snapshot_context,
    publishing_namespace,
    store_of,
)
from propctl.settings import Ingestion, Settings
from propctl.storage.contract import ObjectStore
from propctl.storage.layout import Layout
from propctl.telemetry.logs import add_fields
from propctl.telemetry.metrics_buffer import MetricsBuffer

if TYPE_CHECKING:
    from propctl.telemetry.push import Gateway

LIGHT_SECONDS: Final = 10.0
DEEP_SECONDS: Final = 60.0
"""Limits of a check-up's requests to one provider. A deep one asks the second provider about the first's
answer."""

GRACE_SECONDS: Final = 2.0
"""How much longer a component may take before it counts as hanging."""


@dataclass(frozen=True, slots=True)
class RecorderOptions:
    """Which run is recorded, and where; ``seconds`` is the limit for its requests."""

    job: JobName
    namespace: Namespace
    seconds: float
    sport: str = SPORT
    shard: int | None = None
    textfile: Path | None = None
    quiet: bool = False
    """Whether another process warns when the recording fails here."""
    dry_run: bool = False
    """Whether nothing is recorded."""


@dataclass(frozen=True, slots=True)
class RecordedBuild:
    """A build context, and the recorder that counts its work."""

    recorder: RunRecorder
    context: BuildContext


@dataclass(frozen=True, slots=True)
class RecordedCheckup:
    """The context of a check-up, and the recorder that counts its work."""

    recorder: RunRecorder
    context: HealthContext


def open_run_recorder(settings: Settings, options: RecorderOptions) -> RunRecorder:
    """The recorder of a run without a context; it writes nothing before its block is entered."""
    return _recorder(settings, options, _store_or_none(settings))


@contextmanager
def open_recorded_build(
    settings: Settings, options: RecorderOptions, pace_folder: Path | None = None
) -> Iterator[RecordedBuild]:
    """A recorded run that builds, over one store (ConfigurationError as of :func:`open_build_context`).

    Processes with the same *pace_folder* share one pace.
    """
    store = _store_or_none(settings)
    with _recorder(settings, options, store) as recorder:
        metrics_buffer = recorder.metrics_buffer
        client_options = ClientOptions(pace_folder=pace_folder, observe=metrics_buffer.request)
        base = open_snapshot_context(settings, options.namespace, store, metrics_buffer.cache)
        with open_build_context(settings, base, client_options, recorder.run_id) as context:
            yield RecordedBuild(recorder, context)


@contextmanager
def open_recorded_checkup(
    settings: Settings, options: RecorderOptions, *, deep: bool
) -> Iterator[RecordedCheckup]:
    """A recorded check-up. A component that cannot be opened is one of its findings."""
    store = _store_or_none(settings)
    with _recorder(settings, options, store) as recorder:
        client_options = ClientOptions(observe=recorder.metrics_buffer.request)
        with open_health_context(
            settings,
            deep=deep,
            sport=options.sport,
            store=store,
            client_options=client_options,
            run_id=recorder.run_id,
        ) as context:
            yield RecordedCheckup(recorder, context)


def _store_or_none(settings: Settings) -> ObjectStore | None:
    """The store; None for a wrong storage URL, which the job reports and which stops no recorder."""
    try:
        return store_of(settings)
    except ConfigurationError:
        return None


def _recorder(settings: Settings, options: RecorderOptions, store: ObjectStore | None) -> RunRecorder:
    clock = clock_of(settings)
    sinks, fault = _sinks_or_fault(settings, options)
    run_id = new_run_id(clock())
    add_fields(run_id=run_id)
    spec = RunSpec(
        run_id=run_id,
        allowance=timedelta(seconds=options.seconds) + CUTOFF,
        clock=clock,
        gauges=_fallback_gauges(settings, options, store),
        quiet=options.quiet,
        fault=fault,
    )
    if store is None or options.dry_run:
        return RunRecorder(spec, None, MetricsBuffer())
    runs = open_run_records(settings, options.namespace, store)
    group = Group(options.job, options.sport, options.shard)
    return RunRecorder(spec, TotalsPublisher(runs, group, spec.run_id, sinks), MetricsBuffer())


def initial_gauges(settings: Settings) -> Callable[[JobName], Gauges]:
    """The gauges that follow from the calendar alone, before a job's first run."""
    enabled = settings.use_free_ingestion is not Ingestion.OFF
    clock = clock_of(settings)
    return lambda job: scheduled_gauges(job, clock(), enabled=enabled)


def _fallback_gauges(
    settings: Settings, options: RecorderOptions, store: ObjectStore | None
) -> Callable[[], Gauges]:
    """The gauges of a run that failed: today's first pitch is known if a slate of today was archived."""
    enabled, clock = settings.use_free_ingestion is not Ingestion.OFF, clock_of(settings)

    def gauges() -> Gauges:
        now, first_pitch = clock(), None
        if store is not None and options.job is JobName.RUN_ONCE:
            archive = PayloadArchive(store, Layout(options.namespace))
            first_pitch = read_first_pitch(archive, new_york_date(now), now)
        return scheduled_gauges(options.job, now, enabled=enabled, first_pitch=first_pitch)

    return gauges


def _sinks_or_fault(settings: Settings, options: RecorderOptions) -> tuple[list[Sink], PropctlError | None]:
    """The sinks of totals; a malformed URL becomes a warning at the end of the run."""
    try:
        return open_sinks(settings, options.textfile), None
    except ConfigurationError as error:
        return [], error


def open_sinks(settings: Settings, textfile: Path | None = None) -> list[Sink]:
    """The sinks that totals are written to (ConfigurationError for a malformed gateway URL)."""
    from propctl.telemetry.exposition import write_textfile

    sinks: list[Sink] = []
    if settings.pushgateway_url is not None:
        sinks.append(open_gateway_at(settings.pushgateway_url).push)
    if textfile is not None:
        sinks.append(partial(write_textfile, textfile))
    return sinks


def open_gateway_at(url: str) -> "Gateway":
    """The Pushgateway at *url* (ConfigurationError for a malformed one); imported where it is used."""
    from propctl.telemetry.push import open_gateway

    return open_gateway(url)


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
    """The context of a check-up; *store* replaces the one that the settings name.

    Nothing is opened here: the check-up opens each component, and a failure is a finding.
    """
    limit = DEEP_SECONDS if deep else LIGHT_SECONDS
    redis_url, gateway_url = settings.redis_url, settings.pushgateway_url
    clock = clock_of(settings)
    with ExitStack() as clients:

        def open_client(provider: str) -> Client:
            client = open_brief_client(
                settings, Provider(provider), limit, lambda: to_second(clock()), client_options
            )
            clients.callback(client.close)
            return client

        yield HealthContext(
            sport=sport,
            run_id=run_id or new_run_id(clock()),
            now=to_second(clock()),
            layout=Layout(publishing_namespace(settings)),
            open_store=lambda: store or store_of(settings),
            open_redis=None if redis_url is None else lambda: open_redis(redis_url),
            open_gateway=None if gateway_url is None else lambda: open_gateway_at(gateway_url),
            open_client=open_client,
            deep=deep,
            limit_seconds=limit * (2 if deep else 1) + GRACE_SECONDS,
            switched_off=settings.use_free_ingestion is Ingestion.OFF,
            real_clock=settings.now is None,
        )
