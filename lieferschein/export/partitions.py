"""The parts of an export: a month of one supplier each, with a mark that changes when anything in it does."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from lieferschein.store.filters import Filter, conditions
from lieferschein.store.tables import delivery_note_lines, delivery_notes

UNDATED = "undated"
_SAFE = " -_+,@ÄÖÜäöüß"
_notes, _lines = delivery_notes.c, delivery_note_lines.c


@dataclass(frozen=True, slots=True)
class Partition:
    """A month ("2026-11", or "undated") of one supplier."""

    month: str
    supplier_key: str

    @property
    def path(self) -> str:
        """Its place under a table's folder."""
        return f"{self.month}/{safe_name(self.supplier_key)}"

    def filter(self, wanted: Filter) -> Filter:
        """Its notes, as far as `wanted` has them."""
        if self.month == UNDATED:
            return Filter(self.supplier_key)
        year, month = map(int, self.month.split("-"))
        first, last = date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        since = max(first, date.fromisoformat(str(wanted.since))) if wanted.since else first
        return Filter(self.supplier_key, since=since, until=last)


def safe_name(text: str) -> str:
    """`text` as a name that no file system minds, that hides nothing and leads nowhere; different texts stay so."""
    name = quote(text, safe=_SAFE)
    return f"%{ord(name[0]):02X}{name[1:]}" if name[:1] in {".", "_", " "} else name


def find_partitions(connection: Connection, wanted: Filter) -> dict[Partition, str]:
    """Every partition with notes, and its mark: of the notes in it, their statuses and those of their lines."""
    month = _month(connection.dialect.name)
    where = conditions("notes", wanted)
    notes = sa.select(
        month.label("month"),
        _notes.supplier_key,
        sa.func.count(),
        sa.func.sum(_notes.id),
        sa.func.max(_notes.imported_at),
        sa.func.max(_notes.status_changed_at),
    ).where(*where)
    found: dict[Partition, list[Any]] = {
        Partition(row[0] or UNDATED, row[1]): list(row[2:])
        for row in connection.execute(notes.group_by(month, _notes.supplier_key))
    }
    settled = (
        sa.select(
            month.label("month"),
            _notes.supplier_key,
            _lines.status,
            sa.func.sum(_notes.id * 10_000 + _lines.line),
        )
        .join_from(delivery_note_lines, delivery_notes, _lines.delivery_note_id == _notes.id)
        .where(*where, _lines.status != "open")
        .group_by(month, _notes.supplier_key, _lines.status)
        .order_by(_lines.status)
    )
    for row in connection.execute(settled):
        found[Partition(row[0] or UNDATED, row[1])] += row[2:]
    return {partition: _mark(values) for partition, values in sorted(found.items(), key=lambda each: each[0].path)}


def _mark(values: Sequence[Any]) -> str:
    return " ".join(str(value) for value in values)


def _month(dialect: str) -> Any:
    if dialect == "sqlite":
        return sa.func.substr(sa.type_coerce(_notes.issue_date, sa.Text), 1, 7)
    return sa.func.to_char(_notes.issue_date, sa.literal_column("'YYYY-MM'"))
