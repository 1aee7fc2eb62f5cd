"""Items of openTRANS: article, references, pieces and batches, handling units."""

from __future__ import annotations

from itertools import zip_longest

from .draft import Draft, Row
from .identifiers import is_gtin
from .opentrans_tables import FEATURE, ITEM, PACKAGE, TRACKING
from .splits import Share, identify, lay_into
from .table_serials import split_serials
from .udi import complete_from_udi
from .xmlformat import remark
from .xmlpaths import Found, joined, per_unit, text_of
from .xmltree import Element, local_name, place_of

# What most items do not have: asked for at once
_DESCRIBED = frozenset(
    {
        *("REMARKS*", "REMARK*", "ITEM_UDX*"),
        *("PRODUCT_FEATURES/FEATURE*", "ARTICLE_FEATURES/FEATURE*"),
    }
)
_PACKED = frozenset(
    {
        *("LOGISTIC_DETAILS/PACKAGE_INFO/PACKAGE*", "PACKAGE_INFO/PACKAGE*"),
        *("LOGISTIC_DETAILS/PACKAGE_INFO/TRACKING_INFO*", "PACKAGE_INFO/TRACKING_INFO*"),
    }
)
_GTIN_TYPES = frozenset({"ean", "gtin", "upc", "ean13", "ean8", "gtin13", "gtin14"})
OWNERSHIP = {
    "consignment": "consignment",
    "kommission": "consignment",
    "kommissionsware": "consignment",
    "konsignation": "consignment",
    "purchase": "purchase",
    "kauf": "purchase",
    "festbestellung": "purchase",
    "credit_stock": "credit_stock",
    "auswahl": "credit_stock",
}


class Packages:
    """The handling units of a note: PACKAGE of the header and of the items, each identifier one row."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self._known: dict[str, int] = {}

    def add(self, elements: list[Element], parent: int | None = None) -> list[Share]:
        """Read handling units; the innermost ones, with the quantity in them."""
        shares: list[Share] = []
        for element in elements:
            found = PACKAGE.find(element)
            row: Row = {}
            PACKAGE.fill(row, found, self.draft.warnings)
            quantity = row.pop("quantity", None)
            index = self._index(text_of(found.get("PACKAGE_ID")), row, parent)
            inner = self.add(found.get("SUB_PACKAGES/PACKAGE*", []), index)
            if inner:
                shares.extend(inner)
            elif index is not None:
                shares.append((index, quantity))
        return shares

    def track(self, elements: list[Element]) -> list[Share]:
        """Parcels that are known by their tracking number only."""
        shares: list[Share] = []
        for element in elements:
            found = TRACKING.find(element)
            number, carrier = text_of(found.get("TRACKING_ID")), text_of(found.get("CARRIER_NAME"))
            if carrier:
                self.draft.note.setdefault("carrier_name", carrier)
            if number is None:
                continue
            known = number in self._known
            index = self._index(number, {"tracking_number": number}, None)
            if index is None:
                continue
            if not known and self.draft.packages[index]["package_id_type"] != "sscc":
                self.draft.packages[index]["package_id_type"] = "carrier"
            shares.append((index, None))
        return shares

    def _index(self, identifier: str | None, row: Row, parent: int | None) -> int | None:
        if identifier is None and not row:
            return parent
        if identifier is not None:
            if identifier in self._known:
                return self._known[identifier]
            self._known[identifier] = len(self.draft.packages)
            identify(row, identifier)
        if parent is not None:
            row["parent_package"] = parent
        self.draft.packages.append(row)
        return len(self.draft.packages) - 1


def read_item(draft: Draft, element: Element, packages: Packages) -> bool:
    """Add a DISPATCHNOTIFICATION_ITEM to the draft; whether it has dates of delivery of its own."""
    line: Row = {}
    found = ITEM.read(element, line, draft.warnings)
    if "price_quantity" in line:
        per_unit(line, draft.warnings)
    attributes = _identifiers(line, _all(found, "PRODUCT_ID/INTERNATIONAL_PID*", "ARTICLE_ID/INTERNATIONAL_AID*"))
    if not _DESCRIBED.isdisjoint(found):
        _describe(line, attributes, found)
    if attributes:
        line["attributes"] = attributes
    index = len(draft.lines)
    draft.lines.append(line)
    shares = [] if _PACKED.isdisjoint(found) else _shares(found, packages)
    pieces = _pieces(draft, line, found)
    if pieces or shares:
        draft.units.extend(lay_into(index, pieces, shares))
    return "DELIVERY_DATE" in found


def _all(found: Found, first: str, second: str) -> list[Element]:
    """The elements at two paths, of different versions of the standard."""
    if first in found and second in found:
        return [*found[first], *found[second]]
    elements: list[Element] = found[first] if first in found else found.get(second, [])
    return elements


def _describe(line: Row, attributes: dict[str, str], found: Found) -> None:
    remark(line, joined(_all(found, "REMARKS*", "REMARK*")))
    for feature in _all(found, "PRODUCT_FEATURES/FEATURE*", "ARTICLE_FEATURES/FEATURE*"):
        _feature(attributes, FEATURE.find(feature))
    for own in found.get("ITEM_UDX*", ()):
        _user_defined(line, attributes, own)


def _shares(found: Found, packages: Packages) -> list[Share]:
    """The handling units of an item; where it has none, its parcels."""
    shares = packages.add(_all(found, "LOGISTIC_DETAILS/PACKAGE_INFO/PACKAGE*", "PACKAGE_INFO/PACKAGE*"))
    if shares:
        return shares
    return packages.track(_all(found, "LOGISTIC_DETAILS/PACKAGE_INFO/TRACKING_INFO*", "PACKAGE_INFO/TRACKING_INFO*"))


def _identifiers(line: Row, elements: list[Element]) -> dict[str, str]:
    attributes: dict[str, str] = {}
    for element in elements:
        text = text_of(element)
        if text is None:
            continue
        kind = (element.get("type") or "").strip().lower()
        if "gtin" not in line and (kind in _GTIN_TYPES or (kind in ("", "other") and is_gtin(text))):
            line["gtin"] = text
        elif text != line.get("gtin"):
            attributes[kind or "international_pid"] = text
    return attributes


def _feature(attributes: dict[str, str], found: Found) -> None:
    name = text_of(found.get("FNAME")) or text_of(found.get("FT_IDREF"))
    values = ", ".join(text for text in (text_of(value) for value in found.get("FVALUE*", ())) if text)
    unit = text_of(found.get("FUNIT"))
    if name and values:
        attributes[name] = f"{values} {unit}" if unit else values


def _user_defined(line: Row, attributes: dict[str, str], element: Element) -> None:
    """UDX.<organisation>.<name>: what the sender agreed with us; ownership, and everything else as attributes."""
    for own in element.iter():
        text = text_of(own)
        if own is element or text is None:
            continue
        name = local_name(own)
        ownership = OWNERSHIP.get(text.lower())
        if ownership and "ownership" not in line:
            line["ownership"] = ownership
        else:
            attributes[name] = text


def _pieces(draft: Draft, line: Row, found: Found) -> list[Row]:
    stated = found.get("PRODUCT_ID/SERIAL_NUMBER*")
    if "PRODUCT_ID/LOT_NUMBER*" not in found:
        if stated is None:
            return []
        if len(stated) == 1 and line.get("quantity", 1) <= 1:  # the usual case: one piece with its number
            serial = text_of(stated[0])
            if serial is not None and not serial.startswith("(01)"):
                return [{"serial_number": serial}]
    serials = [text for text in map(text_of, found.get("PRODUCT_ID/SERIAL_NUMBER*", ())) if text]
    if len(serials) == 1 and line.get("quantity", 1) > 1:  # some write them all into one
        split = split_serials(serials[0], line["quantity"])
        serials = split if len(split) == line["quantity"] else serials
    lots = [text for text in map(text_of, found.get("PRODUCT_ID/LOT_NUMBER*", ())) if text]
    if len(lots) == 1 and serials:
        lots *= len(serials)
    if serials and lots and len(lots) != len(serials):
        place = place_of(found["PRODUCT_ID/LOT_NUMBER*"][0])
        draft.warnings.append(f"{place}: {len(lots)} batches and {len(serials)} serial numbers; which belong together?")
        return [{"serial_number": serial} for serial in serials] + [{"batch_number": lot} for lot in lots]
    rows: list[Row] = []
    for serial, lot in zip_longest(serials, lots):
        row: Row = {}
        if serial is not None:
            row["serial_number"] = serial
        if lot is not None:
            row["batch_number"] = lot
        if serial is not None and serial.startswith("(01)"):
            row["udi"] = row.pop("serial_number")
            complete_from_udi(row, draft.warnings, "SERIAL_NUMBER")
        rows.append(row)
    return rows
