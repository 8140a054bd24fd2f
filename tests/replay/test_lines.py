"""Prices on a board of recorded payloads, from an invented line file; and the real one, where it is there."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from propctl.domain.market import Market
from propctl.domain.prop import FeaturedProp
from propctl.domain.report import Outcome
from propctl.errors import ConfigurationError
from propctl.jobs.rebuild import rebuild
from tests.normalize.test_lines import HEAD
from tests.replay.board import DAY
from tests.replay.lab import Lab
from tests.replay.server import Replay

REAL = Path(__file__).parents[3] / "shared" / "data" / "strikeout_prices_2025-06.csv"


def priced(lab: Lab, tmp_path: Path, *rows: str) -> Lab:
    """The lab with a line file of these rows."""
    lab.lines_file = tmp_path / "lines.csv"
    lab.lines_file.write_text("\n".join((HEAD, *rows, "")), encoding="utf-8")
    return lab


def row(prop: FeaturedProp, line: float, over: int = -110, under: int = -110) -> str:
    cells = (DAY, prop.player_name, prop.market.value, line, over, under, "Book", "2025-06-08T09:00:00Z")
    return ",".join(map(str, cells))


@pytest.fixture
def starter(lab: Lab) -> FeaturedProp:
    """Strikeouts of some starter, as the board has them without prices."""
    return next(prop for prop in lab.fetch() if prop.market is Market.PITCHER_STRIKEOUTS)


def test_a_price_stands_beside_the_models_probability_at_its_own_line(
    lab: Lab, starter: FeaturedProp, tmp_path: Path
) -> None:
    rung = starter.ladder[-1]
    report = priced(lab, tmp_path, row(starter, rung.line)).run_once()
    board = lab.read(DAY)
    (price,) = next(prop for prop in board.props if prop.prop_id == starter.prop_id).books
    assert (price.no_vig_over, price.edge_over) == (0.5, round(rung.prob_over - 0.5, 4))
    assert (report.prices, report.lines_left_out) == (1, ())
    assert board.manifest.params.lines_file_sha256 in {ref.sha256 for ref in board.manifest.inputs}


def test_prices_do_not_move_the_projection(lab: Lab, starter: FeaturedProp, tmp_path: Path) -> None:
    before = lab.fetch()
    after = priced(lab, tmp_path, row(starter, 5.5, -400, 300)).fetch()
    assert [prop.model_copy(update={"books": ()}) for prop in after] == before


def test_a_line_beyond_the_ladder_has_a_probability_too(
    lab: Lab, starter: FeaturedProp, tmp_path: Path
) -> None:
    (found,) = [prop for prop in priced(lab, tmp_path, row(starter, 40.5)).fetch() if prop.books]
    assert found.books[0].edge_over == pytest.approx(-0.4999)


def test_new_prices_make_a_new_snapshot_and_the_same_ones_none(
    lab: Lab, starter: FeaturedProp, tmp_path: Path
) -> None:
    outcomes = [
        priced(lab, tmp_path, row(starter, 5.5, over)).run_once().outcome for over in (-110, -110, -130)
    ]
    assert outcomes == [Outcome.SUCCESS, Outcome.UNCHANGED, Outcome.SUCCESS]


def test_a_board_with_prices_is_rebuilt_with_them(lab: Lab, starter: FeaturedProp, tmp_path: Path) -> None:
    priced(lab, tmp_path, row(starter, 5.5)).run_once()
    (tmp_path / "lines.csv").unlink()
    with ThreadPoolExecutor(4) as pool:
        assert rebuild(lab.context(), pool, lab.manifests()[0]).equal


def test_a_row_that_fits_nobody_is_told_and_warned_of_in_one_line(
    lab: Lab, starter: FeaturedProp, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    stranger = starter.model_copy(update={"player_name": "Nobody Inparticular"})
    report = priced(lab, tmp_path, row(starter, 5.5), row(stranger, 5.5)).run_once()
    assert [left.row for left in report.lines_left_out] == [3]
    assert [record.getMessage() for record in caplog.records] == [
        "1 row of the line file left out: line 3: no pitcher Nobody Inparticular in an open game"
    ]


def test_a_file_that_is_not_there_ends_the_run_and_leaves_the_board(lab: Lab, tmp_path: Path) -> None:
    lab.run_once()
    before = lab.manifests()
    lab.lines_file = tmp_path / "gone.csv"
    with pytest.raises(ConfigurationError):
        lab.run_once()
    assert lab.manifests() == before


@pytest.mark.skipif(not REAL.exists(), reason="no recorded payloads in ../shared/replay")
def test_real_prices_of_a_live_afternoon_find_their_starters(replay: Replay) -> None:
    lab = Lab(replay, lines_file=REAL).at("2025-06-08T16:30:00Z")
    report = lab.run_once()
    starters = {prop.player_id for prop in lab.read(DAY).props if prop.books}
    reasons = {left.reason.partition(" ")[0] for left in report.lines_left_out}
    assert (report.prices > 100, len(starters) > 8, reasons) == (True, True, {"without", "captured"})


@pytest.mark.skipif(not REAL.exists(), reason="no recorded payloads in ../shared/replay")
def test_real_prices_of_a_past_day_leave_out_those_who_did_not_start(replay: Replay) -> None:
    """A bulk pitcher behind an opener, and one whose start was moved: the books had listed both."""
    lab = Lab(replay, lines_file=REAL).at("2025-06-12T12:00:00Z")
    report = lab.run_once("2025-06-10")
    strangers = [left.reason for left in report.lines_left_out if "open game" in left.reason]
    assert (report.prices > 200, 0 < len(strangers) <= 3) == (True, True)
