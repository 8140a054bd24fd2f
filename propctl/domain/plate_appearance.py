"""How a plate appearance can end, and the stages by which the rates of that are learned.

A plate appearance ends in one of seven events or in an out. Rates are learned in stages, each out of what the
stages before have left over, so that a shaky rate (hits on balls in play) does not blur a firm one
(strikeouts). The order of the members is that of the arrays that hold them.
"""

from enum import IntEnum


class Event(IntEnum):
    """What ends a plate appearance, other than an out."""

    SINGLE = 0
    DOUBLE = 1
    TRIPLE = 2
    HOME_RUN = 3
    WALK = 4
    HIT_BY_PITCH = 5
    STRIKEOUT = 6


class Stage(IntEnum):
    """A rate that is learned, and out of what."""

    WALK = 0
    """Per plate appearance, as the next two."""
    HIT_BY_PITCH = 1
    STRIKEOUT = 2
    HOME_RUN = 3
    """Per contact: none of the three."""
    HIT_IN_PLAY = 4
    """Per contact that is no home run."""
    DOUBLE = 5
    """Per hit in play, as the last."""
    TRIPLE = 6
