"""A partition as an Excel workbook: one sheet for each of its tables, written row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from lieferschein.export.atomic import atomic
from lieferschein.export.cells import as_json

ROWS = 1_048_575  # of a sheet, beside its header
TEXT = 32_767  # characters of a cell
DIGITS = 15  # that a number in Excel keeps
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # in XML 1.0


def write_workbook(file: Path, tables: Mapping[str, Iterator[pa.Table]]) -> int:
    """Write `tables` (pieces of rows by name) as sheets; a table that is longer than a sheet goes on in the next one.

    Texts are texts to Excel, whatever they start with; a number with more digits than Excel keeps is a text too.
    """
    from openpyxl import Workbook

    rows = 0
    with atomic(file, durable=False) as target:
        book = Workbook(write_only=True)
        for name, pieces in tables.items():
            rows += _write_table(book, name, pieces)
        book.save(target)
    return rows


def _write_table(book: Any, name: str, pieces: Iterator[pa.Table]) -> int:
    sheet, rows = None, 0
    for piece in pieces:
        for row in piece.to_pylist():
            if sheet is None or rows % ROWS == 0:
                sheet = _sheet(book, name, rows // ROWS, piece.column_names)
            sheet.append([_cell(sheet, value) for value in row.values()])
            rows += 1
    return rows


def _sheet(book: Any, name: str, number: int, columns: list[str]) -> Any:
    sheet = book.create_sheet(name if number == 0 else f"{name} {number + 1}")
    sheet.freeze_panes = "A2"
    sheet.append(columns)
    return sheet


def _cell(sheet: Any, value: Any) -> Any:
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, Decimal):
        value = value.normalize()
        return value if len(value.as_tuple().digits) <= DIGITS else _text(sheet, format(value, "f"))
    if isinstance(value, datetime):  # Excel knows no zones: as text, in UTC
        return _text(sheet, f"{value:%Y-%m-%dT%H:%M:%S.%f}Z")
    if isinstance(value, date):
        return value
    return _text(sheet, value if isinstance(value, str) else str(as_json(value)))


def _text(sheet: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    text = _FORBIDDEN.sub("\ufffd", text)[:TEXT]
    if not text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) and not text.startswith("#"):
        return text
    cell = WriteOnlyCell(sheet)
    cell._value, cell.data_type = text, "s"  # past the guess that makes "=1+1" a formula and "#N/A" an error
    cell.quotePrefix = True  # stays a text when somebody edits it
    return cell
