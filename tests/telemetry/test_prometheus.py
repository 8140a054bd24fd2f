"""Against a real Prometheus and a real Pushgateway: what they say of runs agrees with what the runs said."""

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.server import a_provider
from tests.docs.pages import blocks, text_of
from tests.telemetry.ledger import GOOD, Scheduler
from tests.telemetry.servers import Prometheus, Pushgateway, prometheus, pushgateway

RUNS = 'propctl_runs_total{job="propctl_run_once"}'
WINDOW = "1h"
RATIO = next(block for block in blocks(text_of("docs/metrics.md")) if block.startswith("sum(increase"))

GROUPS = {("mlb", f"propctl_{job}") for job in ("run_once", "backfill", "health")}


class Room:
    """A scheduler, the gateway that its runs push to, and the Prometheus that looks at it."""

    def __init__(self, scheduler: Scheduler, gateway: Pushgateway, server: Prometheus) -> None:
        self.scheduler, self.gateway, self.server = scheduler, gateway, server

    def gateway_killed_and_restarted(self) -> None:
        """One run finds no gateway; the one that comes back knows nothing."""
        self.gateway.kill()
        self.scheduler.same()
        self.gateway.start()

    def settle(self) -> None:
        """Until the last totals are scraped."""
        self.scheduler.same()
        self.scheduler.propctl("metrics", "push")
        total = sum(self.scheduler.outcomes.values())
        self.server.await_value(f"sum({RUNS})", float(total))


@contextmanager
def a_room(folder: Path) -> Iterator[Room]:
    with a_provider() as provider, pushgateway(folder) as gateway, prometheus(folder, gateway) as server:
        scheduler = Scheduler(folder, provider, gateway.url)
        scheduler.propctl("metrics", "push", "--init")
        server.await_value(f"count({RUNS})", 5.0)
        yield Room(scheduler, gateway, server)


def extrapolation(series: list[list[float]]) -> float:
    """The share that ``increase()`` may add: half a scrape interval before its samples, 1.1 after them."""
    return 1.6 / (min(map(len, series)) - 1)


def assert_agreement(room: Room, window: int) -> None:
    """*window* is the one of ``--slo`` that holds all runs: 0 the last hour, 1 the last day."""
    server, input_log = room.server, room.scheduler.outcomes
    series = server.samples(f"{RUNS}[{WINDOW}]")
    increases = server.vector(f"increase({RUNS}[{WINDOW}])")
    for outcome, increase in increases.items():
        assert increase == pytest.approx(input_log[outcome], rel=extrapolation(series)), (
            outcome,
            input_log,
            increases,
        )
    good, counted = (
        sum(input_log[outcome] for outcome in GOOD),
        sum(input_log.values()) - input_log["skipped"],
    )
    ratio = server.value(RATIO)
    assert ratio == pytest.approx(good / counted, abs=1e-9), input_log
    told = room.scheduler.slo()["windows"][window]
    assert (told["good"], told["counted"], told["ratio"]) == (good, counted, pytest.approx(ratio, abs=1e-9))
    for samples in series:
        assert samples == sorted(samples), "a counter went back"
    assert server.value(f"sum(resets({RUNS}[{WINDOW}]))") == 0
    assert server.value(f"min(min_over_time(rate({RUNS}[5s])[{WINDOW}:1s]))") >= 0
    assert room.gateway.groups() == GROUPS
    assert server.value("max(max_over_time(count(push_time_seconds)[1h:1s]))") == len(GROUPS)


def test_a_few_runs_are_told_as_they_were(tmp_path: Path) -> None:
    """One of each end that counts differently; twenty, with losses on the way, at night."""
    with a_room(tmp_path) as room:
        runs = room.scheduler
        for run in (runs.news, runs.same, runs.refused, runs.switched_off):
            run()
        room.settle()
        assert_agreement(room, window=0)


@pytest.mark.nightly
def test_twenty_runs_are_told_as_they_were(tmp_path: Path) -> None:
    with a_room(tmp_path) as room:
        runs = room.scheduler
        for run in (runs.news, runs.same, runs.crash, runs.degraded, runs.refused, runs.push_lost):
            run()
        for run in (runs.two_at_once, runs.terminated, runs.switched_off, room.gateway_killed_and_restarted):
            run()
        for run in (runs.news, runs.unavailable, runs.push_lost, runs.crash, runs.two_at_once, runs.news):
            run()
        runs.same()
        room.settle()
        assert sum(runs.outcomes.values()) == 20
        assert runs.outcomes["failed"] == 5
        assert len(runs.warnings) == 3
        assert_agreement(room, window=0)


def test_a_failing_run_keeps_the_last_success(tmp_path: Path) -> None:
    with a_provider() as provider, pushgateway(tmp_path) as gateway:
        runs = Scheduler(tmp_path, provider, gateway.url)
        runs.news()
        succeeded = runs.now.timestamp()
        runs.refused()
        told = dict(line.rsplit(" ", 1) for line in gateway.metrics().splitlines() if "{" in line)
        by_name = {name.partition("{")[0]: float(value) for name, value in told.items()}
    assert by_name["propctl_last_success_timestamp_seconds"] == succeeded
    assert by_name["propctl_last_run_timestamp_seconds"] == runs.now.timestamp()
    assert by_name["propctl_last_run_exit_code"] == 77


@pytest.mark.nightly
def test_sixty_runs_in_any_order_are_told_as_they_were(tmp_path: Path) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")  # noqa: T201 - shown when the test fails
    order = random.Random(seed)  # noqa: S311 - spreads cases, keeps no secret
    with a_room(tmp_path) as room:
        runs = room.scheduler
        kinds = (
            runs.news, runs.same, runs.degraded, runs.refused, runs.unavailable, runs.switched_off,
            runs.push_lost, runs.crash, runs.terminated, runs.two_at_once, room.gateway_killed_and_restarted,
        )  # fmt: skip
        runs.news()
        while sum(runs.outcomes.values()) + runs.killed < 59:
            order.choice(kinds)()
        room.settle()
        assert_agreement(room, window=1)
