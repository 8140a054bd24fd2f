"""What the Redis cache does beyond the contract."""

import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from propctl.cache.contract import MAX_GENERATION, CacheUnavailableError, generation_of
from propctl.cache.redis import MAX_TTL_SECONDS
from tests.cache import redis_worker
from tests.cache.conftest import SharedServer, acl_rule, patient
from tests.cache.redis_server import RedisServer
from tests.cache.test_contract import KEY, pointer

PROCESSES = 3


def in_a_process_of_its_own(program: str, *arguments: str) -> str:
    """What *program* prints; every warning of Python is an error, and is printed too."""
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", program, *arguments],
        cwd=Path(__file__).parents[2],
        env=os.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
    )
    return done.stdout


def test_a_redis_that_answers_is_available(redis_server: RedisServer) -> None:
    assert patient(redis_server.url).is_redis_available()


def test_other_processes_see_the_bytes_themselves(redis_server: RedisServer) -> None:
    patient(redis_server.url).set(KEY, b"\x00\xff", 60)
    assert redis_server.admin.get(KEY) == b"\x00\xff"


def test_the_longest_life_is_one_that_redis_can_count(redis_server: RedisServer) -> None:
    cache = patient(redis_server.url)
    cache.set(KEY, b"1", 10**18)
    cache.set_if_newer(KEY, pointer(1), 1, 10**18)
    assert MAX_TTL_SECONDS - 60 < redis_server.admin.ttl(KEY) <= MAX_TTL_SECONDS


def test_the_highest_generations_are_told_apart(redis_server: RedisServer) -> None:
    cache = patient(redis_server.url)
    cache.set_if_newer(KEY, pointer(MAX_GENERATION - 1), MAX_GENERATION - 1, 60)
    assert cache.set_if_newer(KEY, pointer(MAX_GENERATION), MAX_GENERATION, 60)
    assert not cache.set_if_newer(KEY, pointer(MAX_GENERATION - 1), MAX_GENERATION - 1, 60)


def test_a_database_of_ones_own_is_apart(redis_server: RedisServer) -> None:
    patient(redis_server.url_for("", database=1)).set(KEY, b"1", 60)
    assert patient(redis_server.url).get(KEY) is None


def test_a_user_without_the_right_to_a_key_hears_that_it_is_not_there_for_him(
    shared_server: SharedServer, redis_server: RedisServer
) -> None:
    with pytest.raises(CacheUnavailableError, match="its access rule forbids"):
        patient(shared_server.tls_url).get("another:key")


@pytest.mark.parametrize(
    "rule", ["+@read +@write +@connection -@dangerous +eval +evalsha", "+@all -@dangerous"]
)
def test_wider_rules_will_do(redis_server: RedisServer, rule: str) -> None:
    redis_server.make_user(f"wide on >word ~propctl:* {rule}")
    cache = patient(redis_server.url_for("wide:word@", database=2))
    assert cache.set_if_newer(KEY, pointer(1), 1, 60)
    assert cache.get(KEY) == pointer(1)


def test_another_database_takes_the_right_to_select_it(redis_server: RedisServer) -> None:
    redis_server.make_user(f"{acl_rule('propctl-run')} +select".replace("propctl-run", "selecting"))
    cache = patient(redis_server.url_for("selecting:a-long-password@", database=2))
    cache.set(KEY, b"1", 60)
    assert cache.get(KEY) == b"1"


@pytest.mark.enable_socket
def test_a_unix_socket_will_do(shared_server: SharedServer, redis_server: RedisServer) -> None:
    patient(shared_server.socket_url).set(KEY, b"1", 60)
    assert patient(shared_server.socket_url).get(KEY) == b"1"


def test_opening_loads_no_redis_library() -> None:
    program = "import sys, propctl.cache.open as o; o.open_cache('redis://x'); print('redis' in sys.modules)"
    assert in_a_process_of_its_own(program) == "False\n"


@pytest.mark.parametrize("entrance", ["plain", "tls"])
def test_a_process_that_ends_or_forgets_its_cache_leaves_no_warning(
    shared_server: SharedServer, redis_server: RedisServer, entrance: str
) -> None:
    url = redis_server.url if entrance == "plain" else shared_server.tls_url
    program = (
        "import sys; from propctl.cache.open import open_cache; kept = open_cache(sys.argv[1]);"
        "kept.set('propctl:v1:http:00', b'1', 9); print(open_cache(sys.argv[1]).get('propctl:v1:http:00'))"
    )
    assert in_a_process_of_its_own(program, url) == "b'1'\n"


def test_a_pointer_that_processes_move_never_goes_back(redis_server: RedisServer) -> None:
    """One race for all that may go wrong, since processes take their time to start."""
    cache = patient(redis_server.url)
    seen = []
    with redis_worker.racing(redis_server.url, KEY, PROCESSES) as workers:
        while any(worker.poll() is None for worker in workers):
            seen.append(generation_of(cache.get(KEY) or b"") or 0)
        kept = [json.load(worker.stdout) for worker in workers if worker.stdout]
    offered = itertools.chain.from_iterable(redis_worker.offers(seed) for seed in range(PROCESSES))
    assert {
        "never back": seen == sorted(seen),
        "each keeps in order": all(each == sorted(each) for each in kept),
        "stands": generation_of(cache.get(KEY) or b""),
        "kept twice": sum(map(len, kept)) - len(set(itertools.chain.from_iterable(kept))),
    } == {"never back": True, "each keeps in order": True, "stands": max(offered), "kept twice": 0}
