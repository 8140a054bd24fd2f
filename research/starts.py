"""Every start of some days: what was known before it, and its results."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import numpy as np

from benchmarks.grading import Outcomes
from propctl.domain.matchup import ProjectionInput
from propctl.domain.plate_appearance import Event
from propctl.domain.stats import PitchingCounts
from propctl.projection.event_probabilities import event_probabilities
from propctl.projection.events import Floats, Ints
from propctl.projection.league import progress
from propctl.projection.lineup_arrays import batting_slots, offense_sides
from propctl.projection.model import starts_of
from propctl.projection.workload import START_MEAN, Appearances, StartFeatures, start_features, start_means

Day = tuple[ProjectionInput, Outcomes]


@dataclass(frozen=True, slots=True)
class Starts:
    """Starts (n,): what was known, the chances (n, 7) of the batters to come, and the counts that came."""

    known: StartFeatures
    average: Floats
    counts: tuple[PitchingCounts, ...]

    def came(self, count: Callable[[PitchingCounts], int]) -> Ints:
        """*count* of each start (n,)."""
        return np.array([count(counts) for counts in self.counts], dtype=np.int64)

    @property
    def faced(self) -> Floats:
        """Batters faced (n,) that the model expects."""
        return start_means(self.known, START_MEAN.value)

    @property
    def plain_outs(self) -> Floats:
        """Outs to expect (n,) when everybody who does not reach base is one."""
        return np.asarray(self.faced * (1.0 - self.average[:, : Event.STRIKEOUT].sum(axis=1)))


def starts_of_days(days: Sequence[Day]) -> Starts:
    """Every start of *days* whose starter was as announced."""
    known, average, counts = [], [], []
    for projection_input, came in days:
        sides = offense_sides(projection_input.matchups)
        batters = batting_slots(sides)
        against = event_probabilities(projection_input, sides, batters)
        starts = starts_of(sides, batters, against)
        before = start_features(projection_input.history, starts, progress(projection_input.history.current))
        mean = np.add.reduceat(against.starter, batters.first, axis=0) / batters.size[:, None]
        found = [came.get((side.game_pk, side.pitching.starter or -1, "pitcher")) for side in sides]
        began = [half for half, one in enumerate(found) if isinstance(one, PitchingCounts)]
        known.append(_chosen(before, began))
        average.append(mean[began])
        counts += [one for one in found if isinstance(one, PitchingCounts)]
    return Starts(_joined(known), np.concatenate(average), tuple(counts))


def _chosen(known: StartFeatures, rows: Sequence[int]) -> StartFeatures:
    def part(work: Appearances) -> Appearances:
        return Appearances(work.games[rows], work.starts[rows], work.faced[rows])

    return StartFeatures(
        season=part(known.season),
        earlier=part(known.earlier),
        club_surplus=known.club_surplus[rows],
        hosting=known.hosting[rows],
        on_base_surplus=known.on_base_surplus[rows],
        progress=known.progress[rows],
    )


def _joined(parts: Sequence[StartFeatures]) -> StartFeatures:
    def whole(works: Sequence[Appearances]) -> Appearances:
        joined = [
            np.concatenate([getattr(work, field.name) for work in works]) for field in fields(Appearances)
        ]
        return Appearances(*joined)

    return StartFeatures(
        season=whole([part.season for part in parts]),
        earlier=whole([part.earlier for part in parts]),
        club_surplus=np.concatenate([part.club_surplus for part in parts]),
        hosting=np.concatenate([part.hosting for part in parts]),
        on_base_surplus=np.concatenate([part.on_base_surplus for part in parts]),
        progress=np.concatenate([part.progress for part in parts]),
    )
