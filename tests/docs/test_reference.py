"""The reference pages say what the code says."""

from __future__ import annotations

import pytest

from docs.generate import FOLDER, PAGES
from lieferschein.store.frames import SCHEMAS
from parsers.schema import TABLES


@pytest.mark.parametrize("name", PAGES)
def test_reference_is_that_of_the_code(name: str) -> None:
    """A page that fell behind is made again with `python -m docs.generate`."""
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name](), "run: python -m docs.generate"


def test_every_column_has_a_meaning() -> None:
    """No column of any table is left unexplained."""
    fields = [field for schema in (*TABLES.values(), *SCHEMAS.values()) for field in schema]
    assert all(field.metadata and field.metadata[b"meaning"] for field in fields)
