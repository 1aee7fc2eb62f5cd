"""The examples in docs/formats read as the page says."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from parsers import detect_format, read_delivery_note

PAGES = Path(__file__).parents[2] / "docs" / "formats"
NUMBERS = {
    "ubl": "LS-4711",
    "opentrans": "LS-86",
    "gs1xml": "LS-1",
    "cida": "LS-100",
    "cxml": "LS-55",
    "spectaris": "LS-7",
}


def block(name: str, language: str) -> str:
    """The first block of a page in this language."""
    match = re.search(rf"```{language}\n(.*?)```", (PAGES / f"{name}.md").read_text("utf-8"), re.DOTALL)
    assert match is not None
    return match.group(1)


@pytest.mark.parametrize("name", NUMBERS)
def test_example_reads(name: str) -> None:
    """Each example is detected, and read without a warning."""
    data = block(name, "xml").encode()
    assert detect_format(data).format == name
    (draft,) = read_delivery_note(data).drafts
    assert draft.note["delivery_note_number"] == NUMBERS[name]
    assert draft.lines
    assert draft.warnings == []


def test_mapping_reads() -> None:
    """The mapping in the page reads the document in the page."""
    options = tomllib.loads(block("xml", "toml"))["suppliers"]["example"]["options"]
    (draft,) = read_delivery_note(block("xml", "xml").encode(), "xml", **options).drafts
    assert draft.note["delivery_note_number"] == "0000815"
    assert draft.note["document_function"] == "cancel"
    assert str(draft.lines[0]["quantity"]) == "1002.50"
    assert [unit["serial_number"] for unit in draft.units] == ["0001", "0002"]
