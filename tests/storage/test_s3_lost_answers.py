"""Conditional puts to S3 whose answer is lost, denied or contested, as it happens on the wire."""

from collections.abc import Callable

import pytest

from propctl.errors import ConfigurationError, TemporaryError
from propctl.storage.contract import Conflict
from propctl.storage.s3 import S3Store
from propctl.storage.s3_put import PAUSES_SECONDS
from tests.storage.s3_faults import (
    Fault,
    after,
    drops,
    followed_by,
    loses,
    passes,
    says,
    says_after,
)
from tests.storage.s3_proxy import Proxy

KEY = "v1/state/a.json"
COLLISION = says(409, "ConditionalRequestConflict")

Put = Callable[[S3Store, bytes], str]


def data_of(store: S3Store) -> bytes | None:
    stored = store.get(KEY)
    return None if stored is None else stored.data


def create(store: S3Store, data: bytes) -> str:
    return store.put(KEY, data, if_absent=True)


def swap(store: S3Store, data: bytes) -> str:
    """Replace what a writer before us left."""
    seen = store.get(KEY)
    assert seen is not None
    return store.put(KEY, data, if_match=seen.etag)


@pytest.fixture(params=["create", "swap"])
def put(request: pytest.FixtureRequest, s3_store: S3Store) -> Put:
    """A conditional put whose condition holds when nobody interferes."""
    if request.param == "create":
        return create
    s3_store.put(KEY, b"before")
    return swap


@pytest.mark.parametrize("fault", [loses, says_after(500, "InternalError"), says_after(503, "SlowDown")])
def test_a_repeated_put_recognises_its_own_write(
    put: Put, behind: S3Store, proxy: Proxy, fault: Fault
) -> None:
    proxy.plan("PUT", fault)
    etag = put(behind, b"mine")
    stored = behind.get(KEY)
    assert stored is not None
    assert (stored.data, stored.etag) == (b"mine", etag)


def test_the_repetition_did_meet_its_own_write(behind: S3Store, proxy: Proxy) -> None:
    proxy.plan("PUT", loses)
    create(behind, b"mine")
    assert proxy.methods() == ["PUT", "PUT", "HEAD"]


@pytest.mark.parametrize("fault", [loses, says_after(500, "InternalError")])
def test_a_put_that_is_not_repeated_recognises_its_own_write(
    put: Put, behind_once: S3Store, proxy: Proxy, fault: Fault
) -> None:
    proxy.plan("PUT", fault)
    put(behind_once, b"mine")
    assert data_of(behind_once) == b"mine"


@pytest.mark.parametrize("fault", [drops, says(500, "InternalError"), says(503, "SlowDown")])
def test_a_put_that_never_arrived_is_written_by_its_repetition(
    put: Put, behind: S3Store, proxy: Proxy, fault: Fault
) -> None:
    proxy.plan("PUT", fault)
    put(behind, b"mine")
    assert data_of(behind) == b"mine"


def test_identical_bytes_of_another_are_not_taken_for_ours(
    behind: S3Store, s3_store: S3Store, proxy: Proxy
) -> None:
    proxy.plan("PUT", after(lambda: create(s3_store, b"same"), drops))
    with pytest.raises(TemporaryError, match="cannot tell who wrote"):
        create(behind, b"same")


def test_a_lost_write_that_another_replaced_is_not_called_either(
    put: Put, behind: S3Store, s3_store: S3Store, proxy: Proxy
) -> None:
    proxy.plan("PUT", followed_by(lambda: s3_store.put(KEY, b"theirs"), loses))
    with pytest.raises(TemporaryError, match="cannot tell who wrote"):
        put(behind, b"mine")


def test_a_lost_write_that_another_deleted_is_not_called_either(
    behind: S3Store, s3_store: S3Store, proxy: Proxy
) -> None:
    s3_store.put(KEY, b"before")
    proxy.plan("PUT", followed_by(lambda: s3_store.delete(KEY), loses))
    with pytest.raises(TemporaryError, match="cannot tell who wrote"):
        swap(behind, b"mine")


def test_what_cannot_be_looked_up_is_not_called_either(behind: S3Store, proxy: Proxy) -> None:
    proxy.plan("PUT", loses)
    proxy.always("HEAD", says(503, "SlowDown"))
    with pytest.raises(TemporaryError, match="cannot tell who wrote"):
        create(behind, b"mine")


@pytest.mark.parametrize("fault", [drops, says(500, "InternalError"), says(503, "SlowDown")])
def test_a_put_that_never_succeeds_is_temporary(
    put: Put, behind_once: S3Store, proxy: Proxy, fault: Fault
) -> None:
    proxy.plan("PUT", fault)
    with pytest.raises(TemporaryError, match=f"cannot write {KEY}"):
        put(behind_once, b"mine")


def test_a_refusal_without_a_lost_answer_is_a_conflict(
    put: Put, behind: S3Store, s3_store: S3Store, proxy: Proxy
) -> None:
    proxy.plan("PUT", after(lambda: s3_store.put(KEY, b"theirs"), passes))
    with pytest.raises(Conflict):
        put(behind, b"mine")


def test_a_collision_is_asked_again(put: Put, behind: S3Store, proxy: Proxy) -> None:
    proxy.plan("PUT", COLLISION, COLLISION)
    put(behind, b"mine")
    assert data_of(behind) == b"mine"


def test_a_collision_that_another_won_is_a_conflict(
    put: Put, behind: S3Store, s3_store: S3Store, proxy: Proxy
) -> None:
    proxy.plan("PUT", after(lambda: s3_store.put(KEY, b"theirs"), COLLISION))
    with pytest.raises(Conflict):
        put(behind, b"mine")


def test_collisions_without_end_are_temporary(behind: S3Store, proxy: Proxy) -> None:
    proxy.always("PUT", COLLISION)
    with pytest.raises(TemporaryError, match="ConditionalRequestConflict"):
        create(behind, b"mine")


def test_a_collision_is_asked_again_a_bounded_number_of_times(behind: S3Store, proxy: Proxy) -> None:
    proxy.always("PUT", COLLISION)
    with pytest.raises(TemporaryError):
        create(behind, b"mine")
    assert proxy.methods() == ["PUT"] * (1 + len(PAUSES_SECONDS))


def test_a_lost_answer_is_remembered_across_a_collision(
    behind: S3Store, s3_store: S3Store, proxy: Proxy
) -> None:
    replaced = followed_by(lambda: s3_store.put(KEY, b"theirs"), loses)
    proxy.plan("PUT", replaced, COLLISION)
    with pytest.raises(TemporaryError, match="cannot tell who wrote"):
        create(behind, b"mine")


def test_a_missing_bucket_is_no_conflict(behind: S3Store, proxy: Proxy) -> None:
    proxy.always("PUT", says(404, "NoSuchBucket"))
    with pytest.raises(ConfigurationError, match="NoSuchBucket"):
        behind.put(KEY, b"mine", if_match="seen")
