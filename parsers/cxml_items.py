"""Items of a cXML ship notice: article, batches and serial numbers, packaging."""

from __future__ import annotations

from typing import Any

from .cxml_tables import (
    BATCH,
    BATCH_ATTRIBUTES,
    GTIN_DOMAINS,
    ITEM,
    ITEM_ATTRIBUTES,
    PACKAGING,
    TARIFF_DOMAINS,
    UNIT,
)
from .draft import Draft, Row
from .splits import Share, identify, lay_into
from .values import clean
from .xmlformat import remark
from .xmlpaths import AMOUNT, DATE, TEXT, Found, Kind, joined, kilograms_of, one_line, read_text, text_of
from .xmltree import Element

_RETAIL = "ShipNoticeItemIndustry/ShipNoticeItemRetail"


class Packagings:
    """The handling units of a note; a container serial code is one row, however often items name it."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self._known: dict[str, int] = {}
        self._parents: list[tuple[int, str]] = []

    def add(self, elements: list[Element]) -> list[Share]:
        """Read Packaging elements that say which handling unit it is; the innermost ones, with the quantity in them."""
        shares: list[Share] = []
        outer: set[str | None] = set()
        for element in elements:
            found = PACKAGING.find(element)
            code = text_of(found.get("ShippingContainerSerialCode"))
            identifier = code or text_of(found.get("PackageID/GlobalIndividualAssetID"))
            identifier = identifier or text_of(found.get("PackageID"))
            row: Row = {}
            PACKAGING.fill(row, found, self.draft.warnings)
            if identifier is None and "tracking_number" not in row:
                continue  # a mere kind of packaging, or its measures
            quantity = _attribute(self.draft, found.get("DispatchQuantity"), "quantity", AMOUNT)
            shares.append((self._index(identifier, code is not None, row, found), quantity))
            outer.add(text_of(found.get("ShippingContainerSerialCodeReference")))
        around = {index for name, index in self._known.items() if name in outer}
        inner = [share for share in shares if share[0] not in around]
        return inner or shares

    def _index(self, identifier: str | None, is_sscc: bool, row: Row, found: Found) -> int:
        key = identifier or row["tracking_number"]
        if key in self._known:
            return self._known[key]
        self._known[key] = index = len(self.draft.packages)
        if identifier is not None:
            identify(row, identifier, claimed=is_sscc)
        weight = _gross_weight(self.draft, found.get("Dimension*", []))
        if weight is not None:
            row["gross_weight_kg"] = weight
        self.draft.packages.append(row)
        parent = text_of(found.get("ShippingContainerSerialCodeReference"))
        if parent is not None and parent != identifier:
            self._parents.append((index, parent))
        return index

    def connect(self) -> None:
        """Resolve ShippingContainerSerialCodeReference: the handling unit in which another one lies."""
        for index, parent in self._parents:
            if parent not in self._known:
                self._known[parent] = len(self.draft.packages)
                row: Row = {}
                identify(row, parent, claimed=True)
                self.draft.packages.append(row)
            self.draft.packages[index]["parent_package"] = self._known[parent]


def bare_gross_weight(draft: Draft, elements: list[Element]) -> Any:
    """The gross weight, in kilograms, of a Packaging that names no handling unit: that of the whole shipment."""
    for element in elements:
        found = PACKAGING.find(element)
        if not any(name in found for name in ("ShippingContainerSerialCode", "PackageID")):
            weight = _gross_weight(draft, found.get("Dimension*", []))
            if weight is not None:
                return weight
    return None


def _gross_weight(draft: Draft, dimensions: list[Element]) -> Any:
    for dimension in dimensions:
        if dimension.get("type") in ("grossWeight", "weight"):
            unit = text_of(UNIT.find(dimension).get("UnitOfMeasure"))
            return kilograms_of(dimension.get("quantity"), unit, dimension, draft.warnings)
    return None


def _attribute(draft: Draft, element: Element | None, name: str, kind: Kind) -> Any:
    return None if element is None else read_text(element.get(name), kind, element, name, draft.warnings)


def read_item(draft: Draft, element: Element, order: Row, packagings: Packagings) -> None:
    """Add a ShipNoticeItem to the draft."""
    found = ITEM.find(element)
    line: Row = {}
    ITEM_ATTRIBUTES.fill(line, element, draft.warnings)
    line.setdefault("line_number", line.get("order_line"))
    if line["line_number"] is None:
        del line["line_number"]
    line.update(order)
    ITEM.fill(line, found, draft.warnings)
    ordered = _attribute(draft, found.get("OrderedQuantity"), "quantity", AMOUNT)
    if ordered is not None:
        line["ordered_quantity"] = ordered
    money = found.get("ShipNoticeItemDetail/UnitPrice/Money")
    if money is not None and clean(money.get("currency")):
        line["currency"] = clean(money.get("currency"))
    described = found.get("ShipNoticeItemDetail/Description")
    if described is not None and len(described):  # the text goes on behind the short name
        whole = clean(" ".join(filter(None, [described.text, *(child.tail for child in described)])))
        line["description"] = one_line(whole) if whole else line.get("description")
    remark(line, joined(found.get("Comments*")))
    _article(line, found)
    index = len(draft.lines)
    draft.lines.append(line)
    shares = packagings.add(found.get("Packaging*", []))
    draft.units.extend(lay_into(index, _pieces(draft, line, found), shares))


def _article(line: Row, found: Found) -> None:
    attributes: dict[str, str] = {}
    for reference in found.get("ItemID/IdReference*", ()):
        domain, identifier = reference.get("domain") or "", clean(reference.get("identifier"))
        if identifier and domain.upper() in GTIN_DOMAINS and "gtin" not in line:
            line["gtin"] = identifier
        elif identifier:
            attributes[domain] = identifier
    for classification in found.get("ShipNoticeItemDetail/Classification*", ()):
        text = text_of(classification) or clean(classification.get("code"))
        if text and (classification.get("domain") or "").upper() in TARIFF_DOMAINS:
            line["customs_tariff_number"] = text
    maker = text_of(found.get("ShipNoticeItemDetail/ManufacturerName"))
    if maker:
        attributes["manufacturer"] = maker
    for trait in found.get("ShipNoticeItemDetail/ItemDetailIndustry/ItemDetailRetail/Characteristic*", ()):
        name, text = clean(trait.get("domain")), clean(trait.get("value"))
        if name and text:
            attributes[name] = text
    for extrinsic in found.get("Extrinsic*", ()):
        name, text = clean(extrinsic.get("name")), text_of(extrinsic)
        if name and text:
            attributes[name] = text
    if attributes:
        line["attributes"] = attributes


def _pieces(draft: Draft, line: Row, found: Found) -> list[Row]:
    batches = [_batch(draft, line, element) for element in found.get("Batch*", ())]
    pieces = [piece for batch in batches for piece in batch]
    common: Row = {}
    batch_number = text_of(found.get("SupplierBatchID"))
    if batch_number:
        common["batch_number"] = batch_number
    for column, name in (("best_before_date", "BestBeforeDate"), ("expiry_date", "ExpiryDate")):
        day = _attribute(draft, found.get(f"{_RETAIL}/{name}"), "date", DATE)
        if day:
            common[column] = day
    serials = [_attribute(draft, asset, "serialNumber", TEXT) for asset in found.get("AssetInfo*", ())]
    serials.extend(text_of(element) for element in found.get("SerialNumberInfo/SerialNumber*", ()))
    serials = [serial for serial in serials if serial]
    if serials:
        shared = {**common, **(pieces[0] if len(pieces) == 1 else {})}
        shared.pop("quantity", None)
        rest = pieces if len(pieces) > 1 else []
        return [{**shared, "serial_number": serial} for serial in serials] + rest
    if not pieces:
        return [common] if common else []
    return [{**common, **piece} for piece in pieces]


def _batch(draft: Draft, line: Row, element: Element) -> list[Row]:
    found = BATCH.find(element)
    row: Row = {}
    BATCH.fill(row, found, draft.warnings)
    BATCH_ATTRIBUTES.fill(row, element, draft.warnings)
    origin = clean(element.get("originCountryCode"))
    if origin:
        line.setdefault("country_of_origin", origin)
    serials = [text for text in (text_of(serial) for serial in found.get("SerialNumber*", ())) if text]
    if serials:
        row.pop("quantity", None)
        return [{**row, "serial_number": serial} for serial in serials]
    quantity = _attribute(draft, found.get("BatchQuantity"), "quantity", AMOUNT)
    if quantity is not None:
        row["quantity"] = quantity
    return [row] if row else []
