"""Tables of element paths: which element of several counts, and what is kept of them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parsers.draft import Row
from parsers.errors import Invalid
from parsers.xmlpaths import AMOUNT, NUMBER, TEXT, Table
from parsers.xmltree import load

TABLE = Table(
    ("No", "line_number", TEXT),
    ("Qty", "quantity", NUMBER),
    ("Qty", None, None),
    ("Item/Name", "description", TEXT),
    ("Item/Text", "description", TEXT),
    ("Price/Net", "unit_price", AMOUNT),
    ("Price/Gross", "unit_price", AMOUNT),
    ("Item/Serial*", None, None),
)


@pytest.mark.parametrize(
    ("inner", "row"),
    [
        ("<No>1</No><No>2</No>", {"line_number": "1"}),
        ("<No/><No>2</No>", {}),  # the first one is the number of the line, and there is none
        ("<No> NA </No><No>2</No>", {}),
        ("<No>\u00a01\n 2 </No>", {"line_number": "1 2"}),
        ("<Item><Text>b</Text><Name>a</Name></Item>", {"description": "a"}),
        ("<Item><Text>b</Text><Name> </Name></Item>", {"description": "b"}),
        ("<Item><Name/></Item><Item><Name>a</Name><Text>b</Text></Item>", {"description": "b"}),
        ("<Price><Gross>2</Gross><Net>1</Net></Price>", {"unit_price": Decimal(1)}),
        ("<Price><Gross>2</Gross><Net>x</Net></Price>", {"unit_price": Decimal(2)}),
        ("<x:Qty xmlns:x='urn:x'>1,5</x:Qty>", {"quantity": Decimal("1.5")}),
    ],
)
def test_what_fills_a_column(inner: str, row: dict[str, object]) -> None:
    """The first element of a path, of the first path in the table; in one pass or in two, with the same warnings."""
    element = load(f"<Line>{inner}</Line>".encode(), "ubl").root
    at_once: Row = {}
    in_two: Row = {}
    warnings: tuple[list[str], list[str]] = [], []
    TABLE.read(element, at_once, warnings[0])
    TABLE.fill(in_two, TABLE.find(element), warnings[1])
    assert at_once == in_two == row
    assert warnings[0] == warnings[1]


def test_a_quantity_that_is_none() -> None:
    """It stops the reading, in one pass or in two."""
    element = load(b"<Line><Qty>many</Qty></Line>", "ubl").root
    with pytest.raises(Invalid, match="Line/Qty"):
        TABLE.read(element, {}, [])
    with pytest.raises(Invalid, match="Line/Qty"):
        TABLE.fill({}, TABLE.find(element), [])


def test_what_is_kept() -> None:
    """`find` keeps every element; `read` those that an entry without a column names, and each occurrence of a *."""
    element = load(b"<Line><No>1</No><Qty>2</Qty><Item><Serial>a</Serial><Serial>b</Serial></Item></Line>", "ubl").root
    found = TABLE.read(element, {}, [])
    assert found["Qty"].text == "2"
    assert [serial.text for serial in found["Item/Serial*"]] == ["a", "b"]
    assert set(found) == {"Qty", "Item/Serial*"}
    assert set(TABLE.find(element)) == {"No", "Qty", "Item/Serial*"}
