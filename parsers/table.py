"""One table of a file: its cells, its layout, and what it teaches about its own numbers and dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .errors import Invalid
from .table_cells import Cell, plain
from .table_dates import Dates
from .table_grid import Grid, Totals, data_rows
from .table_layout import NUMBER, Layout, Mapped
from .table_numbers import Numbers
from .table_options import TableOptions

_NUMERIC = frozenset({"number", "integer"})
_DATES = frozenset({"date", "day_end", "moment"})
_OPTIC_NUMBERS = frozenset({"sphere", "cylinder", "addition", "prism", "base_curve", "diameter"})


@dataclass(slots=True)
class Table:
    """One table with the layout and the options by which it is read."""

    grid: Grid
    layout: Layout
    options: TableOptions
    exact: bool  # whether the number of cells in a row must be that of the header
    delimiter: str = ""
    numbers: Numbers = field(default_factory=Numbers)
    dates: Dates = field(default_factory=Dates)
    carried: bool = False  # the note number stands on the first row of each note only
    left_out: Totals = field(default_factory=lambda: Totals([], []))

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """The rows that hold data."""
        self.left_out = Totals([], [])
        return data_rows(
            self.grid,
            self.layout,
            exact=self.exact,
            pad=self.options.short_rows == "blank",
            left_out=self.left_out,
        )


def learn(table: Table) -> None:
    """First pass: what the table's separators and dates mean, and whether disputed columns agree; raises Invalid."""
    options, layout = table.options, table.layout
    table.numbers = Numbers(options.decimal, options.thousands, table.delimiter)
    table.dates = Dates(options.date_format, options.timezone)
    numeric = [m.index for m in layout.columns if m.column.kind in _NUMERIC or m.column.field in _OPTIC_NUMBERS]
    dated = [m.index for m in layout.columns if m.column.kind in _DATES]
    number_at = layout.index_of(NUMBER)
    numbers: set[str] = set()
    blank = repeated = False
    for row, cells in table.rows():
        for at in numeric:
            cell = cells[at]
            if isinstance(cell, str) and cell:
                table.numbers.learn(cell.strip())
        for at in dated:
            cell = cells[at]
            if isinstance(cell, str) and "/" in cell:
                table.dates.learn(cell.strip(), at)
        for dispute in layout.disputed:
            _check_agreement(table, dispute, row, cells)
        if number_at is not None:
            number = plain(cells[number_at])
            blank = blank or number is None
            repeated = repeated or number in numbers
            if number is not None:
                numbers.add(number)
    table.carried = blank and not repeated and bool(numbers)


def _check_agreement(table: Table, dispute: Sequence[Mapped], row: int, cells: Sequence[Cell]) -> None:
    values = [plain(cells[mapped.index]) for mapped in dispute]
    if len(set(values)) == 1:
        return
    other = next(at for at, value in enumerate(values) if value != values[0])
    raise Invalid(
        'The columns "{first}" and "{second}" both claim to be {column}: the mapping (option columns) must say which.',
        place=table.grid.place(row),
        expected="a mapping of the column",
        found=" and ".join(value or "nothing" for value in values),
        first=dispute[0].header,
        second=dispute[other].header,
        column=dispute[0].column.name,
    )
