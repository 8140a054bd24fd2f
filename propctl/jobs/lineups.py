"""Who bats: the posted line-up, or else the club's last one. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from propctl.domain.slate import LineupStatus, Player, RecentLineup, Side, Slate, clubs_by_player


@dataclass(frozen=True, slots=True)
class BattingOrder:
    """A club's batters in order (none when nothing is known) and where the order comes from."""

    players: tuple[Player, ...]
    status: LineupStatus
    posted: bool


def latest_by_club(recent: tuple[RecentLineup, ...]) -> dict[int, tuple[Player, ...]]:
    """Each club's latest line-up by team id, without those who have batted for another club since."""
    ordered = sorted(recent, key=lambda lineup: (lineup.official_date, lineup.game_pk))
    latest = {lineup.team_id: lineup.lineup for lineup in ordered}
    club_of = {player.player_id: lineup.team_id for lineup in ordered for player in lineup.lineup}
    return {
        team: tuple(player for player in players if club_of[player.player_id] == team)
        for team, players in latest.items()
    }


def named_today(slate: Slate, *, past: bool) -> dict[int, frozenset[int]]:
    """The ids of the clubs that name each player in a line-up or as starter, in any game of the day.

    The row of a game that was postponed on a past day has the line-ups of its makeup, which is later.
    """
    games = (game for game in slate.games if game.state.counted or not past)
    return clubs_by_player(side for game in games for side in (game.away, game.home))


def batting_order(
    side: Side,
    latest: Mapping[int, tuple[Player, ...]],
    named: Mapping[int, frozenset[int]],
    *,
    past: bool,
) -> BattingOrder:
    """The order to project *side* with, without players whom another club names today."""
    if side.lineup is not None:
        status = LineupStatus.ACTUAL if past else LineupStatus.CONFIRMED
        return BattingOrder(side.lineup, status, posted=True)
    players = tuple(
        player
        for player in latest.get(side.team_id, ())
        if named.get(player.player_id, frozenset()) <= {side.team_id}
    )
    return BattingOrder(players, LineupStatus.PROJECTED, posted=False)
