"""propctl from Python."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import propctl
from propctl import PropQuery, get_props, read_snapshot
from propctl.domain.option_values import Namespace, View
from propctl.domain.slate import GameState
from propctl.errors import ConfigurationError, UsageError
from propctl.storage.local import LocalStore
from tests.cli.server import Provider, a_provider
from tests.domain.props import DATE
from tests.jobs.builds import AT_TEN, BOTH_OPEN, FIRST, SECOND, TEN_MINUTES, a_build, props_of
from tests.jobs.desk import Desk


@pytest.fixture(autouse=True)
def desk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Desk:
    """Publishes into the store that the environment names."""
    for name in list(os.environ):
        if name.startswith("PROPCTL_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PROPCTL_STORAGE_URL", (tmp_path / "store").as_uri())
    return Desk(LocalStore(tmp_path / "store"))


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    with a_provider() as server:
        monkeypatch.setenv("PROPCTL_MLB_STATS_API_URL", server.url)
        monkeypatch.setenv("PROPCTL_BASEBALL_SAVANT_URL", server.url)
        monkeypatch.setenv("PROPCTL_NOW", "2025-06-08T10:00:00Z")
        yield server


def test_a_published_snapshot_is_read(desk: Desk) -> None:
    manifest = desk.publish(a_build()).manifest
    snapshot = read_snapshot("mlb", DATE)
    assert (snapshot.manifest, snapshot.props) == (manifest, props_of(FIRST, SECOND))


def test_the_closing_view_is_read(desk: Desk) -> None:
    desk.publish(a_build())
    states = BOTH_OPEN | {FIRST: GameState.STARTED}
    desk.publish(a_build(props_of(SECOND), as_of=AT_TEN + TEN_MINUTES, states=states))
    assert read_snapshot(date=DATE, view=View.CLOSING).props == props_of(FIRST, SECOND)


def test_a_date_without_a_board_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="no mlb board for 2025-06-09"):
        read_snapshot("mlb", date(2025, 6, 9))


def test_another_namespace_is_another_world(desk: Desk) -> None:
    desk.publish(a_build())
    with pytest.raises(UsageError, match="nothing has been published yet"):
        read_snapshot("mlb", DATE, namespace=Namespace.SHADOW)


def test_a_date_may_be_written(desk: Desk) -> None:
    desk.publish(a_build())
    assert read_snapshot("mlb", str(DATE)).manifest.date == DATE


def test_a_date_that_is_none_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="'yesterday' is not a date"):
        read_snapshot("mlb", "yesterday")


def test_an_unknown_sport_is_wrong_usage_for_readers() -> None:
    with pytest.raises(UsageError, match="unknown sport 'nhl'"):
        read_snapshot("nhl")


def test_an_unknown_sport_is_wrong_usage_for_fetchers() -> None:
    with pytest.raises(UsageError, match="unknown sport 'nhl'"):
        get_props("nhl")


def test_terms_must_be_accepted_for_a_real_provider() -> None:
    with pytest.raises(ConfigurationError, match="MLB permits"):
        get_props()


def test_wrong_settings_are_a_configuration_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROPCTL_SNAPSHOT_TTL", "never")
    with pytest.raises(ConfigurationError, match="PROPCTL_SNAPSHOT_TTL"):
        read_snapshot()


def test_an_off_day_has_no_props(provider: Provider) -> None:
    assert get_props() == []


def test_a_club_that_does_not_exist_is_wrong_usage_on_an_off_day_too(provider: Provider) -> None:
    assert get_props(params=PropQuery(teams=("CHW",))) == []
    with pytest.raises(UsageError, match="unknown club 'XYZ'"):
        get_props(params=PropQuery(teams=("XYZ",)))


def test_the_package_has_nothing_else() -> None:
    with pytest.raises(AttributeError, match="no attribute 'get_prop'"):
        _ = propctl.get_prop
