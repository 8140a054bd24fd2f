"""A line file: sound rows of one date, and what is said of the others."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.domain.calendar import parse_instant
from propctl.domain.market import Market
from propctl.domain.quote import LeftOut, Quote
from propctl.normalize.lines import read_lines
from propctl.normalize.payload import PayloadShapeError

DAY = date(2025, 6, 8)
HEAD = "date,player,market,line,over,under,book,captured_at"
ROW = "2025-06-08,Sample Starter,pitcher_strikeouts,5.5,-115,-105,Some Book,2025-06-08T16:05:00Z"
CELLS = dict(zip(HEAD.split(","), ROW.split(","), strict=True))


def read(*rows: str, head: str = HEAD) -> tuple[tuple[Quote, ...], tuple[LeftOut, ...]]:
    return read_lines("\n".join((head, *rows)).encode(), DAY)


def with_cell(**cells: str) -> str:
    return ",".join((CELLS | cells).values())


def reason(row: str) -> str:
    """Why *row* alone is left out."""
    quotes, (left_out,) = read(row)
    assert quotes == ()
    return left_out.reason


def test_a_sound_row_is_a_quote() -> None:
    assert read(ROW) == (
        (
            Quote(
                row=2,
                player="Sample Starter",
                market=Market.PITCHER_STRIKEOUTS,
                line=5.5,
                over_odds=-115,
                under_odds=-105,
                book="Some Book",
                captured_at=parse_instant("2025-06-08T16:05:00Z"),
            ),
        ),
        (),
    )


def test_optional_columns_tell_namesakes_apart() -> None:
    ((quote,), _) = read(f"{ROW},621121,nyy,777592", head=f"{HEAD},player_id,team,game_id")
    assert (quote.player_id, quote.team, quote.game_id) == (621121, "NYY", 777592)


def test_optional_cells_may_be_empty() -> None:
    ((quote,), _) = read(f"{ROW},,,", head=f"{HEAD},player_id,team,game_id")
    assert (quote.player_id, quote.team, quote.game_id) == (None, None, None)


def test_columns_come_in_any_order_and_others_are_passed_over() -> None:
    head = "sport," + ",".join(reversed(HEAD.split(",")))
    row = "mlb," + ",".join(reversed(ROW.split(",")))
    ((quote,), _) = read(row, head=head)
    assert quote.over_odds == -115


@pytest.mark.parametrize(
    "head", [f"\ufeff{HEAD}", HEAD.upper(), HEAD.replace(",", " , ")], ids=["mark", "capitals", "spaces"]
)
def test_how_the_first_line_is_written_does_not_matter(head: str) -> None:
    assert len(read(ROW, head=head)[0]) == 1


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_do_not_matter(end: str) -> None:
    assert len(read_lines(f"{HEAD}{end}{ROW}{end}{end}".encode(), DAY)[0]) == 1


def test_rows_of_other_dates_are_not_looked_at() -> None:
    assert read(with_cell(date="2025-06-09", over="free", line="x")) == ((), ())


def test_rows_are_told_by_their_line_in_the_file() -> None:
    quotes, left_out = read(ROW, "", with_cell(over="x"), ROW)
    assert ([quote.row for quote in quotes], [row.row for row in left_out]) == ([2, 5], [4])


def test_a_quoted_name_may_hold_a_comma() -> None:
    ((quote,), _) = read(with_cell(player='"Starter, Sample"'))
    assert quote.player == "Starter, Sample"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"date": ""}, "without date"),
        ({"date": "06/08/2025"}, "'06/08/2025' is not a date; write it like 2025-06-08"),
        ({"player": ""}, "without player"),
        ({"under": "", "book": ""}, "without under, book"),
        ({"market": "strikeouts"}, "market 'strikeouts' is not known"),
        ({"line": "5"}, "line '5' is no half-line such as 0.5 or 5.5"),
        ({"line": "-0.5"}, "line '-0.5' is no half-line such as 0.5 or 5.5"),
        ({"line": "nan"}, "line 'nan' is no half-line such as 0.5 or 5.5"),
        ({"line": "five"}, "line 'five' is no number"),
        *(
            ({"line": odd}, f"line {odd!r} is no half-line such as 0.5 or 5.5")
            for odd in (
                *("0_0.5", "1_0.5", "\u0660.\u0665", "\uff15.\uff15", "+0.5", "5.5e0", "55e-1", "1e0"),
                *("0.50000000000000001", "5.4999999999999999999", "1e400", "inf", "-nan", "100.5"),
            )
        ),
        ({"over": "1.87"}, "over '1.87' is no American price, such as -115 or +105"),
        ({"over": "99"}, "over '99' is no American price, such as -115 or +105"),
        ({"under": "-5"}, "under '-5' is no American price, such as -115 or +105"),
        ({"under": "+-110"}, "under '+-110' is no American price, such as -115 or +105"),
        ({"under": "EVEN"}, "under 'EVEN' is no American price, such as -115 or +105"),
        ({"over": "120", "under": "+130"}, "over +120 and under +130 together leave no margin: one is wrong"),
        ({"captured_at": "noon"}, "captured_at 'noon' is no instant such as 2025-06-08T16:05:00Z"),
        (
            {"captured_at": "2025-06-08T16:05:00"},
            "captured_at '2025-06-08T16:05:00' is no instant such as 2025-06-08T16:05:00Z",
        ),
        ({"book": "x" * 81}, f"book {'x' * 80!r} is no name"),
        ({"player": "a\tb\x00"}, "player 'a b\\x00' is no name"),
    ],
)
def test_a_row_that_will_not_do_says_why(cells: dict[str, str], said: str) -> None:
    assert reason(with_cell(**cells)) == said


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("12a,,", "player_id '12a' is no whole number"),
        (",,game", "game_id 'game' is no whole number"),
        ("6_2,,", "player_id '6_2' is no whole number"),
        ("+62,,", "player_id '+62' is no whole number"),
        ("\u0666\u0662,,", "player_id '\u0666\u0662' is no whole number"),
        (",,77.0", "game_id '77.0' is no whole number"),
        (",,²", "game_id '²' is no whole number"),
        (f"{'6' * 20},,", f"player_id '{'6' * 20}' is no whole number"),
        (",\x1b[31mNYY,", "team '\\x1b[31mNYY' is no name"),
        (f",{'x' * 81},", f"team '{'x' * 81}' is no name"),
        (f",,{'7' * 1000}", f"game_id '{'7' * 290}…"),
    ],
)
def test_an_id_is_a_whole_number(more: str, said: str) -> None:
    _, (left_out,) = read(f"{ROW},{more}", head=f"{HEAD},player_id,team,game_id")
    assert left_out.reason == said


def test_a_row_of_another_width_is_left_out() -> None:
    assert reason(f"{ROW},more") == "9 cells where the first line has 8"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "its first line does not name date, player"),
        (b"date;player;market\n", "its first line does not name date, player"),
        (HEAD.replace("book", "bookmaker").encode(), "its first line does not name book"),
        (f"{HEAD},team,team".encode(), "its first line names team twice"),
        (HEAD.encode("utf-16"), "it is not UTF-8"),
        (HEAD.replace("book", "b\udcffok").encode(errors="surrogateescape"), "it is not UTF-8"),
        (HEAD.replace("player", '"player" name').encode(), "line 1 is no CSV"),
        (HEAD.replace("date", '"date').encode(), "line 1 is no CSV"),
        (b"<html>", "its first line does not name"),
    ],
)
def test_what_is_no_line_file_is_refused_whole(body: bytes, said: str) -> None:
    with pytest.raises(PayloadShapeError, match=said):
        read_lines(body, DAY)


LATER = ROW.replace("Starter", "Other")
QUOTES = {
    "inside": ROW.replace("Sample", '"Sample"'),
    "opens": ROW.replace("Sample", '"Sample'),
    "opens-at-the-end": ROW.replace("2025-06-08T", '"2025-06-08T'),
}


@pytest.mark.parametrize("row", QUOTES.values(), ids=QUOTES)
@pytest.mark.parametrize("after", [[], [LATER], [LATER, LATER.replace("Some Book", '"Some Book"')]])
def test_a_misplaced_quotation_mark_costs_its_row_alone(row: str, after: list[str]) -> None:
    quotes, left_out = read(ROW, row, *after)
    assert [quote.row for quote in quotes] == [2, *range(4, 4 + len(after))]
    assert [(one.row, one.reason[:8]) for one in left_out] == [(3, "no CSV: ")]


def test_rows_that_a_stray_quotation_mark_would_swallow_are_read() -> None:
    """It opens in a column that is ignored, and closes so that the cells add up."""
    quotes, left_out = read(f'{ROW},"', f"{LATER},", f'{ROW},"', head=f"{HEAD},note")
    assert [quote.row for quote in quotes] == [3]
    assert [row.row for row in left_out] == [2, 4]


def test_each_line_of_several_that_are_no_row_together_is_reported() -> None:
    _, left_out = read('"2025-06-08,half a row', '2025-06-08,another"', ROW)
    assert [row.row for row in left_out] == [2, 3]


def test_a_cell_of_several_lines_that_are_no_rows_is_a_cell() -> None:
    quotes, left_out = read(f'{ROW},"two\nlines, ""quoted"""', f"{LATER},", head=f"{HEAD},note")
    assert ([quote.row for quote in quotes], left_out) == ([2, 4], ())


def test_a_cell_of_very_many_characters_costs_its_row_alone() -> None:
    quotes, left_out = read(f"{ROW},{'x' * 200_000}", f"{LATER},", head=f"{HEAD},note")
    assert [quote.row for quote in quotes] == [3]
    assert left_out == (LeftOut(row=2, reason="no CSV: field larger than field limit (131072)"),)


def test_a_row_that_is_not_utf_8_costs_itself_alone() -> None:
    odd = LATER.replace("Other", "Oth\udce9r")
    body = "\n".join((HEAD, odd, ROW)).encode(errors="surrogateescape")
    quotes, left_out = read_lines(body, DAY)
    assert ([quote.row for quote in quotes], left_out) == ([3], (LeftOut(row=2, reason="not UTF-8"),))


@pytest.mark.parametrize("cell", ["date", "note"])
def test_a_row_of_another_date_or_a_column_that_is_ignored_may_hold_any_bytes(cell: str) -> None:
    of_another_date = with_cell(date="2025-06-09", player="Jos\udce9") + ","
    row = of_another_date if cell == "date" else f"{ROW},caf\udce9"
    body = "\n".join((f"{HEAD},note", row, f"{LATER},")).encode(errors="surrogateescape")
    quotes, left_out = read_lines(body, DAY)
    assert (quotes[-1].row, left_out) == (3, ())


def test_a_second_first_line_is_left_out() -> None:
    quotes, left_out = read(ROW, f"\ufeff{HEAD}", LATER)
    assert ([quote.row for quote in quotes], [row.row for row in left_out]) == ([2, 4], [3])


def test_a_carriage_return_alone_ends_a_line() -> None:
    quotes, left_out = read_lines("\r".join((HEAD, ROW, LATER)).encode(), DAY)
    assert ([quote.row for quote in quotes], left_out) == ([2, 3], ())


def test_a_null_byte_in_a_column_that_is_ignored_does_no_harm() -> None:
    assert len(read(f"{ROW},a\x00b", head=f"{HEAD},note")[0]) == 1


SOUND = st.just(ROW)
ANYTHING = st.text(st.sampled_from(['"', ",", "a", " ", "0", "\r", "\x00", "é"]), max_size=30)


@given(st.lists(SOUND | ANYTHING, max_size=12))
def test_every_sound_row_is_read_whatever_stands_between(rows: list[str]) -> None:
    quotes, left_out = read(*(row.replace("\r", "") for row in rows))
    sound = [number for number, row in enumerate(rows, start=2) if row == ROW]
    assert [quote.row for quote in quotes] == sound
    odd = {number for number, row in enumerate(rows, start=2) if row != ROW and row.strip(' ,"\r')}
    assert {row.row for row in left_out} >= odd


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=8, max_size=8))
def test_whatever_stands_in_a_row_it_is_used_or_told(cells: list[str]) -> None:
    cells[0] = "2025-06-08"
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    quotes, left_out = read_lines(f"{HEAD}\n{quoted}\n".encode(), DAY)
    assert len(quotes) + len(left_out) == 1
