"""Prometheus' own checker, and the rules that it checks."""

import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.docs.pages import ROOT

FOLDER: Final = ROOT / "k8s" / "monitoring"
RULE_FILE: Final = FOLDER / "propctl.rules.yaml"

GROUPS: Final[list[dict[str, Any]]] = yaml.safe_load(RULE_FILE.read_text(encoding="utf-8"))["groups"]
RULES: Final = [rule for group in GROUPS for rule in group["rules"]]
ALERTS: Final = {rule["alert"]: rule for rule in RULES if "alert" in rule}
RECORDS: Final = {rule["record"]: rule for rule in RULES if "record" in rule}


def promtool(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """What promtool answers; skips the test where there is no such program."""
    if shutil.which("promtool") is None:
        pytest.skip("promtool is not on PATH")
    return subprocess.run(("promtool", *arguments), capture_output=True, text=True, check=False)


def assert_taken(*arguments: str | Path) -> None:
    """Fail with promtool's own words unless it finds nothing wrong."""
    done = promtool(*arguments)
    assert done.returncode == 0, done.stdout + done.stderr


def check_expressions(expressions: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Whether each expression parses: promtool has a parser for rules alone, so each becomes one."""
    rules = [{"record": f"expression:number_{n}", "expr": expr} for n, expr in enumerate(expressions)]
    file = folder / "expressions.yaml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "expressions", "rules": rules}]}), encoding="utf-8")
    return promtool("check", "rules", file)
