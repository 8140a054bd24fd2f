"""Options that choose props. Apart from the others, since the table of markets takes time to import."""

from typing import Annotated

import typer

from propctl.domain.market import Market

Markets = Annotated[
    list[Market] | None,
    typer.Option("--market", metavar="MARKET", help="Only this market, e.g. batter_hits; may be repeated."),
]
Players = Annotated[
    list[str] | None,
    typer.Option(
        "--player",
        metavar="ID|NAME",
        help="Only this player (MLBAM id or part of the name); may be repeated.",
    ),
]
Teams = Annotated[
    list[str] | None,
    typer.Option("--team", metavar="ABBR", help="Only players of this club, e.g. NYY; may be repeated."),
]
