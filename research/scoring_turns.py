"""Whether the batter scored, and how many runs he drove in, by plate appearance, from a season's pitches."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from propctl.domain.plate_appearance import Event
from propctl.projection.runs_and_rbis import MAX_BATTED_IN, OUT_IN_PLAY

Pitch = dict[str, str]

OUTCOMES: Final = {
    "single": Event.SINGLE,
    "double": Event.DOUBLE,
    "triple": Event.TRIPLE,
    "home_run": Event.HOME_RUN,
    "walk": Event.WALK,
    "intent_walk": Event.WALK,
    "hit_by_pitch": Event.HIT_BY_PITCH,
}
STRIKEOUTS: Final = ("strikeout", "strikeout_double_play")
NOBODY_BATTED_IN: Final = ("grounded_into_double_play", "double_play", "field_error")
BASES: Final = ("on_3b", "on_2b", "on_1b")


@dataclass(slots=True)
class Turn:
    """A plate appearance that was no strikeout: whose turn in the order, what came, and what it brought."""

    game_pk: int
    home: bool
    slot: int
    outcome: int
    batted_in: int
    scored: bool = False


@dataclass(slots=True)
class Club:
    """A club's batting so far: turns taken, and each batter's latest.

    The runner whom an extra inning begins with made the last out before it, and scores for that turn.
    """

    up: int = 0
    latest: dict[str, Turn] = field(default_factory=dict)


def scoring_turns(pitches: Sequence[Pitch]) -> list[Turn]:
    """Every turn of *pitches*, those that ended plate appearances."""
    offense_sides: dict[tuple[int, int, bool], list[Pitch]] = defaultdict(list)
    for pitch in pitches:
        key = int(pitch["game_pk"]), int(pitch["inning"]), pitch["inning_topbot"] == "Bot"
        offense_sides[key].append(pitch)
    found: list[Turn] = []
    clubs: dict[tuple[int, bool], Club] = defaultdict(Club)
    for (game_pk, _, home), half in sorted(offense_sides.items()):
        half.sort(key=lambda pitch: int(pitch["at_bat_number"]))
        found += _turns_of_half(half, (game_pk, home), clubs[game_pk, home])
    return found


def _turns_of_half(half: Sequence[Pitch], game: tuple[int, bool], club: Club) -> list[Turn]:
    """The turns of a half-inning; who is gone from the bases came home first, as far as there were runs."""
    turns: list[Turn] = []
    for pitch, following in zip(half, (*half[1:], None), strict=True):
        outcome = OUTCOMES.get(pitch["events"], OUT_IN_PLAY)
        turn = Turn(*game, club.up % 9, outcome, _batted_in(pitch))
        club.up += 1
        club.latest[pitch["batter"]] = turn
        score = following["bat_score"] if following else pitch["post_bat_score"]
        left = {_player(following[base]) for base in BASES} if following else set()
        on_base = [_player(pitch[base]) for base in BASES]
        gone = [player for player in (*on_base, pitch["batter"]) if player and player not in left]
        for player in gone[: max(int(score) - int(pitch["bat_score"]), 0)]:
            if player in club.latest:
                club.latest[player].scored = True
        if pitch["events"] not in STRIKEOUTS:
            turns.append(turn)
    return turns


def _player(base: str) -> str:
    """Runners are ids with or without a decimal point, empty where nobody is."""
    return base.partition(".")[0]


def _batted_in(pitch: Pitch) -> int:
    if pitch["events"] in NOBODY_BATTED_IN:
        return 0
    return min(int(pitch["post_bat_score"]) - int(pitch["bat_score"]), MAX_BATTED_IN)
