"""Which props a reader asks for."""

import datetime as dt
from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from propctl.domain.market import Market
from propctl.domain.player_names import folded
from propctl.domain.prop import FeaturedProp


class PropQuery(BaseModel):
    """A date (None: today in New York) and filters; an empty tuple does not filter.

    ``players`` are MLBAM ids or parts of a name, ``teams`` club abbreviations; case, accents and
    punctuation do not matter.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    date: dt.date | None = None
    markets: tuple[Market, ...] = ()
    players: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()

    def wants(self, prop: FeaturedProp) -> bool:
        """Whether *prop* passes the filters; the date is not checked."""
        return (
            (not self.markets or prop.market in self.markets)
            and (not self.teams or prop.team in {team.upper() for team in self.teams})
            and (not self.players or any(_is_player(prop, wanted) for wanted in self.players))
        )

    def select(self, props: Iterable[FeaturedProp]) -> list[FeaturedProp]:
        """The props that pass, in their order."""
        return [prop for prop in props if self.wants(prop)]


def _is_player(prop: FeaturedProp, wanted: str) -> bool:
    if wanted.isdigit():
        return prop.player_id == int(wanted)
    name = folded(wanted)
    return bool(name) and name in folded(prop.player_name)
