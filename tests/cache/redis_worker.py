"""A process of its own that moves a pointer: ``python -m tests.cache.redis_worker URL KEY SEED``.

It says ``ready`` once it is connected, waits for a line, offers generations in no order, and says as JSON
which of them were kept.
"""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from propctl.cache.redis import RedisCache

OFFERS: Final = 500
HIGHEST: Final = 10_000


def offers(seed: int) -> list[int]:
    return random.Random(seed).sample(range(HIGHEST), OFFERS)  # noqa: S311 - any order will do


@contextmanager
def racing(url: str, key: str, processes: int) -> Iterator[list["subprocess.Popen[str]"]]:
    """Some processes that have just begun, all at the same time."""
    command = [sys.executable, "-m", "tests.cache.redis_worker", url, key]
    with ExitStack() as ends:
        workers = [ends.enter_context(_started([*command, str(seed)])) for seed in range(processes)]
        for worker in workers:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "ready\n"
        for worker in workers:
            assert worker.stdin is not None
            worker.stdin.write("go\n")
            worker.stdin.flush()
        yield workers


def _started(command: list[str]) -> "subprocess.Popen[str]":
    root = Path(__file__).parents[2]
    return subprocess.Popen(
        command, cwd=root, env=os.environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def main(url: str, key: str, seed: int) -> None:
    cache = RedisCache(url, timeout_seconds=10)
    cache.get(key)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    kept = [
        number
        for number in offers(seed)
        if cache.set_if_newer(key, b'{"generation":%d}' % number, number, 60)
    ]
    json.dump(kept, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
