"""Indices to look things up by; what was handed over to another system; our open orders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

MOMENT = sa.DateTime(timezone=True)
DECIMAL = sa.Numeric(18, 6).with_variant(sa.Text(), "sqlite")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0002"
down_revision = "0001"

LOOKUPS = (
    ("delivery_notes", "order_number"),
    ("delivery_note_lines", "supplier_article_number"),
    ("delivery_note_lines", "buyer_article_number"),
    ("delivery_note_lines", "manufacturer_article_number"),
    ("delivery_note_lines", "gtin"),
    ("delivery_note_lines", "order_number"),
    ("units", "serial_number"),
    ("units", "batch_number"),
)


def upgrade() -> None:
    """Add them."""
    for table, column in LOOKUPS:
        told = sa.text(f"{column} IS NOT NULL")
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], sqlite_where=told, postgresql_where=told)
    op.create_index(op.f("ix_delivery_notes_supplier_name"), "delivery_notes", ["supplier"])
    op.create_table(
        "handoffs",
        sa.Column("event", KEY, autoincrement=False, nullable=False),
        sa.Column("directory", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("staged", sa.Text(), nullable=False),
        sa.Column("promised_at", MOMENT, nullable=False),
        sa.Column("handed_over_at", MOMENT),
        sa.PrimaryKeyConstraint("event", name=op.f("pk_handoffs")),
        sa.ForeignKeyConstraint(["event"], ["note_events.id"], name=op.f("fk_handoffs_event"), ondelete="CASCADE"),
    )
    promised = sa.text("handed_over_at IS NULL")
    op.create_index(
        op.f("ix_handoffs_promised"), "handoffs", ["event"], sqlite_where=promised, postgresql_where=promised
    )
    op.create_table(
        "open_orders",
        sa.Column("id", KEY, nullable=False),
        sa.Column("order_number", sa.Text(), nullable=False),
        sa.Column("order_line", sa.Text()),
        sa.Column("supplier", sa.Text()),
        sa.Column("article_number", sa.Text()),
        sa.Column("quantity", DECIMAL, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_orders")),
    )
    op.create_index(op.f("ix_open_orders_order_number"), "open_orders", ["order_number"])
