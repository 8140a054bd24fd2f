from pathlib import Path
from typing import Literal

import pytest

from propctl.errors import ConfigurationError
from propctl.storage.open import open_store
from propctl.storage.s3 import S3Store
from propctl.storage.s3_connection import S3Options


def test_a_file_url_is_a_directory(tmp_path: Path) -> None:
    open_store(tmp_path.as_uri()).put("a.json", b"1")
    assert (tmp_path / "a.json").read_bytes() == b"1"


def test_escapes_in_a_file_url_are_resolved(tmp_path: Path) -> None:
    folder = tmp_path / "my data#1"
    open_store(folder.as_uri()).put("a.json", b"1")
    assert (folder / "a.json").exists()


def test_a_store_shows_the_url_it_was_opened_by(tmp_path: Path) -> None:
    url = (tmp_path / "my data").as_uri()
    assert open_store(url).url == url


def test_opening_creates_nothing(tmp_path: Path) -> None:
    open_store((tmp_path / "store").as_uri())
    assert list(tmp_path.iterdir()) == []


def test_each_memory_store_is_fresh() -> None:
    open_store("memory://").put("a.json", b"1")
    assert open_store("memory://").get("a.json") is None


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("s3://bucket", "s3://bucket"),
        ("s3://bucket/", "s3://bucket"),
        ("s3://my.bucket-1/team.data/sport=mlb/", "s3://my.bucket-1/team.data/sport=mlb"),
    ],
)
def test_an_s3_url_is_a_bucket_and_a_prefix(url: str, shown: str) -> None:
    assert open_store(url).url == shown


@pytest.mark.usefixtures("s3_environment")
def test_an_s3_store_is_at_the_endpoint_given(s3_url: str, s3_store: S3Store) -> None:
    open_store(s3_store.url, S3Options(s3_url)).put("a.json", b"1")
    assert list(s3_store.list("")) == ["a.json"]


@pytest.mark.parametrize(
    "endpoint",
    [
        "minio:9000",
        "ftp://minio",
        "https://",
        "http://user:hunter2@minio",
        "http://[half",
        "http://minio?x=1",
    ],
)
def test_an_endpoint_is_scheme_and_host(endpoint: str) -> None:
    with pytest.raises(ConfigurationError, match="S3 endpoint is no") as refusal:
        open_store("s3://bucket", S3Options(endpoint))
    assert "hunter2" not in refusal.value.message + refusal.value.hint


@pytest.mark.parametrize("sse", [None, "AES256"])
def test_a_kms_key_needs_kms(sse: Literal["AES256"] | None) -> None:
    with pytest.raises(ConfigurationError, match="KMS"):
        open_store("s3://bucket", S3Options(sse=sse, kms_key_id="key-1"))


@pytest.mark.parametrize("url", ["/var/lib/propctl", "propctl-data"])
def test_a_bare_path_is_called_one(url: str) -> None:
    with pytest.raises(ConfigurationError, match="bare path"):
        open_store(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "propctl-data",
        "/var/lib/propctl",
        "file://propctl-data/store",
        "file://~/store",
        "file:store",
        "file:///",
        "file:///store#1",
        "file:///store?x=1",
        "file:///store%00",
        "memory://name",
        "http://[half",
        "gs://bucket",
        "s3://",
        "s3:///prefix",
        "s3://ab",
        "s3://Bucket",
        "s3://my_bucket",
        "s3://bucket:9000/prefix",
        "s3://key:hunter2@bucket/prefix",
        "s3://bucket--use1-az4--x-s3",
        "s3://bucket//prefix",
        "s3://bucket/../prefix",
        "s3://bucket/a b",
        "s3://bucket/%41",
        "s3://bucket/prefix?x=1",
        "s3://bucket/prefix#1",
        "s3://bucket/" + "x" * 257,
    ],
)
def test_any_other_form_is_refused_with_the_forms_as_hint(url: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        open_store(url)
    assert "file:///absolute/path" in refusal.value.hint


@pytest.mark.parametrize("url", ["redis://user:hunter2@cache:6379/0", "s3://key:hunter2@bucket/prefix"])
def test_a_password_in_a_mistaken_url_is_not_repeated(url: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        open_store(url)
    assert "hunter2" not in refusal.value.message + refusal.value.hint
