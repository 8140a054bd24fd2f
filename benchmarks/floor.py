"""The least that a run must do: import the same libraries and download the same payloads, in the same waves.

    python benchmarks/floor.py BASE_URL PLAN.json [LIBRARY ...]

PLAN is a list of waves, each a list of paths that are requested at once; each LIBRARY is imported too.
"""

import importlib
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

LIBRARIES = (
    "logging",
    "msgspec",
    "platformdirs",
    "pydantic",
    "tenacity",
    "typer",
    "typer.main",
    "httpx",
    "numpy",
    "propctl.storage.compression",
)
CONCURRENCY = 6


def main(base_url: str, plan: Path, *libraries: str) -> None:
    """Download the plan and forget it."""
    for name in (*LIBRARIES, *libraries):
        importlib.import_module(name)
    import httpx

    with httpx.Client(timeout=30.0) as client, ThreadPoolExecutor(CONCURRENCY) as pool:
        for wave in json.loads(plan.read_text()):
            for answer in pool.map(lambda path: client.get(base_url + path), wave):
                answer.raise_for_status()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
