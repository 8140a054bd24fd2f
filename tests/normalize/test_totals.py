from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.domain.stats import BattingCounts, SeasonTotals
from propctl.normalize.payload import PayloadShapeError
from propctl.normalize.totals import (
    TOTALS_FIELDS,
    BattingShape,
    PitchingShape,
    read_pitch_counts,
    read_totals,
)
from tests.normalize.payloads import BATTING, PITCHING, Document, as_body, block, halved, row, totals


def read(document: Document) -> SeasonTotals:
    return read_totals(as_body(document), 2025)


def without(stat: Document, *keys: str) -> Document:
    return {name: value for name, value in stat.items() if name not in keys}


WHOLE = read(totals([row(1, BATTING)], [row(2, PITCHING)]))


def test_a_batters_counts_are_read() -> None:
    assert WHOLE.batters[1].counts == BattingCounts(250, 220, 66, 12, 1, 9, 24, 1, 3, 50, 35, 31, 7, 2)


def test_a_pitchers_innings_are_outs() -> None:
    assert (WHOLE.pitchers[2].counts.outs, WHOLE.pitchers[2].counts.batters_faced) == (204, 280)


def test_a_pitchers_runs_are_read_beside_the_earned_ones() -> None:
    assert (WHOLE.pitchers[2].counts.runs, WHOLE.pitchers[2].counts.earned_runs) == (26, 23)


def test_every_count_that_is_read_is_asked_for() -> None:
    asked = set(TOTALS_FIELDS.split(","))
    for shape in (BattingShape, PitchingShape):
        assert {field.encode_name for field in msgspec.structs.fields(shape)} <= asked


def test_a_players_only_club_is_his() -> None:
    assert WHOLE.batters[1].team_id == 147


def test_singles_are_derived() -> None:
    assert WHOLE.batters[1].counts.singles == 44


def test_groups_may_come_in_any_order() -> None:
    document = totals([row(1, BATTING)], [row(2, PITCHING)])
    document["stats"].reverse()
    assert read(document) == WHOLE


def test_an_empty_league_has_totals_of_nobody() -> None:
    assert read(totals([], [])) == SeasonTotals(2025, {}, {})


def test_a_two_way_player_is_in_both_groups() -> None:
    found = read(totals([row(7, BATTING)], [row(7, PITCHING)]))
    assert (found.batters[7].counts.hits, found.pitchers[7].counts.strikeouts) == (66, 75)


def test_a_short_page_is_an_error() -> None:
    document = {"stats": [block("hitting", [row(1, BATTING)], announced=2), block("pitching", [])]}
    with pytest.raises(PayloadShapeError, match="1 rows where totalSplits announces 2"):
        read(document)


def test_an_exact_duplicate_is_dropped() -> None:
    document = {
        "stats": [block("hitting", [row(1, BATTING), row(1, BATTING)], announced=1), block("pitching", [])]
    }
    assert read(document).batters[1].counts.hits == 66


def test_a_duplicate_does_not_make_up_for_a_missing_row() -> None:
    with pytest.raises(PayloadShapeError, match="1 rows where totalSplits announces 2"):
        read(totals([row(1, BATTING), row(1, BATTING)]))


def test_another_season_is_an_error() -> None:
    with pytest.raises(PayloadShapeError, match="asked for season 2025, answered 2024"):
        read(totals([row(1, BATTING) | {"season": "2024"}]))


@pytest.mark.parametrize("groups", [[], ["hitting"], ["pitching"], ["hitting", "hitting", "pitching"]])
def test_each_group_must_be_there_once(groups: list[str]) -> None:
    with pytest.raises(PayloadShapeError, match=r"blocks? of (hitting|pitching)"):
        read({"stats": [block(group, []) for group in groups]})


def test_a_group_we_did_not_ask_for_is_ignored() -> None:
    document = totals([row(1, BATTING)], [row(2, PITCHING)])
    document["stats"].append(block("fielding", [{"anything": 1}]))
    assert read(document) == WHOLE


def test_added_and_reordered_keys_change_nothing() -> None:
    reordered = dict(reversed(row(1, BATTING | {"new": 5}).items()))
    assert read(totals([reordered | {"surprise": []}], [row(2, PITCHING)])) == WHOLE


def test_a_missing_count_is_named() -> None:
    with pytest.raises(PayloadShapeError, match=r"stat.*homeRuns"):
        read(totals([row(1, without(BATTING, "homeRuns"))]))


def test_a_count_that_is_no_number_is_named() -> None:
    with pytest.raises(PayloadShapeError, match=r"stat\.hits"):
        read(totals([row(1, BATTING | {"hits": ".---"})]))


def test_seasons_without_the_rarer_keys_are_read() -> None:
    old = totals(
        [row(1, without(BATTING, "intentionalWalks", "hitByPitch", "runs", "rbi", "stolenBases"))],
        [row(2, without(PITCHING, "hitBatsmen", "gamesStarted", "gamesPlayed", "earnedRuns"))],
    )
    found = read(old)
    assert (found.batters[1].counts.hit_by_pitch, found.pitchers[2].counts.hit_batsmen) == (0, 0)
    assert (found.batters[1].counts.stolen_bases, found.pitchers[2].counts.earned_runs) == (0, 0)


FIRST, SECOND = halved(BATTING)
FOLDED = [row(1, BATTING, team=147, teams=2)]
TOTAL_AND_CLUBS = [row(1, FIRST, team=111), row(1, SECOND), row(1, BATTING, team=None, teams=2)]
CLUBS_ALONE = [row(1, FIRST, team=111), row(1, SECOND)]


@pytest.mark.parametrize(
    "rows", [FOLDED, TOTAL_AND_CLUBS, CLUBS_ALONE], ids=["folded", "total-and-clubs", "clubs-alone"]
)
def test_a_traded_player_has_the_same_totals_in_every_form(rows: list[Document]) -> None:
    assert read(totals(rows)).batters[1].counts == WHOLE.batters[1].counts


@pytest.mark.parametrize(
    "rows", [FOLDED, TOTAL_AND_CLUBS, CLUBS_ALONE], ids=["folded", "total-and-clubs", "clubs-alone"]
)
def test_a_traded_player_has_no_one_club(rows: list[Document]) -> None:
    assert read(totals(rows)).batters[1].team_id is None


@given(st.permutations(TOTAL_AND_CLUBS))
def test_the_order_of_a_traded_players_rows_does_not_matter(rows: list[Document]) -> None:
    assert read(totals(rows)).batters[1].counts == WHOLE.batters[1].counts


def test_a_traded_pitcher_is_added_up_too() -> None:
    one, other = halved(PITCHING)
    found = read(totals([], [row(2, one, team=111), row(2, other)]))
    assert found.pitchers[2].counts == WHOLE.pitchers[2].counts


def test_a_season_may_be_a_number() -> None:
    assert read(totals([row(1, BATTING) | {"season": 2025}])).batters[1].counts == WHOLE.batters[1].counts


def test_the_number_of_clubs_may_be_null() -> None:
    assert read(totals([row(1, BATTING) | {"numTeams": None}])).batters[1].team_id == 147


@pytest.mark.parametrize("count", [-1, 100_001, 10**30])
def test_a_count_that_nobody_reaches_is_an_error(count: int) -> None:
    with pytest.raises(PayloadShapeError, match="hits"):
        read(totals([row(1, BATTING | {"hits": count})]))


@pytest.mark.parametrize("team", [147, None], ids=["club", "total"])
def test_two_different_rows_for_the_same_club_are_an_error(team: int | None) -> None:
    with pytest.raises(PayloadShapeError, match="player 1 "):
        read(totals([row(1, FIRST, team=team), row(1, SECOND, team=team)]))


def told(hitting: list[Document], pitching: list[Document] | None = None) -> tuple[SeasonTotals, list[str]]:
    faults: list[str] = []
    return read_totals(as_body(totals(hitting, pitching)), 2025, faults.append), faults


SOUND = [row(player, BATTING) for player in range(1, 10)]
NO_COUNTS: list[Any] = ["66", -1, 66.5, 1e9, True, [], None, {}, ".---"]
ODD_COUNTS: list[Document] = [
    without(BATTING, "hits"),
    *(BATTING | {"hits": value} for value in NO_COUNTS),
]


@pytest.mark.parametrize("stat", ODD_COUNTS, ids=lambda stat: str(stat.get("hits", "absent")))
def test_one_odd_row_is_left_out_and_named(stat: Document) -> None:
    found, faults = told([*SOUND, row(99, stat)], [row(99, PITCHING)])
    assert (sorted(found.batters), sorted(found.pitchers)) == ([*range(1, 10)], [99])
    assert len(faults) == 1
    assert faults[0].startswith("splits of hitting[9].stat")


@pytest.mark.parametrize("count", [66.0, 66])
def test_a_count_may_be_written_as_a_fraction(count: float) -> None:
    assert read(totals([row(1, BATTING | {"hits": count})])) == read(totals([row(1, BATTING)]))


@pytest.mark.parametrize("odd", [{}, {"player": {}}, 7, "x", None, row(-5, BATTING), row(10**30, BATTING)])
def test_a_row_of_nobody_is_left_out(odd: object) -> None:
    found, faults = told([*SOUND, odd])  # type: ignore[list-item]
    assert (len(found.batters), len(faults)) == (9, 1)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_traded_player_with_an_odd_row_has_no_record(place: int) -> None:
    """The rest of his rows are not all of him."""
    rows = [*CLUBS_ALONE, row(1, BATTING, team=133)]
    rows[place] = rows[place] | {"stat": {}}
    found, faults = told([*SOUND[1:], *rows])
    assert (1 in found.batters, len(faults)) == (False, 1)


def test_a_player_whose_rows_contradict_each_other_is_left_out() -> None:
    found, faults = told([*SOUND[1:], row(1, FIRST), row(1, SECOND)])
    assert (1 in found.batters, len(found.batters)) == (False, 8)
    assert faults == ["splits: player 1 has two different rows for the same clubs"]


def test_an_odd_row_counts_as_announced() -> None:
    document = totals([*SOUND, row(99, {})])
    document["stats"][0]["totalSplits"] = 11
    with pytest.raises(PayloadShapeError, match="10 rows where totalSplits announces 11"):
        read(document)


def test_five_odd_rows_of_many_are_left_out_and_six_are_another_format() -> None:
    sound = [row(player, BATTING) for player in range(1, 40)]
    odd = [row(100 + number, {}) for number in range(6)]
    assert len(told([*sound, *odd[:5]])[1]) == 5
    with pytest.raises(PayloadShapeError, match=r"\A\[39\]: object missing required field `stat`\Z"):
        told([*sound, *odd])


@pytest.mark.parametrize("thrown", [{}, {"numberOfPitches": "90"}, {"numberOfPitches": -1}])
def test_official_pitch_counts_are_whole_or_none(thrown: Document) -> None:
    rows = [row(player, {"numberOfPitches": 90}) for player in range(1, 40)]
    assert len(read_pitch_counts(as_body({"stats": [block("pitching", rows)]}), 2025)) == 39
    with pytest.raises(PayloadShapeError):
        read_pitch_counts(as_body({"stats": [block("pitching", [*rows, row(99, thrown)])]}), 2025)


def test_one_row_of_another_season_is_left_out_with_its_player() -> None:
    found, faults = told([*SOUND, row(99, BATTING) | {"season": "2024"}])
    assert sorted(found.batters) == list(range(1, 10))
    assert faults == ["row 9 of the splits of hitting: asked for season 2025, answered 2024"]
