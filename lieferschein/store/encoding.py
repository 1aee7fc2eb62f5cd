"""Rows of a draft as tuples that the driver takes as they are.

An import writes some twenty wide rows a note; SQLAlchemy's own parameter processing would cost more than the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from parsers.draft import Draft, Row

from .tables import delivery_note_lines, delivery_notes, packages, units

Values = tuple[Any, ...]
Convert = Callable[[Any], Any]

OWN_NOTE_COLUMNS = (
    "id",
    "imported_from",
    "supplier_key",
    "supplier",
    "branch",
    "series",
    "revision",
    "status",
    "status_changed_at",
    "status_changed_by",
    "content_hash",
    "content_version",
    "imported_at",
)


def clean(value: object) -> str:
    """Text that every database takes: PostgreSQL refuses NUL, both refuse half a surrogate pair."""
    text = value if isinstance(value, str) else str(value)
    if "\x00" in text:
        text = text.replace("\x00", "")
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


@dataclass(frozen=True, slots=True)
class Encoded:
    """The rows of one note without the columns that are known only when it is written."""

    note: Values
    lines: list[Values]
    packages: list[Values]
    units: list[Values]


class TableEncoder:
    """The columns of `table` but those in `own`, in order, and how a sparse row becomes their values."""

    def __init__(self, table: sa.Table, own: Iterable[str], dialect: Dialect) -> None:
        left = [column for column in table.columns if column.name not in set(own)]
        self.columns = [column.name for column in left]
        self._size = len(left)
        self._places: dict[str, tuple[int, Convert | None]] = {
            column.name: (at, converter(column, dialect)) for at, column in enumerate(left)
        }

    def encode(self, row: Mapping[str, Any]) -> Values:
        """The values of `row`; what has no column (the note's index) is left out."""
        values: list[Any] = [None] * self._size
        places = self._places
        for name, value in row.items():
            if value is None:
                continue
            place = places.get(name)
            if place is not None:
                at, convert = place
                values[at] = value if convert is None else convert(value)
        return tuple(values)


class DraftEncoder:
    """The four tables of a note for one dialect, and the statements that insert their rows."""

    def __init__(self, dialect: Dialect) -> None:
        self.notes = TableEncoder(delivery_notes, OWN_NOTE_COLUMNS, dialect)
        self.lines = TableEncoder(delivery_note_lines, ("delivery_note_id", "status"), dialect)
        self.packages = TableEncoder(packages, ("delivery_note_id",), dialect)
        self.units = TableEncoder(units, ("delivery_note_id",), dialect)
        self.moment = converter(delivery_notes.c.imported_at, dialect) or (lambda value: value)
        mark = "?" if dialect.paramstyle == "qmark" else "%s"
        self.insert_notes = _insert(delivery_notes, [*OWN_NOTE_COLUMNS, *self.notes.columns], mark)
        self.insert_lines = _insert(delivery_note_lines, ["delivery_note_id", *self.lines.columns, "status"], mark)
        self.insert_packages = _insert(packages, ["delivery_note_id", *self.packages.columns], mark)
        self.insert_units = _insert(units, ["delivery_note_id", *self.units.columns], mark)

    def encode(self, draft: Draft, extra: Row) -> Encoded:
        """The rows of `draft`; `extra` overrules columns of the note (its date, its warnings)."""
        return Encoded(
            self.notes.encode({**draft.note, **extra}),
            [self.lines.encode({**row, "line": at}) for at, row in enumerate(draft.lines)],
            [self.packages.encode({**row, "package": at}) for at, row in enumerate(draft.packages)],
            self._units(draft.units),
        )

    def _units(self, rows: list[Row]) -> list[Values]:
        counts: dict[int, int] = {}
        encoded = []
        for row in rows:
            at = counts.get(row["line"], 0)
            counts[row["line"]] = at + 1
            encoded.append(self.units.encode({**row, "unit": at}))
        return encoded


def converter(column: sa.Column[Any], dialect: Dialect) -> Convert | None:
    """What turns a value of `column` into one the driver takes; None when the driver takes it as it is."""
    if isinstance(column.type, sa.Text):
        return clean
    if isinstance(column.type, sa.Date):
        return date.isoformat if dialect.name == "sqlite" else None
    return column.type.dialect_impl(dialect).bind_processor(dialect)


def _insert(table: sa.Table, columns: list[str], mark: str) -> str:
    values = ", ".join([mark] * len(columns))
    return f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({values})"  # noqa: S608
