"""A made-up league to project: thirty players a side, nothing recorded."""

from collections.abc import Mapping
from dataclasses import replace

from propctl.domain.matchup import Handedness, Lineup, Matchup, ProjectionInput, PropDistribution
from propctl.domain.stats import (
    BatterTotals,
    BattingCounts,
    History,
    PitcherTotals,
    PitchingCounts,
    SeasonTotals,
)

AWAY, HOME = 201, 202
AWAY_STARTER, HOME_STARTER = 901, 902
AWAY_BATTERS = tuple(range(11, 20))
HOME_BATTERS = tuple(range(21, 30))
NEUTRAL_VENUE = 99_999

USUAL_BATTER = BattingCounts(
    plate_appearances=400, at_bats=358, hits=88, doubles=18, triples=2, home_runs=12, walks=33,
    intentional_walks=1, hit_by_pitch=4, strikeouts=90, runs=48, rbi=46, stolen_bases=8, caught_stealing=2,
)  # fmt: skip
USUAL_STARTER = PitchingCounts(
    games=16, games_started=16, batters_faced=360, outs=255, hits=80, home_runs=12, walks=28, hit_batsmen=4,
    strikeouts=80, runs=42, earned_runs=38,
)  # fmt: skip
USUAL_RELIEVER = replace(USUAL_STARTER, games=80, games_started=0)

NO_HANDS = Handedness({}, {})
EMPTY = History(SeasonTotals(2025))


def batter(player: int, counts: BattingCounts = USUAL_BATTER) -> BatterTotals:
    return BatterTotals(player, f"Batter {player}", AWAY if player < 20 else HOME, counts)


def pitcher(player: int, club: int, counts: PitchingCounts = USUAL_STARTER) -> PitcherTotals:
    return PitcherTotals(player, f"Pitcher {player}", club, counts)


def season(year: int = 2025) -> SeasonTotals:
    """A season in which everybody did the usual, and batters' ids make small differences."""
    batters = {
        player: batter(player, replace(USUAL_BATTER, strikeouts=60 + 2 * player, home_runs=player % 9))
        for player in AWAY_BATTERS + HOME_BATTERS
    }
    pitchers = {
        AWAY_STARTER: pitcher(AWAY_STARTER, AWAY),
        HOME_STARTER: pitcher(HOME_STARTER, HOME),
        903: pitcher(903, AWAY, USUAL_RELIEVER),
        904: pitcher(904, HOME, USUAL_RELIEVER),
    }
    return SeasonTotals(year, batters, pitchers)


def history() -> History:
    return History(season(), (season(2024), season(2023)))


def with_batter(past: History, player: int, counts: BattingCounts) -> History:
    batters = {**past.current.batters, player: batter(player, counts)}
    return replace(past, current=replace(past.current, batters=batters))


def with_pitcher(past: History, player: int, club: int, counts: PitchingCounts) -> History:
    pitchers = {**past.current.pitchers, player: pitcher(player, club, counts)}
    return replace(past, current=replace(past.current, pitchers=pitchers))


USUAL_AWAY = Lineup(AWAY, AWAY_BATTERS, AWAY_STARTER)
USUAL_HOME = Lineup(HOME, HOME_BATTERS, HOME_STARTER)


def game(
    *,
    away: Lineup = USUAL_AWAY,
    home: Lineup = USUAL_HOME,
    game_pk: int = 1,
    venue_id: int = NEUTRAL_VENUE,
) -> Matchup:
    return Matchup(game_pk, venue_id, away, home)


def projection_input(
    *games: Matchup, past: History | None = None, handedness: Handedness = NO_HANDS
) -> ProjectionInput:
    return ProjectionInput(games or (game(),), history() if past is None else past, handedness)


def by_key(props: list[PropDistribution]) -> Mapping[tuple[int, int, str], PropDistribution]:
    return {(prop.game_pk, prop.player_id, prop.market.value): prop for prop in props}
