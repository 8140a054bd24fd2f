"""What every command does first: read the settings, set up logging, open what it needs."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from propctl.api import check_sport
from propctl.cli.output import warn
from propctl.cli.recording import RecordingSession
from propctl.clients import ClientOptions
from propctl.domain.option_values import Namespace
from propctl.jobs.context import BuildContext, SnapshotContext
from propctl.runtime import default_namespace, open_build_context, open_snapshot_context
from propctl.settings import Settings, nearest_variable, read_settings, without_effect
from propctl.telemetry.logs import set_up_logging

M_ARENA_MAX: Final = -8
"""The parameter of glibc's ``mallopt``."""


def start(sport: str = "mlb") -> Settings:
    """The settings, with logging as they say; UsageError for an unknown sport."""
    check_sport(sport)
    settings = read_settings()
    set_up_logging(settings.log_format)
    unknown = [_with_suggestion(name) for name in without_effect()]
    if unknown:
        warn(f"{', '.join(unknown)}: not known to this version, and without effect")
    return settings


def _with_suggestion(name: str) -> str:
    meant = nearest_variable(name)
    return f"{name} (did you mean {meant}?)" if meant else name


def open_reading_context(settings: Settings, namespace: Namespace | None) -> SnapshotContext:
    """The shelf of a reading command."""
    return open_snapshot_context(settings, namespace or default_namespace(settings))


@contextmanager
def building(
    settings: Settings,
    namespace: Namespace,
    *,
    pace_folder: Path | None = None,
    recording: RecordingSession | None = None,
) -> Iterator[BuildContext]:
    """The workshop of a command that builds; those that name the same *pace_folder* share one pace.

    A *recording* counts what the command asks for, and lends its store and its run's name.
    """
    _share_memory()
    if recording is None:
        context = open_snapshot_context(settings, namespace)
        client_options, run_id = ClientOptions(pace_folder=pace_folder), None
    else:
        context = open_snapshot_context(settings, namespace, recording.store, recording.metrics_buffer.cache)
        client_options = ClientOptions(pace_folder=pace_folder, observe=recording.metrics_buffer.request)
        run_id = recording.run_id
    with open_build_context(settings, context, client_options, run_id) as build_context:
        yield build_context


def _share_memory() -> None:
    """One arena for all threads, where the allocator knows of them: tens of megabytes less, and no slower.

    With an arena each, every thread keeps what it once needed for a day of pitches. Polars brings jemalloc
    with it, which looks at the variable when it is loaded.
    """
    import ctypes

    os.environ.setdefault("_RJEM_MALLOC_CONF", "narenas:1")
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_ARENA_MAX, 1)
