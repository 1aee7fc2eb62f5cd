"""What messages did to notes, from the events kept with every import."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from .records import NoteResult
from .shelf import chunks
from .tables import delivery_note_lines, delivery_notes, note_events


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
