"""What a check-up found, as a value that knows its exit code."""

from enum import StrEnum
from typing import Final

from propctl.domain.option_values import ComponentName
from propctl.domain.report import Outcome
from propctl.domain.snapshot import Record
from propctl.errors import ExitCode


class CheckState(StrEnum):
    """How one check ended. A note is worth reading and no fault."""

    OK = "ok"
    NOTE = "note"
    DOWN = "down"
    REFUSED = "refused"
    CHANGED = "changed"
    MISCONFIGURED = "misconfigured"


SOUND: Final = frozenset({CheckState.OK, CheckState.NOTE})


class Check(Record):
    """One thing that was tried."""

    name: str
    state: CheckState
    latency_ms: int
    message: str
    hint: str = ""
    request: str = ""
    """What was asked of a provider, where that failed."""

    @property
    def sound(self) -> bool:
        """Whether nothing has to be done about it."""
        return self.state in SOUND


class Component(Record):
    """One part of the whole; it is up when every check of it is sound."""

    name: ComponentName
    latency_ms: int
    message: str
    hint: str = ""
    checks: tuple[Check, ...]

    @property
    def up(self) -> bool:
        """Whether it does what is asked of it."""
        return all(check.sound for check in self.checks)


class HealthReport(Record):
    """The result of one ``health``."""

    deep: bool
    components: tuple[Component, ...]

    @property
    def healthy(self) -> bool:
        """Whether everything that was looked at is up."""
        return all(component.up for component in self.components)

    @property
    def outcome(self) -> Outcome:
        """How the check-up counts: one that found something down did its work, and is no failed run."""
        return Outcome.SUCCESS if self.healthy else Outcome.DEGRADED

    def exit_code(self) -> ExitCode:
        """65 (only when asked to look deep), else 69, else 78 when nothing but settings is at fault, else 0.

        What changed comes first: it is why nothing newer is published, and waiting does not help.
        """
        states = {check.state for component in self.components for check in component.checks}
        if self.deep and CheckState.CHANGED in states:
            return ExitCode.DATA
        if states & {CheckState.DOWN, CheckState.REFUSED, CheckState.CHANGED}:
            return ExitCode.UNHEALTHY
        return ExitCode.CONFIGURATION if CheckState.MISCONFIGURED in states else ExitCode.OK
