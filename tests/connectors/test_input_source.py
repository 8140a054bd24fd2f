"""A manifest's inputs, and nothing else."""

from datetime import date

import pytest

from propctl.connectors.payloads import Payload, Request, RequestRefusedError
from propctl.connectors.sources import InputSource
from propctl.domain.calendar import parse_instant
from propctl.errors import DataError, PartialError
from propctl.storage.blobs import BlobStore
from propctl.storage.layout import Layout
from propctl.storage.memory import MemoryStore

ASKED = Request("mlb_stats_api", "/api/v1/schedule")
OTHER = Request("mlb_stats_api", "/api/v1/people")
DAY = date(2025, 6, 8)
BODY = b'{"dates":[]}'


class Shelf:
    """A store with one archived input, and the source of the manifest that names it."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        blobs = BlobStore(self.store, Layout())
        digest = blobs.put(BODY)
        self.key = Layout().blob_key(digest)
        self.input = Payload(ASKED, BODY, digest, parse_instant("2025-06-08T10:00:00Z"))
        self.source = InputSource((self.input.ref(),), blobs)


def test_an_input_is_answered_as_it_was() -> None:
    shelf = Shelf()
    assert shelf.source.fetch_payload(ASKED, settled_on=DAY, ttl_seconds=20) == shelf.input


def test_what_the_build_did_without_counts_as_refused() -> None:
    with pytest.raises(RequestRefusedError, match="not among the snapshot's inputs"):
        Shelf().source.fetch_payload(OTHER)


def test_what_the_build_did_without_is_recalled_as_none() -> None:
    assert Shelf().source.recall(OTHER) is None


@pytest.mark.parametrize(("request_", "there"), [(ASKED, True), (OTHER, False)])
def test_inputs_alone_are_settled(request_: Request, there: bool) -> None:
    assert Shelf().source.has_settled(request_, DAY) is there


def test_an_input_past_its_retention_is_partial() -> None:
    shelf = Shelf()
    shelf.store.delete(shelf.key)
    with pytest.raises(PartialError, match="is gone"):
        shelf.source.fetch_payload(ASKED)


def test_a_damaged_input_is_reported() -> None:
    shelf = Shelf()
    shelf.store.put(shelf.key, b"damage")
    with pytest.raises(DataError, match="is damaged"):
        shelf.source.fetch_payload(ASKED)


def test_remembering_writes_nothing() -> None:
    shelf = Shelf()
    before = list(shelf.store.list(""))
    shelf.source.remember(shelf.input, final=True)
    assert list(shelf.store.list("")) == before
