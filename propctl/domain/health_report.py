"""The result of a health check, as a value that knows its exit code."""

from enum import StrEnum
from typing import Final

from propctl.domain.option_values import ComponentName
from propctl.domain.report import Outcome
from propctl.domain.snapshot import Record
from propctl.errors import ExitCode


class CheckState(StrEnum):
    """How one check ended. A note is worth reading but is not a fault."""

    OK = "ok"
    NOTE = "note"
    DOWN = "down"
    REFUSED = "refused"
    CHANGED = "changed"
    MISCONFIGURED = "misconfigured"


SOUND: Final = frozenset({CheckState.OK, CheckState.NOTE})


class Check(Record):
    """The result of one check."""

    name: str
    state: CheckState
    latency_ms: int
    message: str
    hint: str = ""
    request: str = ""
    """The provider request that failed, if one did."""

    @property
    def sound(self) -> bool:
        """Whether it needs no action."""
        return self.state in SOUND


class Component(Record):
    """A part of the system; it is up when all of its checks are sound."""

    name: ComponentName
    latency_ms: int
    message: str
    hint: str = ""
    checks: tuple[Check, ...]

    @property
    def up(self) -> bool:
        """Whether all of its checks are sound."""
        return all(check.sound for check in self.checks)


class HealthReport(Record):
    """The result of one ``health``."""

    deep: bool
    components: tuple[Component, ...]

    @property
    def healthy(self) -> bool:
        """Whether every component is up."""
        return all(component.up for component in self.components)

    @property
    def outcome(self) -> Outcome:
        """Finding something down degrades the run but does not fail it: the check did its work."""
        return Outcome.SUCCESS if self.healthy else Outcome.DEGRADED

    def exit_code(self) -> ExitCode:
        """65 (deep checks only), else 69, else 78 when only settings are at fault, else 0.

        A changed payload comes first: it stops publication, and waiting does not help.
        """
        states = {check.state for component in self.components for check in component.checks}
        if self.deep and CheckState.CHANGED in states:
            return ExitCode.DATA
        if states & {CheckState.DOWN, CheckState.REFUSED, CheckState.CHANGED}:
            return ExitCode.UNHEALTHY
        return ExitCode.CONFIGURATION if CheckState.MISCONFIGURED in states else ExitCode.OK
