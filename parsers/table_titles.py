"""What stands above a table: "Lieferschein-Nr.: 4711", or the label in one cell and its value in the next."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .table_columns import Column, meaning_of

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
            stated.append((column, match.group(2).strip()))
        elif column and at + 1 < len(filled) and _note_column(str(filled[at + 1]).rstrip(":")) is None:
            at += 1
            stated.append((column, filled[at]))
        at += 1
    return stated


def _note_column(label: str) -> Column | None:
    meaning = meaning_of(label)
    column = meaning.readings[0] if meaning else None
    known = column is not None and (column.table == "notes" or column.field in ("order_number", "order_date"))
    return column if known else None
