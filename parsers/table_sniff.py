"""Whether the first rows of a table are those of a delivery note: what detection looks for, by the synonyms alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .table_columns import meaning_of
from .table_header_rows import SEARCHED, Row, header_cells, understood, without_rulers
from .table_headers import header_key
from .table_layout import NUMBER, QUANTITY
from .table_titles import titles_above


@dataclass(frozen=True, slots=True)
class NoteHeader:
    """A header that detection takes for a delivery note's."""

    names: list[str]
    below: Sequence[Row]  # the rows below it
    known: int  # headers that are understood
    quantity: int  # where the quantity stands
    titled: bool  # the note number stands above the table, not in a column


def note_header(rows: Sequence[Row]) -> NoteHeader | None:
    """The first header (of one or two rows) that tells a delivery note number and a quantity, by the synonyms."""
    rows = without_rulers(rows)
    for index in range(min(len(rows), SEARCHED)):
        for depth in (1, 2):
            header = _as_note_header(header_cells(rows, index, depth), rows[:index])
            if header:
                return replace(header, below=rows[index + depth :])
    return None


def _as_note_header(names: list[str], above: Sequence[Row]) -> NoteHeader | None:
    meanings = [(at, meaning) for at, name in enumerate(names) if name and (meaning := meaning_of(name))]
    quantity = next((at for at, meaning in meanings if QUANTITY in meaning.readings), None)
    if quantity is None:
        return None
    numbers = [meaning for _, meaning in meanings if NUMBER in meaning.readings]
    titled = not numbers and len(meanings) >= 3 and NUMBER in titles_above(above)
    # a bare "Belegnummer" beside a number of an invoice is that of the invoice
    other = all(meaning.generic for meaning in numbers) and any(
        header_key(name).startswith(("rechnung", "invoice", "gutschrift")) for name in names
    )
    if not (numbers or titled) or other:
        return None
    return NoteHeader(names, (), len(meanings), quantity, titled)


def known_headers(rows: Sequence[Row]) -> int:
    """The most headers that one of the first rows knows, with a row as wide below it."""
    rows = [row for row in without_rulers(rows) if any(str(cell).strip() for cell in row[1])][: SEARCHED + 1]
    pairs = zip(range(len(rows)), rows, rows[1:], strict=False)
    return max((understood(header_cells(rows, at, 1)) for at, a, b in pairs if len(a[1]) == len(b[1])), default=0)
