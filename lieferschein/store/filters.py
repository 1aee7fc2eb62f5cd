"""What to read: suppliers, days, statuses, numbers and articles, as conditions in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from typing import TypedDict

import sqlalchemy as sa

from .tables import ARTICLE_COLUMNS, CURRENT, delivery_note_lines, delivery_notes, messages, units

Names = str | Sequence[str] | None
Day = str | date | datetime | None
Condition = sa.ColumnElement[bool]

GTIN_LENGTHS = (8, 12, 13, 14)
_OF_MESSAGES = {"supplier", "since", "until", "status"}
_notes, _lines, _units = delivery_notes.c, delivery_note_lines.c, units.c


class Wanted(TypedDict, total=False):
    """The filters beside the supplier, as keyword arguments; each takes one value or several."""

    since: Day
    until: Day
    status: Names
    number: Names
    order: Names
    article: Names
    gtin: Names
    serial: Names
    batch: Names
    ids: Sequence[int] | None


@dataclass(frozen=True, slots=True)
class Filter:
    """Suppliers by name or key, days of issue (both included), statuses (None: the current ones, "all": every one),
    delivery note numbers, our order numbers, article numbers of any party, GTINs, serial and batch numbers,
    keys of notes (delivery_note_id)."""

    supplier: Names = None
    since: Day = None
    until: Day = None
    status: Names = None
    number: Names = None
    order: Names = None
    article: Names = None
    gtin: Names = None
    serial: Names = None
    batch: Names = None
    ids: Sequence[int] | None = None


def conditions(table: str, wanted: Filter) -> list[Condition]:
    """The conditions for `table`. What is asked of lines or pieces narrows each table as far down as it goes: a serial
    number gives the piece, the line it belongs to, or the whole note with its packages."""
    if table == "messages":
        return _of_messages(wanted)
    return [*_of_note(wanted), *_of_lines(table, wanted), *_of_pieces(table, wanted)]


def _of_note(wanted: Filter) -> list[Condition]:
    found: list[Condition] = []
    statuses = names(wanted.status)
    if "all" not in statuses:
        found.append(_notes.status.in_(statuses or CURRENT))
    if wanted.supplier is not None:
        asked = names(wanted.supplier)
        keys = sa.select(_notes.supplier_key).where(_notes.supplier.in_(asked)).distinct()
        found.append(sa.or_(_notes.supplier_key.in_(asked), _notes.supplier_key.in_(keys)))
    if wanted.since is not None:
        found.append(_notes.issue_date >= day(wanted.since))
    if wanted.until is not None:
        found.append(_notes.issue_date <= day(wanted.until))
    if wanted.number is not None:
        found.append(_notes.delivery_note_number.in_(names(wanted.number)))
    if wanted.ids is not None:
        found.append(_notes.id.in_(list(wanted.ids)))
    return found


def _of_lines(table: str, wanted: Filter) -> list[Condition]:
    on_line: list[Condition] = []
    if wanted.article is not None:
        asked = names(wanted.article)
        columns = [_lines[name].in_(asked) for name in ARTICLE_COLUMNS]
        on_line.append(sa.or_(*columns, _lines.gtin.in_(gtins(asked))))
    if wanted.gtin is not None:
        on_line.append(_lines.gtin.in_(gtins(names(wanted.gtin))))
    found = [_narrowed(table, condition) for condition in on_line]
    if wanted.order is not None:
        found.append(_of_orders(table, names(wanted.order)))
    return found


def _narrowed(table: str, condition: Condition) -> Condition:
    if table == "lines":
        return condition
    if table == "units":
        keys = sa.select(_lines.delivery_note_id, _lines.line).where(condition)
        return sa.tuple_(_units.delivery_note_id, _units.line).in_(keys)
    return _notes.id.in_(sa.select(_lines.delivery_note_id).where(condition))


def _of_orders(table: str, asked: list[str]) -> Condition:
    """Our order: that of the line, else that of the note's header."""
    if table in {"notes", "packages"}:
        stated = sa.select(_lines.delivery_note_id).where(_lines.order_number.in_(asked))
        return sa.or_(_notes.id.in_(stated), _notes.order_number.in_(asked))
    line, note = delivery_note_lines.alias(), delivery_notes.alias()
    keys = sa.union(  # not OR: each half has an index of its own
        sa.select(line.c.delivery_note_id, line.c.line).where(line.c.order_number.in_(asked)),
        sa.select(line.c.delivery_note_id, line.c.line)
        .join_from(note, line, line.c.delivery_note_id == note.c.id)
        .where(note.c.order_number.in_(asked), line.c.order_number.is_(None)),
    )
    child = _lines if table == "lines" else _units
    return sa.tuple_(child.delivery_note_id, child.line).in_(keys)


def _of_pieces(table: str, wanted: Filter) -> list[Condition]:
    asked = ((_units.serial_number, wanted.serial), (_units.batch_number, wanted.batch))
    on_piece = [column.in_(names(values)) for column, values in asked if values is not None]
    if not on_piece or table == "units":
        return list(on_piece)
    if table == "lines":
        keys = sa.select(_units.delivery_note_id, _units.line).where(*on_piece)
        return [sa.tuple_(_lines.delivery_note_id, _lines.line).in_(keys)]
    return [_notes.id.in_(sa.select(_units.delivery_note_id).where(*on_piece))]


def _of_messages(wanted: Filter) -> list[Condition]:
    c = messages.c
    for field in fields(wanted):
        if getattr(wanted, field.name) is not None and field.name not in _OF_MESSAGES:
            raise ValueError(
                f"messages are not filtered by {field.name}: {', '.join(sorted(_OF_MESSAGES))} are allowed"
            )
    found: list[Condition] = []
    if wanted.status is not None and "all" not in names(wanted.status):
        found.append(c.outcome.in_(names(wanted.status)))
    if wanted.supplier is not None:
        asked = names(wanted.supplier)
        found.append(sa.or_(c.supplier.in_(asked), c.supplier_key.in_(asked)))
    if wanted.since is not None:
        found.append(c.created_at >= midnight(day(wanted.since)))
    if wanted.until is not None:
        found.append(c.created_at < midnight(day(wanted.until) + timedelta(days=1)))
    return found


def names(values: Names) -> list[str]:
    """One name or several as a list."""
    return [values] if isinstance(values, str) else list(values or [])


def day(value: str | date | datetime) -> date:
    """A day given as text (2026-11-01), date or moment."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(value[:10])


def gtins(asked: Sequence[str]) -> list[str]:
    """The same GTINs in every length they are written in (GS1: shorter ones are filled up with zeros on the left)."""
    found: list[str] = list(asked)
    for value in asked:
        bare = value.strip().lstrip("0")
        if bare.isascii() and bare.isdigit():
            found.extend(bare.zfill(length) for length in GTIN_LENGTHS if len(bare) <= length)
    return list(dict.fromkeys(found))


def midnight(value: date) -> datetime:
    """The first moment of a day, UTC."""
    return datetime.combine(value, datetime.min.time(), UTC)
