"""What every command does first: read the settings, set up logging, open what it needs."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from propctl.api import check_sport
from propctl.cli.output import warn
from propctl.cli.recording import Recording
from propctl.clients import Manners
from propctl.domain.choices import Namespace
from propctl.jobs.workspace import Shelf, Workshop
from propctl.runtime import default_namespace, open_shelf, open_workshop
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


def reading_shelf(settings: Settings, namespace: Namespace | None) -> Shelf:
    """The shelf of a reading command."""
    return open_shelf(settings, namespace or default_namespace(settings))


@contextmanager
def building(
    settings: Settings,
    namespace: Namespace,
    *,
    pace_folder: Path | None = None,
    recording: Recording | None = None,
) -> Iterator[Workshop]:
    """The workshop of a command that builds; those that name the same *pace_folder* share one pace.

    A *recording* counts what the command asks for, and lends its store and its run's name.
    """
    _share_memory()
    if recording is None:
        shelf = open_shelf(settings, namespace)
        manners, run_id = Manners(pace_folder=pace_folder), None
    else:
        shelf = open_shelf(settings, namespace, recording.store, recording.tally.cache)
        manners = Manners(pace_folder=pace_folder, observe=recording.tally.request)
        run_id = recording.run_id
    with open_workshop(settings, shelf, manners, run_id) as workshop:
        yield workshop


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
