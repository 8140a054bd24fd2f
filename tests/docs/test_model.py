"""The page of the model against its modules."""

import re

from tests.docs.pages import ROOT, text_of

NAMED = set(re.findall(r"`([a-z_/]+\.py)`", text_of("docs/model.md")))
FOLDERS = (ROOT / "propctl/projection", ROOT / "propctl", ROOT)


def test_every_module_that_the_page_names_exists() -> None:
    assert {"rates.py", "normalize/contact.py"} <= NAMED
    assert {name for name in NAMED if not any((folder / name).exists() for folder in FOLDERS)} == set()
