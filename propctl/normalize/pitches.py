"""A day of pitches (Baseball Savant's CSV): typed by an explicit schema, each pitch once, in a fixed order.

The provider's traps: a byte order mark before the first name; columns that are added, moved or named twice;
``null`` as well as empty cells; quoted numbers; repeated rows; spring games among the others.
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from propctl.normalize.payload import PayloadShapeError
from propctl.normalize.schedule_rows import GAME_TYPES

if TYPE_CHECKING:
    import polars as pl

KEY: Final = ("game_pk", "at_bat_number", "pitch_number")
"""What identifies a pitch; an at-bat's number is the provider's ``atBatIndex`` plus one."""

NEVER_EMPTY: Final = (*KEY, "game_type", "pitcher", "batter", "description")
"""Columns in which every pitch has a value."""

IDENTITY: Final = (*KEY, "pitcher", "batter")
"""Numbers from 1, never empty: a row without one of them cannot be placed, and its day does not land."""

POSSIBLE: Final = {"launch_speed": (0.0, 130.0), "launch_speed_angle": (1.0, 6.0)}
"""The range of what is counted; another number is an empty cell.

The hardest-hit ball since 2015, when measuring began, left the bat at 122.9 mph (25 May 2025); the classes of
``launch_speed_angle`` are 1 (weak) to 6 (barrel), by the provider's description of its CSV.
"""

MAX_MEASURED: Final = 10_000.0
"""More than anything measured; the largest numbers are spin rates of up to 3,600 turns a minute."""

ROW_CAP: Final = 24_900
"""The provider silently cuts answers at 25,000 rows; a day has at most 5,100."""

_TEXT: Final = (
    "pitch_type", "player_name", "events", "description", "des", "game_type", "stand", "p_throws",
    "home_team", "away_team", "type", "bb_type", "inning_topbot", "pitch_name", "if_fielding_alignment",
    "of_fielding_alignment",
)  # fmt: skip
_WHOLE: Final = (
    "batter", "pitcher", "zone", "hit_location", "balls", "strikes", "game_year", "on_3b", "on_2b",
    "on_1b", "outs_when_up", "inning", "game_pk", "fielder_2", "fielder_3", "fielder_4", "fielder_5",
    "fielder_6", "fielder_7", "fielder_8", "fielder_9", "woba_denom", "launch_speed_angle",
    "at_bat_number", "pitch_number", "home_score", "away_score", "bat_score", "fld_score",
    "post_away_score", "post_home_score", "post_bat_score", "post_fld_score", "home_score_diff",
    "bat_score_diff", "age_pit_legacy", "age_bat_legacy", "age_pit", "age_bat", "n_thruorder_pitcher",
    "n_priorpa_thisgame_player_at_bat", "pitcher_days_since_prev_game", "batter_days_since_prev_game",
)  # fmt: skip
_MEASURED: Final = (
    "release_speed", "release_pos_x", "release_pos_z", "pfx_x", "pfx_z", "plate_x", "plate_z", "hc_x",
    "hc_y", "vx0", "vy0", "vz0", "ax", "ay", "az", "sz_top", "sz_bot", "hit_distance_sc", "launch_speed",
    "launch_angle", "effective_speed", "release_spin_rate", "release_extension", "release_pos_y",
    "estimated_ba_using_speedangle", "estimated_woba_using_speedangle", "woba_value", "babip_value",
    "iso_value", "spin_axis", "delta_home_win_exp", "delta_run_exp", "bat_speed", "swing_length",
    "estimated_slg_using_speedangle", "delta_pitcher_run_exp", "hyper_speed", "home_win_exp",
    "bat_win_exp", "api_break_z_with_gravity", "api_break_x_arm", "api_break_x_batter_in", "arm_angle",
    "attack_angle", "attack_direction", "swing_path_tilt", "intercept_ball_minus_batter_pos_x_inches",
    "intercept_ball_minus_batter_pos_y_inches", "miss_distance",
)  # fmt: skip

REQUIRED: Final = frozenset((
    "game_pk", "game_date", "game_type", "at_bat_number", "pitch_number", "batter", "pitcher", "stand",
    "p_throws", "home_team", "away_team", "inning", "inning_topbot", "events", "description", "type",
    "pitch_type", "release_speed", "zone", "plate_x", "plate_z", "bb_type", "launch_speed", "launch_angle",
    "launch_speed_angle", "estimated_ba_using_speedangle", "estimated_woba_using_speedangle", "woba_value",
    "woba_denom", "delta_run_exp",
))  # fmt: skip
"""Columns without which a day does not land; the answers of all years have them. Others may be missing."""

NOT_KEPT: Final = frozenset((
    "spin_dir", "spin_rate_deprecated", "break_angle_deprecated", "break_length_deprecated",
    "tfs_deprecated", "tfs_zulu_deprecated", "umpire", "sv_id", "pitcher_days_until_next_game",
    "batter_days_until_next_game",
))  # fmt: skip
"""Columns that are always empty, and those that contain the future."""


def pitch_schema() -> "dict[str, pl.DataType]":
    """The columns of every landed day and their types, the same for all years."""
    import polars as pl

    return (
        {"game_date": pl.Date()}
        | dict.fromkeys(_WHOLE, pl.Int32())
        | dict.fromkeys(_TEXT, pl.String())
        | dict.fromkeys(_MEASURED, pl.Float64())
    )


def header_of(body: bytes) -> list[str]:
    """The column names of a CSV answer; empty for an empty one."""
    first = body[: body.find(b"\n")] if b"\n" in body else body
    return next(csv.reader([first.decode("utf-8-sig", errors="replace").strip("\r\n")]), [])


def unknown_columns(body: bytes) -> list[str]:
    """Columns that this version neither keeps nor drops on purpose."""
    known = {"game_date", *_TEXT, *_WHOLE, *_MEASURED} | NOT_KEPT
    return [name for name in header_of(body) if name not in known]


def absent_columns(body: bytes) -> list[str]:
    """Columns that this version keeps and *body* lacks; answers of earlier years lack some."""
    names = set(header_of(body))
    return [name for name in ("game_date", *_TEXT, *_WHOLE, *_MEASURED) if name not in names]


def read_pitches(body: bytes, day: date, left_out: frozenset[int] = frozenset()) -> "pl.DataFrame":
    """The pitches of *day*'s games in the order of :data:`KEY`, without those of *left_out* games.

    PayloadShapeError for a missing column, a value of the wrong type, a row of another day, two different
    rows for one pitch, or a row count at which the provider cuts answers.
    """
    names = header_of(body)
    missing = sorted(REQUIRED - set(names))
    if missing:
        raise PayloadShapeError(f"without the column{'s' * (len(missing) > 1)} {', '.join(missing)}")
    rows = _typed(body, names, left_out)
    if rows.height >= ROW_CAP:
        raise PayloadShapeError(f"{rows.height} rows: the provider cuts at 25,000 and does not say so")
    rows = _counted(rows)
    if any(rows[name].null_count() for name in NEVER_EMPTY):
        raise PayloadShapeError(f"rows without one of {', '.join(NEVER_EMPTY)}")
    if not rows["game_date"].eq_missing(day).all():
        raise PayloadShapeError(f"rows of another day than {day}")
    _check_identity(rows)
    return _each_once(_without_impossible(rows)).sort(KEY)


def _counted(rows: "pl.DataFrame") -> "pl.DataFrame":
    """Without rows of games of types that no board has; their cells may hold anything."""
    counted = rows["game_type"].is_in(sorted(GAME_TYPES)).fill_null(value=True)
    return rows if counted.all() else rows.filter(counted)


def _check_identity(rows: "pl.DataFrame") -> None:
    for name in IDENTITY:
        least = rows[name].min()
        if isinstance(least, int) and least < 1:
            raise PayloadShapeError(f"{name} is {least}, where numbers begin at 1")


def _without_impossible(rows: "pl.DataFrame") -> "pl.DataFrame":
    """Numbers that cannot have been measured, infinite ones and NaN among them, become empty cells."""
    import polars as pl

    ranges = dict.fromkeys(_MEASURED, (-MAX_MEASURED, MAX_MEASURED)) | POSSIBLE
    impossible = {name: ~pl.col(name).is_between(*ranges[name]) for name in ranges}
    found = rows.select(expression.any().alias(name) for name, expression in impossible.items())
    return rows.with_columns(
        pl.when(~impossible[name]).then(pl.col(name)).alias(name) for name in ranges if found[name][0]
    )


def _typed(body: bytes, names: Sequence[str], left_out: frozenset[int]) -> "pl.DataFrame":
    """All rows under the schema; values of left-out games may have wrong types."""
    import polars as pl

    schema = pitch_schema()
    try:
        rows = _parsed(body, names, schema)
    except pl.exceptions.PolarsError:
        rows = _cast(_counted(_without(_as_text(body, names, schema), left_out)), schema)
    absent = [pl.lit(None, kind).alias(name) for name, kind in schema.items() if name not in rows.columns]
    return _without(rows.with_columns(absent), left_out).select(list(schema))


def _as_text(body: bytes, names: Sequence[str], schema: Iterable[str]) -> "pl.DataFrame":
    """Every known column as text; PayloadShapeError for bytes that are not a table at all."""
    import polars as pl

    try:
        return _parsed(body, names, dict.fromkeys(schema, pl.String()))
    except pl.exceptions.PolarsError as error:
        reason = str(error).strip().partition("\n")[0]
        raise PayloadShapeError(f"no table that can be read: {reason}") from error


def _without(rows: "pl.DataFrame", games: Iterable[int]) -> "pl.DataFrame":
    import polars as pl

    left_out = rows["game_pk"].cast(pl.Int64, strict=False).is_in(sorted(games)).fill_null(value=False)
    return rows.filter(~left_out) if left_out.any() else rows


def _parsed(body: bytes, names: Sequence[str], types: "dict[str, pl.DataType]") -> "pl.DataFrame":
    """The known columns of the body, each from its first occurrence."""
    import polars as pl

    unique = [f"{name}#{place}" if name in names[:place] else name for place, name in enumerate(names)]
    schema = {name: types.get(name, pl.String()) for name in unique}
    table = body.rstrip(b"\r\n")  # an empty line at the end would be a row of nothing
    if b"\n" not in table:  # a header and nothing else
        rows = pl.DataFrame(schema=schema)
    else:
        rows = pl.read_csv(table, has_header=False, skip_rows=1, schema=schema, null_values=["", "null"])
    return rows.select(name for name in unique if name in types)


def _cast(text: "pl.DataFrame", schema: "dict[str, pl.DataType]") -> "pl.DataFrame":
    """*text* under the schema; PayloadShapeError names the first value that does not fit.

    ``6.0`` is a whole number. Another number where a whole one belongs is impossible, so its cell is empty.
    """
    typed = text.with_columns(_typed_column(name, schema[name]) for name in text.columns)
    for name in text.columns:
        invalid = text.filter(typed[name].is_null() & text[name].is_not_null())
        if name in _WHOLE and name not in IDENTITY:
            invalid = invalid.filter(invalid[name].cast(schema["launch_speed"], strict=False).is_null())
        if invalid.height:
            raise PayloadShapeError(
                f"{name} is {invalid[name][0]!r} in a row of game {invalid['game_pk'][0]}"
            )
    return typed


def _typed_column(name: str, kind: "pl.DataType") -> "pl.Expr":
    import polars as pl

    if name == "game_date":
        return pl.col(name).str.to_date(strict=False)
    if name not in _WHOLE:
        return pl.col(name).cast(kind, strict=False)
    number = pl.col(name).cast(pl.Float64(), strict=False)
    return pl.when(number == number.floor()).then(number).cast(kind, strict=False).alias(name)


def _each_once(rows: "pl.DataFrame") -> "pl.DataFrame":
    """Without repeated rows, which the provider sends after a repeated query."""
    if rows.n_unique(KEY) == rows.height:
        return rows
    once = rows.unique()
    if once.n_unique(KEY) != once.height:
        raise PayloadShapeError("two different rows of one pitch")
    return once


def incomplete_games(pitches: "pl.DataFrame") -> list[int]:
    """Games with missing rows: no first at-bat, or an at-bat whose pitches are not 1, 2, ..., n.

    Later at-bats may be absent, if no pitch was thrown in them.
    """
    import polars as pl

    at_bats = pitches.group_by("game_pk", "at_bat_number").agg(
        (pl.col("pitch_number").max() != pl.len()).alias("hole")
    )
    games = at_bats.group_by("game_pk").agg(
        (pl.col("hole").any() | (pl.col("at_bat_number").min() != 1)).alias("hole")
    )
    return sorted(games.filter("hole")["game_pk"].to_list())


def pitches_thrown(pitches: "pl.DataFrame") -> dict[int, int]:
    """Pitches per pitcher, counted as in official totals: without clock and intentional-walk entries."""
    import polars as pl

    thrown = pitches.filter(~pl.col("description").str.starts_with("automatic"), pl.col("game_type") == "R")
    return dict(thrown.group_by("pitcher").len().iter_rows())
