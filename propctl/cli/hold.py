"""``propctl hold``: keep something off the board."""

from typing import TYPE_CHECKING, Annotated

import typer

from propctl.cli.options import READING, Json, NamespaceOption, exit_status
from propctl.domain.market import Market

if TYPE_CHECKING:
    from propctl.domain.hold_rules import Hold, Target

app = typer.Typer(help="Keep a market, a player or a game off the board.", rich_markup_mode=None)

MAX_REASON = 200

MarketOption = Annotated[
    Market | None, typer.Option("--market", metavar="MARKET", help="This market, e.g. batter_hits.")
]
PlayerOption = Annotated[
    int | None, typer.Option("--player", min=1, metavar="ID", help="This player, by his MLBAM id.")
]
GameOption = Annotated[int | None, typer.Option("--game", min=1, metavar="ID", help="This game, by its id.")]


@app.callback()
def group() -> None:
    """Keep a market, a player or a game off the board.

    A hold takes effect with the next run, until it is removed. It does not apply to boards of past dates.
    """


@app.command("add", epilog=exit_status(*READING))
def add(
    market: MarketOption = None,
    player: PlayerOption = None,
    game: GameOption = None,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; `hold ls` shows it.")] = "",
    namespace: NamespaceOption = None,
    as_json: Json = False,
) -> None:
    """Hold what matches all of the options, from the next run on.

    `propctl opportunities --json` has the ids, as player_id and game_id.
    """
    from propctl.cli.output import write_json, write_line
    from propctl.cli.session import open_reading_context
    from propctl.jobs.holds import add_hold

    target = _target(market, player, game)
    if not reason.isprintable() or len(reason) > MAX_REASON:
        raise typer.BadParameter(
            f"a reason takes up to {MAX_REASON} printable characters", param_hint="'--reason'"
        )
    hold = add_hold(open_reading_context(namespace), target, reason)
    if as_json:
        write_json("hold.add", hold=hold.model_dump(mode="json"))
    else:
        write_line(f"{hold.target} is off the board from the next run on")


@app.command("rm", epilog=exit_status(*READING))
def rm(
    market: MarketOption = None,
    player: PlayerOption = None,
    game: GameOption = None,
    namespace: NamespaceOption = None,
    as_json: Json = False,
) -> None:
    """Release the hold that was added with the same options, from the next run on."""
    from propctl.cli.output import write_json, write_line
    from propctl.cli.session import open_reading_context
    from propctl.jobs.holds import remove_hold

    target = _target(market, player, game)
    remove_hold(open_reading_context(namespace), target)
    if as_json:
        write_json("hold.rm", removed=target.text)
    else:
        write_line(f"{target.text} is back on the board with the next run")


@app.command("ls", epilog=exit_status(*READING))
def ls(namespace: NamespaceOption = None, as_json: Json = False) -> None:
    """List the holds in force."""
    from propctl.cli.output import Column, write_json, write_line, write_table
    from propctl.cli.session import open_reading_context
    from propctl.jobs.holds import read_holds

    context = open_reading_context(namespace)
    holds = read_holds(context).holds
    if as_json:
        write_json("hold.ls", holds=[hold.model_dump(mode="json") for hold in holds], total=len(holds))
    elif not holds:
        write_line(f"nothing is held in {context.store.url} ({context.namespace})")
    else:
        columns = (
            Column("market"),
            Column("player", right=True),
            Column("game", right=True),
            Column("since", drop_order=1),
            Column("reason", drop_order=2, min_width=8),
        )
        write_table(columns, map(_cells, holds))


def _cells(hold: "Hold") -> tuple[str, ...]:
    from propctl.domain.calendar import utc_text
    from propctl.domain.hold_rules import Target

    target = Target.parse(hold.target)
    named = (target.market, target.player_id, target.game_id)
    return (*("-" if name is None else str(name) for name in named), utc_text(hold.added_at), hold.reason)


def _target(market: Market | None, player: int | None, game: int | None) -> "Target":
    from propctl.domain.hold_rules import Target

    if (market, player, game) == (None, None, None):
        raise typer.BadParameter("name at least one of --market, --player and --game")
    return Target(market, player, game)
