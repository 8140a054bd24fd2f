"""``docs/slo.md``: its arithmetic, and the rules that it speaks of."""

import math
import re

from tests.docs.pages import table, text_of
from tests.monitoring.design import METRICS
from tests.monitoring.promtool import ALERTS, RECORDS
from tests.monitoring.test_runbook import OF_ALERTS

PAGE = text_of("docs/slo.md")
TEXT = " ".join(PAGE.split())
OBJECTIVE = 0.98
HOUR, DAY, FOUR_WEEKS = 6, 96, 28 * 96
BUDGET = (1 - OBJECTIVE) * FOUR_WEEKS


def test_failures_in_an_hour_and_a_day() -> None:
    rows = table(PAGE, "| failed | of 6 runs (1 h) | of 96 runs (24 h) |")
    for failed, hour, day in rows:
        assert hour == f"{1 - int(failed) / HOUR:.1%}".replace("%", " %")
        assert day == f"{1 - int(failed) / DAY:.1%}".replace("%", " %")
    assert len(rows) == 3


def test_burn_rates() -> None:
    rows = table(PAGE, "| failed of 96 | success | burn rate | of the budget of four weeks |")
    for failed, success, burn, share in rows:
        assert success == f"{1 - int(failed) / DAY:.1%}".replace("%", " %")
        assert burn == f"{int(failed) / DAY / (1 - OBJECTIVE):.1f}"
        assert share == f"{int(failed) / BUDGET:.1%}".replace("%", " %")
    assert len(rows) == 5


def test_the_budget_in_runs() -> None:
    assert f"{FOUR_WEEKS:,} in four weeks" in TEXT
    assert f"{FOUR_WEEKS:,} = {BUDGET:.2f}, so {math.floor(BUDGET)} runs may fail" in TEXT


def test_how_often_an_hour_is_clean_at_the_objective() -> None:
    clean = OBJECTIVE**HOUR
    twice = 1 - clean - HOUR * (1 - OBJECTIVE) * OBJECTIVE ** (HOUR - 1)
    assert f"0.98⁶ = {clean:.1%} of all hours".replace("%", " %") in TEXT
    assert round(1 / (1 - clean)) == 9
    assert f"come to it in {twice:.1%} of hours".replace("%", " %") in TEXT
    assert round(1 / (twice * DAY / HOUR)) == 11


def test_how_many_runs_bear_one_failure() -> None:
    fewest = next(n for n in range(1, DAY) if 1 - 1 / n > OBJECTIVE)
    assert f"It takes {fewest} runs, eight and a half hours" in TEXT
    assert fewest / HOUR == 8.5


def test_objective_and_threshold_are_those_of_the_rules() -> None:
    assert RECORDS["sport:propctl_ingestion_burn:ratio24h"]["expr"].endswith("/ (1 - 0.98)")
    assert ALERTS["PropctlSuccessRatioLow"]["expr"].startswith(
        "sport:propctl_ingestion_success:ratio1h <= 0.98"
    )
    assert "burn:ratio24h > 6\n" in ALERTS["PropctlErrorBudgetBurn"]["expr"]
    assert 12 / DAY / (1 - OBJECTIVE) > 6 > 11 / DAY / (1 - OBJECTIVE)


def test_every_metric_rule_and_alert_that_it_names_is_there() -> None:
    named = set(re.findall(r"`(propctl_\w+)`", PAGE))
    assert named
    assert named <= METRICS.keys()
    assert set(re.findall(r"`(sport:\w+:\w+)`", PAGE)) <= RECORDS.keys()
    assert set(re.findall(r"\[(Propctl\w+)\]", PAGE)) <= OF_ALERTS.keys()
