"""Every key of the store; no other module builds one. Pure: knows names, not bytes."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from propctl.domain.calendar import compact_text
from propctl.domain.digest import SNAPSHOT_ID_LENGTH
from propctl.domain.option_values import Namespace, Provenance

if TYPE_CHECKING:
    from propctl.domain.metric_totals import Group
    from propctl.domain.snapshot import Manifest

PAST: Final = "past"
"""Replaces the instant in the key of a snapshot that was built for a past date."""

_INSTANT: Final = "%Y%m%dT%H%M%SZ"
_SPORT: Final = r"[a-z]+"
_SHA256: Final = r"[0-9a-f]{64}"
_PLAIN: Final = r"[A-Za-z0-9_-]+"
_SNAPSHOT_ID: Final = rf"[0-9a-f]{{{SNAPSHOT_ID_LENGTH}}}"
_DAY: Final = r"sport=([a-z]+)/date=(\d{4}-\d\d-\d\d)"
_MANIFEST: Final = (
    rf"snapshots/{_DAY}/(live|backfill)/(\d{{8}}T\d{{6}}Z|{PAST})-(0|[1-9]\d*)-"
    rf"([0-9a-f]{{{SNAPSHOT_ID_LENGTH}}})\.json"
)
_POINTER: Final = rf"latest/{_DAY}/(live|backfill)\.json"


@dataclass(frozen=True, slots=True)
class Board:
    """The subject of a pointer: one date of a sport, live or backfilled."""

    sport: str
    date: dt.date
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class SnapshotRef:
    """A snapshot as its key describes it; ``as_of`` is UTC to the second, None for a past date."""

    key: str
    snapshot_id: str
    sport: str
    date: dt.date
    provenance: Provenance
    as_of: dt.datetime | None
    props: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The keys of one namespace. Methods raise ValueError for a part that a key cannot contain."""

    namespace: Namespace = Namespace.LIVE

    @property
    def root(self) -> str:
        """The prefix of every key: ``v1/``, ``shadow/v1/`` or ``sample/v1/``."""
        return "v1/" if self.namespace is Namespace.LIVE else f"{self.namespace}/v1/"

    def manifest_key(self, manifest: "Manifest") -> str:
        """Where *manifest* is committed."""
        instant = PAST if manifest.as_of is None else compact_text(manifest.as_of)
        snapshot_id = _checked(_SNAPSHOT_ID, manifest.snapshot_id)
        folder = self.snapshots_prefix(manifest.sport, manifest.date, manifest.provenance)
        return f"{folder}{instant}-{manifest.rows.count}-{snapshot_id}.json"

    def parse_manifest_key(self, key: str) -> SnapshotRef | None:
        """The snapshot that a manifest's key describes; None for other keys and other namespaces."""
        match = self._match(_MANIFEST, key)
        if match is None:
            return None
        sport, date, provenance, instant, count, snapshot_id = match.groups()
        try:
            return SnapshotRef(
                key=key,
                snapshot_id=snapshot_id,
                sport=sport,
                date=dt.date.fromisoformat(date),
                provenance=Provenance(provenance),
                as_of=None if instant == PAST else _parse_instant(instant),
                props=int(count),
            )
        except ValueError:  # a month 13, an hour 25
            return None

    def _match(self, pattern: str, key: str) -> re.Match[str] | None:
        """How *pattern* fits what follows the root; None for a key of another namespace."""
        if not key.startswith(self.root):
            return None
        return re.fullmatch(pattern, key.removeprefix(self.root), re.ASCII)

    def snapshots_prefix(
        self, sport: str | None = None, date: dt.date | None = None, provenance: Provenance | None = None
    ) -> str:
        """The longest prefix shared by all keys of such manifests; parts after a missing one are left out."""
        prefix = f"{self.root}snapshots/"
        if sport is None:
            return prefix
        prefix += f"sport={_checked(_SPORT, sport)}/"
        if date is None:
            return prefix
        prefix += f"date={date.isoformat()}/"
        return prefix if provenance is None else f"{prefix}{provenance}/"

    def pointer_key(self, sport: str, date: dt.date, provenance: Provenance) -> str:
        """Where the pointer to the latest snapshot of a date is."""
        return f"{self.pointers_prefix(sport)}date={date.isoformat()}/{provenance}.json"

    def pointers_prefix(self, sport: str) -> str:
        """The prefix of a sport's pointers, which sort by date."""
        return f"{self.root}latest/sport={_checked(_SPORT, sport)}/"

    def parse_pointer_key(self, key: str) -> Board | None:
        """The board whose pointer is at *key*; None for any other key."""
        match = self._match(_POINTER, key)
        if match is None:
            return None
        sport, date, provenance = match.groups()
        try:
            return Board(sport, dt.date.fromisoformat(date), Provenance(provenance))
        except ValueError:
            return None

    def blob_key(self, sha256: str) -> str:
        """Where the bytes with this sha256 (of the uncompressed ones) are."""
        digest = _checked(_SHA256, sha256)
        return f"{self.blobs_prefix}{digest[:2]}/{digest}.zst"

    @property
    def blobs_prefix(self) -> str:
        """The prefix of all blobs."""
        return f"{self.root}blobs/"

    def parse_blob_key(self, key: str) -> str | None:
        """The sha256 of the blob at *key*; None for any other key."""
        digest = key.rpartition("/")[2].removesuffix(".zst")
        return digest if re.fullmatch(_SHA256, digest) and self.blob_key(digest) == key else None

    def request_key(self, provider: str, request_sha256: str) -> str:
        """Where the index entry of a request is: it names the blob that answered it."""
        return f"{self.requests_prefix(provider)}{_checked(_SHA256, request_sha256)}.json"

    def requests_prefix(self, provider: str | None = None) -> str:
        """The prefix of the index entries of *provider*, or of all providers."""
        prefix = f"{self.root}requests/"
        return prefix if provider is None else f"{prefix}{_checked(_PLAIN, provider)}/"

    def pitches_key(self, sport: str, game_date: dt.date) -> str:
        """Where the pitches of one day are: the Hive layout that query engines read."""
        return f"{self.pitches_prefix(sport)}game_date={game_date.isoformat()}/pitches.parquet"

    def pitches_prefix(self, sport: str) -> str:
        """The prefix of a sport's days of pitches, which sort by date."""
        return f"{self.root}statcast/sport={_checked(_SPORT, sport)}/"

    @property
    def jobs_prefix(self) -> str:
        """The prefix of all backfill jobs."""
        return f"{self.root}jobs/"

    def job_prefix(self, job_id: str) -> str:
        """The prefix of everything that belongs to one job."""
        return f"{self.jobs_prefix}{_checked(_PLAIN, job_id)}/"

    def plan_key(self, job_id: str) -> str:
        """Where a job's frozen plan is."""
        return f"{self.job_prefix(job_id)}plan.json"

    def parse_plan_key(self, key: str) -> str | None:
        """The id of the job whose plan is at *key*; None for any other key."""
        job_id, _, name = key.removeprefix(self.jobs_prefix).partition("/")
        valid = key.startswith(self.jobs_prefix) and name == "plan.json" and re.fullmatch(_PLAIN, job_id)
        return job_id if valid else None

    def chunk_key(self, job_id: str, number: int) -> str:
        """Where the state of a chunk is."""
        return f"{self.job_prefix(job_id)}chunks/{number:05d}.json"

    def preparation_key(self, job_id: str, name: str) -> str:
        """Where the state of a preparation is, which several chunks need."""
        return f"{self.job_prefix(job_id)}preparations/{_checked(_PLAIN, name)}.json"

    def cancel_key(self, job_id: str) -> str:
        """Where the order that stops workers is."""
        return f"{self.job_prefix(job_id)}cancel.json"

    @property
    def holds_key(self) -> str:
        """Where the operator's holds are."""
        return f"{self.root}holds.json"

    @property
    def unreferenced_blobs_key(self) -> str:
        """Where a pruner lists the blobs that the next one may remove."""
        return f"{self.root}state/condemned.json"

    def run_key(self, date: dt.date, run_id: str) -> str:
        """Where a run that began on *date* (UTC) leaves its start marker, and later its report."""
        return f"{self.runs_prefix(date)}{_checked(_PLAIN, run_id)}.json"

    def totals_key(self, group: "Group") -> str:
        """Where a group's totals are."""
        return f"{self.metrics_prefix}{_checked(_PLAIN, group.name)}.json"

    @property
    def metrics_prefix(self) -> str:
        """The prefix of all totals."""
        return f"{self.root}state/metrics/"

    def health_key(self, run_id: str) -> str:
        """Where a check-up tests the store; it deletes the object at its end."""
        return f"{self.health_prefix}{_checked(_PLAIN, run_id)}.json"

    @property
    def health_prefix(self) -> str:
        """The prefix of the objects with which check-ups test the store."""
        return f"{self.root}state/health/"

    def runs_prefix(self, date: dt.date | None = None) -> str:
        """The prefix of the runs that began on *date* (UTC), or of all runs."""
        return f"{self.root}runs/" if date is None else f"{self.root}runs/{date.isoformat()}/"


def _checked(pattern: str, part: str) -> str:
    if not re.fullmatch(pattern, part):
        raise ValueError(f"{part[:80]!r} cannot be part of a key: it must match {pattern}")
    return part


def _parse_instant(text: str) -> dt.datetime:
    return dt.datetime.strptime(text, _INSTANT).replace(tzinfo=dt.UTC)
