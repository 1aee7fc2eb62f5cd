"""One table of a file, whatever holds it, and the rows of it that are data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from .errors import Invalid
from .table_cells import Cell, plain
from .table_header_rows import RULER
from .table_layout import NUMBER, QUANTITY, Layout
from .table_numbers import form_of

_TOTAL = re.compile(
    r"\W*(?:gesamt|gesamtsumme|gesamtmenge|gesamtergebnis|summe|zwischensumme|endsumme|total|subtotal|sum|grand total"
    r"|gesamtanzahl|stück gesamt|total quantity|totals)\b.{0,40}\Z",
    re.IGNORECASE,
)


class Grid(Protocol):
    """A table: rows of cells that can be read several times."""

    name: str  # of the sheet; "" where there is none

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Each row with its number as printed."""

    def place(self, row: int, column: int | None = None, header: str = "") -> str:
        """A row, or a cell of it, as an error names it."""


@dataclass(slots=True)
class Totals:
    """What was left out below the data."""

    total_rows: list[int]
    notes: list[str]


def data_rows(
    grid: Grid, layout: Layout, *, exact: bool, pad: bool, left_out: Totals
) -> Iterator[tuple[int, list[Cell]]]:
    """The rows that hold data, each as wide as the header at least.

    Blank rows, rulers, repeated headers and total lines are left out; so is text in a single cell below the data, which
    `left_out` names. `exact`: a row with another number of cells than the header raises Invalid (`pad`: but for
    missing ones).
    """
    width = layout.width
    number_at = layout.index_of(NUMBER)
    is_plain = _plainly_data(layout)
    keys = [(mapped.index, mapped.header) for mapped in layout.columns]
    seen = False
    for row, raw in grid.rows():
        if row < layout.data_from:
            continue
        cells = list(raw)
        if not is_plain(cells):
            filled = [at for at, cell in enumerate(cells) if cell != "" and plain(cell) is not None]
            if not filled or _is_ruler(cells, filled) or _repeats_header(cells, keys):
                continue
            if _is_total(cells, filled, number_at):
                left_out.total_rows.append(row)
                continue
            if seen and len(filled) == 1 and _is_text(cells[filled[0]]):
                left_out.notes.append(f"{grid.place(row)}: not read: {str(cells[filled[0]]).strip()[:80]}")
                continue
        if exact:
            if not seen and layout.header_row == 0:
                width = max(width, len(cells))
            _check_width(grid, row, cells, width, pad)
        if len(cells) < width:
            cells += [""] * (width - len(cells))
        seen = True
        yield row, cells


def _plainly_data(layout: Layout) -> Callable[[list[Cell]], bool]:
    """A quick look that most rows pass: the cells of note number and quantity begin with a digit, or end with one."""
    number, quantity = layout.index_of(NUMBER), layout.index_of(QUANTITY)

    def is_plain(cells: list[Cell]) -> bool:
        if number is None or quantity is None or len(cells) <= number or len(cells) <= quantity:
            return False
        amount, name = cells[quantity], cells[number]
        if type(amount) is not str or type(name) is not str:
            return False
        return amount[:1].isdigit() and name[-1:].isdigit() and " " not in name

    return is_plain


def _is_ruler(cells: Sequence[Cell], filled: list[int]) -> bool:
    return all(isinstance(cell := cells[at], str) and RULER.match(cell.strip()) for at in filled)


def _repeats_header(cells: Sequence[Cell], keys: list[tuple[int, str]]) -> bool:
    return len(keys) > 1 and all(
        at < len(cells) and isinstance(cell := cells[at], str) and cell.strip() == header for at, header in keys
    )


def _is_total(cells: Sequence[Cell], filled: list[int], number_at: int | None) -> bool:
    """A word for total, beside numbers only; the cell of the note number is blank or holds that word."""
    words = [at for at in filled if isinstance(cell := cells[at], str) and _TOTAL.match(cell.strip())]
    if not words or (number_at in filled and number_at not in words):
        return False
    return all(at in words or _is_amount(cells[at]) for at in filled)


def _is_amount(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return True
    text = cell.strip()
    return form_of(text) is not None or (len(text) <= 5 and text.isalpha())  # a unit, a currency


def _is_text(cell: Cell) -> bool:
    return isinstance(cell, str) and len(cell.split()) > 1 and any(c.isalpha() for c in cell)


def _check_width(grid: Grid, row: int, cells: list[Cell], width: int, pad: bool) -> None:
    extra = [at for at in range(width, len(cells)) if str(cells[at]).strip()]
    if not extra and (len(cells) >= width or pad):
        return
    count = extra[-1] + 1 if extra else len(cells)
    raise Invalid(
        "Row {row} has {cells} cells, the header has {width}: a cell is missing or split, so the rest has shifted.",
        place=grid.place(row),
        expected=f"{width} cells",
        found=f"{count} cells",
        row=str(row),
        cells=str(count),
        width=str(width),
    )
