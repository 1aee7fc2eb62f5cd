"""Workbooks that are none: the HTML tables and the XML spreadsheets of 2003 that exports name .xls.

Of HTML, the innermost tables are one sheet, one below the other, and a cell is what it shows. SpreadsheetML states
types, and leaves out blank cells (Office 2003 XML Reference Schemas: ss:Index).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, time
from typing import Final

from lxml import etree

from .csv_text import find_encoding
from .excel_sheet import Sheet, exact
from .excel_zip import check_size
from .table_cells import Cell
from .xmlprolog import narrow, peek
from .xmltree import Element, load, local_name

_SPREADSHEET: Final = "urn:schemas-microsoft-com:office:spreadsheet"
_LOOKED_AT: Final = 1 << 16
_MAX_SPAN: Final = 1000
_STATED: Final = f"{{{_SPREADSHEET}}}"
_TABLE: Final = re.compile(rb"<table[\s>]", re.IGNORECASE)
_HTML: Final = re.compile(
    rb"\s*(?:<!--.*?-->\s*|<meta[^>]*>\s*|<!doctype html[^>]*>\s*)*<(?:html|table|head|style)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_UTF8: Final = b'<meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_.:-]+)", re.IGNORECASE)


def is_html_table(data: bytes) -> bool:
    """Whether the bytes are an HTML page with a table."""
    start = data[:16].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")
    if not start.startswith(b"<"):
        return False
    head = narrow(data[: 4 * _LOOKED_AT]).lstrip(b"\xef\xbb\xbf")
    return _HTML.match(head[:_LOOKED_AT]) is not None and _TABLE.search(head) is not None


def is_xml_spreadsheet(data: bytes) -> bool:
    """Whether the bytes are an XML spreadsheet of Excel 2003."""
    root = peek(data)
    return root is not None and root.name == "Workbook" and root.namespace == _SPREADSHEET


def is_markup(data: bytes) -> bool:
    """Whether the bytes are a workbook in HTML or XML."""
    return is_html_table(data) or is_xml_spreadsheet(data)


def markup_sheets(data: bytes) -> tuple[Sheet, ...]:
    """The sheets of such a workbook; raises Unreadable."""
    sheets = _xml_sheets(data) if is_xml_spreadsheet(data) else _html_sheets(data)
    return tuple(Sheet(name, rows.copy) for name, rows in sheets if rows)


class _Cells:
    """The cells of a sheet so far: rows and cells may say that a million others are left out."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: list[list[Cell]] = []
        self._count = 0

    def add(self, row: list[Cell], count: int) -> None:
        """Add blank cells to a row; raises Unreadable."""
        self.count(count)
        row.extend([""] * count)

    def count(self, count: int) -> None:
        """Count cells or rows before they are made; raises Unreadable."""
        self._count += count
        check_size(self._count, 1, self.name)


def _html_sheets(data: bytes) -> Iterator[tuple[str, list[list[Cell]]]]:
    root = etree.fromstring(_html_text(data), etree.HTMLParser(no_network=True, remove_comments=True))
    tables = [] if root is None else [t for t in root.iter("table") if next(t.iterdescendants("table"), None) is None]
    cells = _Cells("HTML")
    for table in tables:
        cells.rows.extend(_html_row(row, cells) for row in table.iter("tr"))
        cells.rows.append([])
    yield cells.name, cells.rows


def _html_text(data: bytes) -> bytes:
    """The page in UTF-8, with a declaration that says so before anything else can."""
    found = find_encoding(data)
    declared = _CHARSET.search(data[:_LOOKED_AT])
    name = found.name
    if found.guessed and declared and "16" not in name:
        name = declared.group(1).decode("ascii")
    try:
        text = data[found.skip :].decode(name, "replace")
    except LookupError:
        text = data[found.skip :].decode(found.name, "replace")
    return _UTF8 + text.replace("\0", "").encode("utf-8", "replace")


def _html_row(row: Element, counted: _Cells) -> list[Cell]:
    cells: list[Cell] = []
    for cell in row:
        if cell.tag not in ("td", "th"):
            continue
        for line_break in cell.iter("br"):
            line_break.tail = "\n" + (line_break.tail or "")
        lines = "".join(map(str, cell.itertext())).replace("\xa0", " ").split("\n")
        cells.append(" ".join(filter(None, (" ".join(line.split()) for line in lines))))
        counted.add(cells, _span(cell.get("colspan")) - 1)
    return cells


def _span(text: str | None) -> int:
    number = int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else 1
    return max(1, min(number, _MAX_SPAN))


def _xml_sheets(data: bytes) -> Iterator[tuple[str, list[list[Cell]]]]:
    for sheet in load(data, "excel").root:
        if local_name(sheet) != "Worksheet":
            continue
        cells = _Cells(sheet.get(f"{_STATED}Name", "sheet"))
        for row in sheet.iterfind(f"{_STATED}Table/{_STATED}Row"):
            blank = _index(row, len(cells.rows)) - len(cells.rows)
            cells.count(blank)
            cells.rows.extend([] for _ in range(blank))
            cells.rows.append(_xml_row(row, cells))
        yield cells.name, cells.rows


def _xml_row(row: Element, counted: _Cells) -> list[Cell]:
    cells: list[Cell] = []
    for cell in row:
        if local_name(cell) != "Cell":
            continue
        counted.add(cells, _index(cell, len(cells)) - len(cells))
        data = next((child for child in cell if local_name(child) == "Data"), None)
        cells.append("" if data is None else _xml_value(data))
        if cell.get(f"{_STATED}MergeAcross"):
            counted.add(cells, _span(cell.get(f"{_STATED}MergeAcross")))
    return cells


def _index(element: Element, default: int) -> int:
    """Where a row or cell stands, from 0: ss:Index counts from 1, and is left out where it follows on."""
    text = element.get(f"{_STATED}Index", "")
    stated = int(text) - 1 if text.isascii() and text.isdigit() and len(text) < 10 else default
    return max(stated, default)


def _xml_value(data: Element) -> Cell:
    text = "".join(map(str, data.itertext()))
    kind = data.get(f"{_STATED}Type", "String")
    try:
        if kind == "Number":
            return exact(float(text))
        if kind == "DateTime":
            stamp = datetime.fromisoformat(text)
            return stamp if stamp.time() != time(0) else stamp.date()
    except (ValueError, OverflowError):
        return text
    return text
