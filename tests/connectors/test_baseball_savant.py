"""A day of pitches over the wire: what counts as an answer, what lands, and what is remembered."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from propctl.connectors.baseball_savant import (
    ArchivedPitches,
    BaseballSavant,
    day_request,
    game_date_of,
)
from propctl.connectors.body_checks import NotWholeError, check_csv
from propctl.connectors.payloads import (
    PayloadChangedError,
    RequestError,
    RequestRefusedError,
    RequestUnavailableError,
)
from propctl.connectors.pitch_archive import DayRecord, PitchArchive
from propctl.domain.calendar import parse_instant
from propctl.domain.digest import sha256
from propctl.domain.slate import PitchDay
from propctl.domain.snapshot import InputRef
from propctl.errors import PartialError
from propctl.storage.layout import Layout
from propctl.storage.memory import MemoryStore
from tests.connectors.savant_days import Answer, SavantDays, a_savant
from tests.normalize.savant import COLUMNS_118, DAY, GAME, OTHER, a_day, a_game, as_csv

NIGHT = parse_instant("2025-06-08T10:00:00Z")
BOTH = PitchDay(DAY, frozenset({GAME, OTHER}))
WHOLE = a_day(GAME, OTHER)
REVISED = as_csv([*a_game(GAME, pitch_type="SL"), *a_game(OTHER)])
WITHOUT_A_ROW = as_csv([*a_game(GAME)[:4], *a_game(GAME)[5:], *a_game(OTHER)])


@dataclass
class Provider:
    """The connector before one answer, at one instant; both can be changed."""

    answer: Answer = WHOLE
    now: datetime = NIGHT
    store: MemoryStore = field(default_factory=MemoryStore)

    def __post_init__(self) -> None:
        self.wire = SavantDays({}, lambda _: self.answer)
        self.savant: BaseballSavant = a_savant(self.store, self.wire, lambda: self.now)

    def landed(self) -> list[str]:
        return list(self.store.list("v1/statcast/"))


# ------------------------------------------------------------------ what is no answer

HEADER = ",".join(COLUMNS_118).encode()
FAILURES = {
    "nothing": (b"", "empty"),
    "blank": (b" \r\n\n", "empty"),
    "a mark and nothing": (b"\xef\xbb\xbf\r\n", "empty"),
    "a page": (b"<!DOCTYPE html><html></html>", "HTML page"),
    "a page after blanks": (b"\xef\xbb\xbf \n\t<html>", "HTML page"),
    "an error": (b'error\n"Query timeout. Please try again."\n', "Query timeout. Please try again."),
    "an error after a mark": (b"\xef\xbb\xbferror\r\nToo many\r\n", "Too many"),
    "an error without words": (b"error", "the answer is an error"),
    "cut in a row": (WHOLE[: WHOLE.rindex(b',"4-Seam')], "inside a row"),
    "cut in a cell": (WHOLE[: WHOLE.rindex(b'the arm"')], "inside a cell"),
    "cut in the header": (HEADER + b"\n1,2", "inside a row"),
}


@pytest.mark.parametrize(("body", "reason"), FAILURES.values(), ids=FAILURES)
def test_what_is_no_whole_table_is_no_answer(body: bytes, reason: str) -> None:
    with pytest.raises(NotWholeError, match=reason):
        check_csv(body)


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b"\n\n"])
def test_a_whole_table_is_an_answer_however_it_ends(end: bytes) -> None:
    check_csv(WHOLE + end)


def test_a_header_without_rows_is_an_answer() -> None:
    check_csv(HEADER)


def test_a_quoted_comma_in_the_last_row_counts_once() -> None:
    check_csv(as_csv(a_game(des='Doe, "the arm", delivers, at last.'), newest_first=False))


@pytest.mark.parametrize(("body", "reason"), FAILURES.values(), ids=FAILURES)
def test_what_is_no_answer_is_asked_for_four_times_and_lands_nothing(body: bytes, reason: str) -> None:
    provider = Provider(body)
    with pytest.raises(RequestUnavailableError, match=reason):
        provider.savant.fetch_day(BOTH)
    assert (len(provider.wire.asked), list(provider.store.list(""))) == (4, [])


@pytest.mark.parametrize("code", [401, 403, 406])
def test_a_refusal_is_asked_once(code: int) -> None:
    provider = Provider(code)
    with pytest.raises(RequestRefusedError):
        provider.savant.fetch_day(BOTH)
    assert provider.wire.asked == [DAY]


def test_a_request_names_its_day() -> None:
    assert game_date_of(day_request(DAY).text) == DAY


# ------------------------------------------------------------------ landing


def test_a_whole_day_lands() -> None:
    provider = Provider()
    record = provider.savant.fetch_day(BOTH)
    assert (record.final, record.games, record.fetched_at) == (True, (GAME, OTHER), NIGHT)
    assert len(provider.landed()) == 1


def test_a_landed_day_is_found_and_loaded_by_another_process() -> None:
    provider = Provider()
    record = provider.savant.fetch_day(BOTH)
    other = Provider(503, store=provider.store).savant
    loaded = other.read_pitches(BOTH, record, ["game_pk"])
    assert (other.read_record(DAY), loaded is not None and set(loaded["game_pk"])) == (record, {GAME, OTHER})


NOT_READY = {
    "a game short": a_day(GAME),
    "a game too many": a_day(GAME, OTHER, 900003),
    "another game": a_day(GAME, 900003),
    "a hole": WITHOUT_A_ROW,
    "no rows": HEADER,
}


@pytest.mark.parametrize("body", NOT_READY.values(), ids=NOT_READY)
def test_a_day_that_is_not_complete_does_not_land_and_is_remembered(body: bytes) -> None:
    provider = Provider(body)
    record = provider.savant.fetch_day(BOTH)
    assert (record.final, record.asked_at, record.games, provider.landed()) == (False, NIGHT, (), [])
    assert Provider(store=provider.store).savant.read_record(DAY) == record


@pytest.mark.parametrize("body", NOT_READY.values(), ids=NOT_READY)
def test_a_refresh_that_is_not_complete_leaves_the_landed_day_as_it_is(body: bytes) -> None:
    provider = Provider()
    landed = provider.savant.fetch_day(BOTH)
    provider.answer, provider.now = body, NIGHT + timedelta(days=1)
    refreshed = provider.savant.fetch_day(BOTH)
    assert refreshed == landed.model_copy(update={"asked_at": provider.now})
    assert provider.savant.read_pitches(BOTH, refreshed, ["game_pk"]) is not None


def test_a_revision_replaces_the_day_and_the_old_one_is_still_loaded() -> None:
    provider = Provider()
    old = provider.savant.fetch_day(BOTH)
    provider.answer = REVISED
    new = provider.savant.fetch_day(BOTH)
    types = [provider.savant.read_pitches(BOTH, record, ["pitch_type"]) for record in (old, new)]
    assert ["SL" in set(table["pitch_type"]) for table in types if table is not None] == [False, True]


CHANGES = {
    "a column is gone": as_csv(a_game(), [name for name in COLUMNS_118 if name != "events"]),
    "a value of another type": as_csv(a_game(release_speed="fast")),
    "another day": as_csv(a_game(game_date="2025-06-06")),
}


@pytest.mark.parametrize("body", CHANGES.values(), ids=CHANGES)
def test_another_shape_is_a_change_and_leaves_no_trace(body: bytes) -> None:
    provider = Provider(body)
    with pytest.raises(PayloadChangedError):
        provider.savant.fetch_day(BOTH)
    assert list(provider.store.list("")) == []


@pytest.mark.parametrize("answer", [403, 503, b"", CHANGES["another day"]], ids=str)
def test_a_failed_refresh_leaves_the_landed_day_as_it_is(answer: Answer) -> None:
    provider = Provider()
    landed = provider.savant.fetch_day(BOTH)
    provider.answer = answer
    with pytest.raises(RequestError):
        provider.savant.fetch_day(BOTH)
    assert provider.savant.read_record(DAY) == landed


# ------------------------------------------------------------------ suspended games

SUSPENDED = PitchDay(DAY, frozenset({GAME}), left_out=frozenset({OTHER}))


def test_a_suspended_game_lands_neither_whole_nor_in_part() -> None:
    record = Provider(WITHOUT_A_ROW).savant.fetch_day(replaced(SUSPENDED, GAME, OTHER))
    assert (record.games, record.left_out) == ((OTHER,), (GAME,))


def replaced(wanted: PitchDay, left_out: int, game: int) -> PitchDay:
    return PitchDay(wanted.game_date, frozenset({game}), frozenset({left_out}))


@pytest.mark.parametrize("body", [WHOLE, a_day(OTHER)], ids=["landed", "not-ready"])
def test_what_an_answer_was_taken_without_is_remembered(body: bytes) -> None:
    assert Provider(body).savant.fetch_day(SUSPENDED).left_out == (OTHER,)


def test_a_suspended_game_that_has_landed_is_not_loaded() -> None:
    provider = Provider()
    record = provider.savant.fetch_day(BOTH)
    loaded = provider.savant.read_pitches(SUSPENDED, record, ["game_pk"])
    assert loaded is not None
    assert set(loaded["game_pk"]) == {GAME}


def test_a_suspended_game_is_left_out_of_whatever_columns_are_asked_for() -> None:
    provider = Provider()
    record = provider.savant.fetch_day(BOTH)
    loaded = provider.savant.read_pitches(SUSPENDED, record, ["pitch_type", "pitcher"])
    assert loaded is not None
    assert (loaded.columns, loaded.height) == (["pitch_type", "pitcher"], len(a_game(GAME)))


# ------------------------------------------------------------------ judging


def test_a_day_that_agrees_is_remembered_as_reconciled() -> None:
    provider = Provider()
    provider.savant.write_verdict(DAY, provider.savant.fetch_day(BOTH), agrees=True)
    found = provider.savant.read_record(DAY)
    assert found is not None
    assert (found.final, found.reconciled, len(provider.landed())) == (True, True, 1)


def withdrawn() -> Provider:
    provider = Provider()
    provider.savant.write_verdict(DAY, provider.savant.fetch_day(BOTH), agrees=False)
    return provider


def test_a_day_that_does_not_agree_is_withdrawn() -> None:
    found = withdrawn().savant.read_record(DAY)
    assert found is not None
    assert (found.final, found.games, withdrawn().landed()) == (False, (), [])


def test_the_very_rows_that_were_withdrawn_do_not_land_again() -> None:
    provider = withdrawn()
    provider.now = NIGHT + timedelta(hours=1)
    again = provider.savant.fetch_day(BOTH)
    assert (again.final, again.asked_at, provider.landed()) == (False, provider.now, [])


def test_withdrawn_rows_do_not_land_after_an_answer_that_was_not_complete_either() -> None:
    provider = withdrawn()
    for answer in (a_day(GAME), WHOLE):
        provider.answer = answer
        assert not provider.savant.fetch_day(BOTH).final


def test_other_rows_land_after_a_withdrawal() -> None:
    provider = withdrawn()
    provider.answer = REVISED
    assert (provider.savant.fetch_day(BOTH).final, len(provider.landed())) == (True, 1)


# ------------------------------------------------------------------ two at once


class Overtaken(MemoryStore):
    """Before the first put of what is known of a day, somebody else acts."""

    def __init__(self, act: Callable[["Overtaken"], object]) -> None:
        super().__init__()
        self._acts = [act]

    def put(self, key: str, data: bytes, *, if_absent: bool = False, if_match: str | None = None) -> str:
        if key.startswith("v1/requests/") and self._acts:
            self._acts.pop()(self)
        return super().put(key, data, if_absent=if_absent, if_match=if_match)


def lands(body: bytes) -> Callable[[MemoryStore], object]:
    return lambda store: Provider(body, store=store).savant.fetch_day(BOTH)


def test_an_answer_that_was_not_complete_does_not_undo_what_another_run_landed() -> None:
    provider = Provider(a_day(GAME), store=Overtaken(lands(WHOLE)))
    record = provider.savant.fetch_day(BOTH)
    assert (record.final, record.games, provider.savant.read_record(DAY)) == (True, (GAME, OTHER), record)


@pytest.mark.parametrize("agrees", [True, False])
def test_a_judgement_does_not_undo_what_has_landed_since(agrees: bool) -> None:
    provider = Provider()
    old = provider.savant.fetch_day(BOTH)
    provider.answer = REVISED
    new = provider.savant.fetch_day(BOTH)
    assert provider.savant.write_verdict(DAY, old, agrees=agrees) == new
    current = provider.store.get(provider.landed()[0])
    assert current is not None
    assert sha256(current.data) == new.sha256


# ------------------------------------------------------------------ a manifest's own days


def input_of(record: DayRecord) -> InputRef:
    return InputRef(**{name: getattr(record, name) for name in InputRef.model_fields})


def archived(provider: Provider, *records: DayRecord) -> ArchivedPitches:
    inputs = tuple(input_of(record) for record in records)
    return ArchivedPitches(inputs, PitchArchive(provider.store, Layout(), "mlb"))


def test_a_rebuild_has_the_revision_that_the_build_had() -> None:
    provider = Provider()
    old = provider.savant.fetch_day(BOTH)
    provider.answer = REVISED
    provider.savant.fetch_day(BOTH)
    own = archived(provider, old)
    found = own.read_record(DAY)
    assert found is not None
    assert (found.sha256, found.games, found.final) == (old.sha256, (GAME, OTHER), True)
    loaded = own.read_pitches(BOTH, found, ["pitch_type"])
    assert loaded is not None
    assert "SL" not in set(loaded["pitch_type"])


def test_a_rebuild_does_without_what_the_build_did_without() -> None:
    provider = Provider()
    provider.savant.fetch_day(BOTH)
    assert archived(provider).read_record(DAY) is None
    with pytest.raises(RequestRefusedError, match="not among the snapshot's inputs"):
        archived(provider).fetch_day(BOTH)


def test_a_rebuild_whose_revision_is_gone_says_so() -> None:
    provider = Provider()
    record = provider.savant.fetch_day(BOTH)
    provider.store.delete(provider.landed()[0])
    with pytest.raises(PartialError, match=r"2025-06-07.*are gone"):
        archived(provider, record).read_record(DAY)


# ------------------------------------------------------------------ unknown columns


@pytest.fixture
def warnings(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    caplog.set_level(logging.WARNING, logger="propctl")
    return lambda: [record.getMessage() for record in caplog.records]


def test_unknown_columns_are_named_once_and_the_day_lands(warnings: Callable[[], list[str]]) -> None:
    provider = Provider(as_csv([*a_game(GAME), *a_game(OTHER)], (*COLUMNS_118, "spin_joy", "spin_woe")))
    assert provider.savant.fetch_day(BOTH).final
    provider.savant.fetch_day(BOTH)
    assert [message.partition("keep: ")[2] for message in warnings()] == ["spin_joy, spin_woe"]


def test_known_columns_are_not_warned_of(warnings: Callable[[], list[str]]) -> None:
    Provider().savant.fetch_day(BOTH)
    assert warnings() == []
