"""Which props a reader asks for."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from pydantic import BaseModel, ConfigDict, field_validator

from propctl.domain.clubs import club_code
from propctl.domain.market import Market
from propctl.domain.player_names import check_name, is_player
from propctl.domain.prop import FeaturedProp
from propctl.domain.validation_messages import did_you_mean, near_choices

_MARKETS: Final = frozenset(Market)


class PropQuery(BaseModel):
    """A date (None: today in New York) and filters; an empty tuple does not filter.

    ``players`` are MLBAM ids or parts of a name, ``teams`` codes of clubs as any feed writes them, or their
    names; case, accents and punctuation do not matter.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    date: dt.date | None = None
    markets: tuple[Market, ...] = ()
    players: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()

    @field_validator("markets", mode="before")
    @classmethod
    def _suggest_markets(cls, value: object) -> object:
        for text in value if isinstance(value, list | tuple | set | frozenset) else ():
            if isinstance(text, str) and text not in _MARKETS:
                raise ValueError(unknown_market(text))
        return value

    @field_validator("players", "teams")
    @classmethod
    def _check_names(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(check_name(name) for name in names)

    def wants(self, prop: FeaturedProp) -> bool:
        """Whether *prop* passes the filters; the date is not checked."""
        return (
            (not self.markets or prop.market in self.markets)
            and (not self.teams or club_code(prop.team) in {club_code(team) for team in self.teams})
            and (
                not self.players
                or any(is_player(wanted, prop.player_id, prop.player_name) for wanted in self.players)
            )
        )

    def select(self, props: Iterable[FeaturedProp]) -> list[FeaturedProp]:
        """The props that pass, in their order."""
        return [prop for prop in props if self.wants(prop)]


def unknown_market(text: str) -> str:
    """The message for a market that does not exist, with what was probably meant and those that do."""
    meant = did_you_mean(near_choices(text, Market))
    return f"unknown market {text!r}; {f'{meant} ' if meant else ''}known: {', '.join(Market)}"
