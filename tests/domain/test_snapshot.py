import datetime as dt
from typing import Any

import pytest

from propctl.domain.digest import canonical_json, sha256
from propctl.domain.market import Market
from propctl.domain.option_values import Provenance
from propctl.domain.slate import GameState
from propctl.domain.snapshot import (
    SCHEMA_VERSION,
    ClosingRows,
    Content,
    Coverage,
    GameRows,
    InputRef,
    ListedGame,
    Manifest,
    Note,
    Params,
    Pointer,
    Rows,
)

AS_OF = dt.datetime(2025, 6, 8, 10, 0, tzinfo=dt.UTC)
LATER = AS_OF + dt.timedelta(minutes=10)
INPUT = InputRef(provider="mlb_stats_api", request="/b", fetched_at=AS_OF, sha256="b" * 64, bytes=2)
OTHER_INPUT = InputRef(provider="mlb_stats_api", request="/a", fetched_at=AS_OF, sha256="c" * 64, bytes=3)
CONTENT = Content(
    sport="mlb",
    date=dt.date(2025, 6, 8),
    provenance=Provenance.LIVE,
    as_of=AS_OF,
    known_through=dt.date(2025, 6, 7),
    schema_version=SCHEMA_VERSION,
    model_version="1",
    code_version="0.1.0",
    params=Params(statcast_window_days=0),
    rows=Rows(sha256="a" * 64, count=3, blobs=(GameRows(game_id=1, sha256="a" * 64, bytes=9, count=3),)),
    games=(ListedGame(game_id=1, state=GameState.OPEN),),
    closing=(),
    coverage=Coverage(
        games=1,
        lineups_confirmed=0,
        lineups_total=2,
        props_by_market={Market.BATTER_HITS: 3},
        statcast_days=0,
        statcast_wanted=0,
    ),
    notes=(),
    degraded=(),
)
OTHER_FACTS: dict[str, Any] = {
    "sport": "nhl",
    "date": dt.date(2025, 6, 9),
    "provenance": Provenance.BACKFILL,
    "known_through": dt.date(2025, 6, 6),
    "schema_version": SCHEMA_VERSION + 1,
    "model_version": "2",
    "code_version": "0.2.0",
    "params": Params(statcast_window_days=0, holds=("batter_hits",)),
    "rows": Rows(sha256="d" * 64, count=0, blobs=()),
    "games": (ListedGame(game_id=1, state=GameState.FINAL),),
    "closing": (ClosingRows(game_id=1, as_of=AS_OF, sha256="a" * 64, count=3),),
    "coverage": CONTENT.coverage.model_copy(update={"lineups_confirmed": 1}),
    "notes": (Note(code="probable_tbd", message="no announced starter"),),
    "degraded": (Note(code="provider_failed", message="HTTP 500"),),
}
OTHER_CIRCUMSTANCES: dict[str, Any] = {
    "created_at": LATER,
    "run_id": "run-2",
    "inputs": (INPUT, OTHER_INPUT),
    "previous": "0" * 16,
}


def committed(content: Content = CONTENT, **circumstances: Any) -> Manifest:
    usual: dict[str, Any] = {"created_at": AS_OF, "run_id": "run-1", "inputs": (INPUT,), "previous": None}
    return Manifest.commit(content, **(usual | circumstances))


def test_the_identity_is_of_the_canonical_content() -> None:
    assert CONTENT.identity() == sha256(canonical_json(CONTENT.model_dump(mode="json")))[:16]


@pytest.mark.parametrize("name", OTHER_CIRCUMSTANCES)
def test_the_identity_ignores_circumstances(name: str) -> None:
    assert committed(**{name: OTHER_CIRCUMSTANCES[name]}).snapshot_id == committed().snapshot_id


@pytest.mark.parametrize(("name", "value"), [*OTHER_FACTS.items(), ("as_of", LATER)])
def test_the_identity_changes_with_every_fact(name: str, value: object) -> None:
    assert CONTENT.model_copy(update={name: value}).identity() != CONTENT.identity()


def test_every_fact_is_tried() -> None:
    assert {*OTHER_FACTS, "as_of"} == set(Content.model_fields)


def test_content_is_the_same_facts_at_another_instant() -> None:
    assert CONTENT.same_facts(CONTENT.model_copy(update={"as_of": LATER}))


@pytest.mark.parametrize("name", OTHER_FACTS)
def test_content_with_another_fact_is_not_the_same(name: str) -> None:
    assert not CONTENT.same_facts(CONTENT.model_copy(update={name: OTHER_FACTS[name]}))


def test_a_committed_manifest_is_sealed() -> None:
    assert committed().seal() == committed().integrity


@pytest.mark.parametrize(("name", "value"), [*OTHER_FACTS.items(), *OTHER_CIRCUMSTANCES.items()])
def test_the_seal_breaks_with_any_changed_field(name: str, value: object) -> None:
    manifest = committed()
    assert manifest.model_copy(update={name: value}).seal() != manifest.integrity


def test_the_seal_breaks_with_a_changed_digest_of_inputs() -> None:
    manifest = committed()
    assert manifest.model_copy(update={"inputs_digest": "e" * 64}).seal() != manifest.integrity


def test_a_manifest_gives_its_content_back() -> None:
    assert committed().content() == CONTENT


def test_a_manifest_reads_back_from_its_bytes() -> None:
    assert Manifest.model_validate_json(committed().to_bytes()) == committed()


def test_a_manifest_read_back_still_has_its_identity() -> None:
    assert Manifest.model_validate_json(committed().to_bytes()).content().identity() == CONTENT.identity()


def test_inputs_are_kept_in_the_order_of_their_requests() -> None:
    manifest = committed(inputs=(INPUT, OTHER_INPUT))
    assert manifest.inputs == (OTHER_INPUT, INPUT)


def test_the_digest_of_inputs_ignores_when_they_were_fetched() -> None:
    later = INPUT.model_copy(update={"fetched_at": LATER})
    assert committed(inputs=(later,)).inputs_digest == committed().inputs_digest


def test_the_digest_of_inputs_tells_other_payloads() -> None:
    other = INPUT.model_copy(update={"sha256": "f" * 64})
    assert committed(inputs=(other,)).inputs_digest != committed().inputs_digest


def test_a_pointer_reads_back_from_its_bytes() -> None:
    pointer = Pointer(snapshot_id="0" * 16, key="v1/a.json", as_of=None, generation=4, checked_at=AS_OF)
    assert Pointer.model_validate_json(pointer.to_bytes()) == pointer
