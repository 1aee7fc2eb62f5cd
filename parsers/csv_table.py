"""CSV and other delimited text: rows of delivery note lines, read by a mapping or by the header synonyms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from .csv_text import DELIMITERS, HEAD, LEGACY_NAMES, CsvText, Encoding, drop_cut_row, find_encoding
from .draft import Options, Parsed
from .errors import DeliveryNoteError, Invalid, Unreadable
from .table import Table
from .table_blocks import blocks
from .table_find import find_layout
from .table_header_rows import Row
from .table_numbers import form_of
from .table_options import CSV_OPTIONS, TableOptions, table_options
from .table_read import Opened, check_layout, read_opened
from .table_sniff import NoteHeader, known_headers, note_header

# How other formats begin, after blanks
_OTHER = (
    b"<",
    b"{",
    b"[",
    b"UNA",
    b"UNB",
    b"ISA",
    b"EDI_DC",
    b"%PDF",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"MIME-",
    b"Received:",
)
_FIELD = re.compile(rb"[A-Za-z-]+:")  # a whole mail: its header begins it, and has fields that no table has
_OF_MAIL = re.compile(rb"^(?:Message-ID|MIME-Version|Received|Return-Path|Content-Type):", re.IGNORECASE | re.MULTILINE)
_SNIFFED = 16 * 1024
_ROWS = 300  # of the head


class CsvTable:
    """The format `csv`."""

    name = "csv"
    title = "CSV and other delimited text: columns by their headers or by a mapping"
    options = CSV_OPTIONS
    structured = False

    def sniff(self, data: bytes) -> int:
        """50 for a table that tells a delivery note number and, in a column, quantities."""
        try:
            return 50 if _looks_like_note(data[:_SNIFFED]) else 0
        except (DeliveryNoteError, ValueError):
            return 0

    def describe(self, data: bytes) -> str | None:
        """A table that is no delivery note is one for its headers."""
        head = data[:_SNIFFED]
        if _is_other(head):
            return None
        try:
            known = max(known_headers(rows) for _, rows in _readings(head))
        except (DeliveryNoteError, ValueError):
            return None
        return "a table (CSV) without columns for the delivery note number and the quantity" if known >= 3 else None

    def parse(self, data: bytes, options: Options) -> Parsed:
        """Every note in the table; raises DeliveryNoteError."""
        return read_opened(open_csv(data, table_options(options)))


def open_csv(data: bytes, options: TableOptions) -> Opened:
    """Find encoding, delimiter and layout; raises DeliveryNoteError."""
    if not data.strip():
        raise Invalid("The file is empty.")
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0") or data[:5] == b"%PDF-":
        raise Unreadable("The file is no text: it cannot be read as CSV.")
    encoding = _stated_encoding(data, options.encoding) if options.encoding else find_encoding(data)
    text = CsvText(data, encoding, quote=options.quote)
    text.delimiter = options.delimiter or _delimiter(text, options)
    rows = drop_cut_row(data, list(text.rows(HEAD)))
    layout = find_layout(rows, options)
    if not options.dry:
        check_layout(layout, f"row {layout.header_row}" if layout.header_row else "columns")
    warnings = []
    if encoding.guessed:
        warnings.append(f"encoding: not UTF-8, read as {LEGACY_NAMES.get(encoding.name, encoding.name)}")
    tables = [
        Table(grid, found, options, exact=True, delimiter=text.delimiter)
        for grid, found in blocks(text, layout, options)
    ]
    return Opened(tables, encoding.name, text.delimiter, warnings)


def _stated_encoding(data: bytes, name: str) -> Encoding:
    """The encoding that the options name; of its byte orders the one that the mark says."""
    found = find_encoding(data[:4], complete=False)
    return found if found.skip and found.name.startswith(name.removesuffix("-sig")) else Encoding(name)


def _delimiter(text: CsvText, options: TableOptions) -> str:
    """What a leading "sep=" says, else the delimiter by which the head reads best as a table."""
    stated = _stated_delimiter(text)
    if stated:
        return stated
    best, most = ";", (-1, -1, -1)
    problem: Unreadable | None = None
    for delimiter in DELIMITERS:
        text.delimiter = delimiter
        try:
            rows = list(text.rows(HEAD))[:_ROWS]
        except Unreadable as error:
            problem = error
            continue
        score = _fit(rows, options)
        if score > most:
            best, most = delimiter, score
    if most == (-1, -1, -1) and problem:
        raise problem
    return best


def _stated_delimiter(text: CsvText) -> str | None:
    head = text.data[text.encoding.skip : text.encoding.skip + 64].decode(text.encoding.name, "ignore")
    first = head.split("\n", 1)[0].strip("\r")
    return first[4] if len(first) == 5 and first.lower().startswith("sep=") else None


def _fit(rows: Sequence[Row], options: TableOptions) -> tuple[int, int, int]:
    """How well rows are a table: whether a layout is found, its columns, and rows of the most frequent width."""
    widths = Counter(len(cells) for _, cells in rows if len(cells) > 1)
    even = max(widths.values(), default=0)
    try:
        layout = find_layout(rows, options)
    except Invalid as error:
        return (0, 2 if "header" in error.params else 0, even)  # it asks for a mapping: the header was found
    return (1 + layout.complete, len(layout.columns) if options.header_row != 0 else 0, even)


def _is_other(head: bytes) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return (
        not start
        or start.startswith(_OTHER)
        or (_FIELD.match(start) is not None and _OF_MAIL.search(start) is not None)
    )


def _readings(head: bytes) -> list[tuple[str, list[Row]]]:
    """The head's rows by each delimiter that occurs in it."""
    encoding = find_encoding(head, complete=False)
    if "16" not in encoding.name and "32" not in encoding.name and b"\0" in head:
        return [("", [])]
    found: list[tuple[str, list[Row]]] = []
    for delimiter in DELIMITERS:
        if delimiter.encode() not in head:
            continue
        text = CsvText(head, encoding, delimiter)
        rows: list[Row] = []
        try:
            rows.extend(text.rows(len(head)))
        except Unreadable:
            if len(rows) < 2:
                continue
        found.append((delimiter, rows))
    return found or [("", [])]


def _looks_like_note(head: bytes) -> bool:
    if _is_other(head):
        return False
    for delimiter, rows in _readings(head):
        header = note_header(rows)
        # a comma or a stroke also stands in prose: more than number and quantity has to be understood there
        if header and header.known >= (3 if delimiter in ",|" else 2) and has_data(header):
            return True
    return False


def has_data(header: NoteHeader) -> bool:
    """Whether most rows below the header are about as wide, and one holds a number where the quantity stands.

    A table quoted in prose is none: prose goes on below it.
    """
    at, width = header.quantity, len(header.names)
    below = [cells for _, cells in header.below[:20] if any(str(cell).strip() for cell in cells)]
    wide = [cells for cells in below if at < len(cells) and width - 2 <= len(cells) <= width + 2]
    return 2 * len(wide) >= len(below) and any(form_of(str(cells[at]).strip()) is not None for cells in wide)
