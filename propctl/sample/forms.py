"""Which requests the league knows, and what each means. Any other is an error, never an empty answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from propctl.connectors.payloads import Request
from propctl.domain.calendar import parse_date

STATS: Final = {"playerPool": "ALL", "sportId": "1", "gameType": "R"}
GROUPS: Final = ("hitting", "pitching")


class UnknownFormError(ValueError):
    """The league has no such request."""


@dataclass(frozen=True, slots=True)
class ScheduleForm:
    """A day or a range of days."""

    first: date
    last: date
    hydrate: frozenset[str]
    fields: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class StatsForm:
    """Everybody's totals of a season, or of a part of it."""

    first: date
    last: date
    groups: tuple[str, ...]
    limit: int
    fields: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class PeopleForm:
    """Everybody of a season."""

    season: int
    fields: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class BoxscoreForm:
    """One game's box score."""

    game_pk: int
    fields: frozenset[str] | None


Form = ScheduleForm | StatsForm | PeopleForm | BoxscoreForm


class _Params:
    """Parameters that are taken one by one; what is left over at the end is not known."""

    def __init__(self, params: tuple[tuple[str, str], ...]) -> None:
        self._left = dict(params)
        if len(self._left) != len(params):
            raise UnknownFormError("a parameter is given twice")

    def take(self, name: str) -> str:
        """The value of a parameter that must be there."""
        try:
            return self._left.pop(name)
        except KeyError:
            raise UnknownFormError(f"without {name}") from None

    def optional(self, name: str) -> str | None:
        """The value of one that may be absent."""
        return self._left.pop(name, None)

    def must_be(self, wanted: Mapping[str, str]) -> None:
        """Take parameters that have one value only."""
        for name, value in wanted.items():
            if self.take(name) != value:
                raise UnknownFormError(f"{name} is not {value}")

    def names(self, name: str) -> frozenset[str] | None:
        """A comma list, None where it is absent."""
        text = self.optional(name)
        return None if text is None else frozenset(text.split(","))

    def end(self) -> None:
        """Refuse what is left over."""
        if self._left:
            raise UnknownFormError(f"with {', '.join(sorted(self._left))}")


def form_of(request: Request) -> Form:
    """What a request to the Stats API asks for (UnknownFormError)."""
    params = _Params(request.params)
    path = request.path.removeprefix("/api/v1/")
    try:
        form = _READERS[path](params) if path in _READERS else _boxscore(path, params)
    except ValueError as error:
        raise UnknownFormError(str(error)) from error
    params.end()
    return form


def _schedule(params: _Params) -> ScheduleForm:
    params.must_be({"sportId": "1"})
    day = params.optional("date")
    first, last = (day, day) if day is not None else (params.take("startDate"), params.take("endDate"))
    return ScheduleForm(
        parse_date(first), parse_date(last), params.names("hydrate") or frozenset(), params.names("fields")
    )


def _stats(params: _Params) -> StatsForm:
    kind, season = params.take("stats"), int(params.take("season"))
    params.must_be(STATS)
    groups = tuple(params.take("group").split(","))
    if kind not in ("byDateRange", "season") or not set(groups) <= set(GROUPS):
        raise UnknownFormError(f"stats={kind} of {','.join(groups)}")
    first, last = date(season, 1, 1), date(season, 12, 31)
    if kind == "byDateRange":
        first, last = parse_date(params.take("startDate")), parse_date(params.take("endDate"))
    if not first.year == last.year == season:
        raise UnknownFormError(f"{first} to {last} is no part of season {season}")
    return StatsForm(first, last, groups, int(params.take("limit")), params.names("fields"))


def _people(params: _Params) -> PeopleForm:
    return PeopleForm(int(params.take("season")), params.names("fields"))


def _boxscore(path: str, params: _Params) -> BoxscoreForm:
    parts = path.split("/")
    if len(parts) != 3 or (parts[0], parts[2]) != ("game", "boxscore"):
        raise UnknownFormError(f"no path {path}")
    return BoxscoreForm(int(parts[1]), params.names("fields"))


_READERS: Final[dict[str, Callable[[_Params], Form]]] = {
    "schedule": _schedule,
    "stats": _stats,
    "sports/1/players": _people,
}
