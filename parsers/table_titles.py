"""What stands above a table: "Lieferschein-Nr.: 4711", or the label in one cell and its value in the next."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .table_columns import BY_NAME, Column, meaning_of

# "Lieferschein-Nr. 4711", "Lieferschein LS-4711 vom 24.11.2026"
_SPOKEN = re.compile(r"\s*([^\s\d]\D{1,39}?)\s+(\S*\d\S*)(?:\s+vom\s+(\d[\d.]{5,9}))?\s*\Z")
_WITH_DATE = re.compile(r"(\S+)\s+(?:vom|v\.|dated|du|del|van|dd\.?)\s+(\d[\d./-]{5,9})\Z", re.IGNORECASE)
_PAGE = re.compile(r"[\s,;(/-]+(?:Seite|Blatt|Page|pagina|S\.)\s*:?\s*\d.*\Z", re.IGNORECASE)
_DATES = {"delivery_note_number": "issue_date", "order_number": "order_date"}
_LABELLED = re.compile(r"\s*([^:\n]{2,60}?)\s*:\s*(\S[^\n]*)\Z")


def titles_above(rows: Sequence[tuple[int, Sequence[object]]]) -> dict[Column, object]:
    """Columns of the note that the rows above the header state; the first statement counts."""
    found: dict[Column, object] = {}
    for _, cells in rows:
        for column, value in _stated(cells):
            found.setdefault(column, value)
    return found


def _stated(cells: Sequence[object]) -> list[tuple[Column, object]]:
    filled = [cell for cell in cells if str(cell).strip()]
    stated: list[tuple[Column, object]] = []
    at = 0
    while at < len(filled):
        text = str(filled[at])
        match = _LABELLED.match(text)
        column = _note_column(match.group(1) if match else text.strip().rstrip(":"))
        if column and match:
            stated += _dated(column, match.group(2).strip())
        elif column is None and isinstance(filled[at], str):
            stated += _spoken(text)
        elif column and at + 1 < len(filled) and _note_column(str(filled[at + 1]).rstrip(":")) is None:
            at += 1
            stated += _dated(column, filled[at])
        at += 1
    return stated


def _dated(column: Column, value: object) -> list[tuple[Column, object]]:
    """The value of a label, which may hold its date: "4711 vom 24.11.2026"."""
    if isinstance(value, str) and len(value) <= 80:
        value = _PAGE.sub("", value)
    match = _WITH_DATE.match(value) if isinstance(value, str) and len(value) <= 80 else None
    beside = _DATES.get(column.name)
    if match is None or beside is None:
        return [(column, value)]
    return [(column, match.group(1)), (BY_NAME[beside], match.group(2))]


def _spoken(text: str) -> list[tuple[Column, object]]:
    match = _SPOKEN.match(text) if len(text) <= 80 else None
    column = _note_column(match.group(1)) if match else None
    if match is None or column is None:
        return []
    if match.group(3) and column == BY_NAME["delivery_note_number"]:
        return [(column, match.group(2)), (BY_NAME["issue_date"], match.group(3))]
    return [] if match.group(3) else [(column, match.group(2))]


def _note_column(label: str) -> Column | None:
    meaning = meaning_of(label)
    column = meaning.readings[0] if meaning else None
    known = column is not None and (column.table == "notes" or column.field in ("order_number", "order_date"))
    return column if known else None
