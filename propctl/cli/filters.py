"""Options that choose props. Apart from the others, since the table of markets takes time to import."""

from typing import Annotated

import typer

from propctl.domain.market import Market
from propctl.domain.player_names import check_name


def parse_name(text: str) -> str:
    """A name or code, which has letters or digits."""
    try:
        return check_name(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


Markets = Annotated[
    list[Market] | None,
    typer.Option("--market", metavar="MARKET", help="Only this market, e.g. batter_hits; may be repeated."),
]
Players = Annotated[
    list[str] | None,
    typer.Option(
        "--player",
        metavar="ID|NAME",
        parser=parse_name,
        help="Only this player (MLBAM id or part of the name); may be repeated.",
    ),
]
Teams = Annotated[
    list[str] | None,
    typer.Option(
        "--team",
        metavar="CLUB",
        parser=parse_name,
        help="Only players of this club, e.g. NYY, or its name; may be repeated.",
    ),
]
