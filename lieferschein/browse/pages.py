"""What the web page shows: which tables, which of their columns count, and questions that people ask."""

from __future__ import annotations

from typing import Any

HIDDEN = ("alembic_version", "documents", "message_documents", "leases", "handoffs", "open_orders")

ABOUT = """
<form action="/{database}/search"><p><label><b>Find</b> a delivery note, order, article, GTIN, serial or batch
number: <input type="text" name="text"></label> <input type="submit" value="Find"></p></form>
<p><a href="/{database}/delivery_notes?_facet=supplier&_facet=status&_facet=branch&_sort_desc=id{notes}">Delivery
notes</a> ·
<a href="/{database}/messages?_facet=outcome&_facet=supplier&_facet=reason_code&_sort_desc=id{mails}">Mails</a> ·
<a href="/{database}/suppliers">Suppliers</a> · <a href="/{database}/expiring">Batches that expire</a></p>
"""
NOTE_COLUMNS = ("delivery_note_number", "revision", "status", "supplier", "issue_date", "branch", "order_number")
MAIL_COLUMNS = ("outcome", "supplier", "sender", "subject", "reason", "received_at", "filed_to")

SEARCH = """
select '/{database}/note?number=' || replace(n.delivery_note_number, ' ', '%20') as note,
  n.supplier, n.issue_date, n.status, l.line_number,
  coalesce(l.supplier_article_number, l.gtin, l.buyer_article_number) as article, l.description, l.quantity, l.unit,
  (select group_concat(coalesce(u.serial_number, u.batch_number), ', ') from units u
    where u.delivery_note_id = l.delivery_note_id and u.line = l.line) as serial_or_batch
from delivery_note_lines l join delivery_notes n on n.id = l.delivery_note_id
where (l.delivery_note_id, l.line) in (
  select delivery_note_id, line from units where serial_number = trim(:text)
  union select delivery_note_id, line from units where batch_number = trim(:text)
  union select delivery_note_id, line from delivery_note_lines where gtin = trim(:text)
  union select delivery_note_id, line from delivery_note_lines where supplier_article_number = trim(:text)
  union select delivery_note_id, line from delivery_note_lines where buyer_article_number = trim(:text)
  union select delivery_note_id, line from delivery_note_lines where manufacturer_article_number = trim(:text)
  union select delivery_note_id, line from delivery_note_lines where order_number = trim(:text)
  union select b.delivery_note_id, b.line from delivery_notes a join delivery_note_lines b on b.delivery_note_id = a.id
    where a.delivery_note_number = trim(:text)
  union select b.delivery_note_id, b.line from delivery_notes a join delivery_note_lines b on b.delivery_note_id = a.id
    where a.order_number = trim(:text)
) order by n.id desc, l.line limit 500
"""
NOTE = """
select n.supplier, n.revision, n.status, n.issue_date, n.branch, l.line_number,
  coalesce(l.supplier_article_number, l.gtin, l.buyer_article_number) as article, l.description, l.quantity, l.unit,
  coalesce(l.order_number, n.order_number) as order_number, l.status as line_status,
  (select group_concat(coalesce(u.serial_number, u.batch_number), ', ') from units u
    where u.delivery_note_id = l.delivery_note_id and u.line = l.line) as serial_or_batch
from delivery_notes n left join delivery_note_lines l on l.delivery_note_id = n.id
where n.delivery_note_number = trim(:number) order by n.id, l.line
"""
SUPPLIERS = """
select supplier, count(*) as notes, max(issue_date) as last_note,
  cast(julianday('now') - julianday(max(issue_date)) as integer) as days_ago
from delivery_notes where status in ('open', 'received') group by supplier_key order by last_note
"""
EXPIRING = """
select u.batch_number, u.expiry_date, n.supplier, n.delivery_note_number, l.description, u.quantity
from units u join delivery_note_lines l on l.delivery_note_id = u.delivery_note_id and l.line = u.line
join delivery_notes n on n.id = u.delivery_note_id
where n.status in ('open', 'received') and u.expiry_date <= date('now', '+90 days') order by u.expiry_date limit 1000
"""


def metadata(database: str) -> dict[str, Any]:
    """Datasette's metadata for a database of this name."""
    about = ABOUT.format(database=database, notes=_columns(NOTE_COLUMNS), mails=_columns(MAIL_COLUMNS))
    queries = {
        "search": ("Find", SEARCH.replace("{database}", database)),
        "note": ("A delivery note, every revision", NOTE),
        "suppliers": ("Suppliers, the longest silent first", SUPPLIERS),
        "expiring": ("Batches that expire within 90 days", EXPIRING),
    }
    tables: dict[str, dict[str, Any]] = {name: {"hidden": True} for name in HIDDEN}
    tables |= {
        "delivery_notes": {
            "label_column": "delivery_note_number",
            "facets": ["supplier", "status", "branch"],
            "sort_desc": "id",
        },
        "messages": {"label_column": "subject", "facets": ["outcome", "supplier", "reason_code"], "sort_desc": "id"},
        "delivery_note_lines": {"facets": ["status", "unit"]},
    }
    return {
        "title": "Delivery notes",
        "description_html": about,
        "databases": {
            database: {
                "description_html": about,
                "tables": tables,
                "queries": {name: {"title": title, "sql": sql.strip()} for name, (title, sql) in queries.items()},
            }
        },
    }


def _columns(names: tuple[str, ...]) -> str:
    return "".join(f"&_col={name}" for name in names)
