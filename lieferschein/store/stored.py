"""Notes of the store as drafts again: to say what differs, and to hash older notes by a newer rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.draft import Draft, Row
from parsers.errors import DeliveryNoteError

from .documents import load_document
from .records import StoredFile
from .tables import delivery_note_lines, delivery_notes, packages, units

Reread = Callable[[StoredFile, str | None], Sequence[Draft]]
"""Reads a stored document again: (document, format) → its notes. Given by who knows the suppliers' options."""


def load_draft(connection: Connection, note_id: int) -> Draft:
    """The note `note_id` as a draft, from its rows."""
    draft = Draft()
    notes = _rows(connection, delivery_notes, delivery_notes.c.id == note_id)
    draft.note = notes[0]
    draft.warnings = list(draft.note.pop("warnings", None) or [])
    draft.lines = _rows(connection, delivery_note_lines, delivery_note_lines.c.delivery_note_id == note_id)
    draft.packages = _rows(connection, packages, packages.c.delivery_note_id == note_id)
    draft.units = _rows(connection, units, units.c.delivery_note_id == note_id)
    return draft


def read_again(connection: Connection, note_id: int, reread: Reread | None) -> Draft:
    """The note as its stored document says, read with today's parser; from its rows where that cannot be."""
    draft = load_draft(connection, note_id)
    sha256 = draft.note.get("source_sha256")
    document = load_document(connection, sha256, draft.note.get("source_name")) if sha256 and reread else None
    if document is None or reread is None:
        return draft
    name = draft.note["delivery_note_number"]
    try:
        found = [each for each in reread(document, draft.note.get("source_format")) if _named(each, name)]
    except DeliveryNoteError:  # today's parser is stricter than the one that read it
        return draft
    return found[0] if len(found) == 1 else draft


def _named(draft: Draft, name: str) -> bool:
    return bool(draft.note.get("delivery_note_number") == name)


def _rows(connection: Connection, table: sa.Table, where: sa.ColumnElement[bool]) -> list[Row]:
    keys: list[Any] = list(table.primary_key.columns)
    result = connection.execute(sa.select(table).where(where).order_by(*keys))
    return [{name: value for name, value in row.items() if value is not None} for row in result.mappings()]
