import pytest

from propctl.connectors.memo import Memo


def test_a_value_is_made_once() -> None:
    values = iter([1, 2, 3])
    memo: Memo[int] = Memo(2)
    assert [memo.get("key", lambda: next(values)) for _ in range(3)] == [1, 1, 1]


def test_the_values_used_last_are_kept() -> None:
    values = iter([1, 2, 3, 4, 5])
    memo: Memo[int] = Memo(2)
    assert [memo.get(key, lambda: next(values)) for key in "abacacb"] == [1, 2, 1, 3, 1, 3, 4]


def test_a_failure_is_not_remembered() -> None:
    def failing() -> int:
        raise LookupError

    memo: Memo[int] = Memo(2)
    with pytest.raises(LookupError):
        memo.get("key", failing)
    assert memo.get("key", lambda: 1) == 1
