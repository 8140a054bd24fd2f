"""Checks of one component, one after the other: a failure is a value, not an exception."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from propctl.connectors.payloads import PayloadChangedError, RequestError, RequestUnavailableError
from propctl.domain.health_report import Check, CheckState, Component
from propctl.domain.option_values import ComponentName
from propctl.errors import ConfigurationError, ExitCode, PropctlError, RefusedError

UNREACHABLE = "see whether the provider is up, and reachable from here: `propctl config show` has its URL"


class UnsoundError(PropctlError):
    """An attempt succeeded, but with a wrong result."""

    exit_code = ExitCode.UNHEALTHY


@dataclass(frozen=True, slots=True)
class Remark:
    """What an attempt may return instead of a text: nothing is wrong, but it is worth reading."""

    text: str


@dataclass
class Checklist:
    """The checks of *name* so far; ``began`` is on the monotonic clock."""

    name: ComponentName
    checks: list[Check] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def check(self, name: str, attempt: Callable[[], str | Remark]) -> Check:
        """Make one *attempt*, and add its result as a check."""
        began = time.monotonic()
        try:
            outcome = attempt()
        except PropctlError as error:
            return self._failed(name, began, error)
        if isinstance(outcome, Remark):
            return self._enter(name, began, CheckState.NOTE, outcome.text)
        return self._enter(name, began, CheckState.OK, outcome)

    def result(self, summary: str = "") -> Component:
        """The component: its first check that is not sound, else *summary*; and all remarks."""
        wrong = next((check for check in self.checks if not check.sound), None)
        notes = [check.message for check in self.checks if check.state is CheckState.NOTE]
        head = summary if wrong is None else f"{wrong.name}: {wrong.message}"
        return Component(
            name=self.name,
            latency_ms=_milliseconds_since(self.began),
            message="; ".join(dict.fromkeys(filter(None, [head, *notes]))),
            hint="" if wrong is None else wrong.hint,
            checks=tuple(self.checks),
        )

    def _failed(self, name: str, began: float, error: PropctlError) -> Check:
        """The message of a provider's failure is without its request, which has a separate field."""
        return self._enter(
            name,
            began,
            _state_of(error),
            error.reason if isinstance(error, RequestError) else error.message,
            hint=UNREACHABLE if isinstance(error, RequestUnavailableError) else error.hint,
            request=str(error.request) if isinstance(error, RequestError) else "",
        )

    def _enter(self, name: str, began: float, state: CheckState, message: str, **more: str) -> Check:
        latency_ms = _milliseconds_since(began)
        check = Check(name=name, state=state, latency_ms=latency_ms, message=message, **more)
        self.checks.append(check)
        return check


def _state_of(error: PropctlError) -> CheckState:
    kinds = (
        (PayloadChangedError, CheckState.CHANGED),
        (RefusedError, CheckState.REFUSED),
        (ConfigurationError, CheckState.MISCONFIGURED),
    )
    return next((state for kind, state in kinds if isinstance(error, kind)), CheckState.DOWN)


def _milliseconds_since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
