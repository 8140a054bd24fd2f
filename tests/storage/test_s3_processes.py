"""Two processes race on S3: 2,000 conditional writes succeed, half on one pointer and half on chunks."""

import itertools

from propctl.storage.s3 import S3Store
from propctl.storage.s3_connection import S3Connection
from tests.storage import s3_worker
from tests.storage.s3_server import BUCKET

PROCESSES = 2


def test_processes_lose_no_conditional_write(
    s3_url: str, s3_connection: S3Connection, s3_prefix: str
) -> None:
    """One race for all that may be lost, since it takes half a minute."""
    won = s3_worker.race(s3_url, s3_prefix, PROCESSES)
    store = S3Store(BUCKET, s3_prefix, s3_connection)
    pointer = store.get(s3_worker.POINTER)
    increments = PROCESSES * s3_worker.INCREMENTS
    assert {
        "pointer": pointer and pointer.data,
        "counts written": sorted(itertools.chain.from_iterable(each.counts for each in won)),
        "chunks claimed": sorted(itertools.chain.from_iterable(each.chunks for each in won)),
        "chunks stored": len(list(store.list("v1/jobs/"))),
        "contested": sum(each.conflicts for each in won) > s3_worker.CHUNKS,
    } == {
        "pointer": b"%d" % increments,
        "counts written": list(range(1, increments + 1)),
        "chunks claimed": list(range(s3_worker.CHUNKS)),
        "chunks stored": s3_worker.CHUNKS,
        "contested": True,
    }
