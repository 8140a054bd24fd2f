"""Tables on terminals of any width: whole columns go, and no row is broken."""

import sys
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.cli.output import Column, fitted_widths, write_table, write_wrapped
from propctl.domain.market import Market
from tests.cli.conftest import Propctl
from tests.domain.props import a_price, a_prop
from tests.jobs.builds import AT_TEN, FAILED, TEN_MINUTES, a_build
from tests.jobs.desk import Desk

COLUMNS = (
    Column("player", min_width=12),
    Column("game", drop_order=2),
    Column("start", drop_order=1),
    Column("market"),
    Column("over", right=True),
)
ROW = ("Bartholomew Cholmondeley", "CWS @ WSH", "12:35 CDT", "batter_hits", "84.6%")
WIDE = sum(map(len, ROW)) + len(ROW) - 1


Terminal = Callable[[int], None]


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Makes stdout a terminal of so many columns."""

    def make(columns: int) -> None:
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
        monkeypatch.setenv("COLUMNS", str(columns))

    return make


def written(capsys: pytest.CaptureFixture[str]) -> list[str]:
    text = capsys.readouterr().out
    return text.replace("\033[1m", "").replace("\033[0m", "").splitlines()


@pytest.mark.parametrize(
    ("width", "heading", "name"),
    [
        (WIDE, "player game start market over", "Bartholomew Cholmondeley"),
        (WIDE - 1, "player game start market over", "Bartholomew Cholmondel…"),
        (50, "player game start market over", "Bartholomew…"),
        (49, "player game market over", "Bartholomew Cholmond…"),
        (39, "player market over", "Bartholomew Cholmond…"),
        (30, "player market over", "Bartholomew…"),
    ],
)
def test_names_give_way_and_then_whole_columns(
    terminal: Terminal, capsys: pytest.CaptureFixture[str], width: int, heading: str, name: str
) -> None:
    terminal(width)
    write_table(COLUMNS, [ROW])
    first, row = written(capsys)
    assert len(row) <= width
    assert first.split() == heading.split()
    assert row.startswith(f"{name} ")
    assert row.endswith("84.6%")


def test_a_pipe_gets_every_column_whole(capsys: pytest.CaptureFixture[str]) -> None:
    write_table(COLUMNS, [ROW])
    assert written(capsys)[1].split("  ")[0] == " ".join(ROW)


columns = st.lists(
    st.builds(
        Column,
        heading=st.text("ab", min_size=1, max_size=8),
        drop_order=st.none() | st.integers(1, 9),
        min_width=st.none() | st.integers(1, 20),
    ),
    min_size=1,
    max_size=8,
)


@given(columns, st.data(), st.integers(1, 200))
def test_a_row_is_within_its_room_unless_nothing_can_give_way(
    columns: list[Column], data: st.DataObject, room: int
) -> None:
    widths = [data.draw(st.integers(len(column.heading), 40)) for column in columns]
    fitted = fitted_widths(columns, widths, room)
    total = sum(fitted.values()) + len(fitted) - 1
    for index, width in fitted.items():
        assert min(widths[index], columns[index].min_width or widths[index]) <= width <= widths[index]
    if total > room:
        assert all(columns[index].drop_order is None for index in fitted)
    if sum(widths) + len(widths) - 1 <= room:
        assert fitted == dict(enumerate(widths))
    kept = [columns[index].drop_order or 10 for index in fitted]
    gone = [column.drop_order or 0 for index, column in enumerate(columns) if index not in fitted]
    assert max(gone, default=0) <= min(kept, default=10)


@given(st.text(min_size=1, max_size=40).filter(str.isprintable), st.integers(13, 60))
def test_names_of_wide_letters_do_not_break_a_row(name: str, width: int) -> None:
    columns = (Column("player", min_width=12), Column("over", right=True))
    fitted = fitted_widths(columns, [max(6, sum(map(letter_width, name))), 5], width)
    assert sum(fitted.values()) + len(fitted) - 1 <= max(width, 18)


def letter_width(letter: str) -> int:
    return 0 if unicodedata.combining(letter) else 1 + (unicodedata.east_asian_width(letter) in "WF")


@pytest.mark.parametrize("name", ["Peña Núñez de la Rosa y Cruz", "大谷翔平大谷翔平大谷翔平", "e\u0301" * 30])
def test_a_shortened_name_is_as_wide_as_its_column(
    terminal: Terminal, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    terminal(20)
    write_table((Column("player", min_width=12), Column("over", right=True)), [(name, "84.6%")])
    heading, row = written(capsys)
    assert sum(map(letter_width, row)) == len(heading) <= 20
    assert row.split()[-1] == "84.6%"


def test_a_line_breaks_between_words_on_a_terminal(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal(20)
    write_wrapped("note: ten line-ups are not posted: projected", "  ")
    assert written(capsys) == ["note: ten line-ups", "  are not posted:", "  projected"]


def test_a_line_is_one_line_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    write_wrapped("word " * 40)
    assert len(written(capsys)) == 1


NAMES = ("Bartholomew Featherstonehaugh", "大谷翔平大谷翔平大谷", "Ty Cobb", "José Peña-Núñez de la Cruz")


@pytest.fixture
def busy(desk: Desk, propctl: Propctl) -> None:
    """Two snapshots of players with long names and prices, the second with degradations; and holds."""
    props = tuple(
        a_prop(
            number,
            market,
            player_name=name,
            projection=17.412,
            fair_over_odds=-99_900,
            books=(a_price(0.1, -0.1).model_copy(update={"bookmaker": "A Bookmaker Of Some Length"}),),
        )
        for number, name in enumerate(NAMES)
        for market in (Market.BATTER_HITS_RUNS_RBIS, Market.PITCHER_HITS_ALLOWED)
    )
    desk.publish(a_build(props))
    desk.publish(a_build(props, as_of=AT_TEN + TEN_MINUTES, degraded=(FAILED,)))
    propctl(
        "hold", "add", "--market", "batter_hits_runs_rbis", "--player", "660271", "--game", "777592",
        "--reason", "he left early, and nobody knows whether he plays tomorrow",
    )  # fmt: skip


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize(
    "command",
    [
        "opportunities", "opportunities --side both", "opportunities --side under --per-market 1",
        "opportunities --sort edge", "opportunities --min-prob 0.9999", "opportunities --view closing",
        "snapshot show", "snapshot show --summary", "snapshot ls", "snapshot ls --long", "hold ls",
        "health --only cache",
    ],
)  # fmt: skip
def test_no_line_is_wider_than_the_terminal(
    terminal: Terminal,
    busy: None,
    propctl: Propctl,
    command: str,
    width: int,
) -> None:
    terminal(width)
    finished = propctl(*command.split())
    assert finished.code == 0
    lines = finished.stdout.replace("\033[1m", "").replace("\033[0m", "").splitlines()
    whole = [line for line in lines if "file://" not in line]  # a path has no place to break at
    assert whole
    assert max(sum(map(letter_width, line)) for line in whole) <= width, "\n".join(whole)


@pytest.mark.parametrize(
    "columns", ["0", "1", "5", "-7", "ten", "", "999999999", "80.5", "\uff11\uff12", "\u00a0"]
)
def test_no_width_of_the_terminal_ends_a_command(
    monkeypatch: pytest.MonkeyPatch, busy: None, propctl: Propctl, columns: str
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", columns)
    for command in ("opportunities --side both", "snapshot show", "config show", "hold ls"):
        assert propctl(*command.split()).code == 0
