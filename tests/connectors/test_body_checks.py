import pytest

from propctl.connectors.body_checks import NotWholeError, check_json


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html>", "HTML"),
        (b" \n<html>", "HTML"),
        (b"   ", "not JSON"),
        (b'{"dates":[', "not JSON"),
        (b'{"dates":[]} trailing', "not JSON"),
        (b"\x1f\x8b\x08", "not JSON"),
        (b"[]", "not a JSON object"),
        (b'"dates"', "not a JSON object"),
        (b"null", "not a JSON object"),
    ],
)
def test_what_is_no_json_object_is_not_whole(body: bytes, reason: str) -> None:
    with pytest.raises(NotWholeError, match=reason):
        check_json(body)


@pytest.mark.parametrize("body", [b'{"dates":"\xff"}', b'{"\xff":1}'], ids=["value", "key"])
def test_letters_that_are_no_utf8_are_not_whole(body: bytes) -> None:
    with pytest.raises(NotWholeError):
        check_json(body)


@pytest.mark.parametrize("body", [b"{}", b' {"dates": []}\n', '{"name":"Peña"}'.encode()])
def test_a_json_object_is_whole(body: bytes) -> None:
    assert check_json(body) is None  # type: ignore[func-returns-value]
