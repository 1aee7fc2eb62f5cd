"""Run by Alembic: applies the migrations on the connection, and in the transaction, that lieferschein.store gives."""

from __future__ import annotations

from alembic import context

from lieferschein.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # SQLite can roll DDL back too
)
context.run_migrations()
