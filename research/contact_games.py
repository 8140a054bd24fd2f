"""The player-games of a range of days, with the rates that the totals alone expect."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from benchmarks.grading import Outcomes
from propctl.domain.matchup import ProjectionInput
from propctl.domain.stats import BattingCounts, PitchingCounts
from propctl.projection.events import Floats, batting_row, pitching_row, stage_counts
from propctl.projection.league import league_rates
from propctl.projection.rates import BATTER_PRIOR, STARTER_PRIOR, Rates, batter_rates, pitcher_rates
from research.contact_candidates import Games
from research.contact_splits import Faced

Season = Sequence[tuple[date, ProjectionInput, Outcomes]]


def games_of(season: Season, role: str) -> Games:
    """Everybody who started in *role*, in order of days."""
    prior = BATTER_PRIOR if role == "batter" else STARTER_PRIOR
    parts: list[tuple[list[int], list[int], Rates, Floats, Floats]] = []
    for day, projection_input, outcomes in season:
        keys = [key for key in outcomes if key[2] == role]
        players = [player for _, player, _ in keys]
        league = league_rates(projection_input.history)
        rates = (batter_rates if role == "batter" else pitcher_rates)(
            projection_input.history, players, league
        )
        rows = np.array([_row(outcomes[key]) for key in keys], dtype=np.float64)
        usual = np.tile(league.now, (len(keys), 1))
        parts.append(([day.toordinal()] * len(keys), players, rates, usual, rows))
    happened, tried = stage_counts(np.concatenate([rows for *_, rows in parts]))
    return Games(
        days=np.concatenate([days for days, *_ in parts]).astype(np.int64),
        players=np.concatenate([players for _, players, *_ in parts]).astype(np.int64),
        rate=np.concatenate([rates.stages for _, _, rates, *_ in parts]),
        firmness=np.concatenate([rates.trials for _, _, rates, *_ in parts]) + np.array(prior.value.k),
        league=np.concatenate([usual for *_, usual, _ in parts]),
        happened=happened,
        tried=tried,
    )


def _row(counts: BattingCounts | PitchingCounts) -> tuple[int, ...]:
    return batting_row(counts) if isinstance(counts, BattingCounts) else pitching_row(counts)


def faced_by(season: Season) -> Faced:
    """Whom the batters of :func:`games_of` met, in the same order."""
    starters, throws, bats = [], [], []
    for _, projection_input, outcomes in season:
        met = _starters_met(projection_input)
        for game, player, role in outcomes:
            if role == "batter":
                starter = met.get((game, player), -1)
                starters.append(starter)
                throws.append(str(projection_input.handedness.throws.get(starter)))
                bats.append(str(projection_input.handedness.bats.get(player)))
    return Faced(np.array(starters, dtype=np.int64), np.array(throws), np.array(bats))


def _starters_met(projection_input: ProjectionInput) -> dict[tuple[int, int], int]:
    met: dict[tuple[int, int], int] = {}
    for game in projection_input.matchups:
        for own, other in ((game.away, game.home), (game.home, game.away)):
            if other.starter is not None:
                met |= dict.fromkeys(((game.game_pk, player) for player in own.batters), other.starter)
    return met
