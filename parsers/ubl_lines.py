"""Lines of UBL (cac:DespatchLine): article, order, pieces and batches, and the handling units they lie in."""

from __future__ import annotations

from .draft import Draft, Row
from .identifiers import is_gtin
from .splits import Share, lay_into
from .ubl_packages import Packages
from .ubl_tables import (
    CLASSIFICATION,
    GTIN_SCHEMES,
    IDENTIFICATION,
    INSTANCE,
    LINE,
    ORDER,
    ORDER_LINE,
    PROPERTY,
    TARIFF_LISTS,
)
from .udi import complete_from_udi, elements_of
from .values import clean
from .xmlformat import remark
from .xmlpaths import Found, joined, text_of
from .xmltree import Element, place_of

_ORDER_COLUMNS = (
    *("order_number", "order_line", "order_date"),
    *("supplier_order_number", "supplier_order_line", "customer_reference"),
)

_INVOICED = "Shipment/GoodsItem/InvoiceLine"


def read_lines(draft: Draft, elements: list[Element], packages: Packages) -> None:
    """Add every cac:DespatchLine to the draft, with its pieces, batches and handling units."""
    packages.in_header = False
    contents = [_line(draft, element, packages) for element in elements]
    named = _shares_of_header(draft, packages)
    for index, (pieces, own) in enumerate(contents):
        shares = [*own, *named[index]] if index in named else own
        if pieces or shares:
            draft.units.extend(lay_into(index, pieces, shares))


def _line(draft: Draft, element: Element, packages: Packages) -> tuple[list[Row], list[Share]]:
    line: Row = {}
    found = LINE.read(element, line, draft.warnings)
    if "DeliveredQuantity" in found:
        unit = clean(found["DeliveredQuantity"].get("unitCode"))
        if unit:
            line["unit_raw"] = unit
    if "Note*" in found:
        remark(line, joined(found["Note*"]))
    if len(found.get("OrderLineReference*", ())) > 1:
        _several_orders(draft, line, found["OrderLineReference*"])
    _article(line, found)
    draft.lines.append(line)
    pieces = []
    for instance in found.get("Item/ItemInstance*", ()):
        piece = _piece(draft, instance)
        if piece:
            pieces.append(piece)
    if "Shipment*" not in found:
        return pieces, []
    for path in (f"{_INVOICED}/Price/PriceAmount", f"{_INVOICED}/LineExtensionAmount"):
        if path in found and found[path].get("currencyID"):
            line.setdefault("currency", found[path].get("currencyID"))
    return pieces, [(at, None) for shipment in found["Shipment*"] for at in packages.of(shipment)]


def _several_orders(draft: Draft, line: Row, references: list[Element]) -> None:
    """A line that serves several orders keeps the first; the columns were filled from whichever says each."""
    for column in _ORDER_COLUMNS:
        line.pop(column, None)
    for number, element in enumerate(references):
        found = ORDER_LINE.find(element)
        row: Row = {}
        ORDER_LINE.fill(row, found, draft.warnings)
        if "OrderReference" in found:
            ORDER.fill(row, ORDER.find(found["OrderReference"]), draft.warnings)
        if number == 0:
            line.update(row)
        elif row:
            which = "/".join(str(row[column]) for column in ("order_number", "order_line") if column in row)
            draft.warnings.append(f"{place_of(element)}: the line also belongs to order {which}; the first one is kept")


def _article(line: Row, found: Found) -> None:
    attributes: dict[str, str] = {}
    for name, path in (("brand", "Item/BrandName"), ("model", "Item/ModelName")):
        if path in found and (text := text_of(found[path])):
            attributes[name] = text
    if "Item/StandardItemIdentification/ID" in found:
        _identifier(line, attributes, found["Item/StandardItemIdentification/ID"], is_standard=True)
    for element in found.get("Item/AdditionalItemIdentification*", ()):
        other = IDENTIFICATION.find(element).get("ID")
        if other is not None:
            _identifier(line, attributes, other, is_standard=False)
    for element in found.get("Item/AdditionalItemProperty*", ()):
        _property(attributes, PROPERTY.find(element))
    for element in found.get("Item/CommodityClassification*", ()):
        _classification(line, CLASSIFICATION.find(element))
    if attributes:
        line["attributes"] = attributes


def _identifier(line: Row, attributes: dict[str, str], element: Element, *, is_standard: bool) -> None:
    text = text_of(element)
    if text is None:
        return
    scheme = (element.get("schemeID") or "").upper()
    if is_standard and not scheme:
        is_trade_item = text.isdigit() and len(text) in (8, 12, 13, 14)
    else:
        is_trade_item = scheme in GTIN_SCHEMES if is_standard else scheme.startswith(("GTIN", "EAN", "0160"))
    if "gtin" not in line and (is_trade_item or (is_standard and is_gtin(text))):
        line["gtin"] = text
    else:
        _add(attributes, element.get("schemeID") or "identifier", text)


def _property(attributes: dict[str, str], found: Found) -> None:
    value, quantity = text_of(found.get("Value")), text_of(found.get("ValueQuantity"))
    name = text_of(found.get("Name")) or text_of(found.get("NameCode"))
    if value is None and quantity is not None:
        value = f"{quantity} {found['ValueQuantity'].get('unitCode') or ''}".strip()
    if name and value:
        _add(attributes, name, value)


def _add(attributes: dict[str, str], name: str, value: str) -> None:
    attributes[name] = f"{attributes[name]}, {value}" if name in attributes else value


def _classification(line: Row, found: Found) -> None:
    code = found.get("ItemClassificationCode")
    if code is not None and (code.get("listID") or "").upper() not in TARIFF_LISTS:
        code = None
    tariff = text_of(code) or text_of(found.get("CommodityCode"))
    if tariff:
        line.setdefault("customs_tariff_number", tariff)


def _piece(draft: Draft, element: Element) -> Row:
    row: Row = {}
    found = INSTANCE.read(element, row, draft.warnings)
    if "ProductTraceID" in found:
        trace = found["ProductTraceID"]
        text = text_of(trace)
        if text and ("UDI" in (trace.get("schemeID") or "").upper() or elements_of(text)):
            row["udi"] = text
            complete_from_udi(row, draft.warnings, place_of(trace))
    return row


def _shares_of_header(draft: Draft, packages: Packages) -> dict[int, list[Share]]:
    """Lines that a handling unit of the header names, by the index of the line."""
    numbers = {line.get("line_number"): index for index, line in enumerate(draft.lines)}
    shares: dict[int, list[Share]] = {}
    for number, share in packages.named:
        if number in numbers:
            shares.setdefault(numbers[number], []).append(share)
        else:
            name = draft.packages[share[0]].get("package_id", share[0])
            draft.warnings.append(f"package {name}: there is no line {number}")
    return shares
