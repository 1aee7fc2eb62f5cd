"""What number formats show that the stored number does not: leading zeros, and dates that are only a month.

Office Open XML (ECMA-376 part 1): styles in 18.8, the sheets of a workbook in 18.2.20, cells in 18.3.1.4.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final

from lxml import etree

from .excel_zip import Members
from .table_cells import Cell

_MAIN: Final = "{*}"
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT: Final = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|;.*')
_CELL = re.compile(rb"""<(?:\w{1,20}:)?c\s([^<>]*)>""")
_REF = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_STYLE = re.compile(rb"""\bs\s*=\s*["'](\d{1,6})["']""")

Show = Callable[[Cell], Cell]  # the stored value → what the cell shows


def _zeros(width: int) -> Show:
    def show(cell: Cell) -> Cell:
        whole = isinstance(cell, Decimal) and cell >= 0 and cell == cell.to_integral_value()
        return format(cell, "f").partition(".")[0].zfill(width) if whole and isinstance(cell, Decimal) else cell

    return show


def _month(cell: Cell) -> Cell:
    return f"{cell.month:02d}/{cell.year}" if isinstance(cell, date) else cell


def _shown_by(code: str) -> Show | None:
    bare = _QUOTED.sub("", code).strip().lower()
    if re.fullmatch("0{2,}", bare) and bare == code.strip():
        return _zeros(len(bare))
    letters = {c for c in bare if c.isalpha()}
    return _month if letters in ({"m", "y"}, {"m", "j"}) else None


def _root(xml: bytes) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(xml, parser) if xml else None
    except etree.XMLSyntaxError:
        return None


def styles_of(members: Members) -> dict[int, Show]:
    """The cell formats (by index) that show more than the number."""
    root = _root(members.read("xl/styles.xml"))
    if root is None:
        return {}
    codes: dict[str, str] = {"17": "mmm-yy"}
    for item in root.iterfind(f"{_MAIN}numFmts/{_MAIN}numFmt"):
        codes[item.get("numFmtId", "")] = item.get("formatCode", "")
    found: dict[int, Show] = {}
    for at, item in enumerate(root.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf")):
        show = _shown_by(codes.get(item.get("numFmtId", ""), ""))
        if show:
            found[at] = show
    return found


def sheet_members(members: Members) -> dict[str, str]:
    """Name of each sheet → the member that holds it."""
    book, relations = _root(members.read("xl/workbook.xml")), _root(members.read("xl/_rels/workbook.xml.rels"))
    if book is None or relations is None:
        return {}
    targets = {item.get("Id", ""): item.get("Target", "") for item in relations}
    found: dict[str, str] = {}
    for sheet in book.iterfind(f"{_MAIN}sheets/{_MAIN}sheet"):
        target = targets.get(sheet.get(_RELATION) or sheet.get(_STRICT) or "", "")
        found[sheet.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def shown_cells(xml: bytes, styles: dict[int, Show]) -> dict[tuple[int, int], Show]:
    """The cells (row and column from 0) whose format shows more than the number."""
    found: dict[tuple[int, int], Show] = {}
    if not styles:
        return found
    for match in _CELL.finditer(xml):
        style, ref = _STYLE.search(match[1]), _REF.search(match[1])
        if style and ref and int(style[1]) in styles:
            found[int(ref[2]) - 1, _index(ref[1])] = styles[int(style[1])]
    return found


def _index(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
