"""Holds: what an operator keeps off the board.

A hold names a market, a player, a game or a combination, and covers the props that match all of it.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from pydantic import field_validator

from propctl.domain.market import Market
from propctl.domain.prop import FeaturedProp
from propctl.domain.snapshot import Record


@dataclass(frozen=True, slots=True, order=True)
class Target:
    """What a hold covers (ValueError when empty, which would cover everything)."""

    market: Market | None = None
    player_id: int | None = None
    game_id: int | None = None

    def __post_init__(self) -> None:
        if not self.text:
            raise ValueError("a hold names a market, a player or a game")

    @property
    def text(self) -> str:
        """``market=pitcher_strikeouts,player=660271``: how manifests and commands write it."""
        named = {"market": self.market, "player": self.player_id, "game": self.game_id}
        return ",".join(f"{name}={value}" for name, value in named.items() if value is not None)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The target that :attr:`text` wrote (ValueError for anything else)."""
        pairs = [part.partition("=") for part in text.split(",")]
        named = {name: value for name, _, value in pairs}
        if len(named) != len(pairs) or not named.keys() <= {"market", "player", "game"}:
            raise ValueError(f"{text!r} is not a hold; write it like market=batter_hits,player=660271")
        market, player, game = (named.get(name) for name in ("market", "player", "game"))
        return cls(
            Market(market) if market is not None else None,
            _whole(player) if player is not None else None,
            _whole(game) if game is not None else None,
        )

    def covers(self, prop: FeaturedProp) -> bool:
        """Whether *prop* stays off the board."""
        return (
            self.market in (None, prop.market)
            and self.player_id in (None, prop.player_id)
            and self.game_id in (None, prop.game_id)
        )


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"{text!r} is not an id: players and games have whole numbers")
    return int(text)


class Hold(Record):
    """One hold: ``target`` as :attr:`Target.text` writes it, the reason, and when it was added."""

    target: str
    reason: str
    added_at: dt.datetime

    @field_validator("target")
    @classmethod
    def _check_target(cls, text: str) -> str:
        Target.parse(text)
        return text


class Holds(Record):
    """All holds of a namespace, sorted by target."""

    holds: tuple[Hold, ...] = ()

    def targets(self) -> tuple[str, ...]:
        """Their targets, as a manifest's params list them."""
        return tuple(hold.target for hold in self.holds)


def held_prop_ids(props: Iterable[FeaturedProp], targets: Iterable[str]) -> set[str]:
    """The ``prop_id`` of each prop that at least one target covers."""
    parsed = [Target.parse(target) for target in targets]
    if not parsed:
        return set()
    return {prop.prop_id for prop in props if any(target.covers(prop) for target in parsed)}
