import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.normalize.payload import (
    MAX_LEFT_OUT,
    PayloadShapeError,
    RowReader,
    Rows,
    Shape,
    has_content,
    read_payload,
)


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


class Batter(Shape, frozen=True, kw_only=True):
    """With a part that may be absent, and counts that have a default."""

    id: int
    bat_side: Inning | None = None
    hits: int = 0


NOTHING: st.SearchStrategy[object] = st.recursive(
    st.just({}) | st.none(), lambda part: st.dictionaries(st.text(max_size=3), part, max_size=3), max_leaves=5
)
"""Objects with nothing in them, however deep."""


@given(NOTHING)
def test_an_object_with_nothing_in_it_is_absent(nothing: object) -> None:
    body = json.dumps({"id": 7, "batSide": nothing, "hits": nothing}).encode()
    assert read_payload(Batter, body) == Batter(id=7)
    assert not has_content(msgspec.Raw(json.dumps(nothing).encode()))


@pytest.mark.parametrize("nothing", ["{}", "null", "{ }", '{"a": {}}'])
def test_a_required_key_with_nothing_is_missing(nothing: str) -> None:
    with pytest.raises(
        PayloadShapeError, match=r"\Athe document: object missing required field `homeHits`\Z"
    ):
        read_payload(Inning, f'{{"numRuns": 1, "homeHits": {nothing}}}'.encode())


@pytest.mark.parametrize("something", ["{'a': 0}", "0", "''", "[0]", "[{}]", "false"])
def test_what_holds_a_value_is_something(something: str) -> None:
    assert has_content(msgspec.Raw(something.replace("'", '"').encode()))


@pytest.mark.parametrize("number", ["3", "3.0", "3e0", "30e-1", "0.3e1"])
def test_a_whole_number_may_be_written_as_a_fraction(number: str) -> None:
    assert read_payload(Inning, f'{{"numRuns": {number}, "homeHits": 2}}'.encode()).num_runs == 3


@pytest.mark.parametrize("number", ["3.5", '"3"', "true", "1e400", "[3]", "NaN", "-Infinity", "3."])
def test_what_is_no_whole_number_is_refused(number: str) -> None:
    with pytest.raises(PayloadShapeError):
        read_payload(Inning, f'{{"numRuns": {number}, "homeHits": 2}}'.encode())


def test_a_byte_that_is_not_utf_8_beside_an_empty_object_is_an_error_of_shape() -> None:
    with pytest.raises(PayloadShapeError):
        read_payload(Batter, b'{"id": 7, "batSide": {}, "name": "\xff"}')


# ------------------------------------------------------------------ rows

INNINGS = st.lists(st.sampled_from([1, 2, None]), max_size=40)
"""Runs of an inning; None stands for a row that cannot be read."""


def inning(runs: int | None, place: int) -> dict[str, object]:
    return {"numRuns": place if runs is None else runs, "homeHits": "many" if runs is None else place}


def rows_of(document: object) -> tuple[RowReader, Rows[Inning]]:
    reader = RowReader()
    return reader, reader.read(Inning, msgspec.Raw(json.dumps(document).encode()), "innings")


@given(INNINGS)
def test_few_odd_rows_are_left_out_and_many_refused(runs: list[int | None]) -> None:
    reader, rows = rows_of([inning(run, place) for place, run in enumerate(runs)])
    odd = [
        f"innings[{place}].homeHits: expected `int`, got `str`"
        for place, run in enumerate(runs)
        if run is None
    ]
    assert [(place, row.num_runs) for place, row in rows.placed] == [
        (place, run) for place, run in enumerate(runs) if run is not None
    ]
    reported: list[str] = []
    if len(odd) <= min(MAX_LEFT_OUT, max(1, len(runs) // 5)) and (not odd or len(odd) < len(runs)):
        reader.finish(reported.append)
        assert reported == odd
    else:
        with pytest.raises(PayloadShapeError) as refusal:
            reader.finish(reported.append)
        assert (str(refusal.value), reported) == (odd[0], [])


def test_an_odd_row_that_stands_twice_counts_once() -> None:
    reader, rows = rows_of([inning(1, 0), inning(None, 1), inning(None, 1), inning(2, 2)])
    reader.finish(lambda _: None)
    assert (len(rows.odd), len(rows.placed)) == (1, 2)


def test_a_list_that_is_none_is_refused() -> None:
    with pytest.raises(PayloadShapeError, match=r"\Ainnings: expected `array`, got `object`\Z"):
        rows_of({"0": inning(1, 0)})


def test_a_part_of_a_row_that_is_left_out_leaves_the_row() -> None:
    reader, _ = rows_of([inning(1, 0)])
    reader.leave_out("innings[0].pitcher: unknown", rows=0)
    reported: list[str] = []
    reader.finish(reported.append)
    assert reported == ["innings[0].pitcher: unknown"]
