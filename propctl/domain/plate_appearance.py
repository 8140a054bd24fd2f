"""How a plate appearance can end, and the stages in which the rates of its events are learned.

A plate appearance ends in one of seven events or in an out. Rates are learned in stages, each out of what the
earlier stages left over, so that an uncertain rate (hits on balls in play) does not blur a certain one
(strikeouts). The members have the order of the arrays that hold them.
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
    """A rate that is learned, and what it is a share of."""

    WALK = 0
    """Per plate appearance, like the next two."""
    HIT_BY_PITCH = 1
    STRIKEOUT = 2
    HOME_RUN = 3
    """Per contact: a plate appearance that is none of the three above."""
    HIT_IN_PLAY = 4
    """Per contact that is not a home run."""
    DOUBLE = 5
    """Per hit in play, like the last one."""
    TRIPLE = 6
