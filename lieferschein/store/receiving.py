"""What the goods receipt says of the lines of a note: received, or deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from lieferschein.reasons import N_, Reason

from .tables import CURRENT, delivery_note_lines, delivery_notes

Booked = Literal["received", "deleted"]
_notes, _lines = delivery_notes.c, delivery_note_lines.c

_UNKNOWN = N_("There is no delivery note {number} that is neither superseded nor cancelled.")
_AMBIGUOUS = N_("Several suppliers have a delivery note {number}: {suppliers}. Name the supplier.")
_NO_LINE = N_("Delivery note {number} has no line {line}; it has {lines}.")


class NotReceivable(Exception):
    """No such note or line; `reason` says which there are."""

    def __init__(self, message: str, **params: str) -> None:
        self.reason = Reason("not_receivable", message, params)
        super().__init__(self.reason.sentence())


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was booked: `changed` lines now, `status` of the note after that."""

    delivery_note_id: int
    delivery_note_number: str
    supplier: str
    revision: int
    changed: int
    open: int
    status: str


def book(
    connection: Connection, number: str, supplier: str | None, lines: Sequence[str] | None, status: Booked
) -> Receipt:
    """Set lines (by their printed number; None: every open one) of the current revision to `status`.

    One received line makes the note received: it can be neither replaced nor cancelled any more. Saying the same again
    changes nothing.
    """
    note = _find(connection, number, supplier)
    wanted = _lines.delivery_note_id == note.id
    if lines is not None:
        wanted = sa.and_(wanted, _lines.line.in_(_indices(connection, note, lines)))
    else:
        wanted = sa.and_(wanted, _lines.status == "open")
    if status == "received":  # first the note: an import that would replace it meanwhile finds it changed
        _mark_received(connection, note)
    changed = connection.execute(
        sa.update(delivery_note_lines).where(wanted, _lines.status != status).values(status=status)
    ).rowcount
    left = sa.select(sa.func.count()).where(_lines.delivery_note_id == note.id, _lines.status == "open")
    now = connection.scalar(sa.select(_notes.status).where(_notes.id == note.id))
    return Receipt(note.id, number, note.supplier, note.revision, changed, connection.scalar(left) or 0, str(now))


def _mark_received(connection: Connection, note: Any) -> None:
    update = (
        sa.update(delivery_notes)
        .where(_notes.id == note.id, _notes.status.in_(CURRENT))
        .values(
            status="received",
            status_changed_at=sa.case(
                (_notes.status == "received", _notes.status_changed_at),
                else_=sa.literal(datetime.now(UTC), _notes.imported_at.type),
            ),
        )
    )
    if connection.execute(update).rowcount != 1:  # replaced or cancelled since it was read
        raise NotReceivable(_UNKNOWN, number=note.delivery_note_number)


def _find(connection: Connection, number: str, supplier: str | None) -> Any:
    query = sa.select(
        _notes.id, _notes.supplier, _notes.supplier_key, _notes.revision, _notes.delivery_note_number
    ).where(_notes.delivery_note_number == number, _notes.status.in_(CURRENT))
    if supplier is not None:
        query = query.where(sa.or_(_notes.supplier_key == supplier, _notes.supplier == supplier))
    newest: dict[str, Any] = {}
    for row in connection.execute(query.order_by(_notes.series)):
        newest[row.supplier_key] = row
    if not newest:
        raise NotReceivable(_UNKNOWN, number=number)
    if len(newest) > 1:
        suppliers = ", ".join(sorted(row.supplier_key for row in newest.values()))
        raise NotReceivable(_AMBIGUOUS, number=number, suppliers=suppliers)
    return next(iter(newest.values()))


def _indices(connection: Connection, note: Any, lines: Sequence[str]) -> list[int]:
    query = sa.select(_lines.line, _lines.line_number).where(_lines.delivery_note_id == note.id)
    rows = connection.execute(query.order_by(_lines.line)).all()
    printed = {row.line: row.line_number or str(row.line + 1) for row in rows}
    found: list[int] = []
    for line in lines:
        mine = [index for index, name in printed.items() if name == line]
        if not mine:
            listed = ", ".join(printed.values())
            raise NotReceivable(_NO_LINE, number=note.delivery_note_number, line=line, lines=listed)
        found.extend(mine)
    return found
