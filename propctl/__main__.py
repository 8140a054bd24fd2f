"""The program. ``--version`` is answered before anything heavy is imported."""

import io
import os
import sys

from propctl.version import __version__

TYPE_CHECKING = False  # the typing module takes longer to import than --version may
if TYPE_CHECKING:
    from propctl.errors import ExitCode


def main() -> None:
    """Run the command line and leave with its exit code; a bug shows its traceback and leaves with 1."""
    if sys.argv[1:] == ["--version"] and _wrote_version():
        return
    from propctl.cli import signals

    signals.install()
    try:
        _make_streams_safe()
        os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for some costs a command 10 ms
        from propctl.cli.app import run

        run(sys.argv[1:])
    except BaseException as end:
        stopped = signals.received()
        if stopped is not None:
            _leave_stopped(stopped)
        if isinstance(end, SystemExit) and _has_other_threads():
            _leave_threads_behind(end.code)
        raise


def _wrote_version() -> bool:
    """Whether that went well; what did not is left to the command line, which knows what it means."""
    if sys.stdout is None:
        return False
    try:
        os.write(sys.stdout.fileno(), f"propctl {__version__}\n".encode())  # a buffer would fail once more
    except OSError:
        return False
    return True


def _has_other_threads() -> bool:
    import threading

    return threading.active_count() > 1


def _make_streams_safe() -> None:
    """A closed stream swallows what is written, and a letter that it cannot show is escaped."""
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115, PTH123 - open until the end
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115, PTH123
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    if isinstance(sys.stderr, io.TextIOWrapper):
        sys.stderr = HeedlessStream(sys.stderr.buffer, sys.stderr.encoding, "backslashreplace", None, True)


class HeedlessStream(io.TextIOWrapper):
    """A stderr that stops nothing: work does not fail because a message about it has nowhere to go."""

    def write(self, text: str) -> int:
        """Write *text*, or from now on nothing, where its reader is gone or its disk full."""
        try:
            return super().write(text)
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())
            return len(text)


def _leave_stopped(code: "ExitCode") -> None:
    from propctl.cli.output import write_error
    from propctl.errors import StoppedError

    write_error(StoppedError(code), as_json="--json" in sys.argv)
    _leave_threads_behind(code)


def _leave_threads_behind(code: object) -> None:
    """Leave at once: a thread may sit in a request for as long as its time-out, and nobody waits for it.

    Safe at any moment, because everything in storage is written whole or not at all.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    main()
