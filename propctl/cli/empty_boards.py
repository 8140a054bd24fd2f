"""Why a command shows no props, and what to try instead: a reason, then lines that begin with ``hint:``."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from propctl.cli.boards import percent
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

HOLDS_HINT = (
    "hint: `propctl hold ls` says what is held and why, `propctl hold rm` ends a hold with the next run"
)


def write_empty(
    content: "Content", props: Sequence["FeaturedProp"], prop_filter: PropFilter, today: date
) -> None:
    """Why nothing of *props*, the rows of the filter's view of *content*, is shown."""
    lines = _no_match(content, props, prop_filter) if props else _no_rows(content, prop_filter.view, today)
    for line in lines:
        write_wrapped(line, "      ")


def _no_rows(content: "Content", view: View, today: date) -> list[str]:
    states = Counter(game.state for game in content.games)
    if not states:
        return [_no_games(content.date)]
    if states[GameState.OPEN]:
        held = content.params.holds
        return [f"no props: all are held ({_first(held)})", HOLDS_HINT] if held else ["no props"]
    counts = ", ".join(f"{states[state]} {state}" for state in GameState if states[state])
    return [
        f"no props: no game of {content.date} is still to begin ({counts})",
        *_closing_hint(content, view),
        *_tomorrow_hint(content.date, today),
    ]


def _no_games(day: date) -> str:
    if is_off_season(day):
        return f"no games on {day}, in the off-season; PROPCTL_PROVIDER_MODE=sample has some every day"
    return f"no games on {day}"


def _closing_hint(content: "Content", view: View) -> list[str]:
    """Where the rows of games that have begun are, unless it is known that there are none."""
    if isinstance(content, Manifest):
        begun = bool(content.closing)
    else:
        begun = any(game.state.counted and game.state is not GameState.OPEN for game in content.games)
    if not begun or view is View.CLOSING:
        return []
    return ["hint: `propctl opportunities --view closing` shows the last rows of each game before it began"]


def _tomorrow_hint(day: date, today: date) -> list[str]:
    if day != today:
        return []
    tomorrow = day + timedelta(days=1)
    return [f"hint: `propctl run-once --date {tomorrow}` publishes tomorrow's board"]


def _no_match(content: "Content", props: Sequence["FeaturedProp"], prop_filter: PropFilter) -> list[str]:
    asked = prop_filter.query.select(props)
    if not asked:
        return [
            f"no match: no prop of {content.date} has {_criteria(prop_filter.query)}",
            *_closing_hint(content, prop_filter.view),
            *([HOLDS_HINT] if _may_be_held(content.params.holds, prop_filter.query) else []),
        ]
    bets = [bet for prop in asked for bet in prop_filter.bets(prop)]
    if not bets:
        return [
            f"no match: {counted(len(asked), 'prop')}, none with a price",
            "hint: prices come from a line file, which PROPCTL_LINES_FILE names",
        ]
    return [f"no match: {_out_of_bounds(bets, prop_filter)}", *_side_hint(asked, prop_filter)]


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
        best = percent(max(bet.probability for bet in bets))
        limits.append(f"the highest probability is {best} (--min-prob {prop_filter.min_prob:g})")
    if prop_filter.min_edge is not None:
        best = f"{max(map(edge_of, bets)):+.4f}"
        limits.append(f"the best edge is {best} (--min-edge {prop_filter.min_edge:g})")
    sides = {BetSide.OVER: "over", BetSide.UNDER: "under", BetSide.BOTH: "side"}[prop_filter.allowed_side]
    return f"of {counted(len(bets), sides)}, {' and '.join(limits)}"


def _side_hint(props: Sequence["FeaturedProp"], prop_filter: PropFilter) -> list[str]:
    """Suggest both sides where that shows something."""
    both = replace(prop_filter, side=BetSide.BOTH)
    if prop_filter.allowed_side is BetSide.BOTH or not any(map(both.best_bet, props)):
        return []
    return ["hint: `--side both` finds some"]


def _first(targets: Sequence[str], most: int = 2) -> str:
    """The first targets, and how many there are besides."""
    more = [f"{len(targets) - most} more"] if len(targets) > most else []
    return "; ".join([*targets[:most], *more])
