"""What can go wrong, and the exit code of each: the one table from error to exit code.

Every error has a message of one line (what failed, where, the consequence) and a hint (what to do next).
Vendor exceptions are translated into these at the edge that made the call.
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of every command, after BSD's sysexits where one fits."""

    OK = 0
    BUG = 1
    USAGE = 2
    PARTIAL = 3
    DATA = 65
    UNHEALTHY = 69
    TEMPORARY = 75
    REFUSED = 77
    CONFIGURATION = 78
    INTERRUPTED = 130
    TERMINATED = 143


EXIT_CODE_MEANINGS = {
    ExitCode.OK: "done: also unchanged, no games, switched off, published with notes or degraded",
    ExitCode.BUG: "a bug; the traceback is on stderr",
    ExitCode.USAGE: "wrong usage",
    ExitCode.PARTIAL: (
        "partial: a backfill with parked chunks, a withdrawn day of pitches, a degraded run under --strict, "
        "a rebuild whose inputs are gone"
    ),
    ExitCode.DATA: "a provider's payload no longer means what we expect, a file is bad, damage was found",
    ExitCode.UNHEALTHY: "health found something down",
    ExitCode.TEMPORARY: "temporary: a provider or the storage is unreachable or full; try again",
    ExitCode.REFUSED: "refused: 401/403/406 from a provider, access denied or read-only storage",
    ExitCode.CONFIGURATION: "configuration missing or contradictory, provider terms not accepted",
    ExitCode.INTERRUPTED: "SIGINT, after finishing or abandoning the current step cleanly",
    ExitCode.TERMINATED: "SIGTERM, after finishing or abandoning the current step cleanly",
}


class PropctlError(Exception):
    """Base of every expected failure; ``message`` is one line without a full stop at its end."""

    exit_code = ExitCode.BUG

    def __init__(self, message: str, *, hint: str = "", provider: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.provider = provider
        """The provider whose request failed."""


class UsageError(PropctlError):
    """The request makes no sense, or names something that does not exist."""

    exit_code = ExitCode.USAGE


class PartialError(PropctlError):
    """Only part of the work was done, and the caller asked to know."""

    exit_code = ExitCode.PARTIAL


class DataError(PropctlError):
    """Data that should be whole is not: a changed payload, a bad file, a damaged object."""

    exit_code = ExitCode.DATA


class TemporaryError(PropctlError):
    """The operation may succeed later: a provider or the storage is unreachable, slow or full."""

    exit_code = ExitCode.TEMPORARY


class RefusedError(PropctlError):
    """A provider or the storage refused, and a retry would not help."""

    exit_code = ExitCode.REFUSED


class ConfigurationError(PropctlError):
    """A setting is missing, malformed or contradicts another."""

    exit_code = ExitCode.CONFIGURATION


class StoppedError(BaseException):
    """A signal asked the process to end (130 for SIGINT, 143 for SIGTERM).

    Not an Exception, so that no code on the way out catches it as a failure.
    """

    def __init__(self, exit_code: ExitCode) -> None:
        name = "SIGINT" if exit_code is ExitCode.INTERRUPTED else "SIGTERM"
        self.message = f"stopped by {name}; nothing is half-written"
        self.hint = ""
        self.provider = None
        self.exit_code = exit_code
        super().__init__(self.message)
