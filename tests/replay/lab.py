"""propctl over a replay server: in this process, or as the program that users start."""

import json
import os
import subprocess
import sys
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from propctl.build_runtime import open_build_context
from propctl.cache.contract import Cache
from propctl.domain.calendar import parse_instant
from propctl.domain.option_values import Namespace
from propctl.domain.prop import FeaturedProp
from propctl.domain.query import PropQuery
from propctl.domain.report import RunReport
from propctl.domain.snapshot import Manifest
from propctl.jobs.build_context import BuildContext
from propctl.jobs.fetch import fetch_props
from propctl.jobs.read_snapshot import Snapshot, read_latest
from propctl.jobs.run_once import run_once
from propctl.jobs.snapshot_context import SnapshotContext
from propctl.provider_clients import ClientOptions
from propctl.runtime import open_snapshot_context
from propctl.settings import Settings
from propctl.storage.contract import ObjectStore
from propctl.storage.memory import MemoryStore
from tests.replay.server import Replay


@dataclass(frozen=True)
class Finished:
    """How a command ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        return json.loads(self.stdout)


@dataclass
class Lab:
    """One store at one instant. ``at`` moves both clocks; the store stays."""

    replay: Replay
    now: str = "2025-06-08T10:00:00Z"
    store: ObjectStore = field(default_factory=MemoryStore)
    http_timeout: float = 5.0
    statcast_window_days: int = 0
    """None: what most of these tests are about does not hang on pitches."""
    lines_file: Path | None = None
    cache: Cache | None = None
    """Instead of this process's memory."""

    def at(self, now: str) -> "Lab":
        self.replay.set_clock(now)
        return replace(self, now=now)

    @property
    def settings(self) -> Settings:
        return Settings(
            mlb_stats_api_url=self.replay.urls["statsapi"],
            baseball_savant_url=self.replay.urls["savant"],
            now=parse_instant(self.now),
            max_rps=0.0,
            http_timeout=self.http_timeout,
            storage_url="memory://",
            statcast_window_days=self.statcast_window_days,
            lines_file=self.lines_file,
        )

    def context(self, namespace: Namespace = Namespace.LIVE) -> SnapshotContext:
        context = open_snapshot_context(self.settings, namespace, self.store)
        return context if self.cache is None else replace(context, cache=self.cache)

    def build_context(self, namespace: Namespace = Namespace.LIVE) -> AbstractContextManager[BuildContext]:
        """Retries do not wait."""
        return open_build_context(self.settings, self.context(namespace), ClientOptions(_no_wait))

    def run_once(self, day: str | None = None) -> RunReport:
        with self.build_context() as build_context:
            return run_once(build_context, _day(day, build_context))

    def fetch(self, day: str | None = None) -> list[FeaturedProp]:
        with self.build_context() as build_context:
            return fetch_props(build_context, PropQuery(date=_day(day, build_context)))

    def read(self, day: str) -> Snapshot:
        return read_latest(self.context(), "mlb", date.fromisoformat(day))

    def manifests(self) -> list[Manifest]:
        snapshots = self.context().snapshots
        return [snapshots.read_manifest(ref.key) for ref in snapshots.list_snapshots()]


def _day(day: str | None, build_context: BuildContext) -> date:
    return date.fromisoformat(day) if day else build_context.today()


def propctl(replay: Replay, now: str, storage_url: str, *arguments: str, **environment: str) -> Finished:
    """The program itself, as a process with only the environment given."""
    done = subprocess.run(
        [sys.executable, "-m", "propctl", *arguments],
        env={
            "PATH": os.environ["PATH"],
            "PROPCTL_NOW": now,
            "PROPCTL_MAX_RPS": "0",
            "PROPCTL_STORAGE_URL": storage_url,
            "PROPCTL_STATCAST_WINDOW_DAYS": "0",
            **replay.environment,
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return Finished(done.returncode, done.stdout, done.stderr)


def _no_wait(_: float) -> None:
    """Retries in tests follow at once."""
