"""How often the program reads a certificate store, which takes longer than a request."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cache.redis_server import free_port
from tests.cli.server import a_provider

COUNTING = """
import ssl, sys
made = []
make = ssl.SSLContext.__new__
def counted(kind, *args, **kwargs):
    made.append(make(kind, *args, **kwargs))
    return made[-1]
ssl.SSLContext.__new__ = counted
sys.argv = ["propctl", *sys.argv[1:]]
from propctl.__main__ import main
try:
    main()
except SystemExit:
    pass
print("contexts:", sum(context.cert_store_stats()["x509"] > 0 for context in made))
"""


def contexts_with_certificates(folder: Path, **settings: str) -> int:
    """How many TLS contexts one ``run-once`` fills, and its gateway is down."""
    environment = {
        "PATH": os.environ["PATH"],
        "PROPCTL_STORAGE_URL": (folder / "store").as_uri(),
        "PROPCTL_NOW": "2025-06-08T10:00:00Z",
        "PROPCTL_PUSHGATEWAY_URL": f"http://127.0.0.1:{free_port()}",
        **settings,
    }
    done = subprocess.run(
        [sys.executable, "-c", COUNTING, "run-once"],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return int(done.stdout.rpartition("contexts:")[2])


def test_the_sample_league_reads_no_certificates(tmp_path: Path) -> None:
    assert contexts_with_certificates(tmp_path, PROPCTL_PROVIDER_MODE="sample") == 0


@pytest.mark.parametrize("scheme", ["http", "HTTP"])
def test_a_provider_on_loopback_needs_no_certificates(tmp_path: Path, scheme: str) -> None:
    with a_provider() as provider:
        url = scheme + provider.url.removeprefix("http")
        settings = {"PROPCTL_MLB_STATS_API_URL": url, "PROPCTL_BASEBALL_SAVANT_URL": url}
        assert contexts_with_certificates(tmp_path, **settings) == 0
        assert provider.asked


def test_two_providers_over_tls_read_them_once(tmp_path: Path) -> None:
    url = f"https://127.0.0.1:{free_port()}"
    settings = {"PROPCTL_MLB_STATS_API_URL": url, "PROPCTL_BASEBALL_SAVANT_URL": url}
    assert contexts_with_certificates(tmp_path, **settings) == 1
