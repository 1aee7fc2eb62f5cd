"""The notes of the store that a batch of messages may meet, read once; decisions of the batch are kept here too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.draft import Draft

from .content import CONTENT_VERSION, content_hash
from .decisions import Revision
from .encoding import Encoded
from .stored import Reread, load_draft, read_again
from .tables import delivery_note_lines, delivery_notes

NoteKey = tuple[str, str]  # supplier_key, delivery_note_number
CHUNK = 500  # values in one IN ()


_c = delivery_notes.c
_REVISIONS = sa.select(
    _c.id,
    _c.supplier_key,
    _c.delivery_note_number,
    _c.series,
    _c.revision,
    _c.status,
    _c.document_function,
    _c.issue_date,
    _c.issued_at,
    _c.content_hash,
    _c.content_version,
).where(
    _c.supplier_key == sa.bindparam("supplier"),
    _c.delivery_note_number.in_(sa.bindparam("names", expanding=True)),
)


@dataclass(slots=True)
class PendingNote:
    """A note that is decided and not yet written."""

    message: int
    supplier_key: str
    supplier: str
    branch: str | None
    series: int
    revision: int
    content_hash: str
    draft: Draft
    encoded: Encoded
    status: str = "open"
    changed_by: int | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A revision in the store, or one that this batch decided on."""

    revision: Revision
    id: int | None = None
    pending: PendingNote | None = None


@dataclass(slots=True)
class Shelf:
    """`notes` per supplier and number; `rehashed` are new hashes of older notes, by today's rule."""

    notes: dict[NoteKey, list[Held]] = field(default_factory=dict)
    rehashed: list[dict[str, Any]] = field(default_factory=list)

    def get(self, key: NoteKey) -> list[Held]:
        """Every revision of a number, of all series."""
        return self.notes.get(key, [])

    def load(self, connection: Connection, keys: Iterable[NoteKey], reread: Reread | None = None) -> None:
        """Read the revisions of `keys`; what was read or decided before stays as it is."""
        wanted: dict[str, list[str]] = defaultdict(list)
        for supplier_key, name in dict.fromkeys(keys):
            if (supplier_key, name) not in self.notes:
                self.notes[supplier_key, name] = []
                wanted[supplier_key].append(name)
        rows = [
            row
            for supplier_key, names in wanted.items()
            for chunk in chunks(names)
            for row in connection.execute(_REVISIONS, {"supplier": supplier_key, "names": chunk})
        ]
        received = _received(connection, [row.id for row in rows if row.status == "open"])
        for row in rows:
            held = Held(self._facts(connection, row, row.id in received, reread), row.id)
            self.notes[row.supplier_key, row.delivery_note_number].append(held)

    def forget(self, keys: Iterable[NoteKey]) -> None:
        """Drop what was read of `keys`, so that `load` reads it again."""
        for key in keys:
            self.notes.pop(key, None)

    def _facts(self, connection: Connection, row: sa.Row[Any], received: bool, reread: Reread | None) -> Revision:
        content = row.content_hash
        if row.content_version != CONTENT_VERSION:
            content = content_hash(read_again(connection, row.id, reread))
            self.rehashed.append({"note_id": row.id, "content_hash": content, "content_version": CONTENT_VERSION})
        return Revision(
            row.series,
            row.revision,
            row.status,
            row.document_function or "original",
            row.issue_date,
            row.issued_at,
            content,
            received=received or row.status == "received",
        )


def held_draft(connection: Connection, held: Held) -> Draft:
    """The note of a revision, from this batch or from the store."""
    if held.pending is not None:
        return held.pending.draft
    return load_draft(connection, int(held.id or 0))


def chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """`values` in pieces that fit into one IN ()."""
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


def _received(connection: Connection, ids: Sequence[int]) -> set[int]:
    """Notes of which the goods receipt booked at least one line."""
    c = delivery_note_lines.c
    found: set[int] = set()
    for chunk in chunks(ids):
        query = sa.select(c.delivery_note_id).where(c.delivery_note_id.in_(chunk), c.status == "received").distinct()
        found.update(connection.scalars(query))
    return found


def day_of(moment: datetime | date | None) -> date | None:
    """The day of a moment, in the zone it is given in."""
    return moment.date() if isinstance(moment, datetime) else moment
