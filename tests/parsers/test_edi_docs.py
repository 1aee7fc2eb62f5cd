"""The examples of the pages on record formats read as they stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from parsers import read_delivery_note
from parsers.schema import LINES, NOTES, PACKAGES, UNITS

FORMATS = Path(__file__).parents[2] / "docs" / "formats"
PAGES = ("desadv", "x12", "idoc", "vda4913")


@pytest.mark.parametrize("name", PAGES[:3])
def test_example_reads(name: str) -> None:
    """The example of a page is detected as its format and read without a warning."""
    example = re.search(r"```\w*\n(.*?)```", (FORMATS / f"{name}.md").read_text("utf-8"), re.DOTALL)
    assert example is not None
    frames = read_delivery_note(example[1].encode("latin-1"))
    assert frames.drafts[0].note["source_format"] == name
    assert [warning for warning in frames.drafts[0].warnings if not warning.startswith("encoding")] == []


@pytest.mark.parametrize("name", PAGES)
def test_columns_exist(name: str) -> None:
    """Every column that a page names is one of the schema."""
    columns = {field.name for table in (NOTES, LINES, PACKAGES, UNITS) for field in table}
    for row in re.findall(r"^\| (`[^|]*) \|", (FORMATS / f"{name}.md").read_text("utf-8"), re.MULTILINE):
        for column in re.findall(r"`(\w+?)_?\*?`", row):
            assert any(known.startswith(column) for known in columns), column
