"""Outs of a starter: fitted distributions around the outs to expect.

Starters are mostly relieved between innings, and the more batters reach base the sooner, so that outs given
batters faced follow no simple law. Their distributions are therefore those of 2024, by expected outs::

    expected outs = c * expected batters faced * (1 - share of them that reach base)

with c a little above 1, for double plays and runners caught.
"""

from typing import Final

from propctl.projection import outs_constants as constants
from propctl.projection.events import STRIKEOUT, Floats
from propctl.projection.workload import nearest_mixed

MAX_OUTS: Final = 27


def expected_outs(average: Floats, faced: Floats) -> Floats:
    """Outs to expect (h,) of starters who face *faced* (h,) batters with mean chances *average* (h, 7)."""
    out = 1.0 - average[:, :STRIKEOUT].sum(axis=1)
    expected: Floats = constants.OUTS_PER_OUT.value * faced * out
    return expected


def out_pmfs(average: Floats, faced: Floats) -> Floats:
    """Distributions (h, 28) of the outs: the two nearest fitted ones, mixed."""
    return nearest_mixed(expected_outs(average, faced), constants.OUT_KNOTS, constants.OUT_TABLE.value)
