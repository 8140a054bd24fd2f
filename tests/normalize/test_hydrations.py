import pytest

from propctl.normalize.payload import PayloadShapeError
from propctl.normalize.slate import missing_hydrations, read_hydrations
from tests.normalize.payloads import EMPTY_SCHEDULE, as_body


def test_names_come_without_their_arguments() -> None:
    body = as_body({"hydrations": ["venue(location)", "team", "venue"]})
    assert read_hydrations(body) == ("team", "venue")


def test_an_answer_without_the_list_has_none() -> None:
    assert read_hydrations(as_body(EMPTY_SCHEDULE)) == ()


def test_a_list_of_something_else_is_a_changed_payload() -> None:
    with pytest.raises(PayloadShapeError, match="hydrations"):
        read_hydrations(as_body({"hydrations": [{"name": "team"}]}))


def test_what_a_slate_needs_and_is_not_there_is_named() -> None:
    assert missing_hydrations(("Lineups", "probablepitcher", "team", "venue")) == ["statusFlags"]
