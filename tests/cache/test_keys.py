import datetime as dt
from collections.abc import Callable

import pytest

from propctl.cache.keys import http_key, latest_key, snapshot_key
from propctl.domain.option_values import Namespace

DATE = dt.date(2025, 6, 8)
BUILDERS: list[Callable[[str], str]] = [
    lambda namespace: snapshot_key("0123456789abcdef", namespace=namespace),
    lambda namespace: latest_key("mlb", DATE, namespace=namespace),
    lambda namespace: http_key("ab" * 32, namespace=namespace),
]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (snapshot_key("0123456789abcdef"), "propctl:v1:snapshot:0123456789abcdef"),
        (latest_key("mlb", DATE), "propctl:v1:latest:mlb:2025-06-08"),
        (http_key("ab" * 32), f"propctl:v1:http:{'ab' * 32}"),
        (latest_key("mlb", DATE, namespace="shadow"), "propctl:shadow:v1:latest:mlb:2025-06-08"),
        (snapshot_key("00", namespace="sample"), "propctl:sample:v1:snapshot:00"),
    ],
)
def test_keys_are_as_documented(key: str, expected: str) -> None:
    assert key == expected


@pytest.mark.parametrize("build", BUILDERS)
def test_each_namespace_has_keys_of_its_own(build: Callable[[str], str]) -> None:
    assert len({build(namespace) for namespace in Namespace}) == len(Namespace)


@pytest.mark.parametrize("build", BUILDERS)
def test_an_unknown_namespace_is_refused(build: Callable[[str], str]) -> None:
    with pytest.raises(ValueError, match="those are live, shadow, sample"):
        build("test")


@pytest.mark.parametrize("part", ["", "a:b", "a b", "a\n"])
def test_a_part_cannot_change_the_shape_of_a_key(part: str) -> None:
    with pytest.raises(ValueError, match="cannot be part of a cache key"):
        snapshot_key(part)
