"""Looking after a database: how large it is, who has been heard when, documents that are kept no longer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from .database import reading, translated
from .tables import documents, message_documents, messages


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes in bytes; `free` is what the disk has left, None where the database is on another machine."""

    database: int
    documents: int
    document_count: int
    free: int | None


def sizes_of(engine: Engine) -> Sizes:
    """How large the database is, and how much of it the documents take."""
    import shutil

    with translated(engine.url), reading(engine) as connection:
        count, stored = connection.execute(
            sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(sa.func.length(documents.c.data)), 0))
        ).one()
        if engine.dialect.name == "postgresql":
            whole = connection.execute(sa.text("SELECT pg_database_size(current_database())")).scalar_one()
            file = ""
        else:
            pages = connection.execute(sa.text("PRAGMA page_count")).scalar_one()
            whole = pages * connection.execute(sa.text("PRAGMA page_size")).scalar_one()
            file = connection.execute(sa.text("PRAGMA database_list")).first().file  # type: ignore[union-attr]
    free = shutil.disk_usage(Path(file).parent).free if file else None
    return Sizes(int(whole), int(stored), int(count), free)


def arrivals(engine: Engine, since: datetime) -> Iterator[tuple[str, datetime]]:
    """Supplier's key and moment of each mail with a note since then, oldest first."""
    query = (
        sa.select(messages.c.supplier_key, messages.c.received_at)
        .where(
            messages.c.outcome.in_(("imported", "duplicate")),
            messages.c.supplier_key.is_not(None),
            messages.c.received_at >= since,
        )
        .order_by(messages.c.received_at)
    )
    with translated(engine.url), reading(engine) as connection:
        for row in connection.execute(query):
            yield row.supplier_key, row.received_at


def drop_documents(engine: Engine, before: datetime) -> int:
    """Delete the documents that no message of this moment or later has; the notes read from them stay."""
    recent = (
        sa.select(message_documents.c.document_sha256)
        .join(messages, messages.c.id == message_documents.c.message)
        .where(messages.c.created_at >= before)
    )
    old = sa.select(documents.c.sha256).where(documents.c.created_at < before, documents.c.sha256.not_in(recent))
    with translated(engine.url), engine.begin() as connection:
        gone = list(connection.scalars(old))
        for start in range(0, len(gone), 500):
            chunk = gone[start : start + 500]
            connection.execute(sa.delete(message_documents).where(message_documents.c.document_sha256.in_(chunk)))
            connection.execute(sa.delete(documents).where(documents.c.sha256.in_(chunk)))
    return len(gone)
