"""The players: known talents, stable over a season, changing slowly from one to the next."""

from hypothesis import given
from hypothesis import strategies as st

from propctl.sample.rosters import BATTERS, CLUBS, PITCHERS, rosters
from propctl.sample.talent import talents

SEASONS = st.integers(2000, 2100)


@given(SEASONS)
def test_everybody_has_one_place_but_the_two_way_player(season: int) -> None:
    players = [*rosters(season).batters, *rosters(season).pitchers]
    twice = [player for player in players if players.count(player) > 1]
    assert {player.two_way for player in twice} == {True}
    assert len({player.player_id for player in players}) == len(players) - 1
    assert all(900_000 <= player.player_id < 1_000_000 for player in players)


@given(st.integers(2000, 2099))
def test_most_players_stay_from_one_season_to_the_next(season: int) -> None:
    now, later = (
        {player.player_id for player in (*rosters(year).batters, *rosters(year).pitchers)}
        for year in (season, season + 1)
    )
    assert 0.65 < len(now & later) / len(now) < 0.97


@given(SEASONS)
def test_trades_leave_every_club_its_numbers(season: int) -> None:
    everybody = rosters(season)
    for late in (False, True):
        places = [place for club in CLUBS for place in everybody.batters_of(club.index, late=late)]
        assert sorted(places) == list(range(len(CLUBS) * BATTERS))
    assert len(everybody.traded) == 4


def test_names_have_accents_and_clubs_have_namesakes() -> None:
    everybody = rosters(2025)
    names = [player.name for player in everybody.batters]
    assert any(not name.isascii() for name in names)
    surnames = [
        [player.name.split()[1] for player in everybody.batters[first : first + BATTERS]]
        for first in range(0, len(names), BATTERS)
    ]
    assert any(len(set(club)) < len(club) for club in surnames)


def test_true_rates_are_chances() -> None:
    known = talents(2025)
    rates = [*known.batters, *known.pitchers]
    assert len(rates) == len(CLUBS) * (BATTERS + PITCHERS)
    assert all(min(rate) > 0.0 and sum(rate) < 0.75 for rate in rates)


def test_a_players_rates_drift_little() -> None:
    this, last = talents(2025), talents(2024)
    before = {player.player_id: rate for player, rate in zip(last.rosters.batters, last.batters, strict=True)}
    now = {player.player_id: rate for player, rate in zip(this.rosters.batters, this.batters, strict=True)}
    both = before.keys() & now.keys()
    assert all(abs(before[player][6] - now[player][6]) < 0.10 for player in both)
    assert any(before[player] != now[player] for player in both)
