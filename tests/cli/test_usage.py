"""Help, and what happens to whoever mistypes."""

import json
import re

import pytest

from propctl import __version__
from propctl.errors import EXIT_CODE_MEANINGS, ExitCode
from tests.cli.conftest import Propctl

GROUPS = [[], ["snapshot"], ["config"], ["providers"]]
COMMANDS = [
    ["fetch"],
    ["run-once"],
    ["opportunities"],
    ["snapshot", "ls"],
    ["snapshot", "show"],
    ["snapshot", "verify"],
    ["snapshot", "rebuild"],
    ["health"],
    ["config", "show"],
    ["config", "check"],
    ["providers", "ls"],
    ["providers", "terms"],
]
WRONG = [
    (["nope"], "No such command 'nope'"),
    (["snapshot", "nope"], "No such command 'nope'"),
    (["fetch", "--bad"], "No such option"),
    (["fetch", "--date", "2025-13-01"], "'2025-13-01' is not a date"),
    (["fetch", "--date", "yesterday"], "'yesterday' is not a date"),
    (["fetch", "--date", "20250608"], "'20250608' is not a date"),
    (["fetch", "--date", "2025-W23-7"], "'2025-W23-7' is not a date"),
    (["fetch", "--date", "1900-12-31"], "1900-12-31"),
    (["run-once", "--date", "1900-12-31"], "1900-12-31"),
    (["fetch", "--date", "2026-06-10"], "2026-06-10"),
    (["run-once", "--date", "2026-06-10"], "2026-06-10"),
    (["snapshot", "show", "nope", "--date", "2025-06-08"], "--date"),
    (["snapshot", "verify"], "nothing to verify"),
    (["snapshot", "verify", "--date", "2025-06-08"], "nothing to verify"),
    (["fetch", "nhl"], "unknown sport 'nhl'"),
    (["run-once", "NHL"], "unknown sport 'NHL'"),
    (["fetch", "--format", "xml"], "--format"),
    (["fetch", "--market", "luck"], "--market"),
    (["opportunities", "--limit", "0"], "--limit"),
    (["opportunities", "--min-prob", "1.5"], "--min-prob"),
    (["opportunities", "--sort", "luck"], "--sort"),
    (["snapshot", "ls", "--namespace", "other"], "--namespace"),
    (["snapshot", "rebuild"], "Missing"),
    (["snapshot", "show", "nope"], "no snapshot 'nope'"),
    (["run-once", "mlb", "extra"], "extra"),
]


def spelt(arguments: object) -> str:
    return " ".join(arguments) if isinstance(arguments, list) else ""


@pytest.mark.parametrize("command", GROUPS + COMMANDS, ids=spelt)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_is_given(propctl: Propctl, command: list[str], flag: str) -> None:
    finished = propctl(*command, flag)
    assert (finished.code, finished.stderr) == (0, "")
    assert finished.stdout.startswith("Usage: ")


@pytest.mark.parametrize("command", GROUPS + COMMANDS, ids=spelt)
def test_help_fits_eighty_columns(
    propctl: Propctl, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert [line for line in propctl(*command, "--help").stdout.splitlines() if len(line) > 80] == []


@pytest.mark.parametrize("command", COMMANDS, ids=spelt)
def test_help_ends_with_the_exit_status(propctl: Propctl, command: list[str]) -> None:
    _, _, section = propctl(*command, "--help").stdout.partition("Exit status:\n")
    codes = [int(code) for code in re.findall(r"^ +(\d+)  ", section, re.MULTILINE)]
    assert codes == sorted(codes)
    assert {0, 2, 78, 130, 143} <= set(codes)


@pytest.mark.parametrize(("arguments", "what"), WRONG, ids=spelt)
def test_wrong_usage_is_one_line_and_one_hint(propctl: Propctl, arguments: list[str], what: str) -> None:
    finished = propctl(*arguments)
    assert (finished.code, finished.stdout) == (2, "")
    message, hint = finished.stderr.splitlines()
    assert message.startswith("propctl: ")
    assert what in message
    assert hint.startswith("hint: ")


@pytest.mark.parametrize(("arguments", "what"), WRONG[2:], ids=spelt)
def test_wrong_usage_with_json_is_an_object_on_stdout(
    propctl: Propctl, arguments: list[str], what: str
) -> None:
    finished = propctl(*arguments, "--json")
    assert (finished.code, finished.stderr, finished.json["schema"]) == (2, "", "propctl.error/1")
    assert (finished.json["error"]["code"], sorted(finished.json["error"])) == (
        2,
        ["code", "hint", "message"],
    )
    assert what in finished.json["error"]["message"]


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_two_ways_to_write_at_once_are_wrong_usage(propctl: Propctl, form: str) -> None:
    finished = propctl("fetch", "--format", form, "--json")
    assert (finished.code, finished.json["error"]["code"]) == (2, 2)


@pytest.mark.parametrize("flag", [["--format", "json"], ["--format=json"]], ids=spelt)
def test_errors_are_objects_with_either_spelling_of_json(propctl: Propctl, flag: list[str]) -> None:
    finished = propctl("fetch", "nhl", *flag)
    assert (finished.code, finished.stderr, finished.json["schema"]) == (2, "", "propctl.error/1")


def test_an_unknown_sport_lists_the_known_ones(propctl: Propctl) -> None:
    assert propctl("fetch", "nhl").stderr.endswith("hint: known: mlb\n")


def test_the_version_is_printed(propctl: Propctl) -> None:
    assert propctl("--version").stdout == f"propctl {__version__}\n"


def test_every_exit_code_has_a_meaning() -> None:
    assert set(EXIT_CODE_MEANINGS) == set(ExitCode)


@pytest.mark.parametrize("code", [0, 1, 2, 3, 65, 69, 75, 77, 78, 130, 143])
def test_exit_codes_are_those_of_the_design(code: int) -> None:
    assert ExitCode(code) == code


@pytest.mark.parametrize(
    "group", [[], ["snapshot"], ["backfill"], ["hold"], ["metrics"], ["config"], ["providers"]], ids=spelt
)
def test_a_group_without_a_command_prints_its_help(propctl: Propctl, group: list[str]) -> None:
    bare = propctl(*group)
    assert (bare.code, bare.stdout) == (2, "")
    assert bare.stderr == propctl(*group, "--help").stdout


def test_a_bare_group_is_one_line_where_logs_are_json(
    propctl: Propctl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROPCTL_LOG_FORMAT", "json")
    assert json.loads(propctl("snapshot").stderr)["message"] == "Missing command"


def test_a_bare_backfill_does_nothing_where_ingestion_is_off(
    propctl: Propctl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("USE_FREE_INGESTION", "false")
    assert propctl("backfill").code == 2
    assert propctl("backfill", "submit").code == 2
