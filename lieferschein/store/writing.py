"""Writes the plans of a batch: the same few statements for one message or for hundreds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from .closing import close_imports
from .content import CONTENT_VERSION
from .documents import save_documents
from .encoding import OWN_NOTE_COLUMNS, DraftEncoder, Rows, Values
from .planning import Plan
from .shelf import PendingNote, Shelf
from .tables import delivery_note_lines, delivery_notes, note_events, packages, units

_LINE_STATUS = {"open": "open", "superseded": "deleted", "cancelled": "deleted"}


_LAST_ID = sa.select(sa.func.max(delivery_notes.c.id))


class StaleError(Exception):
    """Another run changed a note after we had read it: decide again."""


def write_plans(
    connection: Connection, plans: Sequence[Plan], shelf: Shelf, encoder: DraftEncoder, language: str
) -> None:
    """Everything that `plans` decided, in the open transaction. Raises StaleError, IntegrityError."""
    now = datetime.now(UTC)
    _rehash(connection, shelf)
    _change_statuses(connection, plans, now)
    inserts = [pending for plan in plans for pending in plan.inserts]
    if inserts:
        _insert_notes(connection, inserts, encoder, now)
    _record_events(connection, plans, now)
    kept = [(plan.message.id, plan.message.documents) for plan in plans if plan.result.outcome == "imported"]
    save_documents(connection, kept, now)
    close_imports(connection, plans, now, language)


def _rehash(connection: Connection, shelf: Shelf) -> None:
    if not shelf.rehashed:
        return
    c = delivery_notes.c
    statement = (
        sa.update(delivery_notes)
        .where(c.id == sa.bindparam("note_id"))
        .values(content_hash=sa.bindparam("content_hash"), content_version=sa.bindparam("content_version"))
    )
    connection.execute(statement, shelf.rehashed)
    shelf.rehashed = []


def _change_statuses(connection: Connection, plans: Sequence[Plan], now: datetime) -> None:
    """Supersede and cancel what was written before; only what is still open, as the decision saw it."""
    changes = [
        {"note_id": note_id, "new": status, "by": plan.message.id, "at": now}
        for plan in plans
        for held, status in plan.changes
        if (note_id := held.id if held.pending is None else held.pending.id) is not None
    ]
    if not changes:
        return
    notes, lines = delivery_notes.c, delivery_note_lines.c
    target = sa.bindparam("note_id", type_=sa.BigInteger)
    supersede = (
        sa.update(delivery_notes)
        .where(notes.id == target, notes.status == "open")
        .values(status=sa.bindparam("new"), status_changed_at=sa.bindparam("at"), status_changed_by=sa.bindparam("by"))
    )
    if connection.execute(supersede, changes).rowcount != len(changes):
        raise StaleError
    delete = (
        sa.update(delivery_note_lines)
        .where(lines.delivery_note_id == target, lines.status == "open")
        .values(status="deleted")
    )
    connection.execute(delete, [{"note_id": change["note_id"]} for change in changes])


def _insert_notes(connection: Connection, inserts: Sequence[PendingNote], encoder: DraftEncoder, now: datetime) -> None:
    for pending, note_id in zip(inserts, _new_ids(connection, len(inserts)), strict=True):
        pending.id = note_id
    moment = encoder.moment(now)
    _insert(
        connection,
        encoder.insert(delivery_notes, (*OWN_NOTE_COLUMNS, *encoder.notes.columns)),
        [(*_own_values(pending, moment), *pending.encoded.note) for pending in inserts],
    )
    lines = [(pending.encoded.lines, (pending.id, _LINE_STATUS[pending.status])) for pending in inserts]
    _insert_rows(connection, encoder, delivery_note_lines, ("delivery_note_id", "status"), lines)
    own = ("delivery_note_id",)
    _insert_rows(connection, encoder, packages, own, [(each.encoded.packages, (each.id,)) for each in inserts])
    _insert_rows(connection, encoder, units, own, [(each.encoded.units, (each.id,)) for each in inserts])


def _insert_rows(
    connection: Connection,
    encoder: DraftEncoder,
    table: sa.Table,
    own: tuple[str, ...],
    notes: Iterable[tuple[Rows, Values]],
) -> None:
    """Insert the rows of notes, each behind the values of its `own` columns; those with the same columns at once."""
    alike: dict[tuple[str, ...], list[Values]] = {}
    for rows, values in notes:
        alike.setdefault(rows.columns, []).extend([values + row for row in rows.values])
    for columns, found in alike.items():
        _insert(connection, encoder.insert(table, (*own, *columns)), found)


def _own_values(pending: PendingNote, moment: Any) -> Values:
    return (  # the order of OWN_NOTE_COLUMNS
        pending.id,
        pending.message,
        pending.supplier_key,
        pending.supplier,
        pending.branch,
        pending.series,
        pending.revision,
        pending.status,
        moment,
        pending.changed_by,
        pending.content_hash,
        CONTENT_VERSION,
        moment,
    )


def _insert(connection: Connection, statement: str, rows: list[Values]) -> None:
    if rows:
        connection.exec_driver_sql(statement, rows)


def _new_ids(connection: Connection, count: int) -> list[int]:
    """Ids before the rows, so that the lines can be written with the notes in one go."""
    if connection.dialect.name == "postgresql":
        query = "SELECT nextval(pg_get_serial_sequence('delivery_notes', 'id')) FROM generate_series(1, :count)"
        return list(connection.scalars(sa.text(query), {"count": count}))
    last = connection.scalar(_LAST_ID) or 0  # under the lock of BEGIN IMMEDIATE
    return list(range(last + 1, last + 1 + count))


def _record_events(connection: Connection, plans: Sequence[Plan], now: datetime) -> None:
    rows = [
        {
            "message": plan.message.id,
            "delivery_note_id": held.id if held.pending is None else held.pending.id,
            "action": str(action),
            "created_at": now,
        }
        for plan in plans
        for held, action in plan.events
    ]
    if rows:
        connection.execute(sa.insert(note_events), rows)
