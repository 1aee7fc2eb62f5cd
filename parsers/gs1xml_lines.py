"""Logistic units and lines of a GS1 XML despatch advice."""

from __future__ import annotations

from decimal import Decimal

from .draft import Draft, Row
from .gs1xml_tables import (
    ARTICLE_NUMBERS,
    GROSS_WEIGHTS,
    INNER_UNITS,
    ITEM_DATA,
    ITEM_NUMBER,
    LINE,
    LINES,
    MEASUREMENT,
    SERIAL_RANGE,
    TARIFF_LISTS,
    UNIT,
)
from .splits import Share, identify, lay_into
from .table_serials import serial_range
from .values import clean
from .xmlformat import remark
from .xmlpaths import Found, joined, kilograms, text_of
from .xmltree import Element, local_name, place_of

_SSCC = (
    "logisticUnitIdentification/sscc",
    "sscc",
    "logisticUnitIdentification/serialShipmentContainerCode/serialShippingContainerCode",
    "despatchUnit/serialShippingContainerCode",
)
_LOOKS = (
    ("colour", "colour/colourDescription"),
    ("colour", "colour/colourCode"),
    ("size", "size/descriptiveSize"),
    ("size", "size/sizeCode"),
)
_OF_THE_LINE = (("countryOfOrigin", "country_of_origin"), ("customsTariffNumber", "customs_tariff_number"))


class Units:
    """The logistic units of one note; they nest as elements, or name the level they lie in."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self._levels: dict[str, int] = {}  # level or SSCC → package, of a level the last one so far
        self._parents: list[tuple[int, str, Element]] = []  # that name a unit which comes later

    def read(self, element: Element, parent: int | None = None) -> None:
        """Add a logistic unit, its lines, and the units in it."""
        found = UNIT.find(element)
        index = self._add(found, parent)
        shares: list[Share] = [] if index is None else [(index, None)]
        for child in element:
            name = local_name(child)
            if name in LINES:
                read_line(self.draft, child, shares)
            elif name in INNER_UNITS:
                self.read(child, index)

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
        measurements = [*found.get("unitMeasurement*", ()), *found.get("logisticUnitMeasurement/unitMeasurement*", ())]
        weight = gross_weight(found.get("grossWeight"), measurements, self.draft.warnings)
        if weight is not None:
            row["gross_weight_kg"] = weight
        if parent is not None:
            row["parent_package"] = parent
        index = len(self.draft.packages)
        self.draft.packages.append(row)
        self._lies_in(index, found)
        for name in (level, sscc, other):
            if name:
                self._levels[name] = index
        return index

    def _lies_in(self, index: int, found: Found) -> None:
        """A unit names the level it lies in: the last unit of that level, as pallets come before their cartons."""
        for path in ("parentLogisticUnitId/sscc", "parentLogisticUnitId", "parentLevelIdentification"):
            name = text_of(found.get(path))
            if name is None or (name == "0" and name not in self._levels):
                continue
            known = self._levels.get(name)
            if known is None:
                self._parents.append((index, name, found[path]))
            else:
                self.draft.packages[index]["parent_package"] = known
            return

    def connect(self) -> None:
        """Resolve the levels that units name before the one they lie in."""
        for index, name, element in self._parents:
            parent = self._levels.get(name)
            if parent is None or parent == index:
                self.draft.warnings.append(f"{place_of(element)}: there is no logistic unit {name}")
            else:
                self.draft.packages[index]["parent_package"] = parent


def gross_weight(stated: Element | None, measurements: list[Element], warnings: list[str]) -> Decimal | None:
    """The gross weight in kilograms: an element of that name, else a measurement of that kind; None for none."""
    for measurement in measurements if stated is None else ():
        found = MEASUREMENT.find(measurement)
        if (text_of(found.get("measurementType")) or "").upper() in GROSS_WEIGHTS:
            stated = found.get("measurementValue")
            break
    return None if stated is None else kilograms(stated, stated.get("measurementUnitCode"), warnings)


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
    for name, path in _LOOKS:
        text = text_of(found.get(f"transactionalTradeItem/{path}"))
        if text:
            attributes.setdefault(name, text)
    for pairs in (*found.get("transactionalTradeItem/avpList*", ()), *found.get("avpList*", ())):
        for pair in pairs:
            key, text = clean(pair.get("attributeName")), text_of(pair)
            if key and text:
                attributes.setdefault(key, text)
    for code in found.get("transactionalTradeItem/tradeItemClassification/additionalTradeItemClassificationCode*", ()):
        kind, text = code.get("codeListName") or code.get("codeListAgencyName") or "", text_of(code)
        if text and kind.upper() in TARIFF_LISTS:
            line.setdefault("customs_tariff_number", text)
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
            for between in data.get("serialNumberRange*", ()):
                ends = SERIAL_RANGE.find(between)
                first, last = text_of(ends.get("minimumValue")), text_of(ends.get("maximumValue"))
                if first and last:
                    serials.extend(serial_range(first, last, row.get("quantity", line.get("quantity"))))
            if serials:
                row.pop("quantity", None)
            pieces.extend({**row, "serial_number": serial} for serial in serials)
            if row and not serials:
                pieces.append(row)
            for name, column in _OF_THE_LINE:
                text = text_of(data.get(name))
                if text:
                    line.setdefault(column, text)
    return pieces
