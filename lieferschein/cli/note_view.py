"""A delivery note for people: a head, its lines with what they were serialised as, and what was tolerated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lieferschein.cli.common import table

if TYPE_CHECKING:
    from rich.console import Group
    from rich.table import Table

    from lieferschein.store import NoteEvent

Row = Mapping[str, Any]
ARTICLE = ("supplier_article_number", "gtin", "buyer_article_number", "manufacturer_article_number")


def note_view(note: Row, lines: Sequence[Row], units: Sequence[Row], warnings: Sequence[str] = ()) -> Group:
    """The note, its lines in order and its warnings; `units` name their line by index."""
    from rich.console import Group
    from rich.text import Text

    rows = [
        (
            line.get("line_number"),
            next((str(line[name]) for name in ARTICLE if line.get(name)), ""),
            line.get("description"),
            plain(line.get("quantity")),
            line.get("unit") or line.get("unit_raw"),
            line.get("order_number") or note.get("order_number"),
            _identities([unit for unit in units if unit.get("line") == at]),
        )
        for at, line in enumerate(lines)
    ]
    columns = ("pos", "article", "description", "quantity", "unit", "order", "serial or batch numbers")
    head = Text(_head(note), style="bold")
    return Group(head, table(columns, rows), *(Text(f"warning: {each}", style="yellow") for each in warnings))


def packages_view(packages: Sequence[Row]) -> Table:
    """The handling units of a note."""
    rows = [
        (
            package.get("package_id"),
            package.get("package_type"),
            package.get("tracking_number"),
            plain(package.get("gross_weight_kg")),
            plain(package.get("parent_package")),
        )
        for package in packages
    ]
    return table(("package", "type", "tracking", "kg", "inside"), rows)


def history_view(events: Sequence[NoteEvent]) -> Table:
    """What happened to a note, and the mail that did it."""
    rows = [
        (f"{event.at:%Y-%m-%d %H:%M}", event.action, event.sender, event.subject, event.filed_to) for event in events
    ]
    return table(("at (UTC)", "what", "mail of", "subject", "now in"), rows)


def _head(note: Row) -> str:
    parts = [str(note.get("delivery_note_number"))]
    supplier = note.get("supplier") or note.get("supplier_name")
    if supplier:
        parts.append(f"of {supplier}")
    if note.get("issue_date"):
        parts.append(f"dated {note['issue_date']}")
    destination = note.get("branch") or note.get("ship_to_name")
    if destination:
        parts.append(f"for {destination}")
    return " ".join(parts)


def _identities(units: Sequence[Row]) -> str:
    found = [str(unit.get("serial_number") or unit.get("batch_number") or "") for unit in units]
    return ", ".join(identity for identity in found if identity)


def plain(value: Any) -> str:
    """A decimal without trailing zeros: 2, 0.125."""
    if not isinstance(value, Decimal):
        return "" if value is None else str(value)
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
