"""What an empty table says: why, and what to try."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from propctl.cache.memory import MemoryCache
from propctl.domain.option_values import Namespace
from propctl.domain.slate import GameState
from propctl.domain.snapshot import Params
from propctl.jobs.publish import publish
from propctl.jobs.snapshot_context import SnapshotContext
from propctl.storage.layout import Layout
from propctl.storage.snapshots import SnapshotStore
from tests.cli.conftest import Propctl
from tests.cli.server import Provider
from tests.domain.props import a_price, a_prop
from tests.jobs.builds import AT_TEN, BOTH_OPEN, FIRST, SECOND, TEN_MINUTES, a_build
from tests.jobs.desk import Desk
from tests.normalize.payloads import as_body, game, schedule

CLOSING = "hint: `propctl opportunities --view closing` shows the last rows of each game before it began"
TOMORROW = "hint: `propctl run-once --date 2025-06-09` publishes tomorrow's board"
HOLDS = "hint: `propctl hold ls` says what is held and why, `propctl hold rm` ends a hold with the next run"
BOTH_STARTED = dict.fromkeys(BOTH_OPEN, GameState.STARTED)


def said(propctl: Propctl, *arguments: str) -> list[str]:
    """What stands above the counts."""
    finished = propctl("opportunities", *arguments)
    assert finished.code == 0
    return finished.stdout.splitlines()[:-1]


@pytest.fixture
def begun(desk: Desk) -> None:
    """Two snapshots: before the games, and after both have begun."""
    desk.publish(a_build())
    desk.publish(a_build((), as_of=AT_TEN + TEN_MINUTES, states=BOTH_STARTED))


def test_after_the_last_first_pitch_the_closing_view_and_tomorrow_are_offered(
    propctl: Propctl, begun: None
) -> None:
    assert said(propctl) == [
        "no props: no game of 2025-06-08 is still to begin (2 started)",
        CLOSING,
        TOMORROW,
    ]


def test_snapshot_show_says_the_same(propctl: Propctl, begun: None) -> None:
    assert propctl("snapshot", "show").stdout.splitlines()[1:3] == [CLOSING, TOMORROW]


def test_an_older_board_offers_no_tomorrow(
    propctl: Propctl, begun: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROPCTL_NOW", "2025-06-10T10:00:00Z")
    assert said(propctl, "--date", "2025-06-08")[1:] == [
        CLOSING.replace("opportunities", "opportunities --date 2025-06-08")
    ]


def test_hints_stay_in_the_namespace_that_was_named(propctl: Propctl, begun: None) -> None:
    assert said(propctl, "--namespace", "live")[1:] == [
        CLOSING.replace("opportunities", "opportunities --namespace live")
    ]


@pytest.mark.parametrize("view", ["current", "closing"])
def test_without_closing_rows_the_closing_view_is_not_offered(
    propctl: Propctl, desk: Desk, view: str
) -> None:
    states = {FIRST: GameState.FINAL, SECOND: GameState.POSTPONED}
    desk.publish(a_build((), states=states))
    assert said(propctl, "--view", view) == [
        "no props: no game of 2025-06-08 is still to begin (1 final, 1 postponed)",
        TOMORROW,
    ]


def test_a_board_on_which_all_is_held_names_the_holds(propctl: Propctl, desk: Desk) -> None:
    held = ("game=900001", "game=900002", "market=batter_hits")
    build = a_build(())
    content = build.content.model_copy(update={"params": Params(statcast_window_days=0, holds=held)})
    desk.publish(replace(build, content=content, held={FIRST: 3, SECOND: 3}))
    assert said(propctl) == ["no props: all are held (game=900001; game=900002; 1 more)", HOLDS]


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        (["--market", "batter_walks"], ["no prop of 2025-06-08 has market batter_walks"]),
        (
            ["--market", "batter_runs", "--market", "batter_walks", "--team", "NYY", "--player", "9001"],
            ["no prop of 2025-06-08 has market batter_runs or batter_walks, player 9001, team NYY"],
        ),
        (
            ["--min-prob", "0.99"],
            ["no match: of 3 overs, the highest probability is 0.7000 (--min-prob 0.99)"],
        ),
        (
            ["--min-prob", "0.75"],
            [
                "no match: of 3 overs, the highest probability is 0.7000 (--min-prob 0.75)",
                "hint: `--side both` finds some",
            ],
        ),
        (
            ["--side", "both", "--min-prob", "0.99"],
            ["no match: of 6 sides, the highest probability is 0.8000 (--min-prob 0.99)"],
        ),
        (
            ["--min-edge", "0.5"],
            ["no match: of 2 sides, the best edge is +0.0300 (--min-edge 0.5)"],
        ),
        (
            ["--side", "under", "--min-edge", "0.01"],
            [
                "no match: of 1 under, the best edge is -0.0300 (--min-edge 0.01)",
                "hint: `--side both` finds some",
            ],
        ),
        (
            ["--min-edge", "0.5", "--min-prob", "0.9"],
            [
                (
                    "no match: of 2 sides, the highest probability is 0.5300 (--min-prob 0.9) "
                    "and the best edge is +0.0300 (--min-edge 0.5)"
                )
            ],
        ),
        (
            ["--sort", "edge", "--player", "9002"],
            [
                "no match: 1 prop, none with a price",
                "hint: prices come from a line file, which PROPCTL_LINES_FILE names",
            ],
        ),
    ],
    ids=lambda value: " ".join(value) if value and value[0].startswith("--") else "",
)
def test_filters_without_a_match_say_what_left_nothing(
    propctl: Propctl, desk: Desk, arguments: list[str], lines: list[str]
) -> None:
    desk.publish(
        a_build(
            (
                a_prop(9001, books=(a_price(0.03, -0.03),)),
                a_prop(9002, prob_over=0.2, prob_under=0.8),
                a_prop(9003, prob_over=0.7, prob_under=0.3),
            )
        )
    )
    assert said(propctl, *arguments) == lines


def test_filters_may_match_what_is_held_or_has_begun(propctl: Propctl, desk: Desk) -> None:
    desk.publish(a_build())
    build = a_build(as_of=AT_TEN + TEN_MINUTES, states=BOTH_OPEN | {FIRST: GameState.STARTED})
    build = build.without_rows_of({FIRST: GameState.STARTED})
    params = Params(statcast_window_days=0, holds=("market=batter_walks", "player=9009"))
    desk.publish(replace(build, content=build.content.model_copy(update={"params": params})))
    nothing = "no prop of 2025-06-08 has"
    assert said(propctl, "--market", "batter_walks") == [f"{nothing} market batter_walks", CLOSING, HOLDS]
    nobody = "nobody on this board has the id 9009; there is no list of the season's players to check it by"
    assert said(propctl, "--player", "9009") == [nobody, CLOSING, HOLDS]
    assert said(propctl, "--market", "batter_runs") == [f"{nothing} market batter_runs", CLOSING]


@pytest.mark.parametrize("namespace", [Namespace.SHADOW, Namespace.SAMPLE])
def test_a_board_of_another_namespace_is_named(propctl: Propctl, desk: Desk, namespace: Namespace) -> None:
    snapshots = SnapshotStore(desk.store, Layout(namespace))
    context = SnapshotContext(desk.store, snapshots, MemoryCache(), lambda: AT_TEN, 3600)
    with ThreadPoolExecutor(2) as pool:
        publish(context, pool, a_build(), "run-1")
    finished = propctl("opportunities")
    assert finished.code == 2
    assert finished.stderr.splitlines()[-1] == (
        f"hint: propctl run-once mlb --date 2025-06-08; --namespace {namespace} has one"
    )


def test_a_shadow_board_is_published_by_a_shadow_run(propctl: Propctl) -> None:
    finished = propctl("opportunities", "--namespace", "shadow")
    assert finished.stderr.splitlines()[-1] == "hint: propctl run-once mlb --date 2025-06-08 --shadow"


@pytest.mark.parametrize(
    ("code", "state", "hints"), [("F", "final", [CLOSING, TOMORROW]), ("D", "postponed", [TOMORROW])]
)
def test_fetch_says_why_there_is_nothing(
    propctl: Propctl, provider: Provider, code: str, state: str, hints: list[str]
) -> None:
    provider.body = as_body(schedule(game(code=code)))
    reason = f"no props: no game of 2025-06-08 is still to begin (1 {state})"
    assert propctl("fetch").stdout.splitlines() == [reason, *hints]
