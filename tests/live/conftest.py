"""Tests that ask the real providers: only with PROPCTL_LIVE_TESTS=1, one request a second.

MLB permits individual, non-commercial, non-bulk use of its data. Whoever sets the variable states that
the use is allowed; `propctl providers terms` says more.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from propctl.cache.memory import MemoryCache
from propctl.connectors.body_checks import check_json
from propctl.connectors.http import HttpClient, HttpPolicy
from propctl.connectors.mlb_stats_api import PROVIDER, MlbStatsApi
from propctl.connectors.pacing import Deadline, Pacer
from propctl.connectors.payload_archive import PayloadArchive
from propctl.connectors.payload_sources import ProviderSource
from propctl.settings import Settings
from propctl.storage.layout import Layout
from propctl.storage.memory import MemoryStore

HERE = Path(__file__).parent
VARIABLE = "PROPCTL_LIVE_TESTS"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.live)
            item.add_marker(pytest.mark.enable_socket)
            if os.environ.get(VARIABLE) != "1":
                item.add_marker(pytest.mark.skip(reason=f"asks the real providers: set {VARIABLE}=1"))


@pytest.fixture(scope="session")
def api() -> Iterator[MlbStatsApi]:
    """The real connector, at one request a second."""
    settings = Settings()
    policy = HttpPolicy(settings.mlb_stats_api_url, settings.user_agent, settings.http_timeout, check_json)
    client = HttpClient(policy, Pacer(1.0), Deadline(300.0))
    archive = PayloadArchive(MemoryStore(), Layout())
    yield MlbStatsApi(ProviderSource({PROVIDER: client}, archive, MemoryCache(), lambda: datetime.now(UTC)))
    client.close()
