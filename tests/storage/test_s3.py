"""What the S3 store asks of S3, and what it makes of sound answers."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from propctl.storage.contract import Conflict
from propctl.storage.s3 import S3Store
from propctl.storage.s3_connection import S3Connection, S3Options
from propctl.storage.s3_put import TOKEN
from tests.storage.s3_proxy import Proxy
from tests.storage.s3_server import BUCKET

KEY = "v1/state/a.json"


def keys_in_bucket(connection: S3Connection, prefix: str) -> list[str]:
    page = connection.client().list_objects_v2(Bucket=BUCKET, Prefix=prefix)
    return [entry["Key"] for entry in page["Contents"]]


def test_an_object_lies_at_its_key_below_the_prefix(
    s3_store: S3Store, s3_connection: S3Connection, s3_prefix: str
) -> None:
    s3_store.put(KEY, b"1")
    assert keys_in_bucket(s3_connection, s3_prefix) == [f"{s3_prefix}/{KEY}"]


def test_a_store_without_a_prefix_is_the_bucket_itself(
    s3_store: S3Store, s3_connection: S3Connection, s3_prefix: str
) -> None:
    S3Store(BUCKET, "", s3_connection).put(f"{s3_prefix}/{KEY}", b"1")
    assert list(s3_store.list("")) == [KEY]


def test_a_prefix_that_begins_alike_is_another_store(
    s3_store: S3Store, s3_connection: S3Connection, s3_prefix: str
) -> None:
    S3Store(BUCKET, s3_prefix + "-2", s3_connection).put(KEY, b"theirs")
    assert list(s3_store.list("")) == []


@pytest.mark.parametrize(
    "foreign", ["folder/", "notes", ".hidden.json", "a b.json", "ä.json", "a//b.json", "%41.json"]
)
def test_foreign_objects_are_passed_over(
    s3_store: S3Store, s3_connection: S3Connection, s3_prefix: str, foreign: str
) -> None:
    s3_connection.client().put_object(Bucket=BUCKET, Key=f"{s3_prefix}/{foreign}", Body=b"")
    s3_store.put(KEY, b"1")
    assert list(s3_store.list("")) == [KEY]


def test_pages_follow_each_other_without_gap_or_repetition(behind: S3Store) -> None:
    keys = [f"v1/runs/{number}.json" for number in range(5)]
    for key in keys:
        behind.put(key, b"")
    assert list(behind.list("v1/")) == keys


def test_pages_after_a_key_follow_each_other_too(behind: S3Store) -> None:
    keys = [f"v1/runs/{number}.json" for number in range(7)]
    for key in keys:
        behind.put(key, b"")
    assert list(behind.list("v1/", keys[1])) == keys[2:]


def test_a_page_is_fetched_when_the_iteration_reaches_it(behind: S3Store, proxy: Proxy) -> None:
    for number in range(5):
        behind.put(f"v1/runs/{number}.json", b"")
    proxy.forget()
    next(behind.list("v1/"))
    assert proxy.methods() == ["GET"]


def test_a_condition_costs_one_request(behind: S3Store, proxy: Proxy) -> None:
    behind.put(KEY, b"1", if_absent=True)
    assert proxy.methods() == ["PUT"]


def test_a_plain_conflict_costs_one_request(behind: S3Store, s3_store: S3Store, proxy: Proxy) -> None:
    s3_store.put(KEY, b"theirs")
    with pytest.raises(Conflict):
        behind.put(KEY, b"mine", if_absent=True)
    assert proxy.methods() == ["PUT"]


def test_bodies_are_sent_with_a_checksum(behind: S3Store, proxy: Proxy) -> None:
    behind.put(KEY, b"1")
    assert "x-amz-checksum-crc32" in proxy.requests[0].headers


def test_each_conditional_put_has_a_token_of_its_own(behind: S3Store, proxy: Proxy) -> None:
    behind.put("a.json", b"1", if_absent=True)
    behind.put("b.json", b"1", if_absent=True)
    assert len({request.headers[f"x-amz-meta-{TOKEN}"] for request in proxy.requests}) == 2


@pytest.mark.parametrize("etag", ["", "*", '"', "a,b"])
def test_a_strange_etag_matches_nothing(s3_store: S3Store, etag: str) -> None:
    s3_store.put(KEY, b"theirs")
    with pytest.raises(Conflict):
        s3_store.put(KEY, b"mine", if_match=etag)


@pytest.mark.parametrize(
    ("options", "headers"),
    [
        (S3Options(), {}),
        (S3Options(sse="AES256"), {"x-amz-server-side-encryption": "AES256"}),
        (
            S3Options(sse="aws:kms", kms_key_id="key-1"),
            {
                "x-amz-server-side-encryption": "aws:kms",
                "x-amz-server-side-encryption-aws-kms-key-id": "key-1",
            },
        ),
    ],
    ids=["as-the-bucket-says", "s3", "kms"],
)
@pytest.mark.usefixtures("s3_environment")
def test_encryption_is_asked_for_as_configured(
    proxy: Proxy, s3_prefix: str, options: S3Options, headers: dict[str, str]
) -> None:
    connection = S3Connection(S3Options(proxy.url, options.sse, options.kms_key_id))
    S3Store(BUCKET, s3_prefix, connection).put(KEY, b"1", if_absent=True)
    asked = {name.lower(): value for name, value in proxy.requests[0].headers.items()}
    assert {name: value for name, value in asked.items() if "encryption" in name} == headers


def test_the_url_names_bucket_and_prefix() -> None:
    assert S3Store("bucket", "a/b", S3Connection()).url == "s3://bucket/a/b"


def test_the_url_of_a_whole_bucket_has_no_path() -> None:
    assert S3Store("bucket", "", S3Connection()).url == "s3://bucket"


@pytest.mark.usefixtures("s3_environment")
def test_threads_share_one_client() -> None:
    connection = S3Connection()
    with ThreadPoolExecutor(4) as threads:
        clients = list(threads.map(lambda _: connection.client(), range(4)))
    assert len({id(client) for client in clients}) == 1


@pytest.mark.parametrize("url", ["s3://bucket/prefix", "file:///tmp/store"])
def test_opening_a_store_imports_no_boto3(url: str) -> None:
    program = (
        "import json, sys; from propctl.storage.open import open_store; "
        f"open_store({url!r}); print(json.dumps(sorted({{'boto3', 'botocore'}} & set(sys.modules))))"
    )
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert json.loads(finished.stdout) == []
