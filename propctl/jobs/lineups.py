"""Who bats: the posted line-up, or else the club's last one. Pure."""

from dataclasses import dataclass

from propctl.domain.slate import LineupStatus, Player, RecentLineup, Side


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


def batting_order(
    side: Side, opponent: Side, latest: dict[int, tuple[Player, ...]], *, past: bool
) -> BattingOrder:
    """The order to project *side* with, without players who are posted for the *opponent*."""
    if side.lineup is not None:
        status = LineupStatus.ACTUAL if past else LineupStatus.CONFIRMED
        return BattingOrder(side.lineup, status, posted=True)
    elsewhere = {player.player_id for player in opponent.lineup or ()}
    players = tuple(player for player in latest.get(side.team_id, ()) if player.player_id not in elsewhere)
    return BattingOrder(players, LineupStatus.PROJECTED, posted=False)
