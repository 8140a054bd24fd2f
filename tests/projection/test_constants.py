"""No constant may have seen the days that the model is measured on."""

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import date

import pytest

import propctl.projection
from propctl.projection.fit_source import (
    EVALUATION_BEGINS,
    Fitted,
    from_2024_and_spring_2025,
    from_spring_2025,
)
from propctl.projection.start_tables import FACED_KNOTS, FACED_TABLE, OUT_KNOTS, OUT_TABLE


def fitted_constants() -> Iterator[tuple[str, Fitted[object]]]:
    for module in pkgutil.iter_modules(propctl.projection.__path__):
        names = vars(importlib.import_module(f"propctl.projection.{module.name}"))
        for name, value in names.items():
            if isinstance(value, Fitted):
                yield f"{module.name}.{name}", value


FITTED = dict(fitted_constants())


def test_the_evaluated_days_begin_on_the_first_of_may() -> None:
    assert date(2025, 5, 1) == EVALUATION_BEGINS


@pytest.mark.parametrize("name", FITTED)
def test_a_constant_ends_before_the_evaluated_days(name: str) -> None:
    constant = FITTED[name]
    assert constant.first_date <= constant.last_date < EVALUATION_BEGINS
    assert constant.source


def test_what_pitches_told_is_dated_by_the_spring_of_2025() -> None:
    fitted = from_spring_2025(1.0)
    assert (fitted.first_date, fitted.last_date) == (date(2025, 3, 18), date(2025, 4, 30))


def test_what_both_seasons_told_is_dated_from_the_first_to_the_last_of_their_days() -> None:
    fitted = from_2024_and_spring_2025(1.0)
    assert (fitted.first_date, fitted.last_date) == (date(2024, 3, 20), date(2025, 4, 30))


@pytest.mark.parametrize(
    "name",
    [
        "rates.BATTER_PRIOR",
        "rates.STARTER_PRIOR",
        "park_and_platoon.PARK_FACTORS",
        "park_and_platoon.PLATOON",
        "contact.BATTER_INDICATORS",
        "contact.PITCHER_INDICATORS",
        "workload.START_MEAN",
        "plate_appearances.PLATE_APPEARANCES",
        "distributions.OVERDISPERSION",
        "runs_and_rbis.RUN_LOG_ODDS",
        "runs_and_rbis.RUN_OFFSET",
        "runs_and_rbis.OWN_RUNS",
        "runs_and_rbis.RBI_SHARES",
        "runs_and_rbis.RBI_OFFSET",
        "runs_and_rbis.SCORING_RISE",
        "steals.STEALS_K",
        "steals.SECOND_STEAL",
        "pitching.OUTS_PER_OUT",
        "start_tables.OUT_TABLE",
        "pitching.EARNED_SHARE",
        "pitching.RATE_RANGE",
        "start_tables.FACED_TABLE",
    ],
)
def test_what_the_model_rests_on_says_where_it_is_from(name: str) -> None:
    assert name in FITTED


@pytest.mark.parametrize(
    ("knots", "table"),
    [(FACED_KNOTS, FACED_TABLE.value), (OUT_KNOTS, OUT_TABLE.value)],
    ids=["faced", "outs"],
)
def test_a_table_has_the_means_it_is_filed_under(
    knots: tuple[float, ...], table: tuple[tuple[float, ...], ...]
) -> None:
    for knot, row in zip(knots, table, strict=True):
        total = sum(row)
        mean = sum(count * share for count, share in enumerate(row)) / total
        assert total == pytest.approx(1.0, abs=0.002)
        assert mean == pytest.approx(knot, abs=0.03)
