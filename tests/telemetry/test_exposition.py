"""The textfile: whole or not at all."""

from pathlib import Path

import pytest

from propctl.domain.metric_labels import JobName
from propctl.domain.metric_totals import Group, Values
from propctl.domain.option_values import Namespace
from propctl.errors import TemporaryError
from propctl.telemetry.exposition import GroupValues, exposition, write_textfile

TOLD = GroupValues(Group(JobName.BACKFILL, "mlb", 3), Namespace.LIVE, Values())


def test_a_group_is_a_file_that_others_may_read(tmp_path: Path) -> None:
    for _ in range(2):
        write_textfile(tmp_path, TOLD)
    (path,) = tmp_path.iterdir()
    assert path.name == "propctl_backfill-mlb-3.prom"
    assert path.read_text() == exposition([TOLD])
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_directory_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        TemporaryError, match=r"cannot write .*/gone/propctl_backfill-mlb-3.prom: No such file"
    ):
        write_textfile(tmp_path / "gone", TOLD)


def test_a_file_that_cannot_be_put_in_place_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "propctl_backfill-mlb-3.prom").mkdir()
    with pytest.raises(TemporaryError, match="cannot write"):
        write_textfile(tmp_path, TOLD)
    assert [path.name for path in tmp_path.iterdir()] == ["propctl_backfill-mlb-3.prom"]
