"""``snapshot verify`` finds each kind of damage."""

from propctl.domain.calendar import parse_instant
from propctl.domain.digest import sha256
from propctl.domain.option_values import Provenance
from propctl.domain.slate import GameState
from propctl.domain.snapshot import Content, InputRef, Manifest
from propctl.jobs.verify import Finding, verify
from tests.jobs.builds import AT_TEN, BOTH_OPEN, FIRST, SECOND, TEN_MINUTES, a_build, props_of
from tests.jobs.desk import Desk

PAYLOAD = b'{"dates":[]}'
INPUT = InputRef(
    provider="mlb_stats_api",
    request="/api/v1/schedule",
    fetched_at=parse_instant("2025-06-08T10:00:00Z"),
    sha256=sha256(PAYLOAD),
    bytes=len(PAYLOAD),
)


def a_desk() -> Desk:
    """With one snapshot whose input is archived."""
    desk = Desk()
    desk.context().snapshots.blobs.put(PAYLOAD)
    desk.publish(a_build(inputs=(INPUT,)))
    return desk


def last_finding(desk: Desk) -> Finding:
    context = desk.context()
    return verify(context, context.snapshots.list_snapshots())[-1]


def blob_key(desk: Desk, digest: str) -> str:
    return desk.context().snapshots.layout.blob_key(digest)


def damage(desk: Desk) -> str:
    """The only damage found."""
    (one,) = last_finding(desk).damage
    return one


def commit(desk: Desk, content: Content) -> None:
    manifest = Manifest.commit(content, created_at=AT_TEN, run_id="odd", inputs=(), previous=None)
    snapshots = desk.context().snapshots
    snapshots.upload_snapshot(snapshots.layout.manifest_key(manifest), manifest.to_bytes())


def test_a_whole_snapshot_has_no_damage() -> None:
    finding = last_finding(a_desk())
    assert (finding.damage, finding.inputs_gone) == ((), 0)


def test_no_snapshots_give_no_findings() -> None:
    assert verify(Desk().context(), []) == []


def test_a_damaged_manifest_is_found() -> None:
    desk = a_desk()
    (ref,) = desk.context().snapshots.list_snapshots()
    desk.store.put(ref.key, b"{}")
    assert "is damaged" in damage(desk)


def test_missing_rows_are_found() -> None:
    desk = a_desk()
    desk.store.delete(blob_key(desk, desk.manifests()[0].rows.blobs[1].sha256))
    assert damage(desk).startswith(f"game {SECOND}: ")


def test_damaged_rows_are_found() -> None:
    desk = a_desk()
    desk.store.put(blob_key(desk, desk.manifests()[0].rows.blobs[0].sha256), b"damage")
    assert damage(desk).startswith(f"game {FIRST}: ")


def test_rows_of_another_number_are_found() -> None:
    desk = a_desk()
    rows = desk.manifests()[0].rows
    blobs = (rows.blobs[0].model_copy(update={"count": 99}), rows.blobs[1])
    miscounted = rows.model_copy(update={"blobs": blobs})
    commit(desk, a_build(as_of=AT_TEN + TEN_MINUTES).content.model_copy(update={"rows": miscounted}))
    assert "not as many as the manifest says" in damage(desk)


def test_rows_that_do_not_add_up_are_found() -> None:
    desk = a_desk()
    rows = desk.manifests()[0].rows.model_copy(update={"sha256": "0" * 64})
    commit(desk, a_build(as_of=AT_TEN + TEN_MINUTES).content.model_copy(update={"rows": rows}))
    assert "do not add up" in damage(desk)


def test_missing_closing_rows_are_found() -> None:
    desk = a_desk()
    closed = BOTH_OPEN | {FIRST: GameState.STARTED}
    desk.publish(a_build(props_of(SECOND), as_of=AT_TEN + TEN_MINUTES, states=closed))
    desk.store.delete(blob_key(desk, desk.manifests()[1].closing[0].sha256))
    assert damage(desk).startswith(f"closing rows of game {FIRST}: ")


def test_a_damaged_input_is_found() -> None:
    desk = a_desk()
    desk.store.put(blob_key(desk, INPUT.sha256), b"damage")
    assert damage(desk).startswith("input /api/v1/schedule: ")


def test_an_input_past_its_retention_is_no_damage() -> None:
    desk = a_desk()
    desk.store.delete(blob_key(desk, INPUT.sha256))
    finding = last_finding(desk)
    assert (finding.damage, finding.inputs_gone) == ((), 1)


def test_one_damaged_snapshot_does_not_hide_another() -> None:
    desk = a_desk()
    desk.publish(a_build(props_of(FIRST, SECOND, players=4), as_of=AT_TEN + TEN_MINUTES))
    context = desk.context()
    refs = context.snapshots.list_snapshots()
    desk.store.put(refs[0].key, b"{}")
    assert [bool(finding.damage) for finding in verify(context, refs)] == [True, False]


def pointer_key(desk: Desk) -> str:
    return desk.context().snapshots.layout.pointer_key("mlb", AT_TEN.date(), Provenance.LIVE)


def test_a_damaged_pointer_is_found() -> None:
    desk = a_desk()
    desk.store.put(pointer_key(desk), b"no pointer")
    assert last_finding(desk).snapshot_id == "pointer"


def test_a_pointer_to_nothing_is_found() -> None:
    desk = a_desk()
    nowhere = desk.pointer().model_copy(update={"key": "v1/snapshots/nowhere.json"})
    desk.store.put(pointer_key(desk), nowhere.to_bytes())
    assert last_finding(desk).snapshot_id == "pointer"


def test_a_pointer_that_names_another_snapshot_is_found() -> None:
    desk = a_desk()
    other = desk.pointer().model_copy(update={"snapshot_id": "0" * 16})
    desk.store.put(pointer_key(desk), other.to_bytes())
    assert last_finding(desk).damage[0].endswith("it names no snapshot of this date")


def test_a_pointer_of_another_instant_than_its_snapshot_is_found() -> None:
    desk = a_desk()
    other = desk.pointer().model_copy(update={"as_of": AT_TEN + TEN_MINUTES})
    desk.store.put(pointer_key(desk), other.to_bytes())
    assert last_finding(desk).damage[0].endswith("do not agree")


def test_a_pointer_that_lags_behind_is_no_damage() -> None:
    desk = a_desk()
    before = desk.pointer()
    desk.publish(a_build(props_of(FIRST), as_of=AT_TEN + TEN_MINUTES))
    desk.store.put(pointer_key(desk), before.to_bytes())
    assert last_finding(desk).damage == ()


def test_a_pointer_that_is_absent_is_no_damage() -> None:
    desk = a_desk()
    desk.lose_pointer()
    assert last_finding(desk).damage == ()
