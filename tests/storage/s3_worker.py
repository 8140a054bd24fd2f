"""A process of its own that uses a store on S3: it is given endpoint, prefix, seed and number of chunks.

It says ``ready`` once it has a connection, waits for a line, counts up the pointer and claims chunks, and
says as JSON what it won.
"""

import json
import os
import random
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from propctl.storage.contract import Conflict, ObjectStore
from propctl.storage.s3 import S3Store
from propctl.storage.s3_connection import S3Connection, S3Options
from tests.storage.s3_server import BUCKET, ENVIRONMENT

POINTER: Final = "v1/latest/sport=mlb/date=2025-06-08/live.json"
TURNS_PER_INCREMENT: Final = 2
"""A worker counts up once in so many chunks that it tries to claim."""


@dataclass(frozen=True, slots=True)
class Won:
    """What one process won: the counts it wrote, and the chunks it claimed."""

    counts: list[int]
    chunks: list[int]
    conflicts: int
    """Conditional writes that others won."""


def chunk_key(number: int) -> str:
    return f"v1/jobs/race/chunks/{number}.json"


def race(endpoint: str, prefix: str, processes: int, chunks: int) -> list[Won]:
    """What each of some processes that act at the same time won of so many chunks."""
    command = [sys.executable, "-m", "tests.storage.s3_worker", endpoint, prefix]
    workers = [
        subprocess.Popen(
            [*command, str(seed), str(chunks)],
            cwd=Path(__file__).parents[2],
            env=os.environ | ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in range(processes)
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    return [Won(**json.loads(worker.communicate(timeout=600)[0])) for worker in workers]


def act(store: ObjectStore, seed: int, wanted: int) -> Won:
    """Claim every chunk, in an order of one's own, and count up now and then; all by conditional writes."""
    counts, chunks, conflicts = [], [], 0
    order = random.Random(seed).sample(range(wanted), wanted)  # noqa: S311 - any order will do
    for turn, number in enumerate(order):
        if turn % TURNS_PER_INCREMENT == 0:
            while (count := _increment(store)) is None:
                conflicts += 1
            counts.append(count)
        if _claim(store, number):
            chunks.append(number)
        else:
            conflicts += 1
    return Won(counts, chunks, conflicts)


def _increment(store: ObjectStore) -> int | None:
    seen = store.get(POINTER)
    count = int(seen.data) + 1 if seen else 1
    try:
        store.put(POINTER, b"%d" % count, if_absent=seen is None, if_match=seen.etag if seen else None)
    except Conflict:
        return None
    return count


def _claim(store: ObjectStore, number: int) -> bool:
    try:
        store.put(chunk_key(number), b"%d" % os.getpid(), if_absent=True)
    except Conflict:
        return False
    return True


if __name__ == "__main__":
    connection = S3Connection(S3Options(sys.argv[1]))
    connection.client()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    won = act(S3Store(BUCKET, sys.argv[2], connection), seed=int(sys.argv[3]), wanted=int(sys.argv[4]))
    json.dump(asdict(won), sys.stdout)
