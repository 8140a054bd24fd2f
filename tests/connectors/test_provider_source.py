"""Cache, then archive, then provider; and every answer is archived before it is used."""

from datetime import date, datetime, timedelta

import pytest

from propctl.cache.keys import http_key
from propctl.cache.memory import MemoryCache
from propctl.connectors.mlb_stats_api import PROVIDER
from propctl.connectors.payload_archive import PayloadArchive
from propctl.connectors.payload_sources import ProviderSource
from propctl.connectors.payloads import Payload, RequestRefusedError
from propctl.domain.calendar import parse_instant
from propctl.domain.digest import sha256
from propctl.storage.blobs import BlobStore
from propctl.storage.layout import Layout
from propctl.storage.memory import MemoryStore
from tests.connectors.wire import ASKED, GOOD, Script, Step, a_client, status, whole

NOON = parse_instant("2025-06-08T12:00:00Z")
LAST_DAY = date(2025, 6, 7)
NEWER = b'{"dates":[1]}'


class Desk:
    """A source at a moment that tests move, over a store and a cache of its own."""

    def __init__(self, *steps: Step) -> None:
        self.now: datetime = NOON
        self.store = MemoryStore()
        self.cache = MemoryCache()
        self.script = Script(*(steps or (whole(), whole(NEWER))))
        self.source = ProviderSource(
            {PROVIDER: a_client(self.script)},
            PayloadArchive(self.store, Layout()),
            self.cache,
            lambda: self.now,
        )

    def fetch(self, *, settled: bool = False, ttl_seconds: int = 0) -> Payload:
        return self.source.fetch_payload(
            ASKED, settled_on=LAST_DAY if settled else None, ttl_seconds=ttl_seconds
        )

    def fetch_and_remember(self, *, final: bool = True) -> Payload:
        payload = self.fetch(settled=True)
        self.source.write_index_entry(payload, final=final)
        return payload


def test_an_answer_is_stamped_with_the_instant_it_came() -> None:
    desk = Desk()
    desk.now = NOON + timedelta(milliseconds=700)
    assert (desk.fetch().fetched_at, desk.fetch().fresh) == (NOON, True)


def test_an_answer_is_archived_before_it_is_used() -> None:
    desk = Desk()
    payload = desk.fetch()
    assert BlobStore(desk.store, Layout()).get(payload.sha256) == GOOD


def test_an_answer_that_is_not_remembered_is_not_in_the_index() -> None:
    desk = Desk()
    desk.fetch()
    assert desk.source.read_archived(ASKED) is None


def test_a_failure_archives_nothing() -> None:
    desk = Desk(status(406))
    with pytest.raises(RequestRefusedError):
        desk.fetch()
    assert list(desk.store.list("")) == []


def test_requests_are_counted() -> None:
    desk = Desk()
    desk.fetch()
    desk.fetch()
    assert desk.source.requests == len(desk.script.asked) == 2


def test_within_its_time_a_cached_answer_serves() -> None:
    desk = Desk()
    desk.fetch(ttl_seconds=20)
    desk.now += timedelta(seconds=10)
    again = desk.fetch(ttl_seconds=20)
    assert (again.body, again.sha256, again.fetched_at, again.fresh) == (GOOD, sha256(GOOD), NOON, False)


@pytest.mark.parametrize(
    ("moved", "reused"),
    [
        (timedelta(0), True),
        (timedelta(seconds=19), True),
        (timedelta(seconds=20), False),
        (timedelta(minutes=20), False),
        (timedelta(days=1), False),
        (timedelta(seconds=-1), False),
    ],
)
def test_a_cached_answer_ages_by_the_clock_that_payloads_are_stamped_with(
    moved: timedelta, reused: bool
) -> None:
    """PROPCTL_NOW may be moved on between two runs that the cache's own clock sees as seconds apart."""
    desk = Desk()
    desk.fetch(ttl_seconds=20)
    desk.now += moved
    assert (desk.fetch(ttl_seconds=20).body == GOOD) is reused


def test_an_answer_is_as_old_as_its_reader_allows() -> None:
    desk = Desk()
    desk.fetch(ttl_seconds=3600)
    desk.now += timedelta(seconds=30)
    assert desk.fetch(ttl_seconds=20).body == NEWER


def test_without_a_time_to_live_nothing_is_cached() -> None:
    desk = Desk()
    desk.fetch()
    assert desk.fetch(ttl_seconds=20).body == NEWER


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"garbage",
        b"2025-06-08T12:00:00Z " + sha256(GOOD).encode() + b"\n" + NEWER,
        b"2025-06-08T12:00:00 " + sha256(GOOD).encode() + b"\n" + GOOD,
        b"2025-06-08T12:00:01Z " + sha256(GOOD).encode() + b"\n" + GOOD,
        b"\xff\xfe " + sha256(GOOD).encode() + b"\n" + GOOD,
        b"2025-06-08T12:00:00Z\n" + GOOD,
    ],
    ids=["empty", "garbage", "other-body", "naive", "of-the-future", "no-text", "no-digest"],
)
def test_a_bad_cached_value_is_a_miss(value: bytes) -> None:
    desk = Desk()
    desk.cache.set(http_key(ASKED.digest), value, 20)
    desk.fetch(ttl_seconds=20)
    assert desk.source.requests == 1


def test_a_final_archived_answer_serves_again() -> None:
    desk = Desk()
    desk.fetch_and_remember()
    again = desk.fetch(settled=True)
    assert (again.body, again.fetched_at, desk.source.requests) == (GOOD, NOON, 1)


def test_an_archived_answer_that_is_not_final_is_asked_again() -> None:
    desk = Desk()
    desk.fetch_and_remember(final=False)
    assert desk.fetch(settled=True).body == NEWER


def test_an_archived_answer_does_not_serve_a_request_that_is_not_settled() -> None:
    desk = Desk()
    desk.fetch_and_remember()
    assert desk.fetch().body == NEWER


def test_an_archived_answer_of_yesterday_is_asked_again() -> None:
    desk = Desk()
    desk.fetch_and_remember()
    desk.now += timedelta(days=1)
    assert desk.fetch(settled=True).body == NEWER


def test_a_damaged_archived_answer_is_asked_again() -> None:
    desk = Desk()
    payload = desk.fetch_and_remember()
    desk.store.put(Layout().blob_key(payload.sha256), b"damage")
    assert desk.fetch(settled=True).body == NEWER


@pytest.mark.parametrize("final", [True, False])
def test_only_a_final_answer_counts_as_settled(final: bool) -> None:
    desk = Desk()
    desk.fetch_and_remember(final=final)
    assert desk.source.is_archived(ASKED, LAST_DAY) is final


def test_what_came_out_of_the_archive_is_not_entered_again() -> None:
    desk = Desk()
    desk.fetch_and_remember()
    desk.source.write_index_entry(desk.fetch(settled=True), final=False)
    assert desk.source.is_archived(ASKED, LAST_DAY)


def test_the_latest_answer_is_recalled_however_old() -> None:
    desk = Desk()
    desk.fetch_and_remember(final=False)
    desk.now += timedelta(days=300)
    recalled = desk.source.read_archived(ASKED)
    assert recalled is not None
    assert recalled.body == GOOD


def test_nothing_is_recalled_from_the_future() -> None:
    desk = Desk()
    desk.fetch_and_remember()
    desk.now -= timedelta(seconds=1)
    assert desk.source.read_archived(ASKED) is None


def test_recalling_asks_nobody() -> None:
    desk = Desk()
    desk.source.read_archived(ASKED)
    assert desk.source.requests == 0
