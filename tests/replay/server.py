"""The replay server as a process, and what tests tell it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote
from urllib.request import Request, urlopen

REPLAY = Path(__file__).parents[3] / "shared" / "replay"
PACK = REPLAY / "season-2025.sqlite"


def is_there() -> bool:
    return PACK.is_file()


class Replay:
    """One server; ``options`` are those of its command line, without dashes."""

    def __init__(self, now: str = "2025-06-08T10:00:00Z", **options: str | bool) -> None:
        command = [sys.executable, str(REPLAY / "serve.py"), "--pack", str(PACK), "--now", now]
        for name, value in options.items():
            flag = f"--{name.replace('_', '-')}"
            command += [flag] if value is True else [flag, str(value)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.urls: dict[str, str] = json.loads(self._process.stdout.readline())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    @property
    def environment(self) -> dict[str, str]:
        """The two provider variables."""
        return {
            "PROPCTL_MLB_STATS_API_URL": self.urls["statsapi"],
            "PROPCTL_BASEBALL_SAVANT_URL": self.urls["savant"],
        }

    def set_clock(self, now: str) -> None:
        self._ask("/clock", {"now": now})

    def fault(self, match: str, fault: str, **more: float) -> None:
        """For requests whose path and query match the expression: see the server's README."""
        self._ask("/faults", {"match": match, "fault": fault, **more})

    def reset(self) -> None:
        """Forget faults and counters."""
        self._ask("/reset", {})

    def paths(self) -> list[str]:
        """Path and query of every request since the last reset, in order."""
        return [row["path"] for row in self._ask("/requests")["requests"]]

    def games(self, date: str) -> list[dict[str, Any]]:
        """When each game's facts become known."""
        games: list[dict[str, Any]] = self._ask(f"/games?date={date}")["games"]
        return games

    def get(self, path: str) -> Any:
        """A provider's JSON answer, asked directly: ``/api/v1/schedule?...``."""
        with urlopen(self.urls["statsapi"] + quote(path, safe="/?&=,()")) as answer:
            return json.load(answer)

    def _ask(self, path: str, data: dict[str, Any] | None = None) -> Any:
        body = None if data is None else json.dumps(data).encode()
        with urlopen(Request(self.urls["admin"] + path, body)) as answer:
            return json.load(answer)
