"""A manifest's inputs, and nothing else."""

from datetime import date

import pytest

from propctl.connectors.payload_sources import InputSource
from propctl.connectors.payloads import Payload, Request, RequestRefusedError
from propctl.domain.calendar import parse_instant
from propctl.errors import DataError, PartialError
from propctl.storage.blobs import BlobStore
from propctl.storage.layout import Layout
from propctl.storage.memory import MemoryStore

ASKED = Request("mlb_stats_api", "/api/v1/schedule")
OTHER = Request("mlb_stats_api", "/api/v1/people")
DAY = date(2025, 6, 8)
BODY = b'{"dates":[]}'


class SnapshotContext:
    """A store with one archived input, and the source of the manifest that names it."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        blobs = BlobStore(self.store, Layout())
        digest = blobs.put(BODY)
        self.key = Layout().blob_key(digest)
        self.input = Payload(ASKED, BODY, digest, parse_instant("2025-06-08T10:00:00Z"))
        self.source = InputSource((self.input.ref(),), blobs)


def test_an_input_is_answered_as_it_was() -> None:
    context = SnapshotContext()
    assert context.source.fetch_payload(ASKED, settled_on=DAY, ttl_seconds=20) == context.input


def test_what_the_build_did_without_counts_as_refused() -> None:
    with pytest.raises(RequestRefusedError, match="not among the snapshot's inputs"):
        SnapshotContext().source.fetch_payload(OTHER)


def test_what_the_build_did_without_is_recalled_as_none() -> None:
    assert SnapshotContext().source.read_archived(OTHER) is None


@pytest.mark.parametrize(("request_", "there"), [(ASKED, True), (OTHER, False)])
def test_inputs_alone_are_settled(request_: Request, there: bool) -> None:
    assert SnapshotContext().source.is_archived(request_, DAY) is there


def test_an_input_past_its_retention_is_partial() -> None:
    context = SnapshotContext()
    context.store.delete(context.key)
    with pytest.raises(PartialError, match="is gone"):
        context.source.fetch_payload(ASKED)


def test_a_damaged_input_is_reported() -> None:
    context = SnapshotContext()
    context.store.put(context.key, b"damage")
    with pytest.raises(DataError, match="is damaged"):
        context.source.fetch_payload(ASKED)


def test_remembering_writes_nothing() -> None:
    context = SnapshotContext()
    before = list(context.store.list(""))
    context.source.write_index_entry(context.input, final=True)
    assert list(context.store.list("")) == before
