"""One run of ``benchmarks/statcast.py``, in a separate process: lands days of pitches, or downloads them.

    python -m benchmarks.land_pitches land|bare FIRST LAST

The environment names providers and store. Both ways import the same libraries and know the same days before
the clock starts; wall and CPU seconds are printed as JSON.
"""

import importlib
import json
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import httpx

from propctl.build_runtime import open_build_context
from propctl.connectors.baseball_savant import day_request
from propctl.domain.slate import PitchDay
from propctl.jobs.build_context import BuildContext
from propctl.jobs.fetch_pitches import THREADS, start_pitch_days, wanted_days
from propctl.normalize.contact import CONTACT_COLUMNS
from propctl.settings import Settings, read_settings


def land(build_context: BuildContext, wanted: list[PitchDay]) -> None:
    """As a run does it: downloaded, checked, parsed, landed, and loaded for the projection."""
    found = start_pitch_days(build_context, wanted, frozenset(), CONTACT_COLUMNS).wait()
    lacking = [day.wanted.game_date for day in found if day.pitches is None]
    if lacking:
        raise RuntimeError(f"not landed: {lacking}")


def download(url: str, wanted: list[PitchDay]) -> None:
    """The same requests, as many at once, and nothing done with the answers."""
    with httpx.Client(timeout=80.0) as client, ThreadPoolExecutor(THREADS) as pool:
        for answer in pool.map(lambda day: client.get(url + day_request(day.game_date).text), wanted):
            answer.raise_for_status()


def clocked(work: Callable[[], None]) -> dict[str, float]:
    """Seconds that *work* takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return {"seconds": time.perf_counter() - wall, "cpu_seconds": time.process_time() - cpu}


def main(way: str, first: date, last: date, settings: Settings) -> None:
    """Find out which days there are, then take the time."""
    with open_build_context(settings) as build_context:
        importlib.import_module("polars")
        schedule = build_context.api.fetch_season_schedule(last, reuse=False).value
        wanted = wanted_days(schedule, first, last, build_context.today())
        if way == "land":
            taken = clocked(lambda: land(build_context, wanted))
        else:
            taken = clocked(lambda: download(settings.baseball_savant_url, wanted))
    print(json.dumps(taken | {"days": len(wanted)}))


if __name__ == "__main__":
    main(sys.argv[1], date.fromisoformat(sys.argv[2]), date.fromisoformat(sys.argv[3]), read_settings())
