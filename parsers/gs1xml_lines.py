"""Logistic units and lines of a GS1 XML despatch advice."""

from __future__ import annotations

from .draft import Draft, Row
from .gs1xml_tables import ARTICLE_NUMBERS, ITEM_DATA, ITEM_NUMBER, LINE, UNIT
from .splits import Share, identify, lay_into
from .values import clean
from .xmlformat import remark
from .xmlpaths import Found, joined, kilograms, text_of
from .xmltree import Element, place_of

_SSCC = (
    "logisticUnitIdentification/sscc",
    "sscc",
    "logisticUnitIdentification/serialShipmentContainerCode/serialShippingContainerCode",
    "despatchUnit/serialShippingContainerCode",
)
_LINES = ("despatchAdviceLineItem*", "despatchAdviceItemContainmentLineItem*", "itemContained*")
_OF_THE_LINE = (("countryOfOrigin", "country_of_origin"), ("customsTariffNumber", "customs_tariff_number"))
_INNER = ("despatchAdviceLogisticUnit*", "logisticUnit*")


class Units:
    """The logistic units of one note; they nest as elements, or name the level they lie in."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self._levels: dict[str, int] = {}  # level or SSCC → package
        self._parents: list[tuple[int, str, Element]] = []

    def read(self, element: Element, parent: int | None = None) -> None:
        """Add a logistic unit, its lines, and the units in it."""
        found = UNIT.find(element)
        index = self._add(found, parent)
        shares: list[Share] = [] if index is None else [(index, None)]
        for path in _LINES:
            for line in found.get(path, ()):
                read_line(self.draft, line, shares)
        for path in _INNER:
            for inner in found.get(path, ()):
                self.read(inner, index)

    def _add(self, found: Found, parent: int | None) -> int | None:
        row: Row = {}
        UNIT.fill(row, found, self.draft.warnings)
        sscc = next((text for text in (text_of(found.get(path)) for path in _SSCC) if text), None)
        other = text_of(found.get("logisticUnitIdentification/additionalLogisticUnitIdentification"))
        level = text_of(found.get("levelIdentification"))
        if sscc is None and other is None and level is None and "package_type" not in row:
            return parent
        if sscc or other:
            identify(row, sscc or other or "", claimed=sscc is not None)
        if "grossWeight" in found:
            weight = kilograms(
                found["grossWeight"], found["grossWeight"].get("measurementUnitCode"), self.draft.warnings
            )
            if weight is not None:
                row["gross_weight_kg"] = weight
        if parent is not None:
            row["parent_package"] = parent
        index = len(self.draft.packages)
        self.draft.packages.append(row)
        for name in (level, sscc):
            if name:
                self._levels.setdefault(name, index)
        for path in ("parentLevelIdentification", "parentLogisticUnitId"):
            name = text_of(found.get(path))
            if name and name != "0":
                self._parents.append((index, name, found[path]))
        return index

    def connect(self) -> None:
        """Resolve the levels that units name as the one they lie in."""
        for index, name, element in self._parents:
            parent = self._levels.get(name)
            if parent is None or parent == index:
                self.draft.warnings.append(f"{place_of(element)}: there is no logistic unit {name}")
            else:
                self.draft.packages[index]["parent_package"] = parent


def read_line(draft: Draft, element: Element, shares: list[Share]) -> None:
    """Add a despatchAdviceLineItem (3.x) or despatchAdviceItemContainmentLineItem (2.x) to the draft."""
    found = LINE.find(element)
    line: Row = {}
    if "quantityContained/value" in found:
        found.pop("quantityContained", None)
    LINE.fill(line, found, draft.warnings)
    number = clean(element.get("number"))
    if number:
        line.setdefault("line_number", number)
    for path in ("despatchedQuantity", "quantityContained"):
        unit = clean(found[path].get("measurementUnitCode")) if path in found else None
        if unit:
            line.setdefault("unit_raw", unit)
    reference = found.get("purchaseOrder/documentLineReference")
    if reference is not None and clean(reference.get("number")):
        line.setdefault("order_line", clean(reference.get("number")))
    if "totalLineAmount" in found and found["totalLineAmount"].get("currencyCode"):
        line["currency"] = found["totalLineAmount"].get("currencyCode")
    remark(line, joined(found.get("note*")))
    _article(line, found)
    index = len(draft.lines)
    draft.lines.append(line)
    draft.units.extend(lay_into(index, _pieces(draft, line, found), shares))


def _article(line: Row, found: Found) -> None:
    attributes: dict[str, str] = {}
    for holder in ("transactionalTradeItem", "containedItemIdentification"):
        for element in found.get(f"{holder}/additionalTradeItemIdentification*", ()):
            inner = ITEM_NUMBER.find(element)
            text = text_of(inner.get("additionalTradeItemIdentificationValue")) or text_of(element)
            kind = (
                text_of(inner.get("additionalTradeItemIdentificationType"))
                or element.get("additionalTradeItemIdentificationTypeCode")
                or element.get("type")
                or ""
            )
            column = ARTICLE_NUMBERS.get(kind.upper())
            if text and column and column not in line:
                line[column] = text
            elif text:
                attributes[kind or "identifier"] = text
    for name, path in (("colour", "colour/colourDescription"), ("size", "size/descriptiveSize")):
        text = text_of(found.get(f"transactionalTradeItem/{path}"))
        if text:
            attributes[name] = text
    if attributes:
        line["attributes"] = attributes


def _pieces(draft: Draft, line: Row, found: Found) -> list[Row]:
    pieces: list[Row] = []
    for path in ("transactionalTradeItem/transactionalItemData*", "transactionalItemData*", "extendedAttributes*"):
        for element in found.get(path, ()):
            data = ITEM_DATA.find(element)
            row: Row = {}
            ITEM_DATA.fill(row, data, draft.warnings)
            serials = [text for text in (text_of(serial) for serial in data.get("serialNumber*", ())) if text]
            if serials:
                row.pop("quantity", None)
            pieces.extend({**row, "serial_number": serial} for serial in serials)
            if row and not serials:
                pieces.append(row)
            for name, column in (
                ("countryOfOrigin", "country_of_origin"),
                ("customsTariffNumber", "customs_tariff_number"),
            ):
                text = text_of(data.get(name))
                if text:
                    line.setdefault(column, text)
    return pieces
