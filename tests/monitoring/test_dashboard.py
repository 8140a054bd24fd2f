"""``k8s/monitoring/grafana-dashboard.json``: sound by itself, and asking for what there is."""

import json
from itertools import combinations
from pathlib import Path
from typing import Any

from tests.monitoring.promql import selectors
from tests.monitoring.promtool import FOLDER, check_expressions
from tests.monitoring.test_rules import known_labels

DASHBOARD: dict[str, Any] = json.loads((FOLDER / "grafana-dashboard.json").read_text(encoding="utf-8"))
PANELS: list[dict[str, Any]] = DASHBOARD["panels"]
SHOWN = [panel for panel in PANELS if panel["type"] != "row"]
EXPRESSIONS = [target["expr"] for panel in SHOWN for target in panel["targets"]]
SOURCE = {"type": "prometheus", "uid": "${datasource}"}


def test_every_expression_parses(tmp_path: Path) -> None:
    done = check_expressions(EXPRESSIONS, tmp_path)
    assert done.returncode == 0, done.stderr


def test_one_that_does_not_parse_would_be_found(tmp_path: Path) -> None:
    assert check_expressions(["sum by (sport) (propctl_enabled"], tmp_path).returncode != 0


def test_panels_ask_for_metrics_and_labels_that_there_are() -> None:
    for expression in EXPRESSIONS:
        found = list(selectors(expression))
        assert found, expression
        for selector in found:
            assert {label for label, _, _ in selector.matchers} <= known_labels(selector), selector


def test_what_depends_on_a_sport_asks_for_the_chosen_one() -> None:
    own = [selector for expression in EXPRESSIONS for selector in selectors(expression)]
    of_all = {"ALERTS", "push_time_seconds", "propctl_build_info"}
    unchosen = [s.metric for s in own if ("sport", "=~", "$sport") not in s.matchers]
    assert set(unchosen) == of_all


def test_it_keeps_to_panels_that_every_grafana_has() -> None:
    assert {panel["type"] for panel in PANELS} == {"row", "stat", "timeseries", "table"}


def test_panels_have_a_name_an_id_and_a_place_of_their_own() -> None:
    assert len({panel["id"] for panel in PANELS}) == len(PANELS)
    assert len({panel["title"] for panel in PANELS}) == len(PANELS)
    places = [panel["gridPos"] for panel in PANELS]
    assert all(place["x"] >= 0 and place["x"] + place["w"] <= 24 for place in places)
    assert [pair for pair in combinations(places, 2) if overlap(*pair)] == []


def overlap(one: dict[str, int], other: dict[str, int]) -> bool:
    across = one["x"] < other["x"] + other["w"] and other["x"] < one["x"] + one["w"]
    down = one["y"] < other["y"] + other["h"] and other["y"] < one["y"] + one["h"]
    return across and down


def test_the_viewer_chooses_the_data_source() -> None:
    variables = {variable["name"]: variable for variable in DASHBOARD["templating"]["list"]}
    assert variables["datasource"]["type"] == "datasource"
    assert variables["sport"]["definition"] == "label_values(propctl_enabled, sport)"
    assert all(panel["datasource"] == SOURCE for panel in SHOWN)
    assert all(target["datasource"] == SOURCE for panel in SHOWN for target in panel["targets"])


def test_the_targets_of_a_panel_have_letters_of_their_own() -> None:
    for panel in SHOWN:
        letters = [target["refId"] for target in panel["targets"]]
        assert len(set(letters)) == len(letters), panel["title"]
