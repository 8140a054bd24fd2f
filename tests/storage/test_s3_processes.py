"""Two processes race on S3: conditional writes succeed once each, half on one pointer and half on chunks."""

import itertools

import pytest

from propctl.storage.s3 import S3Store
from propctl.storage.s3_connection import S3Connection
from tests.nightly import by_day
from tests.storage import s3_worker
from tests.storage.s3_server import BUCKET

PROCESSES = 2


@pytest.mark.parametrize("chunks", by_day([60, 1000], 60))
def test_processes_lose_no_conditional_write(
    s3_url: str, s3_connection: S3Connection, s3_prefix: str, chunks: int
) -> None:
    """One race for all that may be lost, since the long one takes half a minute."""
    won = s3_worker.race(s3_url, s3_prefix, PROCESSES, chunks)
    store = S3Store(BUCKET, s3_prefix, s3_connection)
    pointer = store.get(s3_worker.POINTER)
    increments = PROCESSES * chunks // s3_worker.TURNS_PER_INCREMENT
    assert {
        "pointer": pointer and pointer.data,
        "counts written": sorted(itertools.chain.from_iterable(each.counts for each in won)),
        "chunks claimed": sorted(itertools.chain.from_iterable(each.chunks for each in won)),
        "chunks stored": len(list(store.list("v1/jobs/"))),
        "contested": sum(each.conflicts for each in won) >= chunks,
    } == {
        "pointer": b"%d" % increments,
        "counts written": list(range(1, increments + 1)),
        "chunks claimed": list(range(chunks)),
        "chunks stored": chunks,
        "contested": True,
    }
