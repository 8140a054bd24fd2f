"""The table of markets, and that one entry is all a new market needs."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

import propctl
from propctl.domain.market import CountModel, Market, Role
from propctl.domain.plate_appearance import Event, Stage
from propctl.domain.stats import BattingCounts, PitchingCounts

TRIPLES = """    BATTER_TRIPLES = (
        "batter_triples",
        MarketSpec(
            help="Triples.",
            line=0.5,
            counts={Event.TRIPLE: 1},
            main_rate=Stage.TRIPLE,
            settled_by={"triples": 1},
        ),
    )
"""
BEFORE = "    PITCHER_STRIKEOUTS = (\n"


@pytest.fixture
def with_triples(tmp_path: Path) -> Path:
    """A copy of the package whose table of markets has one more entry."""
    package = Path(propctl.__file__).parent
    shutil.copytree(package, tmp_path / "propctl", ignore=shutil.ignore_patterns("__pycache__"))
    table = tmp_path / "propctl" / "domain" / "market.py"
    text = table.read_text(encoding="utf-8")
    assert text.count(BEFORE) == 1
    table.write_text(text.replace(BEFORE, TRIPLES + BEFORE), encoding="utf-8")
    return tmp_path


def run_sample(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What a command of the package in *tree* does on the sample league's 8 June 2025."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PROPCTL_")}
    environment |= {
        "PYTHONPATH": str(tree),
        "PROPCTL_PROVIDER_MODE": "sample",
        "PROPCTL_NOW": "2025-06-08T15:00:00Z",
        "PROPCTL_STORAGE_URL": "memory://",
    }
    return subprocess.run(
        [sys.executable, "-m", "propctl", *arguments],
        cwd=tree,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_new_market_needs_one_entry(with_triples: Path) -> None:
    done = run_sample(with_triples, "fetch", "--market", "batter_triples", "--format", "json")
    assert done.returncode == 0, done.stderr
    props = json.loads(done.stdout)["props"]
    assert {prop["market"] for prop in props} == {"batter_triples"}
    assert {prop["line"] for prop in props} == {0.5}
    assert all(0.0 < prop["prob_over"] < 0.2 and 0.0 <= prop["confidence"] <= 1.0 for prop in props)
    assert len(props) >= 18


@pytest.mark.nightly
def test_a_new_market_is_published_and_counted(with_triples: Path) -> None:
    done = run_sample(with_triples, "run-once", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["report"]["props_by_market"]["batter_triples"] >= 18


@pytest.mark.parametrize("market", Market)
def test_a_market_says_whose_performance_it_counts(market: Market) -> None:
    assert market.role is (Role.PITCHER if market.value.startswith("pitcher_") else Role.BATTER)


@pytest.mark.parametrize("market", Market)
def test_a_market_is_found_by_its_name(market: Market) -> None:
    assert Market(str(market)) is market


def test_two_counts_of_batters_are_offered_at_one_and_a_half_and_the_others_at_one_half() -> None:
    others = {market for market in Market if market.role is Role.BATTER and market.spec.line != 0.5}
    assert others == {Market.BATTER_TOTAL_BASES, Market.BATTER_HITS_RUNS_RBIS}
    assert {market.spec.line for market in others} == {1.5}


def test_walks_and_earned_runs_of_pitchers_have_a_line_and_the_others_are_offered_nearest_to_even() -> None:
    lines = {market: market.spec.line for market in Market if market.role is Role.PITCHER}
    assert {market: line for market, line in lines.items() if line is not None} == {
        Market.PITCHER_WALKS: 1.5,
        Market.PITCHER_EARNED_RUNS: 2.5,
    }


@pytest.mark.parametrize("market", Market)
def test_what_settles_a_market_are_counts_of_its_role(market: Market) -> None:
    counts = BattingCounts() if market.role is Role.BATTER else PitchingCounts()
    assert market.spec.settled_by
    assert counts.total(market.spec.settled_by) == 0


EXTRA_BASES = BattingCounts(hits=10, doubles=3, triples=2, home_runs=1)


@pytest.mark.parametrize(
    ("event", "more"),
    [
        (Event.SINGLE, {"hits": 11}),
        (Event.DOUBLE, {"hits": 11, "doubles": 4}),
        (Event.TRIPLE, {"hits": 11, "triples": 3}),
        (Event.HOME_RUN, {"hits": 11, "home_runs": 2}),
        (Event.WALK, {"walks": 1}),
        (Event.STRIKEOUT, {"strikeouts": 1}),
    ],
)
def test_an_event_settles_what_it_is_projected_to_add(event: Event, more: dict[str, int]) -> None:
    after = replace(EXTRA_BASES, **more)
    for market in Market:
        counts, settled_by = market.spec.counts, market.spec.settled_by
        if market.role is Role.BATTER and isinstance(counts, Mapping):
            assert after.total(settled_by) - EXTRA_BASES.total(settled_by) == counts.get(event, 0)


@pytest.mark.parametrize("market", [market for market in Market if market.role is Role.PITCHER])
def test_an_event_counts_once_against_a_pitcher(market: Market) -> None:
    assert isinstance(market.spec.counts, CountModel) or set(market.spec.counts.values()) == {1}


@pytest.mark.parametrize("market", Market)
def test_a_market_without_a_stage_of_its_own_rests_on_its_own_count(market: Market) -> None:
    assert isinstance(market.spec.main_rate, Stage) or market.spec.main_rate is market.spec.counts


@pytest.mark.parametrize("market", Market)
def test_a_market_is_described_by_a_sentence(market: Market) -> None:
    assert market.spec.help[0].isupper()
    assert market.spec.help.endswith(".")
