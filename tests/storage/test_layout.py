import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.domain.option_values import Namespace, Provenance
from propctl.domain.snapshot import Rows
from propctl.storage.layout import Board, Layout, SnapshotRef
from propctl.storage.memory import MemoryStore
from tests.storage.samples import AS_OF, DATE, a_manifest

LIVE = Layout()
DIGEST = "0123456789abcdef" * 4

DATES = st.dates(dt.date(1901, 1, 1), dt.date(2099, 12, 31))
INSTANTS = st.datetimes(dt.datetime(1901, 1, 1), dt.datetime(2099, 12, 31), timezones=st.just(dt.UTC))  # noqa: DTZ001
REFS = st.builds(
    SnapshotRef,
    key=st.just(""),
    snapshot_id=st.text("0123456789abcdef", min_size=16, max_size=16),
    sport=st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=8),
    date=DATES,
    provenance=st.sampled_from(Provenance),
    as_of=st.none() | INSTANTS.map(lambda instant: instant.replace(microsecond=0)),
    props=st.integers(0, 10**6),
)


def manifest_key(layout: Layout, ref: SnapshotRef) -> str:
    changes = {
        "snapshot_id": ref.snapshot_id,
        "sport": ref.sport,
        "date": ref.date,
        "provenance": ref.provenance,
        "as_of": ref.as_of,
        "rows": Rows(sha256="a" * 64, count=ref.props, blobs=()),
    }
    return layout.manifest_key(a_manifest().model_copy(update=changes))


def fields(ref: SnapshotRef | None) -> object:
    return ref and (ref.snapshot_id, ref.sport, ref.date, ref.provenance, ref.as_of, ref.props)


@given(st.sampled_from(Namespace), REFS)
def test_a_manifest_key_says_what_it_was_built_from(namespace: Namespace, ref: SnapshotRef) -> None:
    layout = Layout(namespace)
    assert fields(layout.parse_manifest_key(manifest_key(layout, ref))) == fields(ref)


@given(st.sampled_from(Namespace), REFS)
def test_a_parsed_reference_keeps_its_key(namespace: Namespace, ref: SnapshotRef) -> None:
    layout = Layout(namespace)
    key = manifest_key(layout, ref)
    parsed = layout.parse_manifest_key(key)
    assert parsed is not None
    assert parsed.key == key


@given(st.sampled_from(Namespace), st.sampled_from(Namespace), REFS)
def test_a_namespace_sees_its_own_manifests_only(mine: Namespace, other: Namespace, ref: SnapshotRef) -> None:
    key = manifest_key(Layout(mine), ref)
    assert (Layout(other).parse_manifest_key(key) is not None) == (mine is other)


@given(st.sampled_from(Namespace), DATES, st.sampled_from(Provenance))
def test_a_pointer_key_says_what_it_was_built_from(
    namespace: Namespace, date: dt.date, provenance: Provenance
) -> None:
    layout = Layout(namespace)
    board = Board("mlb", date, provenance)
    assert layout.parse_pointer_key(layout.pointer_key("mlb", date, provenance)) == board


@given(st.text())
def test_any_text_parses_or_is_foreign(text: str) -> None:
    ref = LIVE.parse_manifest_key(text)
    assert ref is None or ref.key == text


@given(st.sampled_from(Namespace), REFS)
def test_the_store_takes_every_manifest_key(namespace: Namespace, ref: SnapshotRef) -> None:
    store = MemoryStore()
    key = manifest_key(Layout(namespace), ref)
    store.put(key, b"")
    assert list(store.list("")) == [key]


def test_live_manifest_keys_sort_by_instant() -> None:
    keys = [LIVE.manifest_key(a_manifest(as_of=AS_OF + dt.timedelta(hours=hours))) for hours in range(30)]
    assert keys == sorted(keys)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (
            LIVE.manifest_key(a_manifest().model_copy(update={"snapshot_id": "0" * 16})),
            "v1/snapshots/sport=mlb/date=2025-06-08/live/20250608T100000Z-3-0000000000000000.json",
        ),
        (
            LIVE.manifest_key(a_manifest().model_copy(update={"snapshot_id": "0" * 16, "as_of": None})),
            "v1/snapshots/sport=mlb/date=2025-06-08/live/past-3-0000000000000000.json",
        ),
        (
            LIVE.pointer_key("mlb", DATE, Provenance.BACKFILL),
            "v1/latest/sport=mlb/date=2025-06-08/backfill.json",
        ),
        (LIVE.blob_key(DIGEST), f"v1/blobs/01/{DIGEST}.zst"),
        (LIVE.request_key("mlb_stats_api", DIGEST), f"v1/requests/mlb_stats_api/{DIGEST}.json"),
        (LIVE.run_key(DATE, "a1b2"), "v1/runs/2025-06-08/a1b2.json"),
        (Layout(Namespace.SHADOW).run_key(DATE, "a1b2"), "shadow/v1/runs/2025-06-08/a1b2.json"),
        (Layout(Namespace.SAMPLE).blob_key(DIGEST), f"sample/v1/blobs/01/{DIGEST}.zst"),
        (LIVE.snapshots_prefix(), "v1/snapshots/"),
        (LIVE.snapshots_prefix("mlb"), "v1/snapshots/sport=mlb/"),
        (LIVE.snapshots_prefix("mlb", DATE), "v1/snapshots/sport=mlb/date=2025-06-08/"),
        (
            LIVE.snapshots_prefix("mlb", DATE, Provenance.LIVE),
            "v1/snapshots/sport=mlb/date=2025-06-08/live/",
        ),
        (LIVE.snapshots_prefix(None, DATE, Provenance.LIVE), "v1/snapshots/"),
        (LIVE.snapshots_prefix("mlb", None, Provenance.LIVE), "v1/snapshots/sport=mlb/"),
        (LIVE.pointers_prefix("mlb"), "v1/latest/sport=mlb/"),
        (LIVE.requests_prefix("baseball_savant"), "v1/requests/baseball_savant/"),
        (LIVE.runs_prefix(), "v1/runs/"),
        (LIVE.runs_prefix(DATE), "v1/runs/2025-06-08/"),
    ],
)
def test_keys_are_as_documented(key: str, expected: str) -> None:
    assert key == expected


@pytest.mark.parametrize(
    "name",
    [
        "sport=mlb/date=2025-06-08/live/20250608T100000Z-3-0000000000000000.json.tmp",
        "sport=mlb/date=2025-06-08/live/20251308T100000Z-3-0000000000000000.json",
        "sport=mlb/date=2025-02-30/live/past-3-0000000000000000.json",
        "sport=mlb/date=2025-06-08/other/past-3-0000000000000000.json",
        "sport=mlb/date=2025-06-08/live/past-03-0000000000000000.json",
        "sport=mlb/date=2025-06-08/live/past-3-000000000000000G.json",
        "sport=mlb/date=\uff12025-06-08/live/past-3-0000000000000000.json",
        "sport=mlb/date=2025-06-08/live/notes.json",
    ],
)
def test_a_foreign_key_is_no_snapshot(name: str) -> None:
    assert LIVE.parse_manifest_key(f"v1/snapshots/{name}") is None


@pytest.mark.parametrize("key", ["v1/latest/sport=mlb/date=2025-02-30/live.json", "v1/holds.json", ""])
def test_a_foreign_key_is_no_pointer(key: str) -> None:
    assert LIVE.parse_pointer_key(key) is None


@pytest.mark.parametrize("digest", ["", "0" * 63, "0" * 65, "A" * 64, "../" * 21 + "0"])
def test_what_is_no_sha256_has_no_blob_key(digest: str) -> None:
    with pytest.raises(ValueError, match="cannot be part of a key"):
        LIVE.blob_key(digest)


@pytest.mark.parametrize("run_id", ["", "a/b", "..", "a.json", "a b"])
def test_a_run_id_cannot_leave_its_folder(run_id: str) -> None:
    with pytest.raises(ValueError, match="cannot be part of a key"):
        LIVE.run_key(DATE, run_id)


@pytest.mark.parametrize("sport", ["", "MLB", "m/b", ".."])
def test_a_sport_is_lower_case_letters(sport: str) -> None:
    with pytest.raises(ValueError, match="cannot be part of a key"):
        LIVE.pointer_key(sport, DATE, Provenance.LIVE)
