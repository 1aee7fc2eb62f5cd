"""Lines and packages of a cross industry despatch advice."""

from __future__ import annotations

from .cida_dates import date_of
from .cida_tables import CHARACTERISTIC, CLASSIFICATION, INSTANCE, INSTANCE_DATES, LINE, NOTE, PACKAGE
from .draft import Draft, Row
from .identifiers import is_gtin
from .nesting import check_nesting
from .splits import Share, identify, lay_into
from .values import clean
from .xmlformat import remark
from .xmlpaths import AMOUNT, Found, kilograms, per_unit, read, text_of
from .xmltree import Element, place_of

_GTIN_SCHEMES = frozenset({"", "0160", "0088", "GTIN", "EAN"})
_TARIFF_LISTS = frozenset({"HS", "TARIC", "CN"})
_PRODUCT = "SpecifiedTradeProduct"
_QUANTITY = "SpecifiedLineTradeDelivery/DespatchedQuantity"
_SERIALS = ("SerialID*", "SupplierAssignedSerialID*", "GlobalSerialID*")


class Packages:
    """The logistics packages of a note; each identified one is one row."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.held: list[tuple[Element, int]] = []  # lines that stand in a package
        self._known: dict[str, int] = {}
        self._parents: list[tuple[int, str, Element]] = []

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
            if index is not None:
                self.held.extend((line, index) for line in found.get("IncludedSupplyChainTradeLineItem*", ()))
        return shares

    def connect(self) -> None:
        """Resolve ParentID: the package in which another one lies."""
        for index, name, element in self._parents:
            parent = self._known.get(name)
            if parent is None or parent == index:
                self.draft.warnings.append(f"{place_of(element)}: there is no package {name}")
            else:
                self.draft.packages[index]["parent_package"] = parent

    def _index(self, found: Found, row: Row, parent: int | None) -> int | None:
        names = [text for text in (text_of(found.get("GlobalID")), text_of(found.get("ID"))) if text]
        if not names and not row:
            return parent
        for name in names:
            if name in self._known:
                return self._known[name]
        index = len(self.draft.packages)
        self._known.update(dict.fromkeys(names, index))
        if names:
            identify(row, names[0], claimed="GlobalID" in found)
        if "GrossWeightMeasure" in found:
            measure = found["GrossWeightMeasure"]
            weight = kilograms(measure, measure.get("unitCode"), self.draft.warnings)
            if weight is not None:
                row["gross_weight_kg"] = weight
        above = text_of(found.get("ParentID"))
        if parent is not None:
            row["parent_package"] = parent
        elif above is not None:
            self._parents.append((index, above, found["ParentID"]))
        self.draft.packages.append(row)
        return index


def read_lines(draft: Draft, elements: list[Element], packages: Packages) -> None:
    """Add every IncludedSupplyChainTradeLineItem: those of the transaction, and those that stand in a package only."""
    contents = [_line(draft, element, packages) for element in elements]
    numbers = {line["line_number"]: index for index, line in enumerate(draft.lines) if "line_number" in line}
    for element, package in packages.held:
        found = LINE.find(element)
        index = numbers.get(text_of(found.get("AssociatedDocumentLineDocument/LineID")))
        if index is None:
            pieces, shares = _line(draft, element, packages)
            contents.append((pieces, [*shares, (package, None)]))
        else:
            quantity = found.get(_QUANTITY)
            contents[index][1].append((package, None if quantity is None else read(quantity, AMOUNT, draft.warnings)))
    packages.connect()
    check_nesting(draft.packages, "cida", draft.place)
    for index, (pieces, shares) in enumerate(contents):
        draft.units.extend(lay_into(index, pieces, shares))


def _line(draft: Draft, element: Element, packages: Packages) -> tuple[list[Row], list[Share]]:
    found = LINE.find(element)
    line: Row = {}
    LINE.fill(line, found, draft.warnings)
    per_unit(line, draft.warnings)
    quantity = found.get(_QUANTITY)
    unit = None if quantity is None else clean(quantity.get("unitCode"))
    if unit:
        line["unit_raw"] = unit
    price = found.get("SpecifiedLineTradeAgreement/NetPriceProductTradePrice/ChargeAmount")
    if price is not None and clean(price.get("currencyID")):
        line["currency"] = clean(price.get("currencyID"))
    ordered = date_of(found.get("SpecifiedLineTradeAgreement/BuyerOrderReferencedDocument/FormattedIssueDateTime"))
    if ordered:
        line["order_date"] = ordered
    for note in found.get("AssociatedDocumentLineDocument/IncludedNote*", ()):
        remark(line, text_of(NOTE.find(note).get("Content")))
    _article(line, found)
    draft.lines.append(line)
    shares = packages.add(found.get("SpecifiedLineTradeDelivery/SpecifiedLogisticsPackage*", []))
    shares.extend(packages.add(found.get("PhysicalReferencedLogisticsPackage*", [])))
    return _pieces(draft, found), shares


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
        serials = [text for path in _SERIALS for text in map(text_of, inner.get(path, ())) if text]
        pieces.extend({"serial_number": serial, **row} for serial in dict.fromkeys(serials))
        if row and not serials:
            pieces.append(row)
    batches = [text for text in (text_of(element) for element in found.get(f"{_PRODUCT}/BatchID*", ())) if text]
    if not pieces:
        return [{"batch_number": batch} for batch in batches]
    if len(batches) == 1:
        for piece in pieces:
            piece.setdefault("batch_number", batches[0])
    return pieces
