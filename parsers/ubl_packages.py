"""Handling units of UBL (cac:TransportHandlingUnitType, cac:PackageType), nested to any depth."""

from __future__ import annotations

from decimal import Decimal

from .draft import Draft, Row
from .identifiers import is_sscc, sscc_of
from .xmlpaths import AMOUNT, INTEGER, TEXT, Table, kilograms, text_of
from .xmltree import Element, local_name, place_of

CONTAINER = Table(
    ("ID", None, None),
    ("TransportHandlingUnitTypeCode", "package_type", TEXT),
    ("PackagingTypeCode", "package_type", TEXT),
    ("TraceID", "tracking_number", TEXT),
    ("Quantity", "package_count", INTEGER),
    ("MeasurementDimension*", None, None),
    ("TransportEquipment*", None, None),
    ("HandlingUnitDespatchLine*", None, None),
    ("TransportHandlingUnit*", None, None),
    ("ActualPackage*", None, None),
    ("Package*", None, None),
    ("ContainedPackage*", None, None),
    ("GoodsItem*", None, None),
)
DIMENSION = Table(("AttributeID", None, None), ("Measure", None, None))
REFERENCED_LINE = Table(("ID", None, None), ("DeliveredQuantity", None, None))

_INNER = ("TransportHandlingUnit*", "ActualPackage*", "Package*", "ContainedPackage*")
_CONTAINERS = frozenset({"TransportHandlingUnit", "ContainingPackage", "ActualPackage", "Package"})
_AROUND = frozenset({"GoodsItem", "ContainedGoodsItem", "Consignment", "Shipment", "Delivery"})
_GROSS_WEIGHT = frozenset({"AAB", "AAD", "G", "WT"})  # UNCL 6313


class Packages:
    """The handling units of one note: each identified one is one row, however often the document repeats it."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.shares: list[tuple[str, int, Decimal | None]] = []  # line number, package, quantity
        self._known: dict[str, int] = {}

    def of(self, element: Element) -> list[int]:
        """Read the handling units below a shipment; the indices of the innermost ones."""
        innermost: list[int] = []
        for child in element:
            name = local_name(child)
            if name in _CONTAINERS:
                innermost.extend(self._add(child, None))
            elif name in _AROUND:
                innermost.extend(self.of(child))
        return innermost

    def _add(self, element: Element, parent: int | None) -> list[int]:
        found = CONTAINER.find(element)
        identifier = text_of(found.get("ID"))
        if "TransportEquipment*" in found and "TransportHandlingUnitTypeCode" not in found:
            identifier = None  # a lorry or trailer, with its licence plate as identifier
        row: Row = {}
        CONTAINER.fill(row, found, self.draft.warnings)
        index = parent
        if identifier is not None or row:
            index = self._index(identifier, found, row, parent)
        inner = [child for path in _INNER for child in found.get(path, ())]
        innermost = [at for child in inner for at in self._add(child, index)]
        for goods in found.get("GoodsItem*", ()):
            innermost.extend(self.of(goods))
        if index is not None:
            self._shares(found.get("HandlingUnitDespatchLine*", ()), index)
        return innermost or ([] if index is None else [index])

    def _index(self, identifier: str | None, found: dict[str, Element], row: Row, parent: int | None) -> int:
        if identifier is not None:
            known = self._known.get(identifier)
            if known is not None:
                return known
            self._known[identifier] = len(self.draft.packages)
            self._identify(row, identifier, found["ID"])
        if parent is not None:
            row["parent_package"] = parent
        for dimension in found.get("MeasurementDimension*", ()):
            self._weigh(row, dimension)
        self.draft.packages.append(row)
        return len(self.draft.packages) - 1

    def _identify(self, row: Row, identifier: str, element: Element) -> None:
        sscc = sscc_of(identifier)
        claimed = (element.get("schemeID") or "").upper() == "SSCC"
        if sscc is not None and (claimed or is_sscc(sscc)):
            row["package_id"], row["package_id_type"] = sscc, "sscc"
            return
        row["package_id"], row["package_id_type"] = identifier, "supplier"
        if claimed:
            self.draft.warnings.append(f"{place_of(element)}: {identifier} is no SSCC of 18 digits")

    def _weigh(self, row: Row, element: Element) -> None:
        found = DIMENSION.find(element)
        attribute, measure = text_of(found.get("AttributeID")), found.get("Measure")
        if attribute in _GROSS_WEIGHT and measure is not None and "gross_weight_kg" not in row:
            weight = kilograms(measure, measure.get("unitCode"), self.draft.warnings)
            if weight is not None:
                row["gross_weight_kg"] = weight

    def _shares(self, elements: list[Element], package: int) -> None:
        for element in elements:
            found = REFERENCED_LINE.find(element)
            number = text_of(found.get("ID"))
            if number is None:
                continue
            row: Row = {}
            SHARE.fill(row, found, self.draft.warnings)
            self.shares.append((number, package, row.get("quantity")))


SHARE = Table(("DeliveredQuantity", "quantity", AMOUNT))
