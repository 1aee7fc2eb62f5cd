"""A note written as a UBL 2.4 DespatchAdvice: what the property tests read back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from lxml import etree

from parsers.draft import Draft, Row

_XSD = "urn:oasis:names:specification:ubl:schema:xsd:"
_SPACES = {
    "basic": f"{_XSD}CommonBasicComponents-2",
    "aggregate": f"{_XSD}CommonAggregateComponents-2",
    "document": f"{_XSD}DespatchAdvice-2",
}


class Writer:
    """Writes with any choice of prefixes."""

    def __init__(self, prefixes: tuple[str, str]) -> None:
        basic, aggregate = prefixes
        self.names = {None: _SPACES["document"], basic: _SPACES["basic"], aggregate: _SPACES["aggregate"]}

    def note(self, draft: Draft) -> bytes:
        """The document."""
        root = etree.Element(f"{{{_SPACES['document']}}}DespatchAdvice", nsmap=self.names)
        note = draft.note
        self.basic(root, "ID", note["delivery_note_number"])
        self.basic(root, "UUID", note.get("document_id"))
        self.basic(root, "IssueDate", note.get("issue_date"))
        self.basic(root, "DocumentStatusCode", {"replace": "5", "cancel": "1"}.get(note.get("document_function", "")))
        self.basic(root, "Note", note.get("remarks"))
        self.basic(root, "LineCountNumeric", note.get("line_count"))
        if "order_number" in note:
            self.basic(self.aggregate(root, "OrderReference"), "ID", note["order_number"])
        self.party(root, "DespatchSupplierParty", note.get("supplier_name"), note.get("supplier_vat_id"))
        customer = self.party(root, "DeliveryCustomerParty", note.get("ship_to_name"), None)
        account = etree.Element(f"{{{_SPACES['basic']}}}SupplierAssignedAccountID")
        account.text = note.get("buyer_customer_number")
        customer.insert(0, account)
        shipment = self.aggregate(root, "Shipment")
        self.basic(shipment, "ID", note.get("shipment_id", "NA"))
        self.basic(shipment, "GrossWeightMeasure", note.get("gross_weight_kg"), unitCode="KGM")
        for index, line in enumerate(draft.lines):
            self.line(root, draft, index, line)
        return etree.tostring(root, xml_declaration=True, encoding="utf-8")

    def line(self, root: Any, draft: Draft, index: int, line: Row) -> None:
        """One DespatchLine."""
        element = self.aggregate(root, "DespatchLine")
        self.basic(element, "ID", line["line_number"])
        self.basic(element, "Note", line.get("remarks"))
        self.basic(element, "DeliveredQuantity", line["quantity"], unitCode=line["unit_raw"])
        self.basic(element, "OutstandingQuantity", line.get("outstanding_quantity"), unitCode=line["unit_raw"])
        if "order_line" in line:
            self.basic(self.aggregate(element, "OrderLineReference"), "LineID", line["order_line"])
        item = self.aggregate(element, "Item")
        self.basic(item, "Name", line.get("description"))
        for name, column in (
            ("BuyersItemIdentification", "buyer_article_number"),
            ("SellersItemIdentification", "supplier_article_number"),
            ("StandardItemIdentification", "gtin"),
        ):
            if column in line:
                scheme = {"schemeID": "0160"} if column == "gtin" else {}
                self.basic(self.aggregate(item, name), "ID", line[column], **scheme)
        for name, value in line.get("attributes", {}).items():
            prop = self.aggregate(item, "AdditionalItemProperty")
            self.basic(prop, "Name", name)
            self.basic(prop, "Value", value)
        packages: list[int] = []
        for unit in draft.units:
            if unit["line"] == index:
                self.instance(item, unit)
                packages.extend([unit["package"]] if "package" in unit else [])
        for package in dict.fromkeys(packages):
            self.package(self.aggregate(element, "Shipment"), draft.packages[package])

    def instance(self, item: Any, unit: Row) -> None:
        """One ItemInstance."""
        element = self.aggregate(item, "ItemInstance")
        self.basic(element, "BestBeforeDate", unit.get("best_before_date"))
        self.basic(element, "SerialID", unit.get("serial_number"))
        if "batch_number" in unit or "expiry_date" in unit:
            lot = self.aggregate(element, "LotIdentification")
            self.basic(lot, "LotNumberID", unit.get("batch_number"))
            self.basic(lot, "ExpiryDate", unit.get("expiry_date"))

    def package(self, shipment: Any, package: Row) -> None:
        """One TransportHandlingUnit."""
        self.basic(shipment, "ID", "NA")
        element = self.aggregate(shipment, "TransportHandlingUnit")
        self.basic(element, "ID", package["package_id"], schemeID="SSCC")
        self.basic(element, "TransportHandlingUnitTypeCode", package.get("package_type"))

    def party(self, root: Any, role: str, name: str | None, vat_id: str | None) -> Any:
        """A party with its name and VAT id."""
        outer = self.aggregate(root, role)
        party = self.aggregate(outer, "Party")
        if name is not None:
            self.basic(self.aggregate(party, "PartyName"), "Name", name)
        if vat_id is not None:
            tax = self.aggregate(party, "PartyTaxScheme")
            self.basic(tax, "CompanyID", vat_id)
            self.basic(self.aggregate(tax, "TaxScheme"), "ID", "VAT")
        return outer

    def aggregate(self, parent: Any, name: str) -> Any:
        """An element of the aggregate components."""
        return etree.SubElement(parent, f"{{{_SPACES['aggregate']}}}{name}")

    def basic(self, parent: Any, name: str, value: object, **attributes: str) -> None:
        """An element of the basic components, unless there is nothing to write."""
        if value is not None:
            element = etree.SubElement(parent, f"{{{_SPACES['basic']}}}{name}", attributes)
            element.text = format(value, "f") if isinstance(value, Decimal) else str(value)
