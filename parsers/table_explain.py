"""A dry run over a table: what was understood, column by column, and what was left over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .amparex_csv import open_amparex
from .csv_table import open_csv
from .draft import complete
from .errors import DeliveryNoteError, Invalid
from .excel import open_excel
from .table import Table
from .table_blocks import Part
from .table_cells import plain
from .table_options import TableOptions, table_options
from .table_read import Opened, read_opened

_SAMPLES = 3


@dataclass(slots=True)
class ColumnUse:
    """One column of the table: `column` is what it is read as (None: left over), `filled` how many rows have it."""

    header: str
    position: int  # counted from 1
    column: str | None
    filled: int = 0
    samples: list[str] = field(default_factory=list)


@dataclass(slots=True)
class SheetUse:
    """One table of the source."""

    name: str  # of the sheet; "" where there is none
    header_row: int  # 0: none
    rows: int = 0
    columns: list[ColumnUse] = field(default_factory=list)
    stated: dict[str, str] = field(default_factory=dict)  # by constants, or by lines above the table


@dataclass(slots=True)
class Explanation:
    """How a table is read; `problem` is what kept it from being read, the rest holds as far as it was understood."""

    format: str
    encoding: str | None = None
    delimiter: str | None = None
    tables: list[SheetUse] = field(default_factory=list)
    notes: int = 0
    lines: int = 0
    warnings: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    problem: DeliveryNoteError | None = None

    @property
    def left_over(self) -> list[ColumnUse]:
        """The columns that are not read."""
        return [use for table in self.tables for use in table.columns if use.column is None]


def explain(data: bytes, format: str, options: Mapping[str, Any] | None = None) -> Explanation:
    """A dry run of reading `data` as "csv", "excel" or "amparex-csv" with the options of that format.

    Raises ValueError for options that are wrong, and for other formats; never DeliveryNoteError.
    """
    found = Explanation(format)
    checked = table_options({} if format == "amparex-csv" else options or {})
    try:
        opened = _open(data, format, checked, options or {})
        _describe(found, opened)
        parsed = read_opened(opened)
        for draft in parsed.drafts:
            complete(draft, format)
    except DeliveryNoteError as problem:
        found.problem = problem
        if not found.tables:
            _describe_as_far_as_possible(found, data, format, checked, options or {})
        return found
    found.notes = len(parsed.drafts)
    found.lines = sum(len(draft.lines) for draft in parsed.drafts)
    found.warnings = list(dict.fromkeys(warning for draft in parsed.drafts for warning in draft.warnings))
    found.skipped = parsed.skipped
    return found


def _describe(found: Explanation, opened: Opened) -> None:
    found.encoding, found.delimiter = opened.encoding, opened.delimiter
    for table in opened.tables:
        use = _use_of(table)
        if isinstance(table.grid, Part) and found.tables and _alike(found.tables[-1], use):
            _join(found.tables[-1], use)
        else:
            found.tables.append(use)


def _describe_as_far_as_possible(
    found: Explanation, data: bytes, format_name: str, checked: TableOptions, options: Mapping[str, Any]
) -> None:
    """Show the columns although one of them needs a mapping: that is what a dry run is for."""
    try:
        _describe(found, _open(data, format_name, replace(checked, dry=True), options))
    except DeliveryNoteError:
        return  # the first problem is the one to show


def _open(data: bytes, format_name: str, checked: TableOptions, options: Mapping[str, Any]) -> Opened:
    if format_name == "csv":
        return open_csv(data, checked)
    if format_name == "excel":
        return open_excel(data, checked)
    if format_name == "amparex-csv":
        return open_amparex(data, options)
    raise ValueError(f"{format_name} is no table: csv, excel and amparex-csv are")


def _use_of(table: Table) -> SheetUse:
    layout = table.layout
    use = SheetUse(table.grid.name, layout.header_row)
    said = {**layout.titles, **layout.constants}
    use.stated = {column.name: str(value) for column, value in said.items()}
    use.columns = [ColumnUse(m.header, m.index + 1, m.column.name) for m in layout.columns]
    use.columns += [ColumnUse(header, at + 1, None) for at, header in layout.leftover]
    use.columns.sort(key=lambda column: column.position)
    try:
        for _, cells in table.rows():
            use.rows += 1
            for column in use.columns:
                _count(column, plain(cells[column.position - 1]))
    except Invalid:
        return use  # reading it says the same, with its place
    return use


def _alike(first: SheetUse, second: SheetUse) -> bool:
    """Whether two blocks of a table are read in the same way."""
    ways = [[(column.header, column.position, column.column) for column in use.columns] for use in (first, second)]
    return ways[0] == ways[1]


def _join(first: SheetUse, second: SheetUse) -> None:
    """Blocks that are read alike are shown as one table; what lines above it state is that of the first."""
    first.rows += second.rows
    for column, more in zip(first.columns, second.columns, strict=True):
        column.filled += more.filled
        column.samples = list(dict.fromkeys([*column.samples, *more.samples]))[:_SAMPLES]


def _count(column: ColumnUse, text: str | None) -> None:
    if text is None:
        return
    column.filled += 1
    if len(column.samples) < _SAMPLES and text not in column.samples:
        column.samples.append(text[:60])
