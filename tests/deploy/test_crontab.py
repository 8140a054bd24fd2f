"""``crontab.example`` against cron's rules and the live program."""

import re
import shlex
from datetime import timedelta

import pytest

from propctl.domain.cadence import HEALTH_PERIOD, RUN_PERIOD
from propctl.settings import known_variables
from tests.docs.pages import text_of
from tests.docs.parsing import parse

LINES = [line for line in text_of("crontab.example").splitlines() if line and not line.startswith("#")]
VARIABLES = dict(line.split("=", 1) for line in LINES if re.match(r"[A-Z_]+=", line))
ENTRIES = [line.split(maxsplit=5) for line in LINES if not re.match(r"[A-Z_]+=", line)]
DAY_MINUTES = 24 * 60
OF_CRON = {"SHELL", "PATH", "MAILTO"}
PROGRAM = "/srv/propctl/.venv/bin/propctl"
RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
FIELD = re.compile(r"(\*|\d+(?:-\d+)?)(?:/(\d+))?")


def minutes_in(period: timedelta) -> int:
    return int(period.total_seconds()) // 60


def command_of(entry: list[str]) -> list[str]:
    """The words as the shell gets them: ``%`` unescaped, substitutions and redirections taken away."""
    command = re.sub(r'"\$\(date .*?\)"', "2025-06-09", entry[5].replace(r"\%", "%"))
    return shlex.split(command.removesuffix(">/dev/null"))


def minutes_of(entry: list[str]) -> set[int]:
    """The minutes of a day at which the line runs."""
    minute, hour = (values(field, *bounds) for field, bounds in zip(entry[:2], RANGES[:2], strict=True))
    return {60 * h + m for h in hour for m in minute}


def values(field: str, low: int, high: int) -> set[int]:
    """What a field matches (ValueError for none that cron takes)."""
    found: set[int] = set()
    for part in field.split(","):
        match = FIELD.fullmatch(part)
        if match is None:
            raise ValueError(part)
        first, _, last = match[1].partition("-")
        span = (low, high) if first == "*" else (int(first), int(last or first))
        if not low <= span[0] <= span[1] <= high:
            raise ValueError(part)
        found |= set(range(span[0], span[1] + 1, int(match[2] or 1)))
    return found


def running(*words: str) -> list[list[str]]:
    return [entry for entry in ENTRIES if command_of(entry)[1 : 1 + len(words)] == list(words)]


def test_there_are_lines() -> None:
    assert len(ENTRIES) >= 5


@pytest.mark.parametrize("entry", ENTRIES, ids=" ".join)
def test_each_line_has_five_fields_with_a_meaning(entry: list[str]) -> None:
    assert len(entry) == 6
    assert all(values(field, *bounds) for field, bounds in zip(entry[:5], RANGES, strict=True))


@pytest.mark.parametrize("field", ["60", "*/x", "9-25", "5-1", ""])
def test_a_field_without_a_meaning_would_be_found(field: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any
        values(field, 0, 23)


@pytest.mark.parametrize("entry", ENTRIES, ids=" ".join)
def test_each_command_is_one_that_the_program_takes(entry: list[str]) -> None:
    program, *arguments = command_of(entry)
    assert program == PROGRAM
    parse(arguments)


@pytest.mark.parametrize("entry", ENTRIES, ids=" ".join)
def test_a_percent_sign_is_escaped_and_output_is_quiet(entry: list[str]) -> None:
    assert not re.search(r"(?<!\\)%", entry[5])
    assert entry[5].endswith(" >/dev/null")


def test_every_variable_is_one_that_is_read() -> None:
    assert set(VARIABLES) - OF_CRON <= known_variables()
    commented = re.findall(r"^# ([A-Z_]+)=", text_of("crontab.example"), re.MULTILINE)
    assert set(commented) <= known_variables()


def test_no_terms_are_accepted_in_the_name_of_whoever_installs_it() -> None:
    assert VARIABLES["PROPCTL_ACCEPT_PROVIDER_TERMS"] == "false"


def test_paths_are_absolute() -> None:
    assert all(folder.startswith("/") for folder in VARIABLES["PATH"].split(":"))
    assert VARIABLES["SHELL"].startswith("/")
    assert VARIABLES["PROPCTL_STORAGE_URL"].startswith("file:///")


def test_runs_come_every_ten_minutes_and_at_night_only_if_due() -> None:
    """Around the clock, whatever the machine's time zone: the program knows when runs of a day begin."""
    (line,) = [entry for entry in running("run-once") if "--date" not in command_of(entry)]
    assert minutes_of(line) == set(range(0, DAY_MINUTES, minutes_in(RUN_PERIOD)))
    assert "--if-due" in command_of(line)


def test_runs_do_not_all_strike_at_the_same_second() -> None:
    assert len([entry for entry in running("run-once") if "--splay" in command_of(entry)]) == 1


def test_health_is_looked_at_every_five_minutes_and_deeply_once() -> None:
    often = DAY_MINUTES // minutes_in(HEALTH_PERIOD)
    assert [len(minutes_of(entry)) for entry in running("health")] == [often, 1]
    assert [len(minutes_of(entry)) for entry in running("health", "--deep")] == [1]
