"""Who bats: the posted line-up, else the one the club used last. Pure."""

from dataclasses import dataclass

from propctl.domain.slate import LineupStatus, Player, RecentLineup, Side


@dataclass(frozen=True, slots=True)
class BattingOrder:
    """A club's batters in order (none when nothing is known) and where the order comes from."""

    players: tuple[Player, ...]
    status: LineupStatus
    posted: bool


def latest_by_club(recent: tuple[RecentLineup, ...]) -> dict[int, tuple[Player, ...]]:
    """Each club's latest line-up, by team id."""
    ordered = sorted(recent, key=lambda lineup: (lineup.official_date, lineup.game_pk))
    return {lineup.team_id: lineup.lineup for lineup in ordered}


def batting_order(side: Side, latest: dict[int, tuple[Player, ...]], *, past: bool) -> BattingOrder:
    """The order to project *side* with."""
    if side.lineup is not None:
        status = LineupStatus.ACTUAL if past else LineupStatus.CONFIRMED
        return BattingOrder(side.lineup, status, posted=True)
    return BattingOrder(latest.get(side.team_id, ()), LineupStatus.PROJECTED, posted=False)
