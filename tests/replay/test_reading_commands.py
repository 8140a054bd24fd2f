"""Commands that read: on a store that has boards of the morning and of 18:00Z. None may change it."""

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any, Final

import pytest

from tests.replay.board import AFTERNOON, DAY, MORNING
from tests.replay.lab import Finished, propctl
from tests.replay.server import Replay

pytestmark = pytest.mark.nightly

Prop = dict[str, Any]


@pytest.fixture(scope="module")
def store(replay_process: Replay, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two snapshots of one day."""
    folder = tmp_path_factory.mktemp("store")
    replay_process.reset()
    for now in (MORNING, AFTERNOON):
        replay_process.set_clock(now)
        assert propctl(replay_process, now, folder.as_uri(), "run-once").code == 0
    return folder


def _read(replay: Replay, store: Path, *arguments: str) -> Finished:
    replay.set_clock(AFTERNOON)
    return propctl(replay, AFTERNOON, store.as_uri(), *arguments)


def _opportunities(replay: Replay, store: Path, *arguments: str) -> list[Prop]:
    props: list[Prop] = _read(replay, store, "opportunities", "--json", *arguments).json["props"]
    return props


def _snapshots(replay: Replay, store: Path) -> list[dict[str, Any]]:
    snapshots: list[dict[str, Any]] = _read(replay, store, "snapshot", "ls", "--json").json["snapshots"]
    return snapshots


def test_ls_lists_snapshots_by_their_instant(replay: Replay, store: Path) -> None:
    rows = _snapshots(replay, store)
    assert [row["as_of"] for row in rows] == [MORNING, AFTERNOON]
    assert {"snapshot_id", "sport", "date", "as_of", "provenance", "props"} == rows[0].keys()


def test_ls_prints_a_line_for_each_snapshot(replay: Replay, store: Path) -> None:
    assert _read(replay, store, "snapshot", "ls").stdout.count(DAY) == 4  # as date and in as_of, twice


def test_show_gives_manifest_and_props_of_the_latest(replay: Replay, store: Path) -> None:
    document = _read(replay, store, "snapshot", "show", "--json").json
    assert document["snapshot"]["as_of"] == AFTERNOON
    assert len(document["props"]) == document["snapshot"]["rows"]["count"]


def test_show_finds_an_earlier_snapshot_by_its_id(replay: Replay, store: Path) -> None:
    first = _snapshots(replay, store)[0]["snapshot_id"]
    assert _read(replay, store, "snapshot", "show", first, "--json").json["snapshot"]["as_of"] == MORNING


def test_an_unknown_id_is_wrong_usage(replay: Replay, store: Path) -> None:
    assert _read(replay, store, "snapshot", "show", "0123456789abcdef").code == 2


def test_verify_finds_everything_whole(replay: Replay, store: Path) -> None:
    done = _read(replay, store, "snapshot", "verify")
    assert (done.code, done.stdout) == (0, "2 snapshots verified, 0 damaged\n")


@pytest.mark.parametrize("index", [0, 1])
def test_rebuild_gives_the_stored_digest_without_asking_anybody(
    replay: Replay, store: Path, index: int
) -> None:
    snapshot_id = _snapshots(replay, store)[index]["snapshot_id"]
    replay.reset()
    done = _read(replay, store, "snapshot", "rebuild", snapshot_id, "--json")
    assert done.json["rebuilt_sha256"] == done.json["stored_sha256"]
    assert (done.code, replay.paths()) == (0, [])


def test_rebuild_writes_nothing(replay: Replay, store: Path) -> None:
    before = _files(store)
    _read(replay, store, "snapshot", "rebuild", _snapshots(replay, store)[0]["snapshot_id"])
    assert _files(store) == before


def test_verify_ends_with_65_on_a_damaged_row_blob(replay: Replay, store: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(store, tmp_path / "copy"))
    manifest = _read(replay, store, "snapshot", "show", "--json").json["snapshot"]
    digest = manifest["rows"]["blobs"][0]["sha256"]
    (copy / f"v1/blobs/{digest[:2]}/{digest}.zst").write_bytes(b"rot")
    assert _read(replay, copy, "snapshot", "verify").code == 65


def test_reading_a_damaged_snapshot_ends_with_65(replay: Replay, store: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(store, tmp_path / "copy"))
    manifest = next((copy / "v1/snapshots").rglob("20250608T18*.json"))
    manifest.write_bytes(manifest.read_bytes().replace(b'"open"', b'"final"', 1))
    done = _read(replay, copy, "opportunities")
    assert (done.code, done.stderr.count("\n")) == (65, 2)


def test_opportunities_rank_by_probability(replay: Replay, store: Path) -> None:
    chances = [prop["prob_over"] for prop in _opportunities(replay, store)]
    assert chances == sorted(chances, reverse=True)


ASCENDING: Final = {"start": "start_time", "player": "player_name"}
DESCENDING: Final = {"projection": "projection", "confidence": "confidence"}


@pytest.mark.parametrize("key", [*ASCENDING, *DESCENDING])
def test_opportunities_rank_by_what_is_asked(replay: Replay, store: Path, key: str) -> None:
    field = {**ASCENDING, **DESCENDING}[key]
    values = [prop[field] for prop in _opportunities(replay, store, "--sort", key)]
    assert values == sorted(values, reverse=key in DESCENDING)


def test_opportunities_keep_to_market_team_and_chance(replay: Replay, store: Path) -> None:
    wanted = ("--market", "batter_hits", "--team", "nyy", "--min-prob", "0.5")
    props = _opportunities(replay, store, *wanted)
    assert {(prop["market"], prop["team"]) for prop in props} == {("batter_hits", "NYY")}
    assert min(prop["prob_over"] for prop in props) >= 0.5


def test_opportunities_find_a_player_by_part_of_his_name(replay: Replay, store: Path) -> None:
    assert {prop["player_id"] for prop in _opportunities(replay, store, "--player", "aaron judge")} == {
        592450
    }


def test_opportunities_find_a_player_by_his_id(replay: Replay, store: Path) -> None:
    names = {prop["player_name"] for prop in _opportunities(replay, store, "--player", "592450")}
    assert names == {"Aaron Judge"}


def test_a_limit_leaves_the_total_as_it_is(replay: Replay, store: Path) -> None:
    document = _read(replay, store, "opportunities", "--json", "--limit", "3").json
    assert len(document["props"]) == 3 < document["total"]


def test_an_edge_is_found_nowhere_without_prices(replay: Replay, store: Path) -> None:
    assert _opportunities(replay, store, "--min-edge", "0") == []


def test_the_closing_view_has_games_that_the_current_one_has_not(replay: Replay, store: Path) -> None:
    current = {prop["game_id"] for prop in _opportunities(replay, store)}
    closing = {prop["game_id"] for prop in _opportunities(replay, store, "--view", "closing")}
    assert current < closing
    assert len(closing) == 15


def test_reading_asks_no_provider(replay: Replay, store: Path) -> None:
    _read(replay, store, "opportunities")
    assert replay.paths() == []


def test_fetch_says_the_same_in_every_format(replay: Replay, store: Path) -> None:
    narrow = ("fetch", "--team", "NYY", "--format")
    document = _read(replay, store, *narrow, "json").json
    lines = [json.loads(line) for line in _read(replay, store, *narrow, "ndjson").stdout.splitlines()]
    rows = list(csv.DictReader(io.StringIO(_read(replay, store, *narrow, "csv").stdout)))
    table = _read(replay, store, *narrow, "table").stdout.splitlines()
    assert document["props"] == lines
    assert [row["prop_id"] for row in rows] == [prop["prop_id"] for prop in lines]
    assert document["total"] == len(lines) == len(table) - 1 > 0


def _files(store: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in store.rglob("*.json")}
