"""A table in several blocks, one below the other: each stands below a line that names its own delivery note."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from .errors import Invalid
from .table_cells import Cell, plain
from .table_find import find_layout
from .table_grid import Grid
from .table_layout import NUMBER, QUANTITY, Layout
from .table_numbers import form_of
from .table_options import TableOptions
from .table_titles import titles_above

_DATE = re.compile(r"\d+[./-]\d+[./-]\d+")
_HEAD = 40  # rows of a block in which its own header is looked for


@dataclass(slots=True)
class Part:
    """Some rows of a table, held: a table of many blocks is gone through once."""

    grid: Grid
    held: Sequence[tuple[int, Sequence[Cell]]]
    name: str = field(init=False)

    def __post_init__(self) -> None:
        self.name = f"{self.grid.name}, row {self.held[0][0]}".removeprefix(", ")

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Each row with its number as printed."""
        return iter(self.held)

    def place(self, row: int, column: int | None = None, header: str = "") -> str:
        """A row, or a cell of it, as an error names it."""
        return self.grid.place(row, column, header)


def blocks(grid: Grid, layout: Layout, options: TableOptions) -> list[tuple[Grid, Layout]]:
    """The blocks of a table, each with its layout; the table itself where a column tells the note, or one line does."""
    if NUMBER not in layout.titles:
        return [(grid, layout)]
    rows = list(grid.rows())
    starts = [start for start in _starts(rows, layout) if start]
    if not starts:
        return [(grid, layout)]
    found: list[tuple[Grid, Layout]] = [(Part(grid, rows[: starts[0]]), layout)]
    for first, last in zip(starts, [*starts[1:], len(rows)], strict=True):
        part = Part(grid, rows[first:last])
        layout = _layout_of(part, layout, options)
        found.append((part, layout))
    return found


def _starts(rows: Sequence[tuple[int, Sequence[Cell]]], layout: Layout) -> list[int]:
    """Where the next blocks begin: behind the last quantity above a line that names another note."""
    quantity = layout.index_of(QUANTITY)
    starts: list[int] = []
    current, behind = plain(_cell(layout.titles[NUMBER])), 0
    for at, (row, cells) in enumerate(rows):
        if row < layout.data_from:
            behind = at + 1
            continue
        number = _named(row, cells)
        if number is not None and number != current:
            last = starts[-1] if starts else 0
            starts.append(behind if behind > last else at)  # a note without goods ends where the next is named
            current = number
        elif number is None and quantity is not None and quantity < len(cells) and _is_quantity(cells[quantity]):
            behind = at + 1
    return starts


def _named(row: int, cells: Sequence[Cell]) -> str | None:
    """The delivery note that a row begins with: "Lieferschein Nr. 4712", or the label and its value."""
    filled = [cell for cell in cells if plain(cell) is not None][:2]
    if not filled or not isinstance(filled[0], str) or filled[0].lstrip()[:1].isdigit():
        return None
    stated = titles_above([(row, filled)]).get(NUMBER)
    return None if stated is None else plain(_cell(stated))


def _cell(value: object) -> Cell:
    return value if isinstance(value, Decimal | str) else str(value)


def _is_quantity(cell: Cell) -> bool:
    if isinstance(cell, str):
        return form_of(cell.strip()) is not None and not _DATE.match(cell.strip())
    return isinstance(cell, Decimal)


def _is_header(cells: Sequence[Cell], headers: Sequence[str]) -> bool:
    texts = [str(cell).strip() for cell in cells]
    return bool(headers) and texts[: len(headers)] == headers and not any(texts[len(headers) :])


def _layout_of(part: Part, above: Layout, options: TableOptions) -> Layout:
    """The layout of a block: by its own header where it has one, else that of the block above."""
    head = part.held[:_HEAD]
    for at, (row, cells) in enumerate(head):
        if _is_header(cells, above.headers):
            return replace(above, header_row=row, data_from=row + 1, titles=titles_above(head[:at]), warnings=[])
    if options.header_row is None:
        try:
            layout = find_layout(head, replace(options, skip_rows=0))
        except Invalid:
            layout = None
        if layout is not None and layout.complete:
            return layout
    at = next((at for at, (row, cells) in enumerate(head) if _named(row, cells) is not None), 0)
    return replace(above, titles=titles_above(head[: at + 1]), data_from=head[at][0] + 1, warnings=[])
