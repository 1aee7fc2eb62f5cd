"""The German guide: its links lead somewhere, and it explains everything that people can meet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lieferschein.reasons import ADVICE
from tasks.pages import OUTCOMES

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs" / "de").glob("*.md"))


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md"], ids=lambda page: page.name)
def test_links_and_pictures(page: Path) -> None:
    """Every page and picture that is linked is there."""
    targets = re.findall(r"\]\(([^)#\s]+)\)", page.read_text(encoding="utf-8"))
    missing = [each for each in targets if "://" not in each and not (page.parent / each).exists()]
    assert not missing


def test_every_reason_is_explained() -> None:
    """No rejection without what it means and what to do."""
    text = (ROOT / "docs" / "de" / "gruende.md").read_text(encoding="utf-8")
    assert [code for code in ADVICE if f"| `{code}` |" not in text] == []


def test_every_outcome_is_explained() -> None:
    """The report's German words are those of the guide."""
    from lieferschein.reasons import translate

    text = (ROOT / "docs" / "de" / "wareneingang.md").read_text(encoding="utf-8")
    assert [name for name in OUTCOMES.values() if f"| {translate(name, 'de')} |" not in text] == []
