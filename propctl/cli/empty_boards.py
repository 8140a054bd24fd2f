"""Why a command shows no props, and what to try instead: a reason, then lines that begin with ``hint:``."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from propctl.cli.output import counted, write_wrapped
from propctl.domain.calendar import is_off_season
from propctl.domain.hold_rules import Target
from propctl.domain.option_values import BetSide, View
from propctl.domain.slate import GameState
from propctl.domain.snapshot import Manifest
from propctl.jobs.opportunities import PropFilter, edge_of

if TYPE_CHECKING:
    from propctl.domain.bet import Bet
    from propctl.domain.prop import FeaturedProp
    from propctl.domain.query import PropQuery
    from propctl.domain.snapshot import Content


@dataclass(frozen=True, slots=True)
class EmptyBoard:
    """What was asked for, of which board and when: *namespace* is the option that was given, if any.

    *absent* has a sentence for each club and player that was asked for and has no props on the board.
    """

    content: "Content"
    prop_filter: PropFilter
    today: date
    namespace: str | None = None
    absent: Sequence[str] = ()

    def write(self, props: Sequence["FeaturedProp"]) -> None:
        """Why nothing of *props*, the rows of the filter's view, is shown."""
        for line in self._no_match(props) if props else self._no_rows():
            write_wrapped(line, "      ")

    def _no_rows(self) -> list[str]:
        content = self.content
        states = Counter(game.state for game in content.games)
        if not states:
            return self._no_games()
        if states[GameState.OPEN]:
            held = content.params.holds
            return [f"no props: all are held ({_first(held)})", self._holds_hint()] if held else ["no props"]
        counts = ", ".join(f"{states[state]} {state}" for state in GameState if states[state])
        reason = f"no props: no game of {content.date} is still to begin ({counts})"
        return [reason, *self._closing_hint(), *self._tomorrow_hint()]

    def _no_match(self, props: Sequence["FeaturedProp"]) -> list[str]:
        query = self.prop_filter.query
        asked = query.select(props)
        if not asked:
            holds = [self._holds_hint()] if _may_be_held(self.content.params.holds, query) else []
            criteria = f"no prop of {self.content.date} has {_criteria(query)}"
            explained = len(self.absent) == len(query.players) + len(query.teams) > 0
            reasons = self.absent if explained else (criteria, *self.absent)
            return [*reasons, *self._closing_hint(), *holds]
        bets = [bet for prop in asked for bet in self.prop_filter.bets(prop)]
        if not bets:
            return [
                f"no match: {counted(len(asked), 'prop')}, none with a price",
                "hint: prices come from a line file, which PROPCTL_LINES_FILE names",
            ]
        return [f"no match: {_out_of_bounds(bets, self.prop_filter)}", *_side_hint(asked, self.prop_filter)]

    def _no_games(self) -> list[str]:
        day = self.content.date
        if is_off_season(day):
            return [f"no games on {day}, in the off-season; PROPCTL_PROVIDER_MODE=sample has some every day"]
        return [f"no games on {day}", *self._tomorrow_hint()]

    def _closing_hint(self) -> list[str]:
        """Where the rows of games that have begun are, unless it is known that there are none."""
        if isinstance(self.content, Manifest):
            begun = bool(self.content.closing)
        else:
            states = {game.state for game in self.content.games}
            begun = any(state.counted and state is not GameState.OPEN for state in states)
        if not begun or self.prop_filter.view is View.CLOSING:
            return []
        day = "" if self.content.date == self.today else f" --date {self.content.date}"
        command = f"propctl opportunities{day}{self._where()} --view closing"
        return [f"hint: `{command}` shows the last rows of each game before it began"]

    def _tomorrow_hint(self) -> list[str]:
        if self.content.date != self.today or self.namespace:
            return []
        tomorrow = self.today + timedelta(days=1)
        return [f"hint: `propctl run-once --date {tomorrow}` publishes tomorrow's board"]

    def _holds_hint(self) -> str:
        commands = [f"`propctl hold {name}{self._where()}`" for name in ("ls", "rm")]
        return f"hint: {commands[0]} says what is held and why, {commands[1]} ends a hold with the next run"

    def _where(self) -> str:
        return f" --namespace {self.namespace}" if self.namespace else ""


def _criteria(query: "PropQuery") -> str:
    """``market batter_hits or batter_walks, team SEA``."""
    named = {"market": query.markets, "player": query.players, "team": query.teams}
    return ", ".join(f"{name} {' or '.join(values)}" for name, values in named.items() if values)


def _may_be_held(holds: Sequence[str], query: "PropQuery") -> bool:
    """Whether a hold names a market or a player of those that were asked for."""
    targets = map(Target.parse, holds)
    return any(
        target.market in (None, *query.markets) and (target.player_id is None or bool(query.players))
        for target in targets
    )


def _out_of_bounds(bets: Sequence["Bet"], prop_filter: PropFilter) -> str:
    """What the bounds demand, and the best that there is of each."""
    limits = []
    if prop_filter.min_prob is not None:
        best = f"{max(bet.probability for bet in bets):.4f}"
        limits.append(f"the highest probability is {best} (--min-prob {prop_filter.min_prob:g})")
    if prop_filter.min_edge is not None:
        best = f"{max(map(edge_of, bets)):+.4f}"
        limits.append(f"the best edge is {best} (--min-edge {prop_filter.min_edge:g})")
    sides = {BetSide.OVER: "over", BetSide.UNDER: "under", BetSide.BOTH: "side"}[prop_filter.allowed_side]
    return f"of {counted(len(bets), sides)}, {' and '.join(limits)}"


def _side_hint(props: Sequence["FeaturedProp"], prop_filter: PropFilter) -> list[str]:
    """Suggest both sides where that shows something."""
    both = replace(prop_filter, side=BetSide.BOTH)
    return ["hint: `--side both` finds some"] if any(map(both.best_bet, props)) else []


def _first(targets: Sequence[str], most: int = 2) -> str:
    """The first targets, and how many there are besides."""
    more = [f"{len(targets) - most} more"] if len(targets) > most else []
    return "; ".join([*targets[:most], *more])
