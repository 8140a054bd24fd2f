"""``k8s/monitoring``: the rules by promtool and against the metrics that there are, and what scrapes them."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.docs.pages import ROOT
from tests.monitoring.design import FOREIGN, GROUPING, HISTOGRAMS, JOBS, METRICS, VALUES
from tests.monitoring.promql import Selector, grouping_labels, selectors
from tests.monitoring.promtool import ALERTS, FOLDER, GROUPS, RECORDS, RULE_FILE, RULES, assert_taken

CASE_FILES = sorted(Path(__file__).parent.glob("*.test.yaml"))
CASES = [case for file in CASE_FILES for case in yaml.safe_load(file.read_text(encoding="utf-8"))["tests"]]
EXPRESSIONS = [(rule.get("alert") or rule["record"], rule["expr"]) for rule in RULES]
SILENT_DAYS = ("on a game day", "on an off-day", "off-season", "on the first deploy", "switched off")


def yaml_of(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def fired(case: dict[str, Any]) -> set[str]:
    """The alerts that fire at some minute of the case."""
    samples = [s["labels"] for test in case["promql_expr_test"] for s in test.get("exp_samples") or ()]
    return {name for labels in samples for name in re.findall(r'alertname="(\w+)"', labels)}


def known_labels(selector: Selector) -> frozenset[str]:
    """The labels that a metric has (KeyError for one that there is not)."""
    if ":" in selector.metric:
        rule = RECORDS[selector.metric]
        return frozenset(grouping_labels(rule["expr"]) or {"sport"})
    base = re.sub(r"_(bucket|sum|count)$", "", selector.metric)
    name = base if base in HISTOGRAMS else selector.metric
    return (METRICS | FOREIGN)[name] | GROUPING


def test_promtool_takes_the_rules() -> None:
    assert_taken("check", "rules", RULE_FILE)


def test_promtool_takes_the_example_of_a_configuration_and_the_rules_it_names() -> None:
    assert_taken("check", "config", FOLDER / "prometheus.example.yaml")


@pytest.mark.nightly
@pytest.mark.parametrize("file", CASE_FILES, ids=lambda file: file.name)
def test_the_cases_hold(file: Path) -> None:
    assert_taken("test", "rules", file)


def test_two_cases_hold(tmp_path: Path) -> None:
    """One in which an alert fires and one in which it is silent; all cases are tried at night."""
    alert = "PropctlNoSuccess"
    fires = next(case for case in CASES if case["name"].startswith(f"{alert} fires"))
    silent = next(case for case in CASES if case["name"].startswith(f"{alert} is silent"))
    file = tmp_path / "two.test.yaml"
    document = {"rule_files": [str(RULE_FILE)], "evaluation_interval": "1m", "tests": [fires, silent]}
    file.write_text(yaml.safe_dump(document), encoding="utf-8")
    assert_taken("test", "rules", file)


@pytest.mark.parametrize("alert", ALERTS)
def test_each_alert_has_a_case_in_which_it_fires(alert: str) -> None:
    firing = [case for case in CASES if case["name"].startswith(f"{alert} fires")]
    assert firing
    assert all(alert in fired(case) for case in firing)


@pytest.mark.parametrize("alert", ALERTS)
def test_each_alert_has_a_close_case_in_which_it_is_silent(alert: str) -> None:
    silent = [case for case in CASES if re.match(rf"(\w+, )*{alert}(, \w+)* is silent", case["name"])]
    assert silent
    assert not any(alert in fired(case) for case in silent)


@pytest.mark.parametrize("day", SILENT_DAYS)
def test_all_alerts_are_silent_on_days_on_which_nothing_is_wrong(day: str) -> None:
    cases = [case for case in CASES if case["name"].startswith("all are silent") and day in case["name"]]
    assert cases
    assert not any(fired(case) for case in cases if "whatever was" not in case["name"])


@pytest.mark.parametrize(("name", "expression"), EXPRESSIONS, ids=[name for name, _ in EXPRESSIONS])
def test_rules_ask_for_metrics_and_labels_that_there_are(name: str, expression: str) -> None:
    found = list(selectors(expression))
    assert found
    for selector in found:
        assert {label for label, _, _ in selector.matchers} <= known_labels(selector), selector
    joined = frozenset().union(*(known_labels(selector) for selector in found))
    assert grouping_labels(expression) <= joined | {""}


@pytest.mark.parametrize(("name", "expression"), EXPRESSIONS, ids=[name for name, _ in EXPRESSIONS])
def test_rules_ask_for_values_that_there_are(name: str, expression: str) -> None:
    for metric, matchers in selectors(expression):
        for label, operator, value in matchers:
            known = VALUES.get((metric, label))
            if label == "job" and metric in METRICS:
                assert [job for job in JOBS if re.fullmatch(value, job)]
            elif known is not None:
                assert operator in {"=", "!=", "=~"}
                assert set(value.split("|")) <= known


def test_a_metric_or_a_label_that_there_is_not_would_be_found() -> None:
    (misspelt,) = selectors('increase(propctl_run_total{outcome="failed"}[1h])')
    with pytest.raises(KeyError):
        known_labels(misspelt)
    (foreign,) = selectors('propctl_enabled{provider="x"}')
    assert "provider" not in known_labels(foreign)


@pytest.mark.parametrize("alert", ALERTS)
def test_each_alert_says_who_acts_and_what_it_is_about(alert: str) -> None:
    rule = ALERTS[alert]
    assert alert.startswith("Propctl")
    assert rule["labels"] == {"severity": rule["labels"]["severity"]}
    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert rule["annotations"].keys() == {"summary", "description", "runbook_url"}


def test_what_is_about_freshness_is_silenced_by_the_flag() -> None:
    freshness = next(group for group in GROUPS if group["name"] == "propctl-freshness")
    own = [rule for rule in freshness["rules"] if "kube_cronjob" not in rule["expr"]]
    assert len(own) == 2
    enabled = 'and on (sport)\nmax by (sport) (propctl_enabled{job="propctl_run_once"}) == 1'
    assert all(rule["expr"].endswith(enabled) for rule in own)


def test_no_divisor_can_be_zero() -> None:
    for name, expression in EXPRESSIONS:
        divisors = re.findall(r"/\s*(.*(?:\n.*)?)", expression)
        assert all("> 0)" in divisor or divisor == "(1 - 0.98)" for divisor in divisors), name


def test_the_operators_rules_are_the_same() -> None:
    document = yaml_of("prometheusrule.yaml")
    assert (document["apiVersion"], document["kind"]) == ("monitoring.coreos.com/v1", "PrometheusRule")
    assert document["spec"] == {"groups": GROUPS}


def test_make_rules_writes_the_operators_rules_as_they_are(tmp_path: Path) -> None:
    if shutil.which("make") is None:
        pytest.skip("make is not on PATH")
    copy = tmp_path / "k8s" / "monitoring"
    shutil.copytree(FOLDER, copy)
    written = copy / "prometheusrule.yaml"
    before = written.read_text(encoding="utf-8")
    written.write_text(before.replace("severity: page", "severity: ticket"), encoding="utf-8")
    subprocess.run(
        ["make", "--silent", "-f", str(ROOT / "Makefile"), "rules"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
        check=True,
    )
    assert written.read_text(encoding="utf-8") == before
    assert sorted(path.name for path in copy.iterdir()) == sorted(path.name for path in FOLDER.iterdir())


def test_the_gateway_is_scraped_with_the_labels_that_were_pushed() -> None:
    jobs = {job["job_name"]: job for job in yaml_of("prometheus.example.yaml")["scrape_configs"]}
    assert jobs["pushgateway"]["honor_labels"] is True
    assert jobs["kube-state-metrics"]["honor_labels"] is True
    assert yaml_of("prometheus.example.yaml")["rule_files"] == [RULE_FILE.name]


def test_the_operator_scrapes_it_so_too_and_under_the_same_name() -> None:
    spec = yaml_of("servicemonitor.yaml")["spec"]
    assert [endpoint["honorLabels"] for endpoint in spec["endpoints"]] == [True]
    assert spec["selector"]["matchLabels"][spec["jobLabel"]] == "pushgateway"
    named = {
        value
        for _, expression in EXPRESSIONS
        for metric, matchers in selectors(expression)
        for label, _, value in matchers
        if (metric, label) == ("up", "job")
    }
    assert named == {"pushgateway"}
