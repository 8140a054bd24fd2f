"""Synthetic days of pitches in the shape of Baseball Savant's CSV: invented players, invented figures."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

Pitch = dict[str, str | None]
"""Cells by column name, None for an empty one; ``"pitcher.1"`` is what the second ``pitcher`` column says."""

DAY: Final = date(2025, 6, 7)
GAME, OTHER = 900001, 900002
PITCHER: Final = 7001

COLUMNS_118: Final = (
    "pitch_type", "game_date", "release_speed", "release_pos_x", "release_pos_z", "player_name",
    "batter", "pitcher", "events", "description", "spin_dir", "spin_rate_deprecated",
    "break_angle_deprecated", "break_length_deprecated", "zone", "des", "game_type", "stand",
    "p_throws", "home_team", "away_team", "type", "hit_location", "bb_type", "balls", "strikes",
    "game_year", "pfx_x", "pfx_z", "plate_x", "plate_z", "on_3b", "on_2b", "on_1b", "outs_when_up",
    "inning", "inning_topbot", "hc_x", "hc_y", "tfs_deprecated", "tfs_zulu_deprecated", "umpire",
    "sv_id", "vx0", "vy0", "vz0", "ax", "ay", "az", "sz_top", "sz_bot", "hit_distance_sc",
    "launch_speed", "launch_angle", "effective_speed", "release_spin_rate", "release_extension",
    "game_pk", "fielder_2", "fielder_3", "fielder_4", "fielder_5", "fielder_6", "fielder_7",
    "fielder_8", "fielder_9", "release_pos_y", "estimated_ba_using_speedangle",
    "estimated_woba_using_speedangle", "woba_value", "woba_denom", "babip_value", "iso_value",
    "launch_speed_angle", "at_bat_number", "pitch_number", "pitch_name", "home_score", "away_score",
    "bat_score", "fld_score", "post_away_score", "post_home_score", "post_bat_score", "post_fld_score",
    "if_fielding_alignment", "of_fielding_alignment", "spin_axis", "delta_home_win_exp",
    "delta_run_exp", "bat_speed", "swing_length", "estimated_slg_using_speedangle",
    "delta_pitcher_run_exp", "hyper_speed", "home_score_diff", "bat_score_diff", "home_win_exp",
    "bat_win_exp", "age_pit_legacy", "age_bat_legacy", "age_pit", "age_bat", "n_thruorder_pitcher",
    "n_priorpa_thisgame_player_at_bat", "pitcher_days_since_prev_game", "batter_days_since_prev_game",
    "pitcher_days_until_next_game", "batter_days_until_next_game", "api_break_z_with_gravity",
    "api_break_x_arm", "api_break_x_batter_in", "arm_angle", "attack_angle", "attack_direction",
    "swing_path_tilt", "intercept_ball_minus_batter_pos_x_inches",
    "intercept_ball_minus_batter_pos_y_inches",
)  # fmt: skip


def _placed(columns: Sequence[str], name: str, before: str) -> tuple[str, ...]:
    place = columns.index(before)
    return (*columns[:place], name, *columns[place:])


COLUMNS_119: Final = _placed(COLUMNS_118, "miss_distance", "estimated_slg_using_speedangle")
COLUMNS_92: Final = _placed(
    _placed(COLUMNS_118[: COLUMNS_118.index("bat_speed")], "pitcher", "fielder_2"), "fielder_2", "umpire"
)
"""Of 2019 to 2022: ``pitcher`` and ``fielder_2`` stand twice, bats are not measured."""

VINTAGES: Final = {"118": COLUMNS_118, "119": COLUMNS_119, "92": COLUMNS_92}

_QUOTED: Final = frozenset((
    "pitch_type", "game_date", "release_speed", "player_name", "events", "description", "des",
    "game_type", "stand", "p_throws", "home_team", "away_team", "type", "bb_type", "plate_x", "plate_z",
    "inning_topbot", "launch_speed", "woba_value", "pitch_name", "delta_run_exp", "bat_speed",
    "arm_angle",
))  # fmt: skip
"""Columns whose cells stand in quotation marks, some of the numbers among them."""


def a_pitch(at_bat: int = 1, number: int = 1, *, game_pk: int = GAME, **more: str | None) -> Pitch:
    """A ball, thrown to whoever bats; *more* replaces or adds cells."""
    return {
        "pitch_type": "FF", "game_date": str(DAY), "release_speed": f"{90 + number}.5",
        "release_pos_x": "-1.45", "player_name": "Doe, John", "batter": str(8000 + at_bat),
        "pitcher": str(PITCHER), "description": "ball", "zone": "12",
        "des": 'John Doe, "the arm", delivers.', "game_type": "R", "stand": "R", "p_throws": "L",
        "home_team": "NYY", "away_team": "BOS", "type": "B", "balls": str(min(number - 1, 3)),
        "strikes": "0", "game_year": "2025", "plate_x": "0.31", "plate_z": "1.99", "outs_when_up": "0",
        "inning": "1", "inning_topbot": "Top", "release_spin_rate": "2301", "game_pk": str(game_pk),
        "fielder_2": "7100", "at_bat_number": str(at_bat), "pitch_number": str(number),
        "pitch_name": "4-Seam Fastball", "delta_run_exp": "0.04", "bat_speed": "71.0", "arm_angle": "35.2",
        "pitcher_days_until_next_game": "5", "batter_days_until_next_game": "1",
    } | more  # fmt: skip


def a_ball_in_play(at_bat: int = 1, number: int = 3, *, game_pk: int = GAME, **more: str | None) -> Pitch:
    """The pitch that ends a plate appearance."""
    struck: Pitch = {
        "events": "field_out", "description": "hit_into_play", "type": "X", "bb_type": "ground_ball",
        "launch_speed": "98.6", "launch_angle": "-4", "launch_speed_angle": "2", "hit_distance_sc": "12",
        "estimated_ba_using_speedangle": "0.21", "estimated_woba_using_speedangle": "0.19",
        "woba_value": "0.0", "woba_denom": "1",
    }  # fmt: skip
    return a_pitch(at_bat, number, game_pk=game_pk, **(struck | more))


def a_game(game_pk: int = GAME, at_bats: int = 3, pitches: int = 3, **more: str | None) -> list[Pitch]:
    """So many at-bats of so many pitches, in the order in which they were thrown."""
    return [
        (a_ball_in_play if number == pitches else a_pitch)(at_bat, number, game_pk=game_pk, **more)
        for at_bat in range(1, at_bats + 1)
        for number in range(1, pitches + 1)
    ]


def a_day(*game_pks: int) -> bytes:
    """The answer about a day with these games."""
    return as_csv([pitch for game_pk in game_pks for pitch in a_game(game_pk)])


def as_csv(
    pitches: Iterable[Pitch],
    columns: Sequence[str] = COLUMNS_118,
    *,
    null: str = "",
    newest_first: bool = True,
    end: str = "",
) -> bytes:
    """The answer as it comes: a byte order mark, names in quotation marks, no newline after the last row."""
    rows = [_row(pitch, columns, null) for pitch in pitches]
    header = ",".join(f'"{name}"' for name in columns)
    return ("\ufeff" + "\n".join([header, *(reversed(rows) if newest_first else rows)]) + end).encode()


def _row(pitch: Pitch, columns: Sequence[str], null: str) -> str:
    cells = []
    for place, name in enumerate(columns):
        again = f"{name}.1" if name in columns[:place] else name
        cells.append(_cell(name, pitch.get(again, pitch.get(name)), null))
    return ",".join(cells)


def _cell(name: str, value: str | None, null: str) -> str:
    if value is None:
        return null
    return '"{}"'.format(value.replace('"', '""')) if name in _QUOTED else value
