"""Lines and packages of a cross industry despatch advice."""

from __future__ import annotations

from .cida_dates import date_of
from .cida_tables import CHARACTERISTIC, CLASSIFICATION, INSTANCE, INSTANCE_DATES, LINE, NOTE, PACKAGE
from .draft import Draft, Row
from .identifiers import is_gtin
from .splits import Share, identify, lay_into
from .values import clean
from .xmlformat import remark
from .xmlpaths import Found, kilograms, per_unit, text_of
from .xmltree import Element

_GTIN_SCHEMES = frozenset({"", "0160", "0088", "GTIN", "EAN"})
_TARIFF_LISTS = frozenset({"HS", "TARIC", "CN"})
_PRODUCT = "SpecifiedTradeProduct"


class Packages:
    """The logistics packages of a note; each identified one is one row."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self._known: dict[str, int] = {}

    def add(self, elements: list[Element], parent: int | None = None) -> list[Share]:
        """Read packages; the innermost ones."""
        shares: list[Share] = []
        for element in elements:
            found = PACKAGE.find(element)
            row: Row = {}
            PACKAGE.fill(row, found, self.draft.warnings)
            index = self._index(found, row, parent)
            inner = [*found.get("SpecifiedLogisticsPackage*", ()), *found.get("IncludedLogisticsPackage*", ())]
            innermost = self.add(inner, index)
            shares.extend(innermost or ([] if index is None else [(index, None)]))
        return shares

    def _index(self, found: Found, row: Row, parent: int | None) -> int | None:
        identifier = text_of(found.get("GlobalID")) or text_of(found.get("ID"))
        if identifier is None and not row:
            return parent
        if identifier is not None:
            if identifier in self._known:
                return self._known[identifier]
            self._known[identifier] = len(self.draft.packages)
            identify(row, identifier, claimed="GlobalID" in found)
        if "GrossWeightMeasure" in found:
            measure = found["GrossWeightMeasure"]
            weight = kilograms(measure, measure.get("unitCode"), self.draft.warnings)
            if weight is not None:
                row["gross_weight_kg"] = weight
        if parent is not None:
            row["parent_package"] = parent
        self.draft.packages.append(row)
        return len(self.draft.packages) - 1


def read_line(draft: Draft, element: Element, packages: Packages) -> None:
    """Add an IncludedSupplyChainTradeLineItem to the draft."""
    found = LINE.find(element)
    line: Row = {}
    LINE.fill(line, found, draft.warnings)
    per_unit(line, draft.warnings)
    quantity = found.get("SpecifiedLineTradeDelivery/DespatchedQuantity")
    unit = None if quantity is None else clean(quantity.get("unitCode"))
    if unit:
        line["unit_raw"] = unit
    ordered = date_of(found.get("SpecifiedLineTradeAgreement/BuyerOrderReferencedDocument/FormattedIssueDateTime"))
    if ordered:
        line["order_date"] = ordered
    for note in found.get("AssociatedDocumentLineDocument/IncludedNote*", ()):
        remark(line, text_of(NOTE.find(note).get("Content")))
    _article(line, found)
    index = len(draft.lines)
    draft.lines.append(line)
    shares = packages.add(found.get("SpecifiedLineTradeDelivery/SpecifiedLogisticsPackage*", []))
    draft.units.extend(lay_into(index, _pieces(draft, found), shares))


def _article(line: Row, found: Found) -> None:
    attributes: dict[str, str] = {}
    global_id = found.get(f"{_PRODUCT}/GlobalID")
    text = text_of(global_id)
    if global_id is not None and text is not None:
        scheme = (global_id.get("schemeID") or "").upper()
        if scheme in _GTIN_SCHEMES or is_gtin(text):
            line["gtin"] = text
        else:
            attributes[scheme] = text
    for name, path in (("brand", "BrandName"), ("model", "ModelName"), ("model", "ModelID")):
        text = text_of(found.get(f"{_PRODUCT}/{path}"))
        if text:
            attributes.setdefault(name, text)
    for element in found.get(f"{_PRODUCT}/ApplicableProductCharacteristic*", ()):
        inner = CHARACTERISTIC.find(element)
        name_text = text_of(inner.get("Description"))
        value = text_of(inner.get("Value")) or text_of(inner.get("ValueMeasure"))
        if name_text and value:
            attributes[name_text] = value
    for element in found.get(f"{_PRODUCT}/DesignatedProductClassification*", ()):
        code = CLASSIFICATION.find(element).get("ClassCode")
        text = text_of(code)
        if code is not None and text and (code.get("listID") or "").upper() in _TARIFF_LISTS:
            line["customs_tariff_number"] = text
    if attributes:
        line["attributes"] = attributes


def _pieces(draft: Draft, found: Found) -> list[Row]:
    pieces: list[Row] = []
    for element in found.get(f"{_PRODUCT}/IndividualTradeProductInstance*", ()):
        inner = INSTANCE.find(element)
        row: Row = {}
        INSTANCE.fill(row, inner, draft.warnings)
        for path, column in INSTANCE_DATES.items():
            day = date_of(inner.get(path))
            if day and column not in row:
                row[column] = day
        if row:
            pieces.append(row)
    batches = [text for text in (text_of(element) for element in found.get(f"{_PRODUCT}/BatchID*", ())) if text]
    if not pieces:
        return [{"batch_number": batch} for batch in batches]
    if len(batches) == 1:
        for piece in pieces:
            piece.setdefault("batch_number", batches[0])
    return pieces
