"""Handling units of UBL (cac:TransportHandlingUnitType, cac:PackageType), nested to any depth."""

from __future__ import annotations

from .draft import Draft, Row
from .splits import Share, identify
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
CONTENT = Table(  # cac:GoodsItem and cac:HandlingUnitDespatchLine of the header name a line by its number
    ("ID", "line_number", TEXT),
    ("Quantity", "quantity", AMOUNT),
    ("DeliveredQuantity", "quantity", AMOUNT),
)

_INNER = frozenset({"TransportHandlingUnit*", "ActualPackage*", "Package*", "ContainedPackage*"})
_CONTAINERS = frozenset({"TransportHandlingUnit", "ContainingPackage", "ActualPackage", "Package"})
_AROUND = frozenset({"GoodsItem", "ContainedGoodsItem", "Consignment", "Shipment", "Delivery"})
_GROSS_WEIGHT = frozenset({"AAB", "AAD", "G", "WT"})  # UNCL 6313


class Packages:
    """The handling units of one note: each identified one is one row, however often the document repeats it."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.in_header = True
        self.named: list[tuple[str, Share]] = []  # number of a line, its share of a handling unit
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
        innermost: list[int] = []
        for path, value in found.items():
            if path in _INNER:
                for child in value:
                    innermost.extend(self._add(child, index))
        goods = found.get("GoodsItem*", [])
        for item in goods:
            innermost.extend(self.of(item))
        if index is not None and self.in_header:
            self._contents([*goods, *found.get("HandlingUnitDespatchLine*", ())], index)
        if index is not None and not innermost:
            innermost.append(index)
        return innermost

    def _index(self, identifier: str | None, found: dict[str, Element], row: Row, parent: int | None) -> int:
        if identifier is not None:
            known = self._known.get(identifier)
            if known is not None:
                return known
            self._known[identifier] = len(self.draft.packages)
            claimed = (found["ID"].get("schemeID") or "").upper() == "SSCC"
            identify(row, identifier, claimed=claimed)
            if claimed and row["package_id_type"] != "sscc":
                self.draft.warnings.append(f"{place_of(found['ID'])}: {identifier} is no SSCC of 18 digits")
        if parent is not None:
            row["parent_package"] = parent
        for dimension in found.get("MeasurementDimension*", ()):
            self._weigh(row, dimension)
        self.draft.packages.append(row)
        return len(self.draft.packages) - 1

    def _weigh(self, row: Row, element: Element) -> None:
        found = DIMENSION.find(element)
        attribute, measure = text_of(found.get("AttributeID")), found.get("Measure")
        if attribute in _GROSS_WEIGHT and measure is not None and "gross_weight_kg" not in row:
            weight = kilograms(measure, measure.get("unitCode"), self.draft.warnings)
            if weight is not None:
                row["gross_weight_kg"] = weight

    def _contents(self, elements: list[Element], package: int) -> None:
        for element in elements:
            row: Row = {}
            CONTENT.fill(row, CONTENT.find(element), self.draft.warnings)
            if "line_number" not in row:
                continue
            named = (row["line_number"], (package, row.get("quantity")))
            if named not in self.named[-20:]:
                self.named.append(named)
