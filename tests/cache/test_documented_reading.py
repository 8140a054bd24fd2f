"""``docs/cache.md`` is followed to the letter, against a real Redis that our code has filled."""

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from redis import Redis
from redis.exceptions import NoPermissionError

from propctl.cache.keys import health_key, http_key, latest_key, pace_key, snapshot_key
from propctl.cache.open import open_cache
from propctl.connectors.mlb_stats_api import LIVE_SLATE_TTL_SECONDS
from propctl.domain.prop import merge_rows
from propctl.jobs.build import Build
from propctl.jobs.publish import Publication
from propctl.jobs.read_snapshot import write_to_cache
from propctl.settings import Settings
from propctl.storage.compression import compressed, decompressed
from tests.cache.conftest import PAGE, acl_rule
from tests.cache.redis_server import RedisServer
from tests.docs.pages import blocks, table
from tests.domain.props import DATE
from tests.jobs.builds import AT_TEN, a_build, a_snapshot_context, props_of
from tests.jobs.desk import Desk

MAX_BYTES = 2**20
Board = dict[str, Any]
ReadBoard = Callable[[Redis, str, str], Board | None]
ROWS = table(PAGE, "| key | value | lives for |")


@pytest.fixture
def published(redis_server: RedisServer) -> Publication:
    """A board that a run has committed, and put into Redis."""
    return put_into(redis_server, a_build())


def put_into(server: RedisServer, build: Build) -> Publication:
    desk = Desk()
    publication = desk.publish(build)
    context = replace(a_snapshot_context(desk.store, AT_TEN), cache=open_cache(server.url))
    rows = merge_rows(context.snapshots.read_rows(blob.sha256) for blob in publication.manifest.rows.blobs)
    write_to_cache(context, publication.manifest, publication.pointer, rows)
    return publication


@pytest.fixture(scope="module")
def read_board() -> ReadBoard:
    """The function that the page shows."""
    (example,) = (block for block in blocks(PAGE) if "def read_board" in block)
    assert "propctl." not in example
    names: dict[str, Any] = {}
    exec(compile(example, "docs/cache.md", "exec"), names)  # noqa: S102 - our own page
    function: ReadBoard = names["read_board"]
    return function


def test_a_site_reads_the_board_as_documented(
    redis_server: RedisServer, published: Publication, read_board: ReadBoard
) -> None:
    board = read_board(redis_server.admin, "mlb", DATE.isoformat())
    assert board is not None
    assert board["snapshot"] == json.loads(published.manifest.to_bytes())
    assert [prop["prop_id"] for prop in board["props"]] == [prop.prop_id for prop in props_of(900001, 900002)]


def test_a_board_without_a_prop_is_read_as_one(redis_server: RedisServer, read_board: ReadBoard) -> None:
    put_into(redis_server, a_build((), states={}))
    board = read_board(redis_server.admin, "mlb", DATE.isoformat())
    assert board is not None
    assert board["props"] == []


@pytest.mark.parametrize("kind", ["latest", "snapshot"])
def test_a_lost_key_is_a_miss(
    redis_server: RedisServer, published: Publication, read_board: ReadBoard, kind: str
) -> None:
    redis_server.admin.delete(*redis_server.admin.keys(f"propctl:v1:{kind}:*"))
    assert read_board(redis_server.admin, "mlb", DATE.isoformat()) is None


def test_an_altered_value_is_a_miss(
    redis_server: RedisServer, published: Publication, read_board: ReadBoard
) -> None:
    key = snapshot_key(published.manifest.snapshot_id)
    packed = redis_server.admin.get(key)
    assert isinstance(packed, bytes)
    text = decompressed(packed, MAX_BYTES).replace(b'"prob_over":0.6', b'"prob_over":0.7')
    redis_server.admin.set(key, compressed(text))
    assert read_board(redis_server.admin, "mlb", DATE.isoformat()) is None


def test_the_command_lines_give_the_pointer_and_the_packed_board(
    redis_server: RedisServer, published: Publication
) -> None:
    first, second, _ = next(block for block in blocks(PAGE) if block.startswith("redis-cli")).splitlines()
    second = second.partition(" | zstd")[0].replace("ece85e4a717546c0", published.manifest.snapshot_id)
    found, packed = (asked(line.replace("$REDIS_URL", redis_server.url)) for line in (first, second))
    assert json.loads(found)["snapshot_id"] == published.manifest.snapshot_id
    assert len(json.loads(decompressed(packed, MAX_BYTES))["props"]) == published.manifest.rows.count


def asked(line: str) -> bytes:
    """What *line* prints in a shell."""
    return subprocess.run(["sh", "-c", line], stdout=subprocess.PIPE, check=True).stdout


def test_a_site_may_read_and_no_more(
    redis_server: RedisServer, published: Publication, read_board: ReadBoard
) -> None:
    rule = acl_rule("propctl-site")
    redis_server.make_user(rule)
    name, _, password, *_ = rule.replace(">", "").split()
    with Redis(port=redis_server.port, username=name, password=password, protocol=2) as site:
        assert read_board(site, "mlb", DATE.isoformat()) is not None
        with pytest.raises(NoPermissionError):
            site.set(latest_key("mlb", DATE), b"{}")


def test_the_keys_on_the_page_are_those_that_are_written() -> None:
    shown = [row[0].strip("`") for row in ROWS]
    stand_ins = {
        "<sport>": "mlb",
        "<date>": "2025-06-08",
        "<snapshot_id>": "00",
        "<sha256>": "00",
        "<run id>": "r",
    }
    for stand_in, part in stand_ins.items():
        shown = [key.replace(stand_in, part) for key in shown]
    plain = [latest_key("mlb", DATE), snapshot_key("00"), http_key("00"), health_key("r")]
    assert [key for key in shown if "pace" not in key] == plain
    assert [key for key in shown if "pace" in key] == [f"{pace_key('00')}:next`, `…:held"]


def test_the_lives_on_the_page_are_those_that_are_given() -> None:
    ttl = Settings.model_fields["snapshot_ttl"].default
    assert (f"({ttl} s)" in ROWS[0][2], ROWS[2][2]) == (True, f"{LIVE_SLATE_TTL_SECONDS} s")
