"""Counts per player from days of pitches. Pure: the order and the portions of the rows do not matter.

Descriptions are the provider's. Those not named here are not counted: balls and strikes that the clock or an
intentional walk adds (``automatic_ball``, ``automatic_strike``), pitchouts, and bunts that missed or went
foul.
"""

from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Final

from propctl.domain.contact import NO_CONTACT, BatterContact, Contact, PitcherContact
from propctl.normalize.pitches import POSSIBLE

if TYPE_CHECKING:
    import polars as pl

CONTACT_COLUMNS: Final[tuple[str, ...]] = (
    "game_date",
    "batter",
    "pitcher",
    "description",
    "launch_speed",
    "launch_speed_angle",
)
"""The columns that :func:`contact_of` reads."""

BALLS: Final = ("ball", "blocked_ball")
WHIFFS: Final = ("swinging_strike", "swinging_strike_blocked", "foul_tip")
SWINGS: Final = (*WHIFFS, "foul", "hit_into_play")
PITCHES: Final = (*BALLS, *SWINGS, "called_strike")

BARREL: Final = 6
"""``launch_speed_angle`` of a ball whose speed and angle mostly give extra-base hits."""

HARD_HIT: Final = 95.0
"""The least speed of a hard-hit ball, in miles an hour (MLB glossary)."""


def contact_of(days: "Sequence[pl.DataFrame]") -> Contact:
    """The counts of all players in *days* of pitches, in games of every kind."""
    if not days:
        return NO_CONTACT
    import polars as pl

    pitches = pl.concat([day.select(CONTACT_COLUMNS) for day in days], how="vertical_relaxed")
    marked = pitches.select("batter", "pitcher", **_marks())
    seen = _sums(marked, "batter", [field.name for field in fields(BatterContact)])
    thrown = _sums(marked, "pitcher", [field.name for field in fields(PitcherContact)])
    return Contact(
        batters={player: BatterContact(*counts) for player, *counts in seen},
        pitchers={player: PitcherContact(*counts) for player, *counts in thrown},
        days=pitches["game_date"].n_unique(),
    )


def _marks() -> "dict[str, pl.Expr]":
    """For each count, whether a pitch adds to it."""
    import polars as pl

    description = pl.col("description")
    measured = (description == "hit_into_play") & _possible("launch_speed_angle")
    return {
        "pitches": description.is_in(PITCHES),
        "balls": description.is_in(BALLS),
        "swings": description.is_in(SWINGS),
        "whiffs": description.is_in(WHIFFS),
        "batted_balls": measured,
        "barrels": measured & (pl.col("launch_speed_angle") == BARREL),
        "hard_hit": measured & _possible("launch_speed") & (pl.col("launch_speed") >= HARD_HIT),
    }


def _possible(column: str) -> "pl.Expr":
    """Whether the value is there and in its range: days that earlier versions landed have others too."""
    import polars as pl

    return pl.col(column).is_between(*POSSIBLE[column]).fill_null(value=False)


def _sums(marked: "pl.DataFrame", player: str, kinds: list[str]) -> list[tuple[int, ...]]:
    """(player id, a count per kind) in order of id; a pitch without description is not counted."""
    import polars as pl

    return marked.group_by(player).agg(pl.col(kinds).sum()).sort(player).rows()
