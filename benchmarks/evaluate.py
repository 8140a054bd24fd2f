"""Measures the projection on days that it was not fitted on, and prints the table of ``docs/model.md``.

Fetches from a statistics provider (or a replay) what a backfill of each day may know: the slate with line-ups
and starters, totals through the day before without the suspended games finished since, earlier seasons and
handedness. Props of players who started are graded against box scores. Run from the repository's root::

    python -m benchmarks.evaluate --provider URL [--savant URL] [--start 2025-05-01] [--end 2025-06-30]

Exit code 3 when a score is better than noise allows (a leak) or, with ``--gate``, below the floor.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import date

import httpx
import numpy as np

from benchmarks.grading import Graded, graded
from benchmarks.history import Historian
from benchmarks.pitches import PitchDays
from benchmarks.provider import Provider, days_between
from benchmarks.table import Row, median_row, rows
from propctl.domain.market import Market, Role
from propctl.errors import ExitCode
from propctl.projection import MODEL_VERSION, project
from propctl.projection.fit_source import EVALUATION_BEGINS

Window = dict[Market, list[tuple[date, Graded]]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Evaluate, print, and judge."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--provider", required=True, help="base URL of the statistics provider")
    parser.add_argument("--savant", help="base URL of the pitch provider; without it, no Statcast")
    parser.add_argument("--start", type=date.fromisoformat, default=EVALUATION_BEGINS)
    parser.add_argument("--end", type=date.fromisoformat, default=date(2025, 6, 30))
    parser.add_argument("--gate", action="store_true", help="fail below the floor, too")
    options = parser.parse_args(arguments)
    with httpx.Client(timeout=120.0) as http:
        pitches = PitchDays(http, options.savant) if options.savant else None
        window, slowest = evaluate(
            Historian(Provider(http, options.provider), pitches), options.start, options.end
        )
    print(f"model {MODEL_VERSION}, {options.start} to {options.end}, slowest day {1000.0 * slowest:.0f} ms\n")
    pitchers = [market for market in Market if market.role is Role.PITCHER]
    table = [*rows(window), *(median_row(window[market], market) for market in pitchers)]
    for row in table:
        print(row.text())
    return verdict(table, gate=options.gate)


def evaluate(historian: Historian, first: date, last: date) -> tuple[Window, float]:
    """Every graded prop of the days by market, and the seconds of the slowest projection."""
    window: Window = {market: [] for market in Market}
    slowest = 0.0
    for day in days_between(first, last):
        projection_input, outcomes = historian.day(day)
        begun = time.perf_counter()
        props = project(projection_input)
        slowest = max(slowest, time.perf_counter() - begun)
        for one in graded(props, outcomes):
            window[one.market].append((day, one))
    return window, slowest


def verdict(table: Sequence[Row], *, gate: bool) -> int:
    """The exit code: 3 for a score that is too good, or for a missed floor behind a gate."""
    suspicious = [row.name for row in table if row.too_good]
    missed = [row.name for row in table if not row.reached]
    print(f"\nbelow the noise floor: {', '.join(suspicious) or 'none'}")
    print(f"floor missed: {', '.join(missed) or 'none'}")
    return ExitCode.PARTIAL if suspicious or (gate and missed) else ExitCode.OK


if __name__ == "__main__":
    np.seterr(all="raise", under="ignore")
    sys.exit(main())
