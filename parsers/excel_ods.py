"""The size of the tables of an OpenDocument spreadsheet, whose cells and rows may say "and again, a million times".

OpenDocument 1.3 part 3, 19.675 and 19.677: table:number-columns-repeated, table:number-rows-repeated.
"""

from __future__ import annotations

import io
from typing import Final

from lxml import etree

from .errors import Unreadable
from .excel_zip import check_size

_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_ROW: Final = f"{_TABLE}table-row"
_SHEET: Final = f"{_TABLE}table"


def check_tables(xml: bytes) -> None:
    """Refuse a sheet whose filled cells span too much; raises Unreadable."""
    width = height = rows = 0
    parser = etree.iterparse(
        io.BytesIO(xml), events=("end",), tag=(_ROW, _SHEET), resolve_entities=False, no_network=True, load_dtd=False
    )
    try:
        for _, element in parser:
            if element.tag == _SHEET:
                check_size(width, height, element.get(f"{_TABLE}name", ""))
                width = height = rows = 0
            else:
                rows += _repeated(element, "rows")
                filled = _filled_width(element)
                if filled:
                    width, height = max(width, filled), rows
            element.clear()
    except etree.XMLSyntaxError as error:
        raise Unreadable("The workbook is damaged: its XML cannot be read.", found=str(error)) from None


def _filled_width(row: etree._Element) -> int:
    """How many cells a row has up to its last filled one."""
    at = filled = 0
    for cell in row:
        at += _repeated(cell, "columns")
        if len(cell) or any("value" in name for name in cell.attrib):
            filled = at
    return filled


def _repeated(element: etree._Element, what: str) -> int:
    text = element.get(f"{_TABLE}number-{what}-repeated", "1")
    return int(text) if text.isdigit() and len(text) < 12 else 10**12
