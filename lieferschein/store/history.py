"""What messages did to notes, from the events kept with every import."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from .records import NoteEvent, NoteResult
from .shelf import chunks
from .tables import delivery_note_lines, delivery_notes, messages, note_events


def notes_of(connection: Connection, messages: Sequence[int]) -> dict[int, list[NoteResult]]:
    """The notes of messages as their import reported them, by the message's key, in order."""
    events, notes = note_events.c, delivery_notes.c
    lines = (
        sa.select(sa.func.count())
        .where(delivery_note_lines.c.delivery_note_id == notes.id)
        .scalar_subquery()
        .label("lines")
    )
    query = (
        sa.select(events.message, events.action, notes.delivery_note_number, notes.series, notes.revision, lines)
        .join_from(note_events, delivery_notes, notes.id == events.delivery_note_id)
        .order_by(events.id)
    )
    found: dict[int, list[NoteResult]] = {message: [] for message in messages}
    for chunk in chunks(messages):
        for row in connection.execute(query.where(events.message.in_(chunk))):
            result = NoteResult(row.delivery_note_number, row.revision, row.lines, row.action, row.series)
            found[row.message].append(result)
    return found


def events_of(connection: Connection, notes: Sequence[int]) -> list[NoteEvent]:
    """What happened to these notes, oldest first, and which mail did it."""
    events, mails = note_events.c, messages.c
    query = sa.select(
        events.delivery_note_id,
        events.action,
        events.created_at,
        events.message,
        mails.sender,
        mails.subject,
        mails.received_at,
        mails.filed_to,
    ).join_from(note_events, messages, mails.id == events.message)
    rows = [
        row
        for chunk in chunks(notes)
        for row in connection.execute(query.where(events.delivery_note_id.in_(chunk)).order_by(events.id))
    ]
    return [NoteEvent(*row) for row in rows]


def line_counts(connection: Connection, notes: Sequence[int]) -> dict[int, int]:
    """How many lines each of these notes has."""
    c = delivery_note_lines.c
    query = sa.select(c.delivery_note_id, sa.func.count()).group_by(c.delivery_note_id)
    found = dict.fromkeys(notes, 0)
    for chunk in chunks(notes):
        found.update((row[0], row[1]) for row in connection.execute(query.where(c.delivery_note_id.in_(chunk))))
    return found
