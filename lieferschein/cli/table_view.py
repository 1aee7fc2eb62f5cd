"""How a table was understood, column by column, for people who set up a supplier."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import RenderableType

    from parsers.table_explain import Explanation, SheetUse

TABLE_FORMATS = ("csv", "excel", "amparex-csv")


def explanation_view(found: Explanation) -> Iterator[RenderableType]:
    """The columns of each table with what each is read as, what was left over, and what stood in the way."""
    from rich.text import Text

    facts = [("encoding", found.encoding), ("delimiter", found.delimiter and repr(found.delimiter))]
    yield Text(", ".join([found.format, *(f"{name} {value}" for name, value in facts if value)]))
    for sheet in found.tables:
        yield _columns(sheet)
    left = ", ".join(f'"{use.header}"' if use.header else f"column {use.position}" for use in found.left_over)
    if left:
        yield Text(f"Not read: {left}")
    if found.problem is not None:
        yield Text(f"Not readable yet: {found.problem}", style="red")


def _columns(sheet: SheetUse) -> RenderableType:
    from lieferschein.cli.common import table

    header = f"header in row {sheet.header_row}" if sheet.header_row else "no header"
    rows = [
        (use.position, use.header, use.column or "–", use.filled, ", ".join(use.samples)) for use in sheet.columns
    ] + [("", "", name, "", value) for name, value in sheet.stated.items()]
    title = f"{sheet.name + ': ' if sheet.name else ''}{sheet.rows} rows, {header}"
    return table(["#", "column", "read as", "filled", "such as"], rows, title)
