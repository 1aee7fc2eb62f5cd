"""The first tables: ledger, documents, notes, leases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

MOMENT = sa.DateTime(timezone=True)
DECIMAL = sa.Numeric(18, 6).with_variant(sa.Text(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "documents",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text()),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_documents")),
    )
    op.create_table(
        "leases",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_leases")),
    )
    op.create_table(
        "messages",
        sa.Column("id", KEY, nullable=False),
        sa.Column("mailbox", sa.Text()),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger()),
        sa.Column("uid", sa.BigInteger()),
        sa.Column("message_id", sa.Text()),
        sa.Column("sender", sa.Text()),
        sa.Column("subject", sa.Text()),
        sa.Column("size", sa.BigInteger()),
        sa.Column("received_at", MOMENT),
        sa.Column("supplier_key", sa.Text()),
        sa.Column("supplier", sa.Text()),
        sa.Column("format", sa.Text()),
        sa.Column("outcome", sa.Text()),
        sa.Column("reason_code", sa.Text()),
        sa.Column("reason_params", JSON),
        sa.Column("reason", sa.Text()),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("attempt_opened_at", MOMENT),
        sa.Column("attempt_alone", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("deaths_alone", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_error", sa.Text()),
        sa.Column("move_plan", JSON),
        sa.Column("filed_to", sa.Text()),
        sa.Column("filed_at", MOMENT),
        sa.Column("vanished_at", MOMENT),
        sa.Column("flow_run_id", sa.Text()),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("account", "folder", "uidvalidity", "uid", name="uq_messages_locator"),
    )
    op.create_index(op.f("ix_messages_created_at"), "messages", ["created_at"], unique=False)
    op.create_index(op.f("ix_messages_message_id"), "messages", ["message_id"], unique=False)
    op.create_table(
        "delivery_notes",
        sa.Column("id", KEY, nullable=False),
        sa.Column("imported_from", KEY, nullable=False),
        sa.Column("supplier_key", sa.Text(), nullable=False),
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column("branch", sa.Text()),
        sa.Column("series", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("status_changed_at", MOMENT, nullable=False),
        sa.Column("status_changed_by", KEY),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("content_version", sa.Integer(), nullable=False),
        sa.Column("imported_at", MOMENT, nullable=False),
        sa.Column("delivery_note_number", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Text()),
        sa.Column("document_function", sa.Text()),
        sa.Column("document_type", sa.Text()),
        sa.Column("issue_date", sa.Date()),
        sa.Column("issued_at", MOMENT),
        sa.Column("despatch_date", sa.Date()),
        sa.Column("expected_delivery_date", sa.Date()),
        sa.Column("supplier_name", sa.Text()),
        sa.Column("supplier_gln", sa.Text()),
        sa.Column("supplier_vat_id", sa.Text()),
        sa.Column("supplier_number", sa.Text()),
        sa.Column("buyer_name", sa.Text()),
        sa.Column("buyer_gln", sa.Text()),
        sa.Column("buyer_customer_number", sa.Text()),
        sa.Column("ship_to_name", sa.Text()),
        sa.Column("ship_to_gln", sa.Text()),
        sa.Column("ship_to_id", sa.Text()),
        sa.Column("ship_to_street", sa.Text()),
        sa.Column("ship_to_postcode", sa.Text()),
        sa.Column("ship_to_city", sa.Text()),
        sa.Column("ship_to_country", sa.Text()),
        sa.Column("order_number", sa.Text()),
        sa.Column("order_date", sa.Date()),
        sa.Column("supplier_order_number", sa.Text()),
        sa.Column("shipment_id", sa.Text()),
        sa.Column("carrier_name", sa.Text()),
        sa.Column("tracking_number", sa.Text()),
        sa.Column("tracking_url", sa.Text()),
        sa.Column("incoterm", sa.Text()),
        sa.Column("currency", sa.Text()),
        sa.Column("gross_weight_kg", DECIMAL),
        sa.Column("package_count", sa.BigInteger()),
        sa.Column("line_count", sa.BigInteger()),
        sa.Column("remarks", sa.Text()),
        sa.Column("source_format", sa.Text()),
        sa.Column("source_version", sa.Text()),
        sa.Column("source_name", sa.Text()),
        sa.Column("source_sha256", sa.Text()),
        sa.Column("warnings", JSON),
        sa.CheckConstraint(
            "status IN ('open', 'superseded', 'cancelled', 'received')", name=op.f("ck_delivery_notes_status")
        ),
        sa.ForeignKeyConstraint(["imported_from"], ["messages.id"], name=op.f("fk_delivery_notes_imported_from")),
        sa.ForeignKeyConstraint(
            ["status_changed_by"], ["messages.id"], name=op.f("fk_delivery_notes_status_changed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_notes")),
        sa.UniqueConstraint(
            "supplier_key", "delivery_note_number", "series", "revision", name="uq_delivery_notes_revision"
        ),
    )
    op.create_index(op.f("ix_delivery_notes_imported_from"), "delivery_notes", ["imported_from"], unique=False)
    op.create_index("ix_delivery_notes_issue_date", "delivery_notes", ["issue_date"], unique=False)
    op.create_index("ix_delivery_notes_number", "delivery_notes", ["delivery_note_number"], unique=False)
    op.create_index("ix_delivery_notes_source", "delivery_notes", ["source_sha256"], unique=False)
    op.create_index("ix_delivery_notes_supplier", "delivery_notes", ["supplier_key", "issue_date"], unique=False)
    op.create_index(
        "uq_delivery_notes_current",
        "delivery_notes",
        ["supplier_key", "delivery_note_number", "series"],
        unique=True,
        sqlite_where=sa.text("status IN ('open', 'received')"),
        postgresql_where=sa.text("status IN ('open', 'received')"),
    )
    op.create_table(
        "message_documents",
        sa.Column("message", KEY, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("document_sha256", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_sha256"], ["documents.sha256"], name=op.f("fk_message_documents_document_sha256")
        ),
        sa.ForeignKeyConstraint(
            ["message"], ["messages.id"], name=op.f("fk_message_documents_message"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("message", "position", name=op.f("pk_message_documents")),
    )
    op.create_index(
        op.f("ix_message_documents_document_sha256"), "message_documents", ["document_sha256"], unique=False
    )
    op.create_table(
        "delivery_note_lines",
        sa.Column("delivery_note_id", KEY, nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("line_number", sa.Text()),
        sa.Column("supplier_article_number", sa.Text()),
        sa.Column("buyer_article_number", sa.Text()),
        sa.Column("manufacturer_article_number", sa.Text()),
        sa.Column("gtin", sa.Text()),
        sa.Column("description", sa.Text()),
        sa.Column("attributes", JSON),
        sa.Column("quantity", DECIMAL, nullable=False),
        sa.Column("unit", sa.Text()),
        sa.Column("unit_raw", sa.Text()),
        sa.Column("ordered_quantity", DECIMAL),
        sa.Column("outstanding_quantity", DECIMAL),
        sa.Column("outstanding_reason", sa.Text()),
        sa.Column("order_number", sa.Text()),
        sa.Column("order_line", sa.Text()),
        sa.Column("order_date", sa.Date()),
        sa.Column("supplier_order_number", sa.Text()),
        sa.Column("supplier_order_line", sa.Text()),
        sa.Column("customer_reference", sa.Text()),
        sa.Column("ownership", sa.Text()),
        sa.Column("unit_price", DECIMAL),
        sa.Column("line_total", DECIMAL),
        sa.Column("currency", sa.Text()),
        sa.Column("country_of_origin", sa.Text()),
        sa.Column("customs_tariff_number", sa.Text()),
        sa.Column("remarks", sa.Text()),
        sa.Column("status", sa.Text(), nullable=False),
        sa.CheckConstraint("status IN ('open', 'received', 'deleted')", name=op.f("ck_delivery_note_lines_status")),
        sa.ForeignKeyConstraint(
            ["delivery_note_id"],
            ["delivery_notes.id"],
            name=op.f("fk_delivery_note_lines_delivery_note_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("delivery_note_id", "line", name=op.f("pk_delivery_note_lines")),
    )
    op.create_table(
        "note_events",
        sa.Column("id", KEY, nullable=False),
        sa.Column("message", KEY, nullable=False),
        sa.Column("delivery_note_id", KEY, nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_note_id"],
            ["delivery_notes.id"],
            name=op.f("fk_note_events_delivery_note_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["message"], ["messages.id"], name=op.f("fk_note_events_message"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_events")),
    )
    op.create_index(op.f("ix_note_events_delivery_note_id"), "note_events", ["delivery_note_id"], unique=False)
    op.create_index(op.f("ix_note_events_message"), "note_events", ["message"], unique=False)
    op.create_table(
        "packages",
        sa.Column("delivery_note_id", KEY, nullable=False),
        sa.Column("package", sa.BigInteger(), nullable=False),
        sa.Column("package_id", sa.Text()),
        sa.Column("package_id_type", sa.Text()),
        sa.Column("parent_package", sa.BigInteger()),
        sa.Column("package_type", sa.Text()),
        sa.Column("tracking_number", sa.Text()),
        sa.Column("gross_weight_kg", DECIMAL),
        sa.Column("package_count", sa.BigInteger()),
        sa.ForeignKeyConstraint(
            ["delivery_note_id"], ["delivery_notes.id"], name=op.f("fk_packages_delivery_note_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("delivery_note_id", "package", name=op.f("pk_packages")),
    )
    op.create_table(
        "units",
        sa.Column("delivery_note_id", KEY, nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.BigInteger(), nullable=False),
        sa.Column("serial_number", sa.Text()),
        sa.Column("batch_number", sa.Text()),
        sa.Column("expiry_date", sa.Date()),
        sa.Column("best_before_date", sa.Date()),
        sa.Column("production_date", sa.Date()),
        sa.Column("udi", sa.Text()),
        sa.Column("package", sa.BigInteger()),
        sa.Column("quantity", DECIMAL),
        sa.ForeignKeyConstraint(
            ["delivery_note_id"], ["delivery_notes.id"], name=op.f("fk_units_delivery_note_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("delivery_note_id", "line", "unit", name=op.f("pk_units")),
    )
