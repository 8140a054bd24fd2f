"""The program. ``--version`` is answered before anything heavy is imported."""

import sys

from propctl.version import __version__


def main() -> None:
    """Run the command line and leave with its exit code."""
    if sys.argv[1:] == ["--version"]:
        print(f"propctl {__version__}")  # noqa: T201 - the answer itself
        return
    from propctl.cli.app import run

    run(sys.argv[1:])


if __name__ == "__main__":
    main()
