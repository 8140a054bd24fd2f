"""Run one task of each kind. Failures pass through: the worker judges them."""

from datetime import date

from propctl.connectors.payloads import RequestUnavailableError
from propctl.domain.backfill_job import BackfillPlan, PlannedChunk, TaskState
from propctl.domain.option_values import Provenance
from propctl.domain.report import DayState
from propctl.domain.slate import SeasonSchedule
from propctl.domain.snapshot import Content, Manifest
from propctl.errors import DataError, PartialError, PropctlError, TemporaryError
from propctl.jobs.backfill.lease import Lease
from propctl.jobs.backfill.task_list import Task, pitch_range
from propctl.jobs.build import fetch_and_build
from propctl.jobs.build_context import BuildContext
from propctl.jobs.fetch_inputs import EARLIER_SEASONS
from propctl.jobs.publish import publish
from propctl.jobs.reconcile_pitches import land_day


def asks_to_wait(error: PropctlError) -> bool:
    """Whether the provider demands a longer pause than any run waits: more requests are useless."""
    return isinstance(error, RequestUnavailableError) and error.wait_seconds > 0


class TaskRunner:
    """Runs the tasks of one plan."""

    def __init__(self, build_context: BuildContext, plan: BackfillPlan) -> None:
        self._build_context = build_context
        self._plan = plan
        self._today = build_context.today()
        self._schedules: dict[int, SeasonSchedule] = {}

    def run(self, task: Task, lease: Lease) -> None:
        """Run *task*, and finish *lease* (RequestError, PropctlError, LeaseLostError)."""
        self._build_context.restart_deadline()
        if task.season is not None:
            self._prepare_season(task.season)
        elif task.pitch_day is not None:
            self._land_pitches(task.pitch_day)
        elif task.chunk is not None:
            self._publish_chunk(task.chunk, lease)
        lease.update(TaskState.finished)

    def _prepare_season(self, season: int) -> None:
        """Fetch what every board of the season needs."""
        api = self._build_context.api
        day = min(self._today, date(season, 12, 31))
        api.source.write_index_entry(api.fetch_people(season, day).payload, final=True)
        for earlier in range(season - EARLIER_SEASONS, season):
            api.source.write_index_entry(api.fetch_season_totals(earlier).payload, final=True)
        if pitch_range(self._plan, season):
            self._fetch_schedule(season)

    def _fetch_schedule(self, season: int) -> SeasonSchedule:
        """The season's schedule through the last day of pitches, the same for all of them."""
        if season not in self._schedules:
            days = pitch_range(self._plan, season)
            through = days[1] if days else self._plan.spec.end
            fetched = self._build_context.api.fetch_season_schedule(through, reuse=True)
            complete = through not in fetched.value.unfinished
            self._build_context.api.source.write_index_entry(fetched.payload, final=complete)
            self._schedules[season] = fetched.value
        return self._schedules[season]

    def _land_pitches(self, day: date) -> None:
        """Land a day of pitches and reconcile it (TemporaryError when the provider has no whole day)."""
        landed, error = land_day(self._build_context, self._fetch_schedule(day.year), day)
        if error is not None:
            raise error
        if landed is not None and landed.state is DayState.WITHDRAWN:
            raise TemporaryError(f"the pitches of {day} and the official counts differ: {landed.reason}")
        if landed is not None and landed.state is DayState.NOT_READY:
            raise TemporaryError(
                f"the provider's pitches of {day} are not complete yet: resume the job later"
            )

    def _publish_chunk(self, chunk: PlannedChunk, lease: Lease) -> None:
        """Publish every day that can be built: a day that fails does not stop the days after it."""
        failures: list[PropctlError] = []
        for day in chunk.missing_days():
            if not self._read_is_published(day, lease.task_state.snapshots.get(day)):
                self._build_context.restart_deadline()
                try:
                    self._publish(day, lease)
                except (TemporaryError, DataError, PartialError) as error:
                    if asks_to_wait(error):
                        raise
                    failures.append(error)
        if len(failures) > 1:
            raise TemporaryError(f"{len(failures)} days failed, the first: {failures[0].message}")
        if failures:
            raise failures[0]

    def _read_is_published(self, day: date, snapshot_id: str | None) -> bool:
        """Whether an earlier holder of the lease committed the day, and moved its pointer as well."""
        if snapshot_id is None:
            return False
        snapshots = self._build_context.snapshots
        try:
            stored = snapshots.read_pointer(self._plan.spec.sport, day, Provenance.BACKFILL)
        except DataError:
            return False
        return stored is not None and stored[0].snapshot_id == snapshot_id

    def _publish(self, day: date, lease: Lease) -> None:
        """Commit, record the snapshot in the task (so that only its holder goes on), move the pointer."""
        build_context = self._build_context
        build = fetch_and_build(build_context, day, self._today)
        whole = build.content.whole

        def update_task(manifest: Manifest) -> None:
            if whole:
                lease.update(lambda task_state: task_state.progressed(day, manifest.snapshot_id))
            else:
                lease.update(TaskState.renewed)

        publish(build_context, build_context.pool, build, build_context.run_id, update_task)
        if not whole:
            raise TemporaryError(f"{day} is published, but {_missing_text(build.content)}")


def _missing_text(content: Content) -> str:
    """What an incomplete board lacks."""
    if content.degraded:
        return f"degraded: {'; '.join(note.message for note in content.degraded)}"
    notes = [note.message for note in content.notes if note.code == "statcast_not_ready"]
    return f"without all its pitches: {'; '.join(notes)}"
