"""A day of pitches as Baseball Savant's CSV; unused columns stay empty."""

from collections.abc import Iterable, Iterator
from typing import Final

from propctl.sample.fixtures import Fixture
from propctl.sample.pitches import BattedBall, Pitched
from propctl.sample.rosters import Player, Rosters

COLUMNS: Final = (
    "pitch_type", "game_date", "release_speed", "release_pos_x", "release_pos_z", "player_name", "batter",
    "pitcher", "events", "description", "spin_dir", "spin_rate_deprecated", "break_angle_deprecated",
    "break_length_deprecated", "zone", "des", "game_type", "stand", "p_throws", "home_team", "away_team",
    "type", "hit_location", "bb_type", "balls", "strikes", "game_year", "pfx_x", "pfx_z", "plate_x",
    "plate_z", "on_3b", "on_2b", "on_1b", "outs_when_up", "inning", "inning_topbot", "hc_x", "hc_y",
    "tfs_deprecated", "tfs_zulu_deprecated", "umpire", "sv_id", "vx0", "vy0", "vz0", "ax", "ay", "az",
    "sz_top", "sz_bot", "hit_distance_sc", "launch_speed", "launch_angle", "effective_speed",
    "release_spin_rate", "release_extension", "game_pk", "fielder_2", "fielder_3", "fielder_4", "fielder_5",
    "fielder_6", "fielder_7", "fielder_8", "fielder_9", "release_pos_y", "estimated_ba_using_speedangle",
    "estimated_woba_using_speedangle", "woba_value", "woba_denom", "babip_value", "iso_value",
    "launch_speed_angle", "at_bat_number", "pitch_number", "pitch_name", "home_score", "away_score",
    "bat_score", "fld_score", "post_away_score", "post_home_score", "post_bat_score", "post_fld_score",
    "if_fielding_alignment", "of_fielding_alignment", "spin_axis", "delta_home_win_exp", "delta_run_exp",
    "bat_speed", "swing_length", "estimated_slg_using_speedangle",
)  # fmt: skip

_PLACE: Final = {name: place for place, name in enumerate(COLUMNS)}

_HIT_VALUES: Final = {
    "single": (0.88, 1, 0), "double": (1.25, 1, 1), "triple": (1.58, 1, 2), "home_run": (2.0, 0, 3),
    "walk": (0.69, 0, 0), "hit_by_pitch": (0.72, 0, 0),
}  # fmt: skip
"""``woba_value``, ``babip_value`` and ``iso_value`` of the events that reach base."""

_EXPECTED: Final = {
    2: (0.18, 0.17, 0.20),
    3: (0.08, 0.09, 0.15),
    4: (0.45, 0.42, 0.55),
    5: (0.55, 0.66, 1.10),
    6: (0.80, 1.35, 2.65),
}
"""Expected average, wOBA and slugging by ``launch_speed_angle``."""

_TYPES: Final = {
    "ball": "B",
    "blocked_ball": "B",
    "automatic_ball": "B",
    "hit_by_pitch": "B",
    "hit_into_play": "X",
}


def csv_of(games: Iterable[tuple[Fixture, Rosters, list[Pitched]]]) -> bytes:
    """The whole answer, with a byte order mark before the first name."""
    lines = [",".join(f'"{name}"' if name == "pitch_type" else name for name in COLUMNS)]
    for game, rosters, pitched in games:
        for number, appearance in enumerate(pitched, 1):
            lines.extend(_rows(game, rosters, appearance, number))
    return ("\ufeff" + "\n".join(lines) + "\n").encode()


def _rows(game: Fixture, rosters: Rosters, pitched: Pitched, at_bat: int) -> Iterator[str]:
    common = _common(game, rosters, pitched, at_bat)
    balls = strikes = 0
    last = len(pitched.descriptions)
    for number, description in enumerate(pitched.descriptions, 1):
        row = common.copy()
        kind = _TYPES.get(description, "S")
        _set(row, description=description, type=kind, balls=balls, strikes=strikes, pitch_number=number)
        if not description.startswith("automatic"):
            _set_flight(row, at_bat, number, ball=kind == "B")
        if number == last:
            _set_result(row, pitched)
        yield ",".join(row)
        balls += kind == "B" and number < last
        strikes += kind == "S" and strikes < 2


def _set(row: list[str], **values: object) -> None:
    for name, value in values.items():
        row[_PLACE[name]] = str(value)


def _common(game: Fixture, rosters: Rosters, pitched: Pitched, at_bat: int) -> list[str]:
    """The cells that all pitches of a plate appearance share."""
    appearance = pitched.appearance
    batter, pitcher = rosters.batters[appearance.batter], rosters.pitchers[appearance.pitcher]
    row = [""] * len(COLUMNS)
    first, second, third = (
        "" if place is None else rosters.batters[place].player_id for place in appearance.runners
    )
    scores = appearance.away_runs, appearance.home_runs
    batting, fielding = scores if appearance.top else scores[::-1]
    _set(
        row,
        game_date=game.date,
        game_year=game.date.year,
        game_type="R",
        game_pk=game.game_pk,
        player_name=f'"{_turned(pitcher.name)}"',
        batter=batter.player_id,
        pitcher=pitcher.player_id,
        stand=_stand(batter, pitcher),
        p_throws=pitcher.throws,
        home_team=game.home.abbreviation,
        away_team=game.away.abbreviation,
        inning=appearance.inning,
        inning_topbot="Top" if appearance.top else "Bot",
        outs_when_up=appearance.outs,
        on_1b=first,
        on_2b=second,
        on_3b=third,
        at_bat_number=at_bat,
        home_score=appearance.home_runs,
        away_score=appearance.away_runs,
        bat_score=batting,
        fld_score=fielding,
        delta_run_exp=0.0,
    )
    return row


def _set_flight(row: list[str], at_bat: int, number: int, *, ball: bool) -> None:
    """The pitch's type, speed and location, from a small table: nothing depends on them."""
    turn = (7 * at_bat + 3 * number) % 8
    pitch_type, name, speed = _PITCHES[turn]
    _set(row, pitch_type=pitch_type, pitch_name=name, release_speed=speed)
    if ball:
        _set(row, zone=11 + turn % 4, plate_x=1.1, plate_z=1.4)
    else:
        _set(row, zone=1 + turn, plate_x=0.2, plate_z=2.5)


_PITCHES: Final = (
    ("FF", "4-Seam Fastball", 94.6), ("SI", "Sinker", 93.4), ("SL", "Slider", 85.2),
    ("FF", "4-Seam Fastball", 95.3), ("CH", "Changeup", 84.9), ("CU", "Curveball", 79.8),
    ("FC", "Cutter", 89.1), ("ST", "Sweeper", 82.0),
)  # fmt: skip


def _set_result(row: list[str], pitched: Pitched) -> None:
    """The result of the plate appearance, on its last pitch."""
    appearance = pitched.appearance
    value, babip, iso = _HIT_VALUES.get(appearance.result, (0.0, 0, 0))
    _set(row, events=appearance.result, woba_value=value, woba_denom=1, babip_value=babip, iso_value=iso)
    away, home = appearance.away_runs, appearance.home_runs
    after = (away + appearance.runs, home) if appearance.top else (away, home + appearance.runs)
    _set(row, post_away_score=after[0], post_home_score=after[1])
    _set(row, post_bat_score=after[not appearance.top], post_fld_score=after[appearance.top])
    if pitched.batted_ball is not None:
        _set_batted_ball(row, pitched, pitched.batted_ball)


def _set_batted_ball(row: list[str], pitched: Pitched, ball: BattedBall) -> None:
    average, woba, slugging = _EXPECTED[ball.quality]
    _set(
        row,
        bb_type=pitched.appearance.batted or _shape_of(ball.angle),
        launch_speed=ball.speed,
        launch_angle=ball.angle,
        launch_speed_angle=ball.quality,
        estimated_ba_using_speedangle=average,
        estimated_woba_using_speedangle=woba,
        estimated_slg_using_speedangle=slugging,
    )


def _shape_of(angle: int) -> str:
    if angle < 10:
        return "ground_ball"
    return "line_drive" if angle <= 25 else "fly_ball"


def _stand(batter: Player, pitcher: Player) -> str:
    """The side he bats from: a switch hitter takes the one opposite to the pitcher's arm."""
    if batter.bats != "S":
        return batter.bats
    return "L" if pitcher.throws == "R" else "R"


def _turned(name: str) -> str:
    given, _, surname = name.partition(" ")
    return f"{surname}, {given}"
