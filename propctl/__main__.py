"""The program. ``--version`` is answered before anything heavy is imported."""

import io
import os
import sys

from propctl.version import __version__

TYPE_CHECKING = False  # the typing module takes longer to import than --version may
if TYPE_CHECKING:
    from types import TracebackType

    from propctl.errors import ExitCode


def main() -> None:
    """Run the command line and exit with its code; after a bug, show the traceback and exit with 1."""
    if sys.argv[1:] == ["--version"] and _write_version():
        return
    import signal

    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C during the imports ends it, without a traceback
    from propctl.cli import signals

    signals.install()
    sys.excepthook = _report_bug
    try:
        _make_streams_safe()
        os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # the search for them takes 10 ms
        from propctl.cli.app import run

        run(sys.argv[1:])
    except BaseException as ending:
        stopped = signals.received()
        if stopped is not None:
            _exit_stopped(stopped)
        if isinstance(ending, SystemExit) and _has_other_threads():
            _exit_at_once(ending.code)
        raise


def _report_bug(kind: type[BaseException], error: BaseException, trace: "TracebackType | None") -> None:
    from propctl.cli.output import report_bug

    report_bug(kind, error, trace)


def _write_version() -> bool:
    """Return whether it was written; if not, the command line tries again and reports the failure."""
    if sys.stdout is None:
        return False
    try:
        os.write(sys.stdout.fileno(), f"propctl {__version__}\n".encode())  # a buffer would fail later
    except OSError:
        return False
    return True


def _has_other_threads() -> bool:
    import threading

    return threading.active_count() > 1


def _make_streams_safe() -> None:
    """Discard what is written to a closed stream, and escape characters that an encoding lacks."""
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115, PTH123 - open until the end
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115, PTH123
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    if isinstance(sys.stderr, io.TextIOWrapper):
        sys.stderr = TolerantStream(sys.stderr.buffer, sys.stderr.encoding, "backslashreplace", None, True)


class TolerantStream(io.TextIOWrapper):
    """A stderr whose failure stops no work."""

    def write(self, text: str) -> int:
        """Write *text*; once the reader is gone or the disk full, discard everything."""
        try:
            return super().write(text)
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())
            return len(text)


def _exit_stopped(code: "ExitCode") -> None:
    from propctl.cli.output import write_error
    from propctl.errors import StoppedError

    write_error(StoppedError(code), as_json="--json" in sys.argv)
    _exit_at_once(code)


def _exit_at_once(code: object) -> None:
    """Exit without waiting for threads, which may be in a request until its time-out.

    Safe at any moment, because every write to storage is atomic.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    main()
