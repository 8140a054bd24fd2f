from pathlib import Path

import pytest

from propctl.storage.contract import ObjectStore
from propctl.storage.local import LocalStore
from propctl.storage.memory import MemoryStore


@pytest.fixture(params=["memory", "local"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    """Each implementation in turn; the contract holds for all."""
    return MemoryStore() if request.param == "memory" else LocalStore(tmp_path / "store")
