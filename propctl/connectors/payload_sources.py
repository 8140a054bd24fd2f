"""The two payload sources: the providers behind their archive, and the inputs of a snapshot."""

import threading
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from propctl.cache.contract import Cache
from propctl.cache.keys import http_key
from propctl.connectors.freshness import is_reusable
from propctl.connectors.payload_archive import PayloadArchive
from propctl.connectors.payloads import Client, Payload, Request, RequestRefusedError
from propctl.domain.calendar import parse_instant, to_second, utc_text
from propctl.domain.digest import sha256
from propctl.domain.snapshot import InputRef
from propctl.errors import PartialError
from propctl.storage.blobs import BlobStore


class ProviderSource:
    """Reads the archive or the cache, else asks the provider; archives every answer before its use.

    Safe from several threads. *now* is the wall clock that payloads are stamped with.
    """

    def __init__(
        self,
        clients: Mapping[str, Client],
        archive: PayloadArchive,
        cache: Cache,
        now: Callable[[], datetime],
        *,
        namespace: str = "live",
    ) -> None:
        self._clients = clients
        self._archive = archive
        self._cache = cache
        self._now = now
        self._namespace = namespace
        self._lock = threading.Lock()
        self.requests = 0
        """How many requests went to a provider (retries apart)."""

    def fetch_payload(
        self, request: Request, *, settled_on: date | None = None, ttl_seconds: int = 0
    ) -> Payload:
        """See :meth:`PayloadSource.fetch_payload`."""
        if settled_on is not None:
            archived = self._read_settled(request, settled_on)
            if archived is not None:
                return archived
        if ttl_seconds:
            cached = self._read_cached(request, ttl_seconds)
            if cached is not None:
                return cached
        return self._fetch(request, ttl_seconds)

    def is_archived(self, request: Request, settled_on: date) -> bool:
        """See :meth:`PayloadSource.is_archived`."""
        return self._read_settled(request, settled_on) is not None

    def read_archived(self, request: Request) -> Payload | None:
        """See :meth:`PayloadSource.read_archived`; payloads fetched after *now* are ignored."""
        record = self._archive.read_index_entry(request)
        if record is None or record.fetched_at > self._now():
            return None
        return self._archive.read_payload(record, request)

    def write_index_entry(self, payload: Payload, *, final: bool) -> None:
        """See :meth:`PayloadSource.write_index_entry`; an archived payload has its entry already."""
        if payload.fresh:
            self._archive.write_index_entry(payload, final=final)

    def _read_settled(self, request: Request, settled_on: date) -> Payload | None:
        record = self._archive.read_index_entry(request)
        if record is None or not record.final or not is_reusable(record.fetched_at, self._now(), settled_on):
            return None
        return self._archive.read_payload(record, request)

    def _fetch(self, request: Request, ttl_seconds: int) -> Payload:
        with self._lock:
            self.requests += 1
        answer = self._clients[request.provider].get(request)
        fetched_at = to_second(self._now())
        digest = self._archive.write_body(answer.body)
        payload = Payload(
            request, answer.body, digest, fetched_at, fresh=True, provider_clock=answer.provider_clock
        )
        if ttl_seconds:
            head = f"{utc_text(fetched_at)} {digest}\n".encode()
            self._cache.set(self._http_key(request), head + answer.body, ttl_seconds)
        return payload

    def _read_cached(self, request: Request, ttl_seconds: int) -> Payload | None:
        """A cached answer, verified; a damaged one, and one past its time by the wall clock, is a miss.

        The cache counts real time, and PROPCTL_NOW may have been moved on.
        """
        value = self._cache.get(self._http_key(request))
        if value is None:
            return None
        head, _, body = value.partition(b"\n")
        try:
            stamp, digest = head.decode().split(" ")
            fetched_at = parse_instant(stamp)
        except ValueError:
            return None
        age = self._now() - fetched_at
        if digest != sha256(body) or not timedelta() <= age < timedelta(seconds=ttl_seconds):
            return None
        return Payload(request, body, digest, fetched_at)

    def _http_key(self, request: Request) -> str:
        return http_key(request.digest, namespace=self._namespace)


class InputSource:
    """Only the archived inputs of one manifest: no network, no newer payloads."""

    def __init__(self, inputs: tuple[InputRef, ...], blobs: BlobStore) -> None:
        self._inputs = {(ref.provider, ref.request): ref for ref in inputs}
        self._blobs = blobs

    def fetch_payload(
        self, request: Request, *, settled_on: date | None = None, ttl_seconds: int = 0
    ) -> Payload:
        """The input; PartialError when it is gone.

        What the build did not have counts as refused, so that a rebuild takes the same fallback.
        """
        del settled_on, ttl_seconds
        payload = self.read_archived(request)
        if payload is None:
            raise RequestRefusedError(request, "not among the snapshot's inputs")
        return payload

    def is_archived(self, request: Request, settled_on: date) -> bool:
        """Whether the build had it."""
        del settled_on
        return (request.provider, request.text) in self._inputs

    def read_archived(self, request: Request) -> Payload | None:
        """The input, verified; None for what the build did not have."""
        ref = self._inputs.get((request.provider, request.text))
        if ref is None:
            return None
        body = self._blobs.find(ref.sha256)
        if body is None:
            raise PartialError(
                f"the payload of {request} is gone from the archive; the rows cannot be built again",
                hint="`propctl snapshot verify ID` checks whether the stored rows are whole",
            )
        return Payload(request, body, ref.sha256, ref.fetched_at)

    def write_index_entry(self, payload: Payload, *, final: bool) -> None:
        """Do nothing: only runs that fetch write the index."""
