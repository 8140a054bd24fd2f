"""How a block ends decides how its run is recorded."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from propctl.domain.metric_labels import JobName
from propctl.domain.option_values import Namespace
from propctl.domain.report import Outcome
from propctl.errors import ConfigurationError, DataError, ExitCode, StoppedError
from propctl.record_runtime import RecorderOptions, open_recorded_build, open_run_recorder
from propctl.settings import ProviderMode, Settings

OPTIONS = RecorderOptions(JobName.RUN_ONCE, Namespace.LIVE, 10.0)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(storage_url=(tmp_path / "store").as_uri())


def recorded(settings: Settings, error: BaseException | None, tmp_path: Path) -> dict[str, Any]:
    """The marker of a run that ends with *error*."""

    def block() -> None:
        with open_run_recorder(settings, OPTIONS):
            if error is not None:
                raise error

    if error is None:
        block()
    else:
        with pytest.raises(type(error)):
            block()
    return marker_in(tmp_path)


def marker_in(tmp_path: Path) -> dict[str, Any]:
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


def test_a_dry_run_has_a_name_and_leaves_no_marker(settings: Settings, tmp_path: Path) -> None:
    with open_run_recorder(settings, replace(OPTIONS, dry_run=True)) as recorder:
        assert recorder.run_id
        recorder.set_ending(Outcome.SUCCESS)
        recorder.renew()
    assert not (tmp_path / "store").exists()


def test_a_build_that_cannot_be_opened_is_a_failed_run(tmp_path: Path) -> None:
    settings = Settings(storage_url=(tmp_path / "store").as_uri())  # the terms are not accepted
    with pytest.raises(ConfigurationError), open_recorded_build(settings, OPTIONS):
        raise AssertionError("nothing may be built")
    assert (marker_in(tmp_path)["outcome"], marker_in(tmp_path)["exit_code"]) == ("failed", 78)


def test_a_storage_url_that_is_wrong_is_reported_by_the_build() -> None:
    settings = Settings(storage_url="ftp://host", provider_mode=ProviderMode.SAMPLE)
    with pytest.raises(ConfigurationError, match="storage URL"), open_recorded_build(settings, OPTIONS):
        raise AssertionError("nothing may be built")


def test_recorder_and_build_share_one_store_in_memory() -> None:
    settings = Settings(storage_url="memory://", provider_mode=ProviderMode.SAMPLE)
    with open_recorded_build(settings, OPTIONS) as build:
        assert list(build.context.store.list("v1/runs/"))


def test_a_run_is_overdue_two_minutes_after_the_time_for_its_requests(
    settings: Settings, tmp_path: Path
) -> None:
    """It still has to build and to publish, on a busy machine too."""
    marker = recorded(settings, None, tmp_path)
    started, deadline = (datetime.fromisoformat(marker[name]) for name in ("started_at", "deadline_at"))
    assert deadline - started == timedelta(seconds=10 + 120)
