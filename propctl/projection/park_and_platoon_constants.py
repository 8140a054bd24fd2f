"""Fitted effects of side, hands and time of the season.

Tuples of seven are by event (single, double, triple, home run, walk, hit by pitch, strikeout), but by stage
in ``SEASON_COURSE`` (walk, hit by pitch, strikeout, home run, hit in play, double, triple).
"""

from typing import Final

from propctl.projection.fit_source import (
    FIRST_2024,
    FIRST_2025,
    LAST_SPRING_2025,
    LINES_2024_AND_SPRING_2025,
    SPRING_2025_PITCHES,
    Fitted,
    from_2024,
)

HOME_EFFECT: Final = from_2024((-0.014, 0.022, 0.061, 0.054, 0.071, -0.053, -0.035))
"""Log ratio of each event's probability at home and away."""

PLATOON: Final = Fitted(
    {
        ("L", "L"): (1.049, 0.861, 1.0, 0.862, 0.877, 1.383, 1.049),
        ("L", "R"): (0.990, 1.046, 1.0, 1.017, 1.031, 0.902, 0.991),
        ("R", "L"): (0.972, 1.049, 1.0, 1.076, 1.117, 0.827, 0.975),
        ("R", "R"): (1.012, 0.970, 1.0, 0.980, 0.948, 1.076, 1.009),
    },
    source=LINES_2024_AND_SPRING_2025,
    first_date=FIRST_2024,
    last_date=LAST_SPRING_2025,
)
"""Event probabilities by the hands of batter and pitcher, beyond what each is like on his own."""

SEASONALITY: Final = from_2024(
    (
        (0.0131, 0.0, 0.0, -0.0232, 0.0, 0.0, 0.0),
        (0.0015, 0.0, 0.0, -0.0287, 0.0, 0.0, 0.0),
    )
)
"""Cosine and sine of a yearly wave on the stage rates: a third of 2024's on walks and home runs."""

TIMES_THROUGH: Final = Fitted(
    (1.044, 0.978, 0.953, 0.953), SPRING_2025_PITCHES, first_date=FIRST_2025, last_date=LAST_SPRING_2025
)
"""Strikeouts a starter gets the first, second, third, fourth time through the order, against his mean."""
