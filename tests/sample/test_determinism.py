"""The league is the same in every process, on every machine and under every Python."""

import os
import subprocess
import sys

import pytest

from tests.sample.digests import digests

AS_EVER = [
    "d43a1e3b498f28cd",
    "65714b16cf4f3518",
    "ff05588e55c85d9b",
    "717b58f7d548716e",
    "aa134fe0df3e7727",
]
"""Of the league as it was released: whoever changes it on purpose changes them, and tells the changelog."""


def test_the_league_is_as_it_ever_was() -> None:
    assert [digest[:16] for digest in digests()] == AS_EVER


@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_sees_the_same_league(seed: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.sample.digests"],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == digests()
