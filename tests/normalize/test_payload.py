import pytest

from propctl.normalize.payload import PayloadShapeError, Shape, read_payload


class Inning(Shape, frozen=True, kw_only=True):
    num_runs: int
    home_hits: int


def test_camel_case_keys_are_read() -> None:
    assert read_payload(Inning, b'{"numRuns": 1, "homeHits": 2}') == Inning(num_runs=1, home_hits=2)


def test_keys_we_do_not_know_are_ignored() -> None:
    assert read_payload(Inning, b'{"numRuns": 1, "homeHits": 2, "new": {}}').num_runs == 1


def test_a_missing_key_is_named() -> None:
    with pytest.raises(PayloadShapeError, match=r"homeHits"):
        read_payload(Inning, b'{"numRuns": 1}')


def test_a_key_of_another_kind_is_named() -> None:
    with pytest.raises(PayloadShapeError, match=r"\AhomeHits: "):
        read_payload(Inning, b'{"numRuns": 1, "homeHits": "many"}')


@pytest.mark.parametrize(
    "body", [b"[]", b"7", b"null", b"", b'{"numRuns": 1', b'{"numRuns": "\xff", "homeHits": 1}']
)
def test_what_is_no_such_document_is_one_kind_of_error(body: bytes) -> None:
    with pytest.raises(PayloadShapeError):
        read_payload(Inning, body)


def test_a_reason_is_one_line() -> None:
    with pytest.raises(PayloadShapeError, match=r"\A[^\n]+\Z"):
        read_payload(Inning, b"[]")


def test_a_document_that_is_nested_too_deeply_is_an_error() -> None:
    body = b'{"numRuns": 1, "homeHits": 2, "new": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    with pytest.raises(PayloadShapeError, match="nested too deeply"):
        read_payload(Inning, body)
