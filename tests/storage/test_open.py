from pathlib import Path

import pytest

from propctl.errors import ConfigurationError
from propctl.storage.open import open_store


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


def test_s3_is_announced_as_not_supported() -> None:
    with pytest.raises(ConfigurationError, match="S3 is not supported by this version"):
        open_store("s3://bucket/prefix")


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
    ],
)
def test_any_other_form_is_refused_with_the_forms_as_hint(url: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        open_store(url)
    assert "file:///absolute/path" in refusal.value.hint


def test_a_password_in_a_mistaken_url_is_not_repeated() -> None:
    with pytest.raises(ConfigurationError) as refusal:
        open_store("redis://user:hunter2@cache:6379/0")
    assert "hunter2" not in refusal.value.message + refusal.value.hint
