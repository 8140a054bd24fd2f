"""``docs/architecture.md`` against the source: codes of notes, floors, keys."""

import ast
import tomllib
from collections.abc import Iterator

from propctl.domain.option_values import Namespace
from propctl.storage.layout import Layout
from tests.docs.pages import ROOT, table, text_of

PAGE = text_of("docs/architecture.md")
ADRS = sorted((ROOT / "docs" / "adr").glob("*.md"))
CODE_ROWS = table(PAGE, "| code | kind | meaning |")


def emitted_codes() -> Iterator[str]:
    """The codes of notes: ``Note(code="…")``, ``input_log.note("…", …)``, and ``code = "…"`` of an error."""
    for path in (ROOT / "propctl").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield from _codes_of(node)


def _codes_of(node: ast.AST) -> Iterator[str]:
    values: list[ast.expr] = []
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Note":
        values = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "note":
        values = node.args[:1]
    elif isinstance(node, ast.Assign) and any(
        isinstance(t, ast.Name) and t.id == "code" for t in node.targets
    ):
        values = [node.value]
    for value in values:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield value.value


def test_the_codes_on_the_page_are_those_in_the_source() -> None:
    assert {code.strip("`") for code, _, _ in CODE_ROWS} == set(emitted_codes())


def test_each_code_is_a_note_or_a_degradation() -> None:
    assert {kind for _, kind, _ in CODE_ROWS} == {"note", "degraded"}


def test_every_floor_of_the_package_is_on_the_page() -> None:
    contracts = tomllib.loads(text_of("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    floors = {floor.strip().removeprefix("propctl.") for layer in layers for floor in layer.split("|")}
    cells = " ".join(row[0] for row in table(PAGE, "| floor | may | may not |"))
    assert {floor for floor in floors if floor != "__main__" and f"`{floor}" not in cells} == set()


def test_every_kind_of_key_is_on_the_page() -> None:
    keys = [row[0].strip("`") for row in table(PAGE, "| key | content | how |")]
    layout = Layout(Namespace.LIVE)
    prefixes = (
        layout.snapshots_prefix(),
        layout.pointers_prefix("mlb"),
        layout.requests_prefix("any"),
        layout.pitches_prefix("mlb"),
        layout.jobs_prefix,
        layout.health_prefix,
        layout.runs_prefix(),
        layout.metrics_prefix,
    )
    folders = {"/".join(prefix.split("/")[:2]) for prefix in prefixes}
    folders |= {"v1/blobs", layout.holds_key, layout.unreferenced_blobs_key.rpartition("/")[0]}
    assert {"/".join(key.split("/")[:2]) for key in keys} == folders


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(path.name[:4]) for path in ADRS] == list(range(1, len(ADRS) + 1))


def test_each_decision_has_the_same_four_parts() -> None:
    for path in ADRS:
        lines = path.read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith(f"# {int(path.name[:4])}. "), path.name
        assert lines[2].startswith("Status: "), path.name
        headings = [line.removeprefix("## ") for line in lines if line.startswith("## ")]
        assert headings == ["Context", "Decision", "Consequences"], path.name
