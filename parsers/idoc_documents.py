"""Segments of SAP's documents of sales and purchasing (E1EDK01, E1EDP01), as some write a despatch advice with them."""

from __future__ import annotations

from collections.abc import Callable

from .idoc_records import Segment
from .idoc_state import DeliveryReader, Item
from .remarks import add_remark
from .units_of_weight import kilograms
from .values import clean

# E1EDK02, E1EDP02 QUALF: the document that is named
DELIVERY, OUR_ORDER, THEIR_ORDER = "012", "001", "002"
# E1EDP19 QUALF: whose number of the article it is
ARTICLES = {
    "001": "buyer_article_number",
    "002": "supplier_article_number",
    "003": "gtin",
    "004": "manufacturer_article_number",
    "010": "batch",
}
INCOTERM = "001"  # E1EDK17 QUALF
LINES = "001"  # E1EDS01 SUMID


def _document(reader: DeliveryReader, segment: Segment) -> None:
    """E1EDK01: number, weight, currency."""
    note, fields = reader.draft.note, segment.fields
    reader.own = clean(fields.get("BELNR"))
    if clean(fields.get("CURCY")):
        note["currency"] = fields["CURCY"]
    weight = reader.measure(segment, "BRGEW")
    in_kilograms = kilograms(weight, fields.get("GEWEI", "KGM")) if weight else None
    if in_kilograms is not None:
        note["gross_weight_kg"] = in_kilograms


def _named(reader: DeliveryReader, segment: Segment) -> None:
    """E1EDK02, E1EDP02: the delivery note, our order, the supplier's order."""
    fields = segment.fields
    kind, number = fields.get("QUALF"), clean(fields.get("BELNR"))
    if number is None:
        return
    row = reader.draft.note if segment.name == "E1EDK02" else reader.item
    if kind == DELIVERY and segment.name == "E1EDK02":
        reader.external = number
    elif row is not None and kind in (OUR_ORDER, THEIR_ORDER):
        prefix = "" if kind == OUR_ORDER else "supplier_"
        row[f"{prefix}order_number"] = number
        if clean(fields.get("ZEILE")) and segment.name == "E1EDP02":
            row[f"{prefix}order_line"] = fields["ZEILE"]
        day = reader.date(segment, "DATUM") if kind == OUR_ORDER else None
        if day is not None:
            row["order_date"] = day


def _terms(reader: DeliveryReader, segment: Segment) -> None:
    """E1EDK17: terms of delivery."""
    code = clean(segment.fields.get("LKOND"))
    if code and segment.fields.get("QUALF") == INCOTERM:
        reader.draft.note["incoterm"] = code


def _position(reader: DeliveryReader, segment: Segment) -> None:
    """E1EDP01: an item with its quantity."""
    item = Item(segment)
    item.position = segment.fields.get("POSEX", "")
    reader.items.append(item)
    reader.item = item.row
    if item.position:
        item.row["line_number"] = item.position
    item.quantity = reader.number(segment, "MENGE")
    if clean(segment.fields.get("MENEE")):
        item.row["unit_raw"] = segment.fields["MENEE"]


def _article(reader: DeliveryReader, segment: Segment) -> None:
    """E1EDP19: a number of the article, its description."""
    fields, row = segment.fields, reader.item
    column, number = ARTICLES.get(fields.get("QUALF", "")), clean(fields.get("IDTNR"))
    if row is None:
        return
    if column == "batch":
        reader.items[-1].batch = number
    elif column is not None and number is not None:
        row[column] = number
    if clean(fields.get("KTEXT")):
        row.setdefault("description", fields["KTEXT"])


def _text(reader: DeliveryReader, segment: Segment) -> None:
    """E1EDKT2, E1EDPT2: a line of text of the header or of the item."""
    text = clean(segment.fields.get("TDLINE"))
    row = reader.draft.note if segment.name == "E1EDKT2" or reader.item is None else reader.item
    if text:
        add_remark(row, text)


def _total(reader: DeliveryReader, segment: Segment) -> None:
    """E1EDS01: the number of items."""
    if segment.fields.get("SUMID") == LINES:
        count = reader.measure(segment, "SUMME")
        if count is not None and count == count.to_integral_value() and count >= 0:
            reader.draft.note["line_count"] = int(count)


DOCUMENT: dict[str, Callable[[DeliveryReader, Segment], None]] = {
    "E1EDK01": _document,
    "E1EDK02": _named,
    "E1EDK17": _terms,
    "E1EDKT2": _text,
    "E1EDP01": _position,
    "E1EDP02": _named,
    "E1EDP19": _article,
    "E1EDPT2": _text,
    "E1EDS01": _total,
}
