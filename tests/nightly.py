"""Which cases of a long table ``make test`` runs; the others wait for ``make test-nightly``."""

from collections.abc import Iterable
from typing import TypeVar

import pytest
from _pytest.mark.structures import ParameterSet

Case = TypeVar("Case")


def by_day(cases: Iterable[Case], *chosen: Case) -> list[ParameterSet]:
    """*cases* for ``parametrize``: all but *chosen* carry the mark ``nightly``. A tuple is several arguments.

    ValueError when one of *chosen* is none of the cases: it would never run by day.
    """
    listed = list(cases)
    strange = [case for case in chosen if case not in listed]
    if strange:
        raise ValueError(f"not among the cases: {strange}")
    return [
        pytest.param(
            *(case if isinstance(case, tuple) else (case,)),
            marks=() if case in chosen else pytest.mark.nightly,
        )
        for case in listed
    ]
