"""Codes of clubs, as feeds write them."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.domain.clubs import ABBREVIATIONS, CLUBS, SAMPLE_CODES, club_code, league_codes, near_clubs


def test_there_are_thirty_clubs_with_names_of_their_own() -> None:
    assert len(set(ABBREVIATIONS.values())) == len(ABBREVIATIONS) == 30


def test_no_spelling_means_two_clubs() -> None:
    spellings = Counter(spelling for club in CLUBS for spelling in set(club.spellings()))
    assert [spelling for spelling, clubs in spellings.items() if clubs > 1] == []


@pytest.mark.parametrize(
    ("codes", "team_id"),
    [
        ("AZ ARI ari Diamondbacks D-backs", 109),
        ("ATH OAK athletics A's", 133),
        ("CWS CHW CHA", 145),
        ("CHC CHN", 112),
        ("WSH WSN WAS MON", 120),
        ("KC KCR KCA", 118),
        ("SD SDP SDN", 135),
        ("SF SFG SFN", 137),
        ("TB TBR TBA", 139),
        ("LAA ANA CAL", 108),
        ("LAD LAN Dodgers", 119),
        ("NYM NYN", 121),
        ("NYY NYA", 147),
        ("STL SLN", 138),
        ("MIA FLA FLO", 146),
    ],
)
def test_a_club_is_found_by_the_code_of_every_feed(codes: str, team_id: int) -> None:
    assert {club_code(code) for code in codes.split()} == {ABBREVIATIONS[team_id]}


@pytest.mark.parametrize("name", ["Los Angeles Dodgers", " los angeles  DODGERS "])
def test_a_club_is_found_by_its_name(name: str) -> None:
    assert club_code(name) == "LAD"


@pytest.mark.parametrize("text", ["LA", "NY", "CHI", "TBD", "Sox", "Los Angeles"])
def test_what_may_mean_two_clubs_means_none(text: str) -> None:
    assert club_code(text) == text.upper()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("LA", ["LAA", "LAD"]),
        ("NYK", ["NYM", "NYY"]),
        ("Yankes", ["NYY"]),
        ("Los Angeles", ["LAD", "LAA"]),
        ("Chicago", ["CHC", "CWS"]),
        ("XYZ", []),
    ],
)
def test_a_misspelt_club_is_near_those_that_were_meant(text: str, meant: list[str]) -> None:
    assert sorted(near_clubs(text, league_codes("live"))) == sorted(meant)


def test_only_known_clubs_are_meant() -> None:
    assert near_clubs("NYY", SAMPLE_CODES) == []


def test_the_sample_league_has_no_code_of_another() -> None:
    assert [code for code in SAMPLE_CODES if club_code(code) != code] == []


@given(st.text())
def test_a_code_stands_for_itself(text: str) -> None:
    assert club_code(club_code(text)) == club_code(text)
