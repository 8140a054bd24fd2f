"""``docs/runbook.md``: a section for each alert, where its link leads, with commands and further links."""

import re

import pytest

from propctl.errors import ExitCode
from tests.docs.pages import ROOT, command_lines, table, text_of
from tests.docs.test_architecture import CODE_ROWS
from tests.monitoring.promtool import ALERTS

PAGE = text_of("docs/runbook.md")
SECTIONS = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n)*)", PAGE, re.MULTILINE))
OF_ALERTS = {title: text for title, text in SECTIONS.items() if title.startswith("Propctl")}
FAILURES = dict(re.findall(r"^### (.+)\n((?:(?!##).*\n)*)", PAGE, re.MULTILINE))


def anchors(page: str) -> set[str]:
    """What a link to a heading of the page may end with, as GitHub and GitLab make it."""
    headings = re.findall(r"^#+ (.+)", page, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_each_alert_has_a_section_and_each_section_an_alert() -> None:
    assert OF_ALERTS.keys() == ALERTS.keys()


def test_sections_stand_in_the_order_of_the_rules() -> None:
    assert list(OF_ALERTS) == list(ALERTS)


@pytest.mark.parametrize("alert", ALERTS)
def test_the_alert_links_its_section(alert: str) -> None:
    page, _, anchor = ALERTS[alert]["annotations"]["runbook_url"].partition("#")
    assert page.startswith("https://")
    assert page.endswith("/docs/runbook.md")
    assert anchor == alert.lower()


@pytest.mark.parametrize("alert", ALERTS)
def test_a_section_says_what_it_means_how_to_see_it_and_what_to_do(alert: str) -> None:
    section = OF_ALERTS[alert]
    assert re.findall(r"^\*\*([A-Z][a-z ]+)\.\*\*", section, re.MULTILINE) == ["Means", "See it", "Do"]
    assert section.strip().startswith(ALERTS[alert]["labels"]["severity"].title())


@pytest.mark.parametrize("alert", ALERTS)
def test_a_section_shows_a_command(alert: str) -> None:
    assert command_lines(OF_ALERTS[alert]) or "kubectl get" in OF_ALERTS[alert]


def test_every_failure_of_a_provider_has_what_it_looks_like_and_a_command() -> None:
    assert len(FAILURES) == 7
    for title, text in FAILURES.items():
        assert text.strip().startswith("**Looks like** "), title
        assert command_lines(text), title


@pytest.mark.parametrize("page", ["docs/runbook.md", "docs/slo.md"])
def test_links_to_sections_lead_somewhere(page: str) -> None:
    links = re.findall(r"\]\((?!https?:)([^)]*)#([^)]+)\)", re.sub(r"\s+", " ", text_of(page)))
    assert links
    lost = [
        (name, anchor)
        for name, anchor in links
        if anchor not in anchors(text_of(f"docs/{name}" if name else page))
    ]
    assert lost == []


def test_exit_codes_are_those_of_the_program() -> None:
    codes = [int(code) for code, _ in table(PAGE, "| exit code | read on at |")]
    of_runs = {ExitCode.BUG, ExitCode.DATA, ExitCode.TEMPORARY, ExitCode.REFUSED, ExitCode.CONFIGURATION}
    assert set(codes) == of_runs


def test_every_code_of_a_degraded_board_leads_on() -> None:
    shown = " ".join(cell for cell, _ in table(PAGE, "| code | go to |"))
    degraded = {code.strip("`") for code, kind, _ in CODE_ROWS if kind == "degraded"}
    assert set(re.findall(r"`(\w+)`", shown)) == degraded


def test_every_file_that_it_names_is_there() -> None:
    named = set(re.findall(r"(?:k8s|tests)/monitoring/[\w.-]+\.\w+", PAGE))
    named |= {f"k8s/monitoring/{name}" for row in table(PAGE, "| file of `k8s/monitoring` | what for |")
              for name in re.findall(r"`([\w.-]+\.(?:yaml|json))`", row[0])}  # fmt: skip
    assert [name for name in named if not (ROOT / name).exists()] == []
    shipped = {f"k8s/monitoring/{path.name}" for path in (ROOT / "k8s" / "monitoring").iterdir()}
    assert shipped <= named
