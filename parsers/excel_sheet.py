"""A sheet of a workbook as a table: what its cells show, exactly."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from .excel_styles import Show
from .table_cells import Cell


@dataclass(slots=True)
class Sheet:
    """The cells of one sheet; `read` gives its rows of stored values as often as asked."""

    name: str
    read: Callable[[], Iterable[Sequence[Any]]]
    first_column: int = 0
    shown: dict[tuple[int, int], Show] = field(default_factory=dict)

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Each row with its number, counted from 1; cells from column A on."""
        before: list[Cell] = [""] * self.first_column
        for at, values in enumerate(self.read()):
            cells = before + [exact(value) for value in values]
            if self.shown:
                self._as_shown(at, cells)
            yield at + 1, cells

    def _as_shown(self, row: int, cells: list[Cell]) -> None:
        for column in range(len(cells)):
            show = self.shown.get((row, column))
            if show is not None:
                cells[column] = show(cells[column])

    def place(self, row: int, column: int | None = None, header: str = "") -> str:
        """A row, or a cell of it, as an error names it: "sheet Tabelle1, cell D12 (Menge)"."""
        if column is None or row == 0:
            return f"sheet {self.name}, row {row}"
        return f"sheet {self.name}, cell {letters(column)}{row}" + (f" ({header})" if header else "")


def letters(column: int) -> str:
    """The letters of a column counted from 0.

    >>> letters(0), letters(25), letters(26)
    ('A', 'Z', 'AA')
    """
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def exact(value: Any) -> Cell:
    """A stored value without what binary floats add: a workbook shows 15 digits of a number, so these are it.

    >>> exact(0.1 + 0.2), exact(4711.0)
    (Decimal('0.3'), Decimal('4711'))
    """
    if isinstance(value, datetime):
        return value if value.time() != time(0) else value.date()
    if isinstance(value, bool | str | date | time):
        return value
    if isinstance(value, timedelta):  # a number in a format of hours: no cell of a delivery note is meant so
        value = value / timedelta(days=1)
    if not isinstance(value, int | float) or not math.isfinite(value):
        return str(value)
    number = Decimal(f"{value:.15g}")
    return number.quantize(Decimal(1)) if number == number.to_integral_value() and abs(number) < 10**20 else number
