"""The season's players, from the payload that a snapshot was built with. Reads storage alone."""

from propctl.connectors.mlb_stats_api import MlbStatsApi
from propctl.connectors.payload_sources import InputSource
from propctl.connectors.payloads import RequestError
from propctl.domain.snapshot import Manifest
from propctl.errors import DataError, PartialError
from propctl.jobs.snapshot_context import SnapshotContext


def read_season_names(context: SnapshotContext, manifest: Manifest) -> dict[int, str] | None:
    """The players' names by id; None when the list is damaged, past its retention, or was never fetched."""
    api = MlbStatsApi(InputSource(manifest.inputs, context.snapshots.blobs))
    season = manifest.known_through.year
    try:
        people = api.fetch_people(season, manifest.date).value
    except (RequestError, PartialError, DataError):
        return None
    return {person.player_id: person.name for person in people.values()}
