"""``docs/glossary.md`` against source and pages: words given up stay out, names on the page exist."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.docs.pages import PAGES, ROOT, snippets, text_of

PACKAGE = ROOT / "propctl"
PAGE = text_of("docs/glossary.md")

PAGES_STILL_TO_DO: set[str] = set()
"""Temporary: pages that still use a phrase that was given up."""

GIVEN_UP = frozenset(
    {
        *("Asked", "Asking", "Book", "Entries", "Gone", "Half", "Hand", "Happened", "Material", "Nine"),
        *(
            "OnOffer",
            "Plan",
            "Question",
            "Recorded",
            "Recorder",
            "Recording",
            "Shift",
            "Sign",
            "Tally",
            "Work",
        ),
        *("course", "lean", "recorded", "together", "within"),
    }
)
"""Words that say too little alone, but may be part of a longer name (``PrunePlan``, ``WorkerLoop``)."""

GIVEN_UP_AS_A_PART = frozenset(
    {
        *("belief", "condemned", "crew", "deserved", "hands", "helpers", "ledger", "manager", "manner"),
        *("manners", "shelf", "standing", "told", "undisturbed", "utils", "wish", "workshop"),
    }
)
"""Private words: they appear in no name at all."""

GIVEN_UP_AS_MODULES = frozenset(
    {
        *(
            "configuration.py",
            "cli/backfill_recorded.py",
            "cli/backfill_running.py",
            "cli/run_once_recorded.py",
            "cli/metrics_running.py",
            "connectors/archive.py",
        ),
        *("connectors/attempts.py", "connectors/client.py", "connectors/memo.py", "connectors/register.py"),
        *("connectors/sources.py", "connectors/whole_csv.py", "domain/choices.py", "domain/hiding.py"),
        *("domain/hold.py", "domain/metered.py", "domain/runs.py", "domain/wording.py", "jobs/featuring.py"),
        *("jobs/gather.py", "jobs/inspect.py", "jobs/pricing.py", "jobs/reading.py", "jobs/workspace.py"),
        *("jobs/backfill/actions.py", "jobs/backfill/tasks.py", "jobs/backfill/together.py"),
        *("jobs/backfill/work.py", "jobs/recording/places.py", "jobs/recording/sweep.py"),
        *("projection/chances.py", "projection/days.py", "projection/entries.py", "projection/fitted.py"),
        *("projection/records.py", "projection/scoring.py", "projection/setting.py", "sample/book.py"),
        *("sample/chance.py", "sample/nine.py", "sample/running.py", "storage/jobs.py", "storage/runs.py"),
        *("telemetry/bounded.py", "telemetry/tally.py"),
    }
)
"""File names that told a reader too little, or that two places competed for."""

KEPT = frozenset({"domain/stats.py: Hand", "normalize/people.py: HANDS"})
"""A player's handedness: the one thing that a hand is here."""

PHRASES_GIVEN_UP = re.compile(
    r"\b(?:as like|is told|of a quiet machine|one sees|shelf|standing board|tells? of|to be had|whoever)\b"
    r"|\b(?:two|three|four) hands\b",
    re.IGNORECASE,
)

PREFIXES_GIVEN_UP = ("LEAST_", "LONGEST_", "MOST_")


@cache
def names() -> frozenset[str]:
    """Each module (``jobs/build.py``), and each class, function and constant (``jobs/build.py: Build``)."""
    return frozenset(
        name for path in sorted(PACKAGE.rglob("*.py")) for name in (_relative(path), *_names_in(path))
    )


def _relative(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def _names_in(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{_relative(path)}: {node.name}"
    for statement in tree.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else [_target_of(statement)]
        yield from (f"{_relative(path)}: {target.id}" for target in targets if isinstance(target, ast.Name))


def _target_of(statement: ast.stmt) -> ast.expr | None:
    return statement.target if isinstance(statement, ast.AnnAssign) else None


def parts_of(name: str) -> set[str]:
    """The words of a name, in lower case: of ``_JsonFormatter`` json and formatter."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def is_given_up(name: str) -> bool:
    module, _, defined = name.partition(": ")
    own = defined or Path(module).stem
    return (
        own.lstrip("_") in GIVEN_UP
        or bool(parts_of(own) & GIVEN_UP_AS_A_PART)
        or name in GIVEN_UP_AS_MODULES
        or own.lstrip("_").startswith(PREFIXES_GIVEN_UP)
    )


def test_no_name_of_the_package_carries_a_word_that_was_given_up() -> None:
    found = {name for name in names() if is_given_up(name)} - KEPT
    assert sorted(found) == []


def test_words_are_found_in_names_of_every_style() -> None:
    assert is_given_up("jobs/context.py: _Shelf")
    assert is_given_up("jobs/publish.py: find_standing")
    assert is_given_up("domain/market.py: Hand")
    assert is_given_up("connectors/pacing.py: MOST_WAITED")
    assert not is_given_up("jobs/prune.py: PrunePlan")
    assert not is_given_up("cli/options.py: untoldable")


def test_no_page_uses_a_phrase_that_was_given_up() -> None:
    texts = {page.relative_to(ROOT).as_posix(): page.read_text(encoding="utf-8") for page in PAGES}
    found = {name for name, text in texts.items() if PHRASES_GIVEN_UP.search(" ".join(text.split()))}
    assert found == PAGES_STILL_TO_DO


def test_every_class_on_the_page_exists() -> None:
    defined = {name.partition(": ")[2] for name in names()}
    shown = {snippet for snippet in snippets(PAGE) if re.fullmatch(r"[A-Z][a-z]+(?:[A-Z][a-z]*)*", snippet)}
    assert shown
    assert sorted(shown - defined) == []


def test_the_words_of_a_section_are_in_alphabetical_order() -> None:
    sections = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
    assert sections
    for section in sections:
        words = re.findall(r"^\| \*\*(.+?)\*\*", section, re.MULTILINE)
        assert words == sorted(words, key=str.casefold)
