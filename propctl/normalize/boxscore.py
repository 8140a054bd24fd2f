"""A game's box score: the counts of every player.

``seasonStats`` of a finished game include that game (a leak) and are never read. Starting batters are read
from each player's ``battingOrder`` ("300" started in slot 3, "301" replaced him), never from the list of the
same name, which holds the final occupants.
"""

from dataclasses import dataclass
from typing import Final

import msgspec

from propctl.domain.stats import BattingCounts, PitchingCounts
from propctl.normalize.payload import NOTHING, Id, PayloadShapeError, Shape, has_content, read_payload
from propctl.normalize.totals import BattingShape, PitchingShape


class _Person(Shape, frozen=True, kw_only=True):
    id: Id
    full_name: str = ""


class _Stats(Shape, frozen=True, kw_only=True):
    batting: msgspec.Raw = NOTHING
    pitching: msgspec.Raw = NOTHING


NO_STATS: Final = _Stats()


class _Player(Shape, frozen=True, kw_only=True):
    person: _Person
    stats: _Stats = NO_STATS
    batting_order: str | None = None


class _Team(Shape, frozen=True, kw_only=True):
    id: Id


class _Club(Shape, frozen=True, kw_only=True):
    team: _Team
    players: dict[str, _Player]


class _Clubs(Shape, frozen=True, kw_only=True):
    away: _Club
    home: _Club


class _BoxscorePayload(Shape, frozen=True, kw_only=True):
    teams: _Clubs


@dataclass(frozen=True, slots=True)
class BoxLine:
    """One player's line in one game; counts are None if he did not bat or pitch."""

    player_id: int
    name: str
    team_id: int
    batting_order: int | None
    """Slot 1 to 9 of a starting batter, else None."""
    batting: BattingCounts | None
    pitching: PitchingCounts | None


def read_boxscore(body: bytes) -> tuple[BoxLine, ...]:
    """Every player on either roster, visiting club first."""
    payload = read_payload(_BoxscorePayload, body)
    return tuple(
        _line(player, club.team.id)
        for club in (payload.teams.away, payload.teams.home)
        for player in club.players.values()
    )


def _line(player: _Player, team_id: int) -> BoxLine:
    batting, pitching = player.stats.batting, player.stats.pitching
    return BoxLine(
        player_id=player.person.id,
        name=player.person.full_name,
        team_id=team_id,
        batting_order=_slot(player.batting_order),
        batting=read_payload(BattingShape, batting).counts() if has_content(batting) else None,
        pitching=read_payload(PitchingShape, pitching).counts() if has_content(pitching) else None,
    )


def _slot(order: str | None) -> int | None:
    """3 for ``"300"``, who started in slot 3; None for ``"301"``, who replaced him."""
    if order is None:
        return None
    if not (order.isdigit() and len(order) == 3):
        raise PayloadShapeError(f"battingOrder: {order!r} is not three digits")
    return int(order[0]) if order.endswith("00") else None
