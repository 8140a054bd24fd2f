"""The lowest versions that pyproject.toml declares for the program, one to a line as pip's constraints."""

import sys
import tomllib
from pathlib import Path


def lowest(requirement: str) -> str:
    """``typer>=0.28`` as ``typer==0.28``; a marker stays (ValueError for one without a lowest version)."""
    wanted, mark, marker = requirement.partition(";")
    name, bound, version = wanted.strip().partition(">=")
    if not bound or "," in version:
        raise ValueError(f"{requirement!r} declares no lowest version, or more than that")
    return f"{name.split('[')[0]}=={version.strip()}{mark}{marker}"


def main() -> None:
    """Print the constraints."""
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    sys.stdout.writelines(f"{lowest(requirement)}\n" for requirement in project["dependencies"])


if __name__ == "__main__":
    main()
