"""What every command does first: read the settings, set up logging, open what it needs."""

from collections.abc import Iterator
from contextlib import contextmanager

from propctl.api import check_sport
from propctl.cli.output import warn
from propctl.domain.choices import Namespace
from propctl.jobs.workspace import Shelf, Workshop
from propctl.runtime import default_namespace, open_shelf, open_workshop
from propctl.settings import Settings, nearest_variable, read_settings, without_effect
from propctl.telemetry.logs import set_up_logging


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
def building(settings: Settings, namespace: Namespace) -> Iterator[Workshop]:
    """The workshop of a command that builds."""
    with open_workshop(settings, open_shelf(settings, namespace)) as workshop:
        yield workshop
