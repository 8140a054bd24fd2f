"""What a store shows its readers, for tests of what a run left behind."""

from collections.abc import Iterable
from datetime import date

from propctl.domain.option_values import Provenance
from propctl.domain.prop import FeaturedProp
from propctl.domain.snapshot import Manifest, Pointer
from propctl.jobs.verify import verify
from propctl.storage.contract import ObjectStore
from tests.replay.lab import Lab

DAY = "2025-06-08"
MORNING = "2025-06-08T10:00:00Z"
AFTERNOON = "2025-06-08T18:00:00Z"


def published(store: ObjectStore) -> dict[str, bytes]:
    """Every manifest and pointer, in whatever namespace, by key."""
    shown = [key for key in store.list("") if "/snapshots/" in f"/{key}" or "/latest/" in f"/{key}"]
    return {key: stored.data for key in shown if (stored := store.get(key))}


def pointer(lab: Lab, day: str = DAY) -> Pointer:
    """The live pointer of a day, which must be there."""
    found = lab.context().snapshots.read_pointer("mlb", date.fromisoformat(day), Provenance.LIVE)
    assert found is not None, f"no pointer of {day}"
    return found[0]


def latest(lab: Lab, day: str = DAY) -> Manifest:
    """The manifest that the pointer of a day leads to."""
    return lab.context().snapshots.read_manifest(pointer(lab, day).key)


def damage(lab: Lab) -> list[str]:
    """What ``snapshot verify`` finds over everything there is."""
    context = lab.context()
    findings = verify(context, context.snapshots.list_snapshots())
    return [text for finding in findings for text in finding.damage]


def games_of(props: Iterable[FeaturedProp]) -> set[int]:
    return {int(prop.game_id) for prop in props}


def codes(notes: Iterable[object]) -> list[str]:
    """The codes of notes, in order."""
    return [str(getattr(note, "code", "")) for note in notes]
