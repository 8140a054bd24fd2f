"""The 2024 season as inputs of the model and results, day by day.

The game lines hold line-ups (the slots of starting batters), starters and all players' counts, but not the
venue; the home club's park is used instead.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.grading import Outcomes
from propctl.domain.clubs import ABBREVIATIONS
from propctl.domain.matchup import Handedness, Lineup, Matchup, ProjectionInput
from propctl.domain.stats import (
    BatterTotals,
    BattingCounts,
    History,
    PitcherTotals,
    PitchingCounts,
    SeasonTotals,
)
from propctl.projection.park_and_platoon import HOME_VENUES
from research.lines import Lines

CLUBS = {abbreviation: club for club, abbreviation in ABBREVIATIONS.items()}


@dataclass(slots=True)
class Season:
    """Totals so far, replaced line by line."""

    batters: dict[int, BatterTotals]
    pitchers: dict[int, PitcherTotals]

    def add_batter(self, player: int, club: int, counts: BattingCounts) -> None:
        """One more game of a batter."""
        old = self.batters.get(player)
        if old is None:
            self.batters[player] = BatterTotals(player, "", club, counts)
        else:
            only = club if old.team_id == club else None
            self.batters[player] = replace(old, team_id=only, counts=old.counts.plus(counts))

    def add_pitcher(self, player: int, club: int, counts: PitchingCounts) -> None:
        """One more game of a pitcher."""
        old = self.pitchers.get(player)
        if old is None:
            self.pitchers[player] = PitcherTotals(player, "", club, counts)
        else:
            only = club if old.team_id == club else None
            self.pitchers[player] = replace(old, team_id=only, counts=old.counts.plus(counts))

    def totals(self) -> SeasonTotals:
        """A copy of the totals so far."""
        return SeasonTotals(2024, dict(self.batters), dict(self.pitchers))


def season_2024(
    batting: Lines, pitching: Lines, earlier: SeasonTotals, handedness: Handedness
) -> Iterator[tuple[ProjectionInput, Outcomes]]:
    """Each day's question and what the players in it did."""
    season = Season({}, {})
    for day in np.unique(batting.dates):
        batted, pitched = np.flatnonzero(batting.dates == day), np.flatnonzero(pitching.dates == day)
        matchups = _matchups(batting, pitching, batted, pitched)
        outcomes: Outcomes = {}
        projection_input = ProjectionInput(matchups, History(season.totals(), (earlier,)), handedness)
        for row in batted.tolist():
            player, counts = int(batting.players[row]), _batting(batting, row)
            season.add_batter(player, CLUBS[batting.columns["team"][row]], counts)
            if batting.columns["starter"][row] == "True":
                outcomes[int(batting.columns["game_pk"][row]), player, "batter"] = counts
        for row in pitched.tolist():
            player, pitches = int(pitching.players[row]), _pitching(pitching, row)
            season.add_pitcher(player, CLUBS[pitching.columns["team"][row]], pitches)
            if pitches.games_started:
                outcomes[int(pitching.columns["game_pk"][row]), player, "pitcher"] = pitches
        yield projection_input, outcomes


def _matchups(
    batting: Lines, pitching: Lines, batted: np.typing.NDArray[np.intp], pitched: np.typing.NDArray[np.intp]
) -> tuple[Matchup, ...]:
    starters = {
        (int(pitching.columns["game_pk"][row]), pitching.columns["team"][row]): int(pitching.players[row])
        for row in pitched
        if pitching.columns["gamesStarted"][row] == "1"
    }
    orders: dict[tuple[int, str, str], dict[int, int]] = defaultdict(dict)
    for row in batted:
        columns = batting.columns
        if columns["starter"][row] == "True":
            side = int(columns["game_pk"][row]), columns["side"][row], columns["team"][row]
            orders[side][int(columns["lineup_slot"][row])] = int(batting.players[row])
    line_ups = {
        (game, side): Lineup(
            CLUBS[club], tuple(order[slot] for slot in sorted(order)), starters.get((game, club))
        )
        for (game, side, club), order in orders.items()
    }
    games = sorted({game for game, _ in line_ups})
    return tuple(
        Matchup(
            game,
            HOME_VENUES.get(line_ups[game, "home"].team_id, 0),
            line_ups[game, "away"],
            line_ups[game, "home"],
        )
        for game in games
    )


def _batting(lines: Lines, row: int) -> BattingCounts:
    def count(name: str) -> int:
        return int(lines.columns[name][row])

    return BattingCounts(
        plate_appearances=count("plateAppearances"),
        at_bats=count("atBats"),
        hits=count("hits"),
        doubles=count("doubles"),
        triples=count("triples"),
        home_runs=count("homeRuns"),
        walks=count("baseOnBalls"),
        intentional_walks=count("intentionalWalks"),
        hit_by_pitch=count("hitByPitch"),
        strikeouts=count("strikeOuts"),
    )


def _pitching(lines: Lines, row: int) -> PitchingCounts:
    def count(name: str) -> int:
        return int(lines.columns[name][row])

    return PitchingCounts(
        games=1,
        games_started=count("gamesStarted"),
        batters_faced=count("battersFaced"),
        outs=count("outs_est"),
        hits=count("hits"),
        home_runs=count("homeRuns"),
        walks=count("baseOnBalls"),
        hit_batsmen=count("hitBatsmen"),
        strikeouts=count("strikeOuts"),
    )
