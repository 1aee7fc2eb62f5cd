"""The tables. Those of the note derive their columns, names and types from `parsers.schema`."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, UniqueConstraint

from parsers.schema import LINES, NOTES, PACKAGES, UNITS

from .types import ExactDecimal, Json, Key, Moment, column_type

NOTE_STATUSES = ("open", "superseded", "cancelled", "received")
LINE_STATUSES = ("open", "received", "deleted")
CURRENT = ("open", "received")  # a note that counts; at most one revision of a series

ARTICLE_COLUMNS = ("supplier_article_number", "buyer_article_number", "manufacturer_article_number")

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def _canonical(schema: pa.Schema, *keys: str) -> list[Column[Any]]:
    return [
        Column(field.name, column_type(field.type), nullable=field.nullable, primary_key=field.name in keys)
        for field in schema
        if field.name != "note"
    ]


def _of_note() -> Column[Any]:
    return Column("delivery_note_id", Key, ForeignKey("delivery_notes.id", ondelete="CASCADE"), primary_key=True)


def _lookup(table: Table, *columns: str) -> None:
    """Indices to look things up by, of the rows that say something."""
    for name in columns:
        told = table.c[name].is_not(None)
        Index(f"ix_{table.name}_{name}", table.c[name], sqlite_where=told, postgresql_where=told)


def _one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


# The ledger. `account` (user@host) and not the mailbox's name in the settings is part of the locator: a name may be
# given to another account, where the same UID is another mail; a renamed mailbox keeps its ledger.
messages = Table(
    "messages",
    metadata,
    Column("id", Key, primary_key=True),
    Column("mailbox", sa.Text),
    Column("account", sa.Text, nullable=False),
    Column("folder", sa.Text, nullable=False),
    Column("uidvalidity", sa.BigInteger),
    Column("uid", sa.BigInteger),
    Column("message_id", sa.Text, index=True),
    Column("sender", sa.Text),
    Column("subject", sa.Text),
    Column("size", sa.BigInteger),
    Column("received_at", Moment),
    Column("supplier_key", sa.Text),
    Column("supplier", sa.Text),
    Column("format", sa.Text),
    Column("outcome", sa.Text),
    Column("reason_code", sa.Text),
    Column("reason_params", Json),
    Column("reason", sa.Text),
    Column("attempts", sa.Integer, nullable=False, server_default="0"),
    Column("attempt_opened_at", Moment),  # set while an attempt is open
    Column("attempt_alone", sa.Boolean, nullable=False, server_default=sa.false()),
    Column("deaths_alone", sa.Integer, nullable=False, server_default="0"),  # attempts alone that nothing closed
    Column("failures", sa.Integer, nullable=False, server_default="0"),  # unknown exceptions
    Column("last_error", sa.Text),
    Column("move_plan", Json),
    Column("filed_to", sa.Text),
    Column("filed_at", Moment),
    Column("vanished_at", Moment),
    Column("flow_run_id", sa.Text),
    Column("created_at", Moment, nullable=False, index=True),
    Column("decided_at", Moment),
    UniqueConstraint("account", "folder", "uidvalidity", "uid", name="uq_messages_locator"),
)

documents = Table(
    "documents",
    metadata,
    Column("sha256", sa.Text, primary_key=True),
    Column("media_type", sa.Text),
    Column("size", sa.BigInteger, nullable=False),
    Column("data", sa.LargeBinary, nullable=False),  # compressed with zlib
    Column("created_at", Moment, nullable=False),
)

message_documents = Table(
    "message_documents",
    metadata,
    Column("message", Key, ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True),
    Column("position", sa.Integer, primary_key=True, autoincrement=False),
    Column("name", sa.Text),
    Column("document_sha256", sa.Text, ForeignKey("documents.sha256"), nullable=False, index=True),
)

delivery_notes = Table(
    "delivery_notes",
    metadata,
    Column("id", Key, primary_key=True),
    Column("imported_from", Key, ForeignKey("messages.id"), nullable=False, index=True),
    Column("supplier_key", sa.Text, nullable=False),
    Column("supplier", sa.Text, nullable=False),
    Column("branch", sa.Text),
    Column("series", sa.Integer, nullable=False),
    Column("revision", sa.Integer, nullable=False),
    Column("status", sa.Text, nullable=False),
    Column("status_changed_at", Moment, nullable=False),
    Column("status_changed_by", Key, ForeignKey("messages.id")),
    Column("content_hash", sa.Text, nullable=False),
    Column("content_version", sa.Integer, nullable=False),
    Column("imported_at", Moment, nullable=False),
    *_canonical(NOTES),
    UniqueConstraint("supplier_key", "delivery_note_number", "series", "revision", name="uq_delivery_notes_revision"),
    _one_of("status", NOTE_STATUSES),
)
Index(
    "uq_delivery_notes_current",
    delivery_notes.c.supplier_key,
    delivery_notes.c.delivery_note_number,
    delivery_notes.c.series,
    unique=True,
    sqlite_where=delivery_notes.c.status.in_(CURRENT),
    postgresql_where=delivery_notes.c.status.in_(CURRENT),
)
Index("ix_delivery_notes_supplier", delivery_notes.c.supplier_key, delivery_notes.c.issue_date)
Index("ix_delivery_notes_issue_date", delivery_notes.c.issue_date)
Index("ix_delivery_notes_number", delivery_notes.c.delivery_note_number)
Index("ix_delivery_notes_source", delivery_notes.c.source_sha256)
Index("ix_delivery_notes_supplier_name", delivery_notes.c.supplier)
_lookup(delivery_notes, "order_number")

delivery_note_lines = Table(
    "delivery_note_lines",
    metadata,
    _of_note(),
    *_canonical(LINES, "line"),
    Column("status", sa.Text, nullable=False),
    _one_of("status", LINE_STATUSES),
)

_lookup(delivery_note_lines, *ARTICLE_COLUMNS, "gtin", "order_number")

packages = Table("packages", metadata, _of_note(), *_canonical(PACKAGES, "package"))

units = Table("units", metadata, _of_note(), *_canonical(UNITS, "line", "unit"))
_lookup(units, "serial_number", "batch_number")

# What each message did to each note, in order: the history of a note, and what a hand-off follows.
note_events = Table(
    "note_events",
    metadata,
    Column("id", Key, primary_key=True),
    Column("message", Key, ForeignKey("messages.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("delivery_note_id", Key, ForeignKey("delivery_notes.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("action", sa.Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)

# What was handed over to another system, one row per event. A row without `handed_over_at` is a promise: its file lies
# complete in the staging folder, or was moved from there to where the other system takes it.
handoffs = Table(
    "handoffs",
    metadata,
    Column("event", Key, ForeignKey("note_events.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("directory", sa.Text, nullable=False),
    Column("file", sa.Text, nullable=False),
    Column("staged", sa.Text, nullable=False),
    Column("promised_at", Moment, nullable=False),
    Column("handed_over_at", Moment),
)
Index(
    "ix_handoffs_promised",
    handoffs.c.event,
    sqlite_where=handoffs.c.handed_over_at.is_(None),
    postgresql_where=handoffs.c.handed_over_at.is_(None),
)

# Our open orders, as the ERP gives them; what is delivered is compared with them.
open_orders = Table(
    "open_orders",
    metadata,
    Column("id", Key, primary_key=True),
    Column("order_number", sa.Text, nullable=False, index=True),
    Column("order_line", sa.Text),
    Column("supplier", sa.Text),
    Column("article_number", sa.Text),
    Column("quantity", ExactDecimal, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("key", sa.Text, primary_key=True),
    Column("token", sa.Text, nullable=False),
    Column("holder", sa.Text, nullable=False),
    Column("since", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)
