"""What every command does first: read the settings, set up logging, open the snapshots."""

from typing import TYPE_CHECKING

from propctl.cli.output import start_logs, warn
from propctl.domain.option_values import SPORT, check_sport
from propctl.runtime import open_snapshot_context
from propctl.settings import Settings, nearest_variable, read_settings, unknown_variables

if TYPE_CHECKING:
    from propctl.domain.option_values import Namespace
    from propctl.jobs.snapshot_context import SnapshotContext


def start_command(sport: str = SPORT) -> Settings:
    """Read the settings, and set up logging by them; UsageError for an unknown sport."""
    check_sport(sport)
    settings = read_settings()
    start_logs(settings.log_format)
    unknown = [_with_suggestion(name) for name in unknown_variables()]
    if unknown:
        warn(f"{', '.join(unknown)}: not known to this version, and without effect")
    return settings


def _with_suggestion(name: str) -> str:
    meant = nearest_variable(name)
    return f"{name} (did you mean {meant}?)" if meant else name


def open_reading_context(namespace: "Namespace | None", sport: str = SPORT) -> "SnapshotContext":
    """Open the snapshots that a reading command reads."""
    return open_snapshot_context(start_command(sport), namespace)


def warn_of_memory(settings: Settings) -> None:
    """Warn when the snapshots do not outlive the process."""
    if settings.storage_url.startswith("memory:"):
        warn("memory:// keeps the snapshots only until this process ends")
