"""The season's players, from payloads that snapshots were built with. Reads storage alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from propctl.connectors.mlb_stats_api import MlbStatsApi, people_request
from propctl.connectors.payload_sources import InputSource
from propctl.connectors.payloads import RequestError
from propctl.domain.option_values import SPORT, Provenance
from propctl.domain.player_names import id_in, players_called
from propctl.domain.snapshot import Manifest
from propctl.errors import DataError, PartialError, UsageError
from propctl.jobs.check_filters import find_players
from propctl.jobs.read_snapshot import Snapshot, board_dates, read_latest
from propctl.jobs.snapshot_context import SnapshotContext

MAX_MANIFESTS: Final = 60
"""How many earlier snapshots of a day are read: more than a day has after its last game has begun."""

NO_LIST: Final = "this season has no board yet, or its list of players is gone"

MAX_ID_DIGITS: Final = 12
MAX_CANDIDATES: Final = 5


@dataclass(frozen=True, slots=True)
class FoundPlayer:
    """The player whom an id or a name means; ``name`` is None when no list of players confirms the id."""

    player_id: int
    name: str | None = None
    team: str | None = None

    @property
    def text(self) -> str:
        """``Shohei Ohtani (LAD, 660271)``."""
        named = (self.team, str(self.player_id))
        return f"{self.name or 'player'} ({', '.join(part for part in named if part)})"


def read_season_names(context: SnapshotContext, manifest: Manifest) -> dict[int, str] | None:
    """The players' names by id; None when the list is damaged, past its retention, or was never fetched.

    A snapshot without open games was built without the list, so an earlier one of its day has it.
    """
    lists = (_names_in(context, candidate) for candidate in _this_and_earlier(context, manifest))
    return next((names for names in lists if names is not None), None)


def _this_and_earlier(context: SnapshotContext, manifest: Manifest) -> Iterator[Manifest]:
    yield manifest
    if manifest.provenance is not Provenance.LIVE:
        return
    refs = context.snapshots.list_snapshots(manifest.sport, manifest.date, Provenance.LIVE)
    for ref in list(reversed(refs))[:MAX_MANIFESTS]:
        if ref.snapshot_id != manifest.snapshot_id:
            try:
                yield context.snapshots.read_manifest(ref.key)
            except DataError:
                continue


def _names_in(context: SnapshotContext, manifest: Manifest) -> dict[int, str] | None:
    season = manifest.known_through.year
    request = people_request(season).text
    if all(ref.request != request for ref in manifest.inputs):
        return None
    api = MlbStatsApi(InputSource(manifest.inputs, context.snapshots.blobs))
    try:
        people = api.fetch_people(season, manifest.date).value
    except (RequestError, PartialError, DataError):
        return None
    return {person.player_id: person.name for person in people.values()}


def find_player(
    context: SnapshotContext, wanted: str, preferred: frozenset[int | None] = frozenset()
) -> FoundPlayer:
    """The one player of the latest board or its season whom *wanted* means; of several, the *preferred* one.

    UsageError when it means nobody, or several. Without any list of players, an id is taken as it is.
    """
    board = _latest_board(context)
    props = board.props if board else ()
    season = read_season_names(context, board.manifest) if board else None
    names = (season or {}) | {prop.player_id: prop.player_name for prop in props}
    if season is None and not players_called(wanted, names):
        return unconfirmed_player(wanted)
    called = find_players(wanted, names)
    clubs = {prop.player_id: prop.team for prop in props}
    players = [
        FoundPlayer(player, names[player], clubs.get(player))
        for player in [player for player in called if player in preferred] or called
    ]
    if len(players) > 1:
        raise UsageError(
            f"{len(players)} players are called {wanted!r}; nothing was changed",
            hint=f"give the id of one: {_candidates(players)}",
        )
    return players[0]


def find_held_player(context: SnapshotContext, wanted: str, held: frozenset[int | None]) -> FoundPlayer:
    """The player whose hold is to end: an id may be of any season, of namesakes the *held* one is meant."""
    return unconfirmed_player(wanted) if id_in(wanted) else find_player(context, wanted, held)


def _latest_board(context: SnapshotContext) -> Snapshot | None:
    """The board of the season's latest date; None without one, or when it is damaged: holds go on."""
    dates = [day for day in board_dates(context, SPORT) if day.year == context.today().year]
    try:
        return read_latest(context, SPORT, dates[-1]) if dates else None
    except (DataError, UsageError):
        return None


def unconfirmed_player(wanted: str) -> FoundPlayer:
    """The player with the id *wanted*, which no list confirms (UsageError for a name)."""
    digits = id_in(wanted)
    if digits is None:
        raise UsageError(
            f"{wanted!r} cannot be looked up: {NO_LIST}; nothing was changed",
            hint="give the MLBAM id, or publish a board with `propctl run-once` first",
        )
    if digits == "0" or len(digits) > MAX_ID_DIGITS:
        raise UsageError(f"no player has the id {digits[:MAX_ID_DIGITS]}", hint="give an MLBAM id")
    return FoundPlayer(int(digits))


def _candidates(players: list[FoundPlayer]) -> str:
    shown = ", ".join(player.text for player in players[:MAX_CANDIDATES])
    rest = len(players) - MAX_CANDIDATES
    return f"{shown} and {rest} more" if rest > 0 else shown
