"""Rows of a draft as tuples that the driver takes as they are.

An import writes some twenty wide rows a note; SQLAlchemy's own parameter processing would cost more than the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

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


class Rows(NamedTuple):
    """Rows of a table in the columns that they say something in."""

    columns: tuple[str, ...]
    values: list[Values]


@dataclass(frozen=True, slots=True)
class Encoded:
    """The rows of one note without the columns that are known only when it is written; `note` in all its columns."""

    note: Values
    lines: Rows
    packages: Rows
    units: Rows


class TableEncoder:
    """How the sparse rows of `table` become values of its columns, those in `own` excepted."""

    def __init__(self, table: sa.Table, own: Iterable[str], dialect: Dialect) -> None:
        left = [column for column in table.columns if column.name not in set(own)]
        self._converts = {column.name: converter(column, dialect) for column in left}
        self.columns = tuple(self._converts)

    def encode(self, row: Mapping[str, Any]) -> Values:
        """The values of `row` in every column; what has no column (the note's index) is left out."""
        values = zip(map(row.get, self._converts), self._converts.values(), strict=True)
        return tuple([value if value is None or convert is None else convert(value) for value, convert in values])

    def encode_rows(self, rows: Sequence[Mapping[str, Any]], counted: Mapping[str, Iterable[int]]) -> Rows:
        """The values of `rows`, column by column; those in `counted` come from there."""
        if not rows:
            return Rows((), [])
        converts = self._converts
        names = tuple(sorted(converts.keys() & set().union(*rows) - counted.keys()))
        columns = [_converted([row.get(name) for row in rows], converts[name]) for name in names]
        return Rows((*counted, *names), list(zip(*counted.values(), *columns, strict=True)))


class DraftEncoder:
    """The four tables of a note for one dialect, and the statements that insert their rows."""

    def __init__(self, dialect: Dialect) -> None:
        self.notes = TableEncoder(delivery_notes, OWN_NOTE_COLUMNS, dialect)
        self.lines = TableEncoder(delivery_note_lines, ("delivery_note_id", "status"), dialect)
        self.packages = TableEncoder(packages, ("delivery_note_id",), dialect)
        self.units = TableEncoder(units, ("delivery_note_id",), dialect)
        self.moment = converter(delivery_notes.c.imported_at, dialect) or (lambda value: value)
        self._mark = "?" if dialect.paramstyle == "qmark" else "%s"

    def encode(self, draft: Draft, extra: Row) -> Encoded:
        """The rows of `draft`; `extra` overrules columns of the note (its date, its warnings)."""
        return Encoded(
            self.notes.encode({**draft.note, **extra}),
            self.lines.encode_rows(draft.lines, {"line": range(len(draft.lines))}),
            self.packages.encode_rows(draft.packages, {"package": range(len(draft.packages))}),
            self.units.encode_rows(draft.units, {"unit": _numbers(draft.units)}),
        )

    def insert(self, table: sa.Table, columns: Sequence[str]) -> str:
        """The statement that inserts rows with these columns."""
        values = ", ".join([self._mark] * len(columns))
        return f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({values})"  # noqa: S608 - names of our own


def _numbers(units: Iterable[Row]) -> list[int]:
    """The number of each unit among those of its line, from 0."""
    counts: dict[int, int] = {}
    numbers = []
    for unit in units:
        numbers.append(at := counts.get(unit["line"], 0))
        counts[unit["line"]] = at + 1
    return numbers


def _converted(values: list[Any], convert: Convert | None) -> list[Any]:
    if convert is clean and _all_clean(values):
        return values
    return values if convert is None else [None if value is None else convert(value) for value in values]


def _all_clean(values: list[Any]) -> bool:
    try:
        text = "".join(values)
    except TypeError:  # one is None, or no text
        return False
    return text.isascii() and "\x00" not in text


def converter(column: sa.Column[Any], dialect: Dialect) -> Convert | None:
    """What turns a value of `column` into one the driver takes; None when the driver takes it as it is."""
    if isinstance(column.type, sa.Text):
        return clean
    if isinstance(column.type, sa.Date):
        return date.isoformat if dialect.name == "sqlite" else None
    return column.type.dialect_impl(dialect).bind_processor(dialect)
