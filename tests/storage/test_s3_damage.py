"""Answers of S3 that arrive late, cut or altered."""

import pytest

from propctl.errors import TemporaryError
from propctl.storage.s3 import MAX_READS, S3Store
from tests.storage.s3_faults import Fault, alters, cuts, drops, empties, says
from tests.storage.s3_proxy import Proxy

KEY = "v1/state/a.json"


@pytest.mark.parametrize("fault", [drops, says(503, "SlowDown"), says(500, "InternalError")])
def test_a_passing_failure_is_survived(behind: S3Store, proxy: Proxy, fault: Fault) -> None:
    behind.put(KEY, b"1")
    proxy.plan("GET", fault)
    assert list(behind.list("")) == [KEY]


@pytest.mark.parametrize("fault", [cuts, empties, alters])
def test_a_body_that_was_spoilt_is_read_again(behind_once: S3Store, proxy: Proxy, fault: Fault) -> None:
    behind_once.put(KEY, b"whole")
    proxy.plan("GET", *[fault] * (MAX_READS - 1))
    stored = behind_once.get(KEY)
    assert stored is not None
    assert stored.data == b"whole"


@pytest.mark.parametrize("fault", [cuts, empties, alters])
def test_a_body_that_is_always_spoilt_is_temporary(behind_once: S3Store, proxy: Proxy, fault: Fault) -> None:
    behind_once.put(KEY, b"whole")
    proxy.always("GET", fault)
    with pytest.raises(TemporaryError, match="the answer was cut"):
        behind_once.get(KEY)


def test_a_spoilt_body_is_read_a_bounded_number_of_times(behind_once: S3Store, proxy: Proxy) -> None:
    behind_once.put(KEY, b"whole")
    proxy.forget()
    proxy.always("GET", cuts)
    with pytest.raises(TemporaryError):
        behind_once.get(KEY)
    assert proxy.methods() == ["GET"] * MAX_READS


@pytest.mark.parametrize("fault", [cuts, empties])
def test_a_list_that_was_cut_is_fetched_again(behind: S3Store, proxy: Proxy, fault: Fault) -> None:
    behind.put(KEY, b"1")
    proxy.plan("GET", fault)
    assert list(behind.list("")) == [KEY]


@pytest.mark.parametrize("fault", [cuts, empties])
def test_a_list_that_is_always_cut_is_not_a_shorter_list(behind: S3Store, proxy: Proxy, fault: Fault) -> None:
    behind.put(KEY, b"1")
    proxy.always("GET", fault)
    with pytest.raises(TemporaryError, match="cannot list"):
        list(behind.list(""))
