"""Workbooks (xlsx, xls, ods, and what is named .xls): each visible sheet that holds delivery notes.

Formulas are read as their stored values.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from .draft import Options, Parsed
from .errors import DeliveryNoteError, Invalid, Unreadable
from .excel_markup import is_html_table, is_markup, markup_sheets
from .excel_ods import check_tables
from .excel_old import old_sheets
from .excel_sheet import Sheet
from .excel_styles import sheet_members, shown_cells, styles_of
from .excel_zip import Members, check_sheet
from .table import Table
from .table_blocks import blocks
from .table_find import find_layout
from .table_header_rows import Row
from .table_numbers import form_of
from .table_options import EXCEL_OPTIONS, TableOptions, table_options
from .table_read import Opened, check_layout, read_opened
from .table_sniff import note_header

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 100  # rows in which a header is looked for


class Excel:
    """The format `excel`."""

    name = "excel"
    title = "Excel and OpenDocument workbooks (xlsx, xls, ods): columns by their headers or by a mapping"
    options = EXCEL_OPTIONS
    structured = False

    def sniff(self, data: bytes) -> int:
        """60 for a workbook with a sheet whose header names a delivery note number and a quantity."""
        if not _is_workbook(data):
            return 0
        try:
            return 60 if any(_tells_note(_head(sheet)) for sheet in open_workbook(data)) else 0
        except DeliveryNoteError:
            return 0

    def describe(self, data: bytes) -> str | None:
        """A workbook without such a sheet, or one that cannot be read."""
        if is_html_table(data):
            return "an HTML page"
        if not _is_workbook(data):
            return None
        try:
            open_workbook(data)
        except DeliveryNoteError as error:
            return f"a workbook that cannot be read ({error.sentence.rstrip('.')})"
        return "a workbook without columns for the delivery note number and the quantity"

    def parse(self, data: bytes, options: Options) -> Parsed:
        """Every note in the workbook; raises DeliveryNoteError."""
        return read_opened(open_excel(data, table_options(options)))


def open_excel(data: bytes, options: TableOptions) -> Opened:
    """The sheets that hold delivery notes, with their layouts; raises DeliveryNoteError."""
    sheets = _chosen(open_workbook(data), options)
    opened = Opened([])
    problem: Invalid | None = None
    for sheet in sheets:
        rows = _head(sheet)
        if not any(str(cell).strip() for _, cells in rows for cell in cells):
            continue
        try:
            layout = find_layout(rows, options)
            if not options.dry:
                check_layout(layout, f"sheet {sheet.name}, row {layout.header_row}")
        except Invalid as error:
            if len(sheets) == 1 or _tells_note(rows):
                raise
            problem = problem or error
            opened.skipped.append(f"the sheet {sheet.name}, which holds no delivery note")
            continue
        opened.tables.extend(Table(grid, found, options, exact=False) for grid, found in blocks(sheet, layout, options))
    if not opened.tables:
        raise problem or Invalid("The workbook is empty.")
    return opened


def _chosen(sheets: Sequence[Sheet], options: TableOptions) -> list[Sheet]:
    if options.sheet is None:
        return list(sheets)
    if isinstance(options.sheet, int):
        found = list(sheets[options.sheet - 1 : options.sheet])
    else:
        found = [sheet for sheet in sheets if sheet.name.strip().lower() == options.sheet.strip().lower()]
    if not found:
        raise Invalid(
            "The workbook has no sheet {wanted}.",
            expected=f"a sheet {options.sheet}",
            found=", ".join(sheet.name for sheet in sheets),
            wanted=str(options.sheet),
        )
    return found


def _head(sheet: Sheet) -> list[Row]:
    rows: list[Row] = []
    for row in sheet.rows():
        rows.append(row)
        if len(rows) == _HEAD:
            break
    return rows


def _tells_note(rows: Sequence[Row]) -> bool:
    header = note_header(rows)
    return header is not None and any(
        header.quantity < len(cells) and form_of(str(cells[header.quantity]).strip()) for _, cells in header.below[:20]
    )


def _is_workbook(data: bytes) -> bool:
    if is_markup(data):
        return True
    if data.startswith(_ZIP):
        return b"xl/workbook.xml" in data or b"opendocument.spreadsheet" in data[:200]
    return data.startswith(_OLE) and any(
        name.encode("utf-16-le") in data for name in ("Workbook", "Book", "EncryptedPackage")
    )


@lru_cache(maxsize=1)  # detection opens the same bytes that are read next
def open_workbook(data: bytes) -> tuple[Sheet, ...]:
    """The visible sheets of a workbook; raises Unreadable."""
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Unreadable("The workbook is protected by a password.")
        return tuple(Sheet(name, rows.copy, start) for name, visible, start, rows in old_sheets(data) if visible)
    if is_markup(data):
        return markup_sheets(data)
    if not data.startswith(_ZIP):
        raise Unreadable("The file is no workbook.", expected="xlsx, xls or ods")
    members = Members(data)
    members.check()
    if "xl/workbook.bin" in members.names:
        raise Unreadable("The workbook is a binary one (xlsb).", expected="xlsx, xls or ods")
    if "content.xml" in members.names:
        check_tables(members.read("content.xml"))
    for name in members.names:
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            check_sheet(members.read(name), name.rpartition("/")[2])
    return tuple(_sheets(data, members))


def _sheets(data: bytes, members: Members) -> list[Sheet]:
    styles = styles_of(members)
    parts = sheet_members(members) if styles else {}
    found = []
    for name, sheet in _load(data):
        shown = shown_cells(members.read(parts[name]), styles) if name in parts else {}
        found.append(Sheet(name, sheet.iter_rows, sheet.start[1] if sheet.start else 0, shown))
    return found


def _load(data: bytes) -> list[tuple[str, Any]]:
    import python_calamine

    try:
        book = python_calamine.load_workbook(io.BytesIO(data))
        return [
            (meta.name, book.get_sheet_by_index(at))
            for at, meta in enumerate(book.sheets_metadata)
            if meta.typ == python_calamine.SheetTypeEnum.WorkSheet
            and meta.visible == python_calamine.SheetVisibleEnum.Visible
        ]
    except python_calamine.PasswordError:
        raise Unreadable("The workbook is protected by a password.") from None
    except Exception as error:
        raise Unreadable("The workbook is damaged.", found=str(error)) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # a defect in the reader, which is no Exception
            raise
        raise Unreadable("The workbook is damaged.", found=str(error)) from None
