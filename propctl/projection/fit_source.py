"""The source of each fitted constant, and the days of the data that it was fitted on."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Generic, TypeVar

T = TypeVar("T")

LINES_2024: Final = "game lines of the 2024 regular season"
LINES_2024_AND_SPRING_2025: Final = "game lines of 2024 and of 2025 before 1 May"
SPRING_2025_PITCHES: Final = "Statcast pitches of 2025 before 1 May"

FIRST_2024: Final = date(2024, 3, 20)
LAST_2024: Final = date(2024, 9, 30)
FIRST_2025: Final = date(2025, 3, 18)
LAST_SPRING_2025: Final = date(2025, 4, 30)

EVALUATION_BEGINS: Final = date(2025, 5, 1)
"""No constant may be fitted on this day or a later one: the model is measured from here on."""


@dataclass(frozen=True, slots=True)
class Fitted(Generic[T]):
    """A constant with its source and the first and last day of the data it was fitted on."""

    value: T
    source: str
    first_date: date
    last_date: date


def from_2024(value: T) -> Fitted[T]:
    """A constant fitted on the 2024 regular season."""
    return Fitted(value, LINES_2024, FIRST_2024, LAST_2024)


def from_2024_and_spring_2025(value: T) -> Fitted[T]:
    """A constant fitted on game lines before the days of the evaluation."""
    return Fitted(value, LINES_2024_AND_SPRING_2025, FIRST_2024, LAST_SPRING_2025)


def from_spring_2025(value: T) -> Fitted[T]:
    """A constant fitted on the pitches of 2025 before the days of the evaluation."""
    return Fitted(value, SPRING_2025_PITCHES, FIRST_2025, LAST_SPRING_2025)
