"""A UDI is a GS1 element string; what it says fills what the document leaves open."""

from __future__ import annotations

from datetime import date

import pytest

from parsers.draft import Row
from parsers.udi import complete_from_udi, element_date, elements_of


@pytest.mark.parametrize(
    ("text", "elements"),
    [
        (
            "(01)04012345000016(17)271100(10)C9(21)S-1",
            {"01": "04012345000016", "17": "271100", "10": "C9", "21": "S-1"},
        ),
        (
            "]d2010401234500001617271100" + "10C9\x1d21S-1",
            {"01": "04012345000016", "17": "271100", "10": "C9", "21": "S-1"},
        ),
        ("0104012345000016", {"01": "04012345000016"}),
        ("01040123450000", {}),
        ("010401234500001699X", {"01": "04012345000016"}),
        ("S-4711", {}),
        ("", {}),
    ],
)
def test_elements(text: str, elements: dict[str, str]) -> None:
    """With brackets or with separators, with or without a symbology identifier; any other text holds nothing."""
    assert elements_of(text) == elements


def test_day_00_is_the_last_of_the_month() -> None:
    """GS1 General Specifications: day 00 means the last day of the month."""
    assert element_date("280200") == date(2028, 2, 29)


@pytest.mark.parametrize("text", ["271300", "270230", "2711", "27110x", ""])
def test_no_date(text: str) -> None:
    """What is no date raises ValueError."""
    with pytest.raises(ValueError, match=r".*"):
        element_date(text)


def test_the_document_wins() -> None:
    """Columns that the document states stay; an impossible date is a warning, not an error."""
    unit: Row = {"udi": "(01)04012345000016(11)261301(10)C9(21)S-1", "serial_number": "S-2"}
    warnings: list[str] = []
    complete_from_udi(unit, warnings, "line 1")
    assert (unit["serial_number"], unit["batch_number"], "production_date" in unit) == ("S-2", "C9", False)
    assert warnings == ["line 1: the UDI holds (11)261301, which is no date"]
