"""The documents' bytes: evidence, and what a re-parse reads. Compressed, once per content."""

from __future__ import annotations

import functools
import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.engine import Connection

from .encoding import clean
from .records import StoredFile
from .tables import documents, message_documents


def insert_ignoring(connection: Connection, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert what is not there yet."""
    if not rows:
        return
    connection.execute(_ignoring(connection.dialect.name, table), rows)


@functools.cache
def _ignoring(dialect: str, table: sa.Table) -> sa.Insert:
    if dialect == "sqlite":  # SQLAlchemy compiles ON CONFLICT anew each time
        return sa.insert(table).prefix_with("OR IGNORE")
    return postgres_insert(table).on_conflict_do_nothing()


def save_documents(
    connection: Connection, files: Iterable[tuple[int, Sequence[tuple[str, str | None, bytes]]]], now: datetime
) -> None:
    """Keep the documents of messages: (ledger id, its documents)."""
    contents: dict[str, dict[str, Any]] = {}
    links = []
    for message, documents_of in files:
        for position, (name, media_type, data) in enumerate(documents_of):
            digest = sha256(data).hexdigest()
            contents.setdefault(digest, {"media_type": media_type, "raw": data})
            links.append({"message": message, "position": position, "name": clean(name), "document_sha256": digest})
    rows = [
        {
            "sha256": digest,
            "media_type": content["media_type"],
            "size": len(content["raw"]),
            "data": zlib.compress(content["raw"], 6),
            "created_at": now,
        }
        for digest, content in sorted(contents.items())  # one order for all: two imports at once do not deadlock
    ]
    insert_ignoring(connection, documents, rows)
    insert_ignoring(connection, message_documents, links)


def load_document(connection: Connection, digest: str, name: str | None = None) -> StoredFile | None:
    """The document with this SHA-256."""
    row = connection.execute(
        sa.select(documents.c.media_type, documents.c.data).where(documents.c.sha256 == digest)
    ).one_or_none()
    return None if row is None else StoredFile(name or digest, row.media_type, zlib.decompress(row.data))


def documents_of(connection: Connection, message: int) -> list[StoredFile]:
    """The documents of a message, in the order of the mail."""
    rows = connection.execute(
        sa.select(message_documents.c.name, documents.c.media_type, documents.c.data)
        .join(documents, documents.c.sha256 == message_documents.c.document_sha256)
        .where(message_documents.c.message == message)
        .order_by(message_documents.c.position)
    )
    return [StoredFile(row.name, row.media_type, zlib.decompress(row.data)) for row in rows]
