"""A pace in a real Redis."""

import pytest

from propctl.cache.contract import CacheUnavailableError
from propctl.cache.redis import RedisCache
from propctl.cache.redis_budget import RedisBudget
from propctl.domain.providers import MAX_PAUSE_SECONDS
from tests.cache.redis_server import RedisServer


@pytest.fixture
def budgets(redis_server: RedisServer) -> tuple[RedisBudget, RedisBudget]:
    """Two processes' holds of one budget."""
    first, second = (RedisBudget(RedisCache(redis_server.url), "propctl:v1:pace:host") for _ in range(2))
    return first, second


def test_moments_are_spaced_for_all_who_share_them(budgets: tuple[RedisBudget, RedisBudget]) -> None:
    first, second = budgets
    delays = [budget.reserve(10.0, 100.0) for budget in (first, second, first)]
    assert delays == [0.0, pytest.approx(10.0, abs=1.0), pytest.approx(20.0, abs=1.0)]


def test_a_moment_too_far_away_is_not_taken(budgets: tuple[RedisBudget, RedisBudget]) -> None:
    first, second = budgets
    first.reserve(10.0, float("inf"))
    assert second.reserve(10.0, 5.0) is None
    assert second.reserve(10.0, 11.0) == pytest.approx(10.0, abs=1.0)


def test_a_hold_holds_for_all_and_a_shorter_one_does_not_cut_it(
    budgets: tuple[RedisBudget, RedisBudget],
) -> None:
    first, second = budgets
    first.pause(30.0)
    second.pause(1.0)
    assert second.paused_for() == pytest.approx(30.0, abs=1.0)
    assert second.reserve(0.0, 100.0) == pytest.approx(30.0, abs=1.0)


def test_time_frees_it(budgets: tuple[RedisBudget, RedisBudget], redis_server: RedisServer) -> None:
    first, _ = budgets
    first.reserve(10.0, 100.0)
    first.pause(10.0)
    redis_server.elapse(11.0)
    assert (first.paused_for(), first.reserve(10.0, 100.0)) == (0.0, 0.0)


@pytest.mark.parametrize("asked", [3601.0, 60_000.0, 1_749_376_800.0, 2.5e11, 1e308, float("inf")])
def test_a_pause_of_any_length_ends_within_an_hour_for_all(
    budgets: tuple[RedisBudget, RedisBudget], redis_server: RedisServer, asked: float
) -> None:
    first, second = budgets
    first.pause(asked)
    assert MAX_PAUSE_SECONDS - 5.0 < second.paused_for() <= MAX_PAUSE_SECONDS
    redis_server.elapse(MAX_PAUSE_SECONDS)
    assert (second.paused_for(), second.reserve(1.0, 0.0)) == (0.0, 0.0)


@pytest.mark.parametrize("asked", [float("nan"), -1.0, float("-inf"), 0.0])
def test_a_pause_of_no_length_is_none(budgets: tuple[RedisBudget, RedisBudget], asked: float) -> None:
    first, second = budgets
    first.pause(asked)
    assert (second.paused_for(), second.reserve(1.0, 0.0)) == (0.0, 0.0)


def test_moments_pile_up_for_an_hour_at_most(budgets: tuple[RedisBudget, RedisBudget]) -> None:
    first, _ = budgets
    delays = [first.reserve(1000.0, float("inf")) for _ in range(6)]
    assert [delay and round(delay, -3) for delay in delays] == [0.0, 1000.0, 2000.0, 3000.0, None, None]


@pytest.mark.parametrize("name", ["next", "held"])
@pytest.mark.parametrize("years", [1, 250])
def test_a_value_that_another_program_stored_for_years_holds_for_an_hour(
    budgets: tuple[RedisBudget, RedisBudget], redis_server: RedisServer, name: str, years: int
) -> None:
    first, second = budgets
    key = f"propctl:v1:pace:host:{name}"
    redis_server.admin.set(key, "1", px=years * 31_536_000_000)
    assert first.reserve(1.0, 5.0) is None
    assert second.paused_for() <= MAX_PAUSE_SECONDS
    assert redis_server.admin.pttl(key) <= (MAX_PAUSE_SECONDS + 1.0) * 1000
    redis_server.elapse(MAX_PAUSE_SECONDS + 1.0)
    assert second.reserve(1.0, 0.0) == 0.0


def test_who_only_asks_hears_of_an_hour_at_most(
    budgets: tuple[RedisBudget, RedisBudget], redis_server: RedisServer
) -> None:
    redis_server.admin.set("propctl:v1:pace:host:held", "1", px=31_536_000_000)
    assert budgets[0].paused_for() == MAX_PAUSE_SECONDS


def test_the_rights_of_the_documented_user_suffice(redis_server: RedisServer) -> None:
    redis_server.make_user("pacer on >secret ~propctl:* +get +set +del +ping +pttl +eval +evalsha")
    budget = RedisBudget(RedisCache(redis_server.url_for("pacer:secret@")), "propctl:v1:pace:host")
    budget.pause(5.0)
    assert budget.paused_for() == pytest.approx(5.0, abs=1.0)


def test_a_server_that_is_gone_is_told(own_server: RedisServer) -> None:
    own_server.kill()
    with pytest.raises(CacheUnavailableError):
        RedisBudget(RedisCache(own_server.url), "propctl:v1:pace:host").paused_for()
