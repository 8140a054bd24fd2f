"""How a block ends decides how its run is recorded."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from propctl.cli.recording import RecordedRun, RecordingSession
from propctl.domain.metric_labels import JobName
from propctl.domain.option_values import Namespace
from propctl.errors import DataError, ExitCode, StoppedError
from propctl.settings import Settings


@pytest.fixture
def settings(tmp_path: Path, process_state: None) -> Settings:
    return Settings(storage_url=(tmp_path / "store").as_uri())


def recorded(settings: Settings, error: BaseException | None, tmp_path: Path) -> dict[str, Any]:
    """The marker of a run that ends with *error*."""

    def block() -> None:
        with RecordingSession(settings, RecordedRun(JobName.RUN_ONCE, Namespace.LIVE, 10.0)):
            if error is not None:
                raise error

    if error is None:
        block()
    else:
        with pytest.raises(type(error)):
            block()
    (path,) = (tmp_path / "store" / "v1" / "runs").rglob("*.json")
    marker: dict[str, Any] = json.loads(path.read_text())
    return marker


@pytest.mark.parametrize(
    ("error", "outcome", "exit_code"),
    [(None, "success", 0), (DataError("changed"), "failed", 65), (RuntimeError("a bug"), "failed", 1)],
    ids=["well", "expected", "bug"],
)
def test_an_end_is_recorded(
    settings: Settings, tmp_path: Path, error: Exception | None, outcome: str, exit_code: int
) -> None:
    marker = recorded(settings, error, tmp_path)
    assert (marker["state"], marker["outcome"], marker["exit_code"]) == ("ended", outcome, exit_code)


@pytest.mark.parametrize("code", [ExitCode.TERMINATED, ExitCode.INTERRUPTED])
def test_a_signal_leaves_the_marker_for_the_next_run(
    settings: Settings, tmp_path: Path, code: ExitCode
) -> None:
    assert recorded(settings, StoppedError(code), tmp_path)["state"] == "started"


def test_what_is_not_recorded_has_a_name_and_a_store_all_the_same(settings: Settings, tmp_path: Path) -> None:
    with RecordingSession(settings, None) as recording:
        assert recording.run_id
        assert recording.store is not None
    assert not (tmp_path / "store").exists()


def test_a_run_is_overdue_two_minutes_after_the_time_for_its_requests(
    settings: Settings, tmp_path: Path
) -> None:
    """It still has to build, to publish and to tell, on a busy machine too."""
    marker = recorded(settings, None, tmp_path)
    started, deadline = (datetime.fromisoformat(marker[name]) for name in ("started_at", "deadline_at"))
    assert deadline - started == timedelta(seconds=10 + 120)
