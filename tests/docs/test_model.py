"""The page of the model against its modules, and what the pages say of markets against their table."""

import re

from propctl.domain.market import Market
from tests.docs.pages import ROOT, blocks, table, text_of
from tests.domain.test_market import TRIPLES

PAGE = text_of("docs/model.md")
NAMED = set(re.findall(r"`([a-z_/]+\.py)`", PAGE))
FOLDERS = (ROOT / "propctl/projection", ROOT / "propctl", ROOT)


def test_every_module_that_the_page_names_exists() -> None:
    assert {"rates.py", "normalize/contact.py"} <= NAMED
    assert {name for name in NAMED if not any((folder / name).exists() for folder in FOLDERS)} == set()


def test_the_page_describes_every_market() -> None:
    described = [
        (
            f"`{market}`",
            market.spec.help,
            "nearest to even" if market.spec.line is None else str(market.spec.line),
        )
        for market in Market
    ]
    assert table(PAGE, "| market | what is counted | customary line |") == described


def test_the_readme_names_every_market() -> None:
    named = re.search(r"^Markets: (.*?)\.$", text_of("README.md"), re.DOTALL | re.MULTILINE)
    assert named
    assert re.findall(r"`(\w+)`", named[1]) == [market.value for market in Market]


def test_the_recipe_for_a_market_is_the_one_that_is_tried_out() -> None:
    assert TRIPLES in blocks(text_of("docs/architecture.md"))
