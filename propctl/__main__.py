"""The program. ``--version`` is answered before anything heavy is imported."""

import os
import sys
import threading

from propctl.version import __version__


def main() -> None:
    """Run the command line and leave with its exit code; a bug shows its traceback and leaves with 1."""
    if sys.argv[1:] == ["--version"]:
        print(f"propctl {__version__}")  # noqa: T201 - the answer itself
        return
    from propctl.cli.app import run

    try:
        run(sys.argv[1:])
    except SystemExit as end:
        if threading.active_count() > 1:
            _leave_threads_behind(end.code)
        raise


def _leave_threads_behind(code: object) -> None:
    """Leave at once: a thread may sit in a request for as long as its time-out, and nobody waits for it.

    Safe at any moment, because everything in storage is written whole or not at all.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    main()
