"""User and password of a base URL: sent as such, and never part of a URL that somebody may log."""

from base64 import b64encode

import httpx
import pytest

from propctl.connectors.payloads import RequestUnavailableError
from tests.connectors.wire import ASKED, Script, a_client, whole


def test_they_are_sent_and_not_in_the_url() -> None:
    wire = Script(whole())
    a_client(wire, base_url="http://me:hunter%2F2@provider.test:8/prefix").get(ASKED)
    (asked,) = wire.asked
    assert str(asked.url).startswith("http://provider.test:8/prefix/api/v1/schedule?")
    assert asked.headers["authorization"] == "Basic " + b64encode(b"me:hunter/2").decode()


def test_without_any_nothing_is_sent() -> None:
    wire = Script(whole())
    a_client(wire).get(ASKED)
    assert "authorization" not in wire.asked[0].headers


def test_an_error_does_not_repeat_them() -> None:
    client = a_client(Script(httpx.ConnectError("refused")), base_url="http://me:hunter2@provider.test")
    with pytest.raises(RequestUnavailableError, match=r"http://…@provider\.test") as caught:
        client.get(ASKED)
    assert "hunter2" not in caught.value.message
