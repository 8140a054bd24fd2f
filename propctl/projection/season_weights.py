"""Which seasons tell a rarer count: where totals lack a key, everybody has 0."""

from collections.abc import Callable, Sequence

from propctl.domain.stats import BattingCounts, History, SeasonTotals


def seasons_with(
    history: History, weights: Sequence[float], count: Callable[[BattingCounts], int]
) -> list[tuple[SeasonTotals, float]]:
    """Seasons with their *weights*, newest first, without those in which nobody has a *count*."""
    seasons = zip((history.current, *history.earlier), weights, strict=False)
    return [
        (season, weight)
        for season, weight in seasons
        if any(count(batter.counts) > 0 for batter in season.batters.values())
    ]
