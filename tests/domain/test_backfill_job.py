from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from propctl.domain.backfill_job import (
    MAX_ATTEMPTS,
    MAX_CLAIMS,
    UNTOUCHED,
    BackfillSpec,
    ChunkState,
    TaskState,
    planned_chunks,
)

ASKED = BackfillSpec(
    sport="mlb",
    start=date(2025, 4, 1),
    end=date(2025, 4, 30),
    chunk_days=1,
    model_version="m1",
    statcast_window_days=30,
)
DAY = date(2025, 4, 1)

changes = st.sampled_from(
    [
        lambda task_state: task_state.claimed("a"),
        lambda task_state: task_state.claimed("b"),
        TaskState.renewed,
        TaskState.released,
        TaskState.resumed,
        TaskState.finished,
        lambda task_state: task_state.failed("why"),
        lambda task_state: task_state.progressed(DAY, "0123456789abcdef"),
    ]
)


def test_the_same_question_is_the_same_job() -> None:
    assert ASKED.job_id(1) == ASKED.model_copy().job_id(1)


def test_a_job_is_named_by_what_was_asked() -> None:
    assert ASKED.job_id(1).startswith("mlb-20250401-20250430-")


@pytest.mark.parametrize(
    "change",
    [
        {"start": date(2025, 4, 2)},
        {"end": date(2025, 4, 29)},
        {"chunk_days": 2},
        {"model_version": "m2"},
        {"statcast_window_days": 0},
    ],
)
def test_another_question_is_another_job(change: dict[str, object]) -> None:
    assert ASKED.model_copy(update=change).job_id(1) != ASKED.job_id(1)


def test_everything_anew_is_another_job() -> None:
    assert ASKED.job_id(2) == f"{ASKED.job_id(1)}-2"


@given(st.integers(0, 60), st.integers(1, 70), st.sets(st.integers(0, 60)))
def test_chunks_hold_every_day_once_and_in_order(length: int, chunk_days: int, there: set[int]) -> None:
    spec = ASKED.model_copy(update={"end": DAY + timedelta(days=length), "chunk_days": chunk_days})
    built = {DAY + timedelta(days=n): "id" for n in there}
    chunks = list(planned_chunks(spec, built))
    assert [day for chunk in chunks for day in chunk.days()] == spec.days()
    assert [chunk.number for chunk in chunks] == list(range(len(chunks)))
    assert {day for chunk in chunks for day in chunk.missing_days()} == set(spec.days()) - built.keys()
    assert all(len(chunk.days()) == chunk_days for chunk in chunks[:-1])


@given(st.lists(changes, min_size=1, max_size=30))
def test_no_two_states_of_a_piece_of_work_are_the_same(made: list[object]) -> None:
    """An etag is a hash of the content: who has seen an old one must not be able to write."""
    states = [UNTOUCHED]
    for change in made:
        states.append(change(states[-1]))  # type: ignore[operator]
    texts = [state.model_dump_json() for state in states]
    assert len(set(texts)) == len(texts)


def test_work_is_parked_after_its_last_attempt() -> None:
    task_state = UNTOUCHED
    states = []
    for _ in range(MAX_ATTEMPTS):
        task_state = task_state.claimed("a").failed("provider down")
        states.append(task_state.state)
    assert states == [ChunkState.PENDING] * (MAX_ATTEMPTS - 1) + [ChunkState.PARKED]
    assert (task_state.reason, task_state.owner) == ("provider down", "")


def test_work_whose_every_worker_vanished_is_parked() -> None:
    task_state = UNTOUCHED
    for _ in range(MAX_CLAIMS):
        task_state = task_state.claimed("a")
    assert (task_state.state, task_state.claimed("a").state) == (ChunkState.LEASED, ChunkState.PARKED)


def test_resumed_work_has_all_its_attempts_again() -> None:
    parked = UNTOUCHED.claimed("a").failed("x").claimed("a").failed("x").claimed("a").failed("x")
    again = parked.resumed()
    assert (parked.state, again.state, again.attempts) == (ChunkState.PARKED, ChunkState.PENDING, 0)
