"""Which certificates connections trust, and files that hold none."""

import os
from pathlib import Path

import pytest

from propctl.certificates import bundle_fault, check_trust, trusted_context
from propctl.errors import ConfigurationError
from tests.cache.certificates import write_certificates


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_certificates(tmp_path)
    (tmp_path / "empty").touch()
    (tmp_path / "text").write_text("no certificate\n")
    (tmp_path / "bytes").write_bytes(bytes(range(256)))
    (tmp_path / "cut").write_bytes((tmp_path / "ca.pem").read_bytes()[:200])
    (tmp_path / "hashed").mkdir()
    (tmp_path / "hashed" / "0123abcd.0").write_bytes((tmp_path / "ca.pem").read_bytes())
    os.mkfifo(tmp_path / "pipe")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("absent.pem", "No such file or directory"),
        ("text/ca.pem", "Not a directory"),
        ("a" * 300, "File name too long"),
        ("hashed", "Is a directory"),
        ("pipe", "it is no regular file"),
        ("empty", "it holds no certificates in PEM form"),
        ("text", "it holds no certificates in PEM form"),
        ("bytes", "it holds no certificates in PEM form"),
        ("cut", "it holds no certificates in PEM form"),
        ("server.key", "it holds no certificates in PEM form"),
        ("/proc/self/mem", "Input/output error"),
    ],
)
def test_a_file_without_certificates_is_named(folder: Path, name: str, reason: str) -> None:
    path = folder / name
    with pytest.raises(ConfigurationError) as raised:
        trusted_context({"SSL_CERT_FILE": str(path)})
    assert raised.value.message == f"SSL_CERT_FILE={path}: {reason}; no certificate can be verified"
    assert raised.value.hint


@pytest.mark.parametrize("value", ["absent", "text", "empty", "pipe", ".", "absent:text", ":"])
def test_a_directory_without_certificates_is_named(folder: Path, value: str) -> None:
    paths = ":".join(str(folder / part) for part in value.split(":"))
    with pytest.raises(ConfigurationError, match=r"^SSL_CERT_DIR="):
        check_trust({"SSL_CERT_DIR": paths})


def test_one_of_several_directories_is_enough(folder: Path) -> None:
    check_trust({"SSL_CERT_DIR": f"{folder / 'absent'}:{folder / 'hashed'}"})


def test_the_file_wins_over_the_directory(folder: Path) -> None:
    context = trusted_context({"SSL_CERT_FILE": str(folder / "ca.pem"), "SSL_CERT_DIR": "/nowhere"})
    assert context.cert_store_stats()["x509"] == 1


@pytest.mark.parametrize("environment", [{}, {"SSL_CERT_FILE": ""}, {"SSL_CERT_DIR": ""}])
def test_without_either_the_usual_authorities_are_trusted(environment: dict[str, str]) -> None:
    assert trusted_context(environment).cert_store_stats()["x509_ca"] > 50


def test_a_bundle_of_certificates_has_no_fault(folder: Path) -> None:
    assert bundle_fault(str(folder / "ca.pem")) is None
