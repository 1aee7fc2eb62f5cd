"""Tables of one source → every delivery note in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .draft import Parsed
from .errors import Invalid
from .table import Table, learn
from .table_layout import NUMBER, QUANTITY, Layout
from .table_rows import RowReader


@dataclass(slots=True)
class Opened:
    """The tables of a source, and how it was opened."""

    tables: list[Table]
    encoding: str | None = None
    delimiter: str | None = None
    warnings: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)  # sheets that hold no table


def check_layout(layout: Layout, place: str) -> None:
    """A table has to tell the note's number and quantities; raises Invalid."""
    for column, message in (
        (NUMBER, "The table has no column for the delivery note number: the mapping (option columns) has to name it."),
        (QUANTITY, "The table has no column for the quantity: the mapping (option columns) has to name it."),
    ):
        if not layout.has(column):
            raise Invalid(
                message,
                place=place,
                expected=f"a column such as {column.specific[0]}",
                found=" | ".join(header for header in layout.headers if header),
            )


def read_opened(opened: Opened) -> Parsed:
    """Every note in an opened source; raises DeliveryNoteError."""
    parsed = read_tables(opened.tables)
    for draft in parsed.drafts:
        draft.warnings[:0] = opened.warnings
    parsed.skipped += opened.skipped
    return parsed


def read_tables(tables: Sequence[Table]) -> Parsed:
    """Every note in the tables of one source; raises Invalid."""
    parsed = Parsed()
    for table in tables:
        learn(table)
    seen: dict[str, str] = {}
    for table in tables:
        for note in RowReader(table).read():
            number = note.draft.note["delivery_note_number"]
            _check_once(seen, number, table.grid.name)
            if note.kind:
                parsed.skipped.append(f"{note.kind} {number}")
                continue
            note.draft.warnings[:0] = [*table.layout.warnings, *_about_rows(table)]
            parsed.drafts.append(note.draft)
    return parsed


def _check_once(seen: dict[str, str], number: str, sheet: str) -> None:
    if number in seen and seen[number] != sheet:
        raise Invalid(
            "Delivery note {number} stands in two sheets, {first} and {second}: the option sheet says which counts.",
            place=f"sheet {sheet}",
            number=number,
            first=seen[number],
            second=sheet,
        )
    seen[number] = sheet


def _about_rows(table: Table) -> list[str]:
    said = [f"{table.grid.place(row)}: a total line, not read" for row in table.left_out.total_rows[:5]]
    if table.carried:
        said.append("delivery note number: stands on the first row of each note only, carried to the rows below")
    return said + table.left_out.notes[:20]
