"""SPECTARIS, the trade association of optics: XML with the root AdvancedShippingNote. Experimental.

Publicly documented are only the root and its attributes. What stands below is understood by the usual names of the
trade, in elements or attributes; every name that is not understood is reported as a warning.
"""

from __future__ import annotations

import re
from typing import Any

from .draft import Draft, Options, Parsed, Row
from .errors import Unreadable
from .splits import identify, lay_into
from .values import clean, iso_moment
from .xmlformat import XmlFormat
from .xmlkinds import kind_of
from .xmlpaths import AMOUNT, DATE, NUMBER, TEXT, Attributes, Kind, read, read_text
from .xmlprolog import Root
from .xmltree import Element, local_name, place_of

ROOT = "AdvancedShippingNote"
HEADER = Attributes(  # the documented part
    ("advancedShippingNoteID", "delivery_note_number", TEXT),
    ("generationDate", "issue_date", DATE),
)
# Names (without case and separators) of elements or attributes → column; the trade's usual ones
NOTE_FIELDS: dict[str, tuple[str, Kind]] = {
    "deliverydate": ("expected_delivery_date", DATE),
    "shippingdate": ("despatch_date", DATE),
    "customernumber": ("buyer_customer_number", TEXT),
    "customerid": ("buyer_customer_number", TEXT),
    "suppliername": ("supplier_name", TEXT),
    "supplierid": ("supplier_number", TEXT),
    "suppliergln": ("supplier_gln", TEXT),
    "carrier": ("carrier_name", TEXT),
    "trackingnumber": ("tracking_number", TEXT),
    "orderid": ("order_number", TEXT),
    "ordernumber": ("order_number", TEXT),
    "orderdate": ("order_date", DATE),
}
LINE_FIELDS: dict[str, tuple[str, Kind]] = {
    "quantity": ("quantity", NUMBER),
    "deliveredquantity": ("quantity", NUMBER),
    "amount": ("quantity", NUMBER),
    "unit": ("unit_raw", TEXT),
    "quantityunit": ("unit_raw", TEXT),
    "positionid": ("line_number", TEXT),
    "positionnumber": ("line_number", TEXT),
    "position": ("line_number", TEXT),
    "lineid": ("line_number", TEXT),
    "articlenumber": ("supplier_article_number", TEXT),
    "articleid": ("supplier_article_number", TEXT),
    "supplierarticlenumber": ("supplier_article_number", TEXT),
    "buyerarticlenumber": ("buyer_article_number", TEXT),
    "manufacturerarticlenumber": ("manufacturer_article_number", TEXT),
    "gtin": ("gtin", TEXT),
    "ean": ("gtin", TEXT),
    "articlename": ("description", TEXT),
    "description": ("description", TEXT),
    "orderid": ("order_number", TEXT),
    "ordernumber": ("order_number", TEXT),
    "orderposition": ("order_line", TEXT),
    "orderdate": ("order_date", DATE),
    "commission": ("customer_reference", TEXT),
    "customerreference": ("customer_reference", TEXT),
    "price": ("unit_price", AMOUNT),
    "sscc": ("sscc", TEXT),
}
PIECE_FIELDS: dict[str, tuple[str, Kind]] = {
    "serialnumber": ("serial_number", TEXT),
    "batchnumber": ("batch_number", TEXT),
    "lotnumber": ("batch_number", TEXT),
    "expirydate": ("expiry_date", DATE),
    "bestbeforedate": ("best_before_date", DATE),
}
_QUANTITIES = frozenset(name for name, (column, _) in LINE_FIELDS.items() if column == "quantity")
_MAX_DEPTH = 64
_CURRENCIES = {"euro": "EUR", "€": "EUR"}
_SEPARATORS = re.compile(r"[\W_]+")


class Spectaris(XmlFormat):
    """SPECTARIS AdvancedShippingNote."""

    name = "spectaris"
    title = "SPECTARIS optics XML, AdvancedShippingNote (experimental: unknown elements are reported)"
    kind = staticmethod(lambda root, data=b"": kind_of(root, data) if root.name == ROOT else None)

    def confidence(self, root: Root, data: bytes) -> int:
        """Sure by the root without a namespace and its documented attribute."""
        if root.name != ROOT or root.namespace:
            return 0
        return 100 if b"advancedShippingNoteID" in data else 70

    def read(self, root: Element, options: Options, parsed: Parsed) -> None:
        """The one note of the document."""
        if local_name(root) == ROOT:
            parsed.drafts.append(_Reader(root, options).note())


class _Reader:
    """Reads one note, and keeps count of the names that it does not understand."""

    def __init__(self, root: Element, options: Options) -> None:
        self.root = root
        self.options = options
        self.draft = Draft(ROOT)
        self.unknown: dict[str, int] = {}
        self.packages: dict[str, int] = {}

    def note(self) -> Draft:
        """The note with its lines."""
        note = self.draft.note
        HEADER.fill(note, self.root, self.draft.warnings)
        stamp = clean(self.root.get("generationDate"))
        if stamp and len(stamp) > 10:
            try:
                note["issued_at"] = iso_moment(stamp, self.options.get("timezone"))
            except (ValueError, OverflowError):
                place = place_of(self.root, "generationDate")
                self.draft.warnings.append(f"{place}: {stamp[:80]!r} is not a moment; left out")
        currency = clean(self.root.get("currency"))
        if currency:
            note["currency"] = _CURRENCIES.get(currency.lower(), currency)
        for name in _keys(self.root):
            if name not in ("advancedShippingNoteID", "generationDate", "currency") and not name.startswith("{"):
                self._miss(f"@{name}")
        self._walk(self.root, 0)
        for name, times in self.unknown.items():
            self.draft.warnings.append(f"{ROOT}: {name} is not understood ({times} times); left out")
        return self.draft

    def _miss(self, name: str) -> None:
        if name in self.unknown or len(self.unknown) < 100:
            self.unknown[name] = self.unknown.get(name, 0) + 1

    def _walk(self, element: Element, depth: int) -> None:
        if depth > _MAX_DEPTH:
            raise Unreadable("The document is nested too deeply.")
        for child in element:
            fields = _fields(child)
            if any(name in _QUANTITIES for name, *_ in fields):
                self._line(child, fields)
            elif len(child):
                self._attributes(child)
                self._walk(child, depth + 1)
            else:
                self._attributes(child)
                self._note_field(_plain(local_name(child)), child, None)

    def _attributes(self, element: Element) -> None:
        for name in _keys(element):
            self._note_field(_plain(name), element, name)

    def _note_field(self, name: str, element: Element, attribute: str | None) -> None:
        known = NOTE_FIELDS.get(name)
        if known is None:
            self._miss(f"@{attribute}" if attribute else local_name(element))
        else:
            self._set(self.draft.note, known, element, attribute)

    def _set(self, row: Row, known: tuple[str, Kind], element: Element, attribute: str | None) -> None:
        column, kind = known
        if column in row:
            return
        value = (
            read(element, kind, self.draft.warnings)
            if attribute is None
            else read_text(element.get(attribute), kind, element, attribute, self.draft.warnings)
        )
        if value is not None:
            row[column] = value

    def _line(self, element: Element, fields: list[tuple[str, Element, str | None]]) -> None:
        line: Row = {}
        pieces: list[Row] = []
        common: Row = {}
        for name, holder, attribute in fields:
            if name in PIECE_FIELDS:
                piece: Row = {}
                self._set(piece, PIECE_FIELDS[name], holder, attribute)
                if "serial_number" in piece:
                    pieces.append(piece)
                else:
                    common.update(piece)
            elif name in LINE_FIELDS:
                self._set(line, LINE_FIELDS[name], holder, attribute)
            else:
                self._miss(f"{local_name(element)}/{'@' + attribute if attribute else local_name(holder)}")
        sscc = line.pop("sscc", None)
        rows: list[Row] = [{**common, **piece} for piece in pieces] or ([common] if common else [])
        self.draft.units.extend(lay_into(len(self.draft.lines), rows, self._share(sscc)))
        self.draft.lines.append(line)

    def _share(self, sscc: Any) -> list[tuple[int, None]]:
        if sscc is None:
            return []
        if sscc not in self.packages:
            self.packages[sscc] = len(self.draft.packages)
            package: Row = {}
            identify(package, sscc)
            self.draft.packages.append(package)
        return [(self.packages[sscc], None)]


def _plain(name: str) -> str:
    return _SEPARATORS.sub("", name).lower()


def _fields(element: Element) -> list[tuple[str, Element, str | None]]:
    """The attributes and leaves of an element, and those of its children: name, element, attribute."""
    fields: list[tuple[str, Element, str | None]] = [(_plain(key), element, key) for key in _keys(element)]
    for child in element:
        if len(child):
            continue
        fields.append((_plain(local_name(child)), child, None))
        fields.extend((_plain(local_name(child) + key), child, key) for key in _keys(child))
    return fields


def _keys(element: Element) -> list[str]:
    return [str(key) for key, _ in element.items()]
