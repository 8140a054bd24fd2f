"""``snapshot …`` and ``opportunities`` over a store with one board."""

import json
import re

import pytest

from propctl.connectors.mlb_stats_api import people_request
from propctl.domain.option_values import Provenance
from propctl.domain.prop import FeaturedProp
from propctl.domain.slate import GameState
from propctl.domain.snapshot import InputRef
from tests.cli.conftest import Propctl
from tests.domain.props import a_price, a_prop
from tests.jobs.builds import AT_TEN, BOTH_OPEN, FAILED, FIRST, SECOND, TEN_MINUTES, a_build, props_of
from tests.jobs.desk import Desk


@pytest.fixture
def board(desk: Desk) -> str:
    """The id of a published snapshot of six props."""
    return desk.publish(a_build()).manifest.snapshot_id


def test_an_empty_store_is_said_to_be_empty(propctl: Propctl) -> None:
    assert propctl("snapshot", "ls").stdout.startswith("no snapshots in file://")


def test_snapshots_are_listed(propctl: Propctl, board: str) -> None:
    heading, row = propctl("snapshot", "ls").stdout.splitlines()
    assert heading.split() == ["snapshot_id", "sport", "date", "as_of", "provenance", "props"]
    assert row.split() == [board, "mlb", "2025-06-08", "2025-06-08T10:00:00Z", "live", "6"]


def test_the_list_as_json_has_the_documented_fields(propctl: Propctl, board: str) -> None:
    entry = {
        "snapshot_id": board,
        "sport": "mlb",
        "date": "2025-06-08",
        "as_of": "2025-06-08T10:00:00Z",
        "provenance": "live",
        "props": 6,
    }
    assert propctl("snapshot", "ls", "--json").json == {
        "schema": "propctl.snapshot.ls/1",
        "snapshots": [entry],
        "total": 1,
    }


def test_the_long_list_adds_the_manifests(propctl: Propctl, board: str) -> None:
    (entry,) = propctl("snapshot", "ls", "--long", "--json").json["snapshots"]
    assert entry["manifest"]["snapshot_id"] == board


def test_another_date_lists_nothing(propctl: Propctl, board: str) -> None:
    assert propctl("snapshot", "ls", "--date", "2025-06-09", "--json").json["total"] == 0


@pytest.mark.parametrize("chosen", [[], ["--date", "2025-06-08"]], ids=["today", "date"])
def test_the_latest_snapshot_is_shown(propctl: Propctl, board: str, chosen: list[str]) -> None:
    document = propctl("snapshot", "show", *chosen, "--json").json
    assert (document["schema"], document["snapshot"]["snapshot_id"]) == ("propctl.snapshot.show/1", board)
    assert [FeaturedProp.model_validate(prop) for prop in document["props"]] == list(props_of(FIRST, SECOND))


def test_an_older_snapshot_is_shown_by_its_id(propctl: Propctl, board: str, desk: Desk) -> None:
    desk.publish(a_build(props_of(FIRST), as_of=AT_TEN + TEN_MINUTES))
    assert len(propctl("snapshot", "show", board, "--json").json["props"]) == 6


def test_a_date_without_a_board_names_the_most_recent_one(propctl: Propctl, board: str) -> None:
    finished = propctl("snapshot", "show", "--date", "2025-06-09")
    assert finished.code == 2
    assert "the most recent one is of 2025-06-08" in finished.stderr


def test_a_whole_store_verifies(propctl: Propctl, board: str) -> None:
    finished = propctl("snapshot", "verify")
    assert (finished.code, finished.stdout) == (0, "1 snapshot verified, 0 damaged\n")


def test_a_damaged_pointer_is_found_by_verify(propctl: Propctl, board: str, desk: Desk) -> None:
    key = desk.context().snapshots.layout.pointer_key("mlb", AT_TEN.date(), Provenance.LIVE)
    desk.store.put(key, b"no pointer")
    finished = propctl("snapshot", "verify")
    assert finished.code == 65
    assert finished.stdout.splitlines()[-1].startswith("1 snapshot verified, 0 damaged, 1 pointer damaged")


def test_a_snapshot_without_its_inputs_is_said_to_be_beyond_rebuilding(propctl: Propctl, desk: Desk) -> None:
    gone = InputRef(
        provider="mlb_stats_api", request="/api/v1/schedule", fetched_at=AT_TEN, sha256="0" * 64, bytes=2
    )
    desk.publish(a_build(inputs=(gone,)))
    finished = propctl("snapshot", "verify")
    assert finished.code == 0
    assert "1 without all inputs" in finished.stdout


def test_no_rows_are_listed_as_none(propctl: Propctl, desk: Desk) -> None:
    desk.publish(a_build((), states={}))
    assert propctl("snapshot", "ls").stdout.splitlines()[1].split()[-1] == "0"


def test_the_long_list_is_a_table_of_what_the_manifests_say(propctl: Propctl, desk: Desk, board: str) -> None:
    later = desk.publish(a_build(as_of=AT_TEN + TEN_MINUTES, degraded=(FAILED,)))
    heading, *rows = propctl("snapshot", "ls", "--long").stdout.splitlines()
    assert heading.split() == [
        "snapshot_id", "date", "as", "of", "(UTC)", "provenance", "games", "line-ups", "props", "Statcast",
        "notes", "degraded",
    ]  # fmt: skip
    assert [row.split() for row in rows] == [
        [board, "2025-06-08", "06-08", "10:00", "live", "2", "0/4", "6", "0/0", "0", "0"],
        [
            later.manifest.snapshot_id,
            "2025-06-08",
            "06-08",
            "10:10",
            "live",
            "2",
            "0/4",
            "6",
            "0/0",
            "0",
            "1",
        ],
    ]


def test_a_snapshot_is_summed_up_below_its_props(propctl: Propctl, desk: Desk) -> None:
    board = desk.publish(a_build(degraded=(FAILED,))).manifest.snapshot_id
    heading, *lines = propctl("snapshot", "show").stdout.splitlines()
    assert heading.split()[0] == "player"
    assert lines[6].startswith(f"snapshot {board}: mlb 2025-06-08, live, 2025-06-08T10:00:00Z")
    assert lines[7].startswith("2 games, 6 props, line-ups ")
    assert lines[8:] == [f"degraded: {FAILED.code}: {FAILED.message}"]


def test_the_summary_alone_has_no_props(propctl: Propctl, board: str) -> None:
    whole, alone = (propctl("snapshot", "show", *more).stdout for more in ((), ("--summary",)))
    assert whole.endswith(alone)
    assert alone.startswith(f"snapshot {board}")
    assert propctl("snapshot", "show", "--summary", "--json").json.keys() == {"schema", "snapshot"}


def test_one_player_of_a_snapshot_is_shown(propctl: Propctl, board: str) -> None:
    lines = propctl("snapshot", "show", board, "--player", "player 9002").stdout.splitlines()
    assert [line.split()[1] for line in lines[1:3]] == ["9002", "9002"]
    assert lines[3] == "2 of 6 props"
    shown = propctl("snapshot", "show", "--player", "9002", "--json").json
    assert (len(shown["props"]), shown["snapshot"]["rows"]["count"]) == (2, 6)


def test_an_empty_date_is_said_to_be_empty(propctl: Propctl, board: str) -> None:
    assert "of 2025-06-09" in propctl("snapshot", "ls", "--date", "2025-06-09").stdout


def test_a_backfilled_board_has_no_instant(propctl: Propctl, desk: Desk) -> None:
    final = dict.fromkeys(BOTH_OPEN, GameState.FINAL)
    desk.publish(a_build(as_of=None, states=final))
    assert propctl("opportunities", "--json").json["as_of"] is None


def damaged(desk: Desk) -> None:
    digest = desk.manifests()[0].rows.blobs[0].sha256
    desk.store.put(desk.context().snapshots.layout.blob_key(digest), b"damage")


def test_damage_is_found_by_verify(propctl: Propctl, board: str, desk: Desk) -> None:
    damaged(desk)
    finished = propctl("snapshot", "verify", board)
    assert finished.code == 65
    assert finished.stdout.startswith(f"{board}: game {FIRST}: ")


def test_damage_is_a_data_error_for_readers(propctl: Propctl, board: str, desk: Desk) -> None:
    damaged(desk)
    finished = propctl("opportunities", "--json")
    assert (finished.code, finished.json["error"]["code"]) == (65, 65)


def test_the_findings_of_verify_are_records(propctl: Propctl, board: str) -> None:
    (finding,) = propctl("snapshot", "verify", "--json").json["snapshots"]
    assert (finding["snapshot_id"], finding["whole"], finding["damage"]) == (board, True, [])


def test_opportunities_are_counted_under_the_table(propctl: Propctl, board: str) -> None:
    lines = propctl("opportunities", "--limit", "2").stdout.splitlines()
    assert len(lines) == 4
    assert re.match(rf"2 of 6 .*{board}", lines[-1])


def test_opportunities_as_json_are_the_records(propctl: Propctl, board: str) -> None:
    document = propctl("opportunities", "--limit", "2", "--json").json
    assert (document["schema"], document["total"]) == ("propctl.opportunities/1", 6)
    assert (document["snapshot_id"], document["date"], document["as_of"]) == (
        board,
        "2025-06-08",
        "2025-06-08T10:00:00Z",
    )
    assert document["props"][0].keys() == FeaturedProp.model_fields.keys()


def test_no_opportunities_are_no_error(propctl: Propctl, board: str) -> None:
    finished = propctl("opportunities", "--team", "SEA")
    assert (finished.code, finished.stdout.splitlines()) == (0, [
        "SEA has no props on this board",
        f"no match among 6 props; snapshot {board}, as of 2025-06-08T10:00:00Z",
    ])  # fmt: skip


def test_the_counts_are_of_what_was_filtered(propctl: Propctl, desk: Desk) -> None:
    priced = a_prop(9001, books=(a_price(0.02, -0.02),))
    desk.publish(a_build((priced, *props_of(FIRST)[1:])))
    desk.publish(a_build((), as_of=AT_TEN + TEN_MINUTES, states=dict.fromkeys(BOTH_OPEN, GameState.STARTED)))

    def counted(*options: str) -> str:
        return propctl("opportunities", *options).stdout.splitlines()[-1].partition(";")[0]

    assert counted() == "0 of 0 props"
    assert counted("--view", "closing") == "3 of 3 props"
    assert counted("--view", "closing", "--market", "batter_walks") == "no match among 3 props"
    assert counted("--view", "closing", "--market", "batter_hits", "--limit", "2") == "2 of 3 matching props"
    assert counted("--view", "closing", "--sort", "edge") == "1 of 1 matching prop"
    assert counted("--view", "closing", "--min-edge", "0.5") == "no match among 3 props"


def test_the_side_is_chosen(propctl: Propctl, desk: Desk) -> None:
    desk.publish(a_build((a_prop(1), a_prop(2, prob_over=0.1, prob_under=0.9, fair_under_odds=-900))))
    heading, first, second, _ = propctl("opportunities", "--side", "both").stdout.splitlines()
    assert heading.split()[-4:] == ["bet", "prob", "fair", "mean"]
    assert (first.split()[-5:-1], second.split()[-5:-1]) == (
        ["u", "0.5", "90.0%", "-900"],
        ["o", "0.5", "60.0%", "-150"],
    )
    document = propctl("opportunities", "--side", "under", "--min-prob", "0.9", "--json").json
    assert [(prop["player_id"], prop["prob_over"]) for prop in document["props"]] == [(2, 0.1)]


@pytest.mark.parametrize("team", ["NYA", "Yankees", "nyy"])
def test_a_club_is_found_by_what_other_feeds_call_it(propctl: Propctl, board: str, team: str) -> None:
    assert propctl("opportunities", "--team", team, "--json").json["total"] == 6


def test_a_club_without_props_is_named(propctl: Propctl, board: str) -> None:
    assert (
        propctl("opportunities", "--team", "CHW").stdout.splitlines()[0] == "CWS has no props on this board"
    )


def test_an_unknown_club_is_wrong_usage(propctl: Propctl, board: str) -> None:
    finished = propctl("opportunities", "--team", "NYX")
    assert finished.code == 2
    assert finished.stderr.startswith(
        "propctl: unknown club 'NYX'\nhint: did you mean NYY or NYM? known: ATH, "
    )


@pytest.fixture
def season_board(desk: Desk) -> Desk:
    """Has published a board with the season's list of players among its inputs."""
    people = [{"id": 9001, "fullName": "Player 9001", "pitchHand": {"code": "R"}}]
    people += [{"id": 545361, "fullName": "Mike Trout"}, {"id": 4, "fullName": "Max Trouter"}]
    body = json.dumps({"people": people}).encode()
    digest = desk.context().snapshots.blobs.put(body)
    request = people_request(2025).text
    ref = InputRef(
        provider="mlb_stats_api", request=request, fetched_at=AT_TEN, sha256=digest, bytes=len(body)
    )
    desk.publish(a_build(inputs=(ref,)))
    return desk


def test_a_player_of_the_season_without_props_is_no_error(propctl: Propctl, season_board: Desk) -> None:
    finished = propctl("opportunities", "--player", "mike trout")
    assert (finished.code, finished.stdout.splitlines()[0]) == (
        0,
        "Mike Trout (545361) has no props on this board",
    )


def test_notes_leave_a_json_document_alone(propctl: Propctl, season_board: Desk) -> None:
    finished = propctl("opportunities", "--player", "545361", "--json")
    assert (finished.json["total"], finished.stderr) == (
        0,
        "Mike Trout (545361) has no props on this board\n",
    )


@pytest.mark.parametrize("player", ["Mike Troud", "Zzyzx", "123"])
def test_a_player_whom_nobody_in_the_season_is_is_wrong_usage(
    propctl: Propctl, season_board: Desk, player: str
) -> None:
    finished = propctl("opportunities", "--player", "9001", "--player", player)
    assert (finished.code, "no player of the season" in finished.stderr) == (2, True)


@pytest.mark.parametrize("gone", [True, False], ids=["gone", "damaged"])
def test_without_the_seasons_list_a_name_cannot_be_refused(
    propctl: Propctl, season_board: Desk, gone: bool
) -> None:
    key = season_board.context().snapshots.layout.blob_key(season_board.manifests()[0].inputs[0].sha256)
    season_board.store.delete(key) if gone else season_board.store.put(key, b"damage")
    finished = propctl("opportunities", "--player", "Mike Trout")
    assert (finished.code, "nobody on this board is called 'Mike Trout'" in finished.stdout) == (0, True)


def test_players_are_found_by_part_of_their_name(propctl: Propctl, board: str) -> None:
    assert propctl("opportunities", "--player", "player 9002", "--json").json["total"] == 2


def test_accents_do_not_hide_a_player(propctl: Propctl, desk: Desk) -> None:
    desk.publish(a_build((a_prop(player_name="Omar Narváez"),)))
    assert propctl("opportunities", "--player", "narvaez", "--json").json["total"] == 1


def test_a_json_document_is_one_line(propctl: Propctl, board: str) -> None:
    (line,) = propctl("opportunities", "--json").stdout.splitlines()
    assert json.loads(line)["total"] == 6


def test_sample_and_live_do_not_see_each_other(propctl: Propctl, board: str) -> None:
    assert propctl("opportunities", "--namespace", "sample").code == 2


def test_damage_alarms_on_stderr(propctl: Propctl, desk: Desk, board: str) -> None:
    """A cron line keeps nothing else."""
    (ref,) = desk.context().snapshots.list_snapshots()
    desk.store.put(ref.key, b"{}")
    assert propctl("snapshot", "verify").stderr.startswith(
        "propctl: 1 damaged, 1 pointer damaged; the first: "
    )
