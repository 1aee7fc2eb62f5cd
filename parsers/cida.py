"""UN/CEFACT cross industry despatch advice, alone or embedded in a hybrid PDF (`pdf` finds it there).

The mapping stands in `cida_tables`; lines and packages are read in `cida_lines`.
"""

from __future__ import annotations

import re

from .cida_dates import date_of, moment_of
from .cida_lines import Packages, read_lines
from .cida_tables import AGREEMENT, DELIVERY, DOCUMENT, FUNCTIONS, HEADER, NOTE, OLD_NAMES, PARTY, SETTLEMENT, TAX
from .draft import Draft, Options, Parsed, Row
from .identifiers import is_gln
from .orders import settle_order
from .xmlformat import XmlFormat, remark
from .xmlkinds import uncefact_kind
from .xmlpaths import Found, Table, kilograms, text_of
from .xmlprolog import Root
from .xmltree import Element, local_name, namespace, place_of

_NAMES = ("CrossIndustryDespatchAdvice", "SCRDMCCBDACIDAMessageStructure")
_INFIX = re.compile(r"CI(?:DDH|DDL)?(?=[A-Z][a-z])")
_AGREEMENT = "SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement"
_DELIVERY = "SupplyChainTradeTransaction/ApplicableHeaderTradeDelivery"
_SETTLEMENT = "SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement"
_PACKAGES = (
    "SpecifiedLogisticsPackage*",
    "RelatedSupplyChainConsignment/SpecifiedLogisticsPackage*",
    "RelatedSupplyChainConsignment/TransportLogisticsPackage*",
)
_DATES = (
    ("ActualDespatchSupplyChainEvent/OccurrenceDateTime", "despatch_date"),
    ("PlannedDespatchSupplyChainEvent/OccurrenceDateTime", "despatch_date"),
    ("PlannedDeliverySupplyChainEvent/OccurrenceDateTime", "expected_delivery_date"),
    ("ActualDeliverySupplyChainEvent/OccurrenceDateTime", "expected_delivery_date"),
    ("RequestedDeliverySupplyChainEvent/OccurrenceDateTime", "expected_delivery_date"),
)


class Cida(XmlFormat):
    """UN/CEFACT cross industry despatch advice."""

    name = "cida"
    title = "UN/CEFACT cross industry despatch advice (CrossIndustryDespatchAdvice), alone or in a hybrid PDF"
    kind = staticmethod(uncefact_kind)

    def confidence(self, root: Root, data: bytes) -> int:
        """Sure by the name of the root; nearly so when a wrapper holds such an element."""
        if root.name in _NAMES:
            return 100
        held = any(b":" + name.encode() in data or b"<" + name.encode() in data for name in _NAMES)
        return 90 if held and root.name in ("StandardBusinessDocument", "Envelope", "delivery") else 0

    def read(self, root: Element, options: Options, parsed: Parsed) -> None:
        """One note for each despatch advice: the root, or inside a wrapper."""
        if next(root.iter("{*}CIDDHExchangedDocument", "{*}HeaderCIDDHExchangedDocument"), None) is not None:
            _rename(root)
        if local_name(root) in _NAMES:
            parsed.drafts.append(_note(root, options))
        else:
            elements = root.iter(*(f"{{*}}{name}" for name in _NAMES))
            parsed.drafts.extend(_note(element, options) for element in elements)


def _rename(root: Element) -> None:
    """Give the elements of an old version the names they have had since D13A: the infixes CI, CIDDH, CIDDL are gone."""
    for element in root.iter("{*}*"):
        name = local_name(element)
        plain = _INFIX.sub("", name.replace("ReferencedCIReferenced", "Referenced"))
        plain = OLD_NAMES.get(plain, plain)
        if plain != name:
            element.tag = f"{{{namespace(element)}}}{plain}" if namespace(element) else plain


def _note(element: Element, options: Options) -> Draft:
    draft = Draft(place_of(element))
    note = draft.note
    document = DOCUMENT.find(element)
    DOCUMENT.fill(note, document, draft.warnings)
    if "source_version" not in note and namespace(element):
        note["source_version"] = namespace(element).rpartition(":")[2]
    _header(draft, _below(document, "ExchangedDocument", HEADER), options)
    agreement = _below(document, _AGREEMENT, AGREEMENT)
    delivery = _below(document, _DELIVERY, DELIVERY)
    SETTLEMENT.fill(note, _below(document, _SETTLEMENT, SETTLEMENT), draft.warnings)
    _delivery(draft, delivery)
    _parties(note, agreement, delivery)
    packages = Packages(draft)
    packages.add(document.get("SupplyChainTradeTransaction/SpecifiedLogisticsPackage*", []))
    for path in _PACKAGES:
        packages.add(delivery.get(path, []))
    read_lines(draft, document.get("SupplyChainTradeTransaction/IncludedSupplyChainTradeLineItem*", []), packages)
    _order(draft, agreement)
    return draft


def _below(document: Found, path: str, table: Table) -> Found:
    return table.find(document[path]) if path in document else {}


def _header(draft: Draft, found: Found, options: Options) -> None:
    note = draft.note
    HEADER.fill(note, found, draft.warnings)
    purpose = text_of(found.get("PurposeCode"))
    copy = (text_of(found.get("CopyIndicator/Indicator")) or "").lower()
    if purpose in FUNCTIONS:
        note["document_function"] = FUNCTIONS[purpose]
    elif copy == "true":
        note["document_function"] = "copy"
    issued = found.get("IssueDateTime")
    day, stamp = date_of(issued), moment_of(issued, options.get("timezone"))
    if day:
        note["issue_date"] = day
    if stamp:
        note["issued_at"] = stamp
    for element in found.get("IncludedNote*", ()):
        remark(note, text_of(NOTE.find(element).get("Content")))


def _delivery(draft: Draft, found: Found) -> None:
    note = draft.note
    DELIVERY.fill(note, found, draft.warnings)
    delivery_note = text_of(found.get("DeliveryNoteReferencedDocument/IssuerAssignedID"))
    if delivery_note and delivery_note != note.get("delivery_note_number"):
        note["document_id"] = note.get("delivery_note_number") or note.get("document_id")
        note["delivery_note_number"] = delivery_note
    if note.get("document_id") in (None, note.get("delivery_note_number")):
        note.pop("document_id", None)
    for path, column in _DATES:
        day = date_of(found.get(path))
        if day and column not in note:
            note[column] = day
    for path in ("RelatedSupplyChainConsignment/GrossWeightMeasure", "GrossWeightMeasure"):
        if path in found and "gross_weight_kg" not in note:
            weight = kilograms(found[path], found[path].get("unitCode"), draft.warnings)
            if weight is not None:
                note["gross_weight_kg"] = weight


class _Party:
    """A party: its elements and its identifiers."""

    def __init__(self, element: Element | None) -> None:
        self.found = {} if element is None else PARTY.find(element)
        self.gln: str | None = None
        self.number: str | None = None
        for path in ("GlobalID*", "ID*"):
            for identifier in self.found.get(path, ()):
                text = text_of(identifier)
                scheme = (identifier.get("schemeID") or "").upper()
                if text and (scheme in ("0088", "GLN") or (not scheme and is_gln(text))):
                    self.gln = self.gln or text
                elif text:
                    self.number = self.number or text

    def text(self, *paths: str) -> str | None:
        """The first of these elements that holds a text."""
        return next((text for text in (text_of(self.found.get(path)) for path in paths) if text), None)

    def name(self) -> str | None:
        """The name of the organisation."""
        return self.text("Name", "SpecifiedLegalOrganization/TradingBusinessName")

    def vat_id(self) -> str | None:
        """The tax registration with scheme VA (UNCL 1153)."""
        for element in self.found.get("SpecifiedTaxRegistration*", ()):
            identifier = TAX.find(element).get("ID")
            if identifier is not None and identifier.get("schemeID") in ("VA", "VAT"):
                return text_of(identifier)
        return None


def _parties(note: Row, agreement: Found, delivery: Found) -> None:
    supplier = _Party(agreement.get("SellerTradeParty", delivery.get("ShipFromTradeParty")))
    buyer = _Party(agreement.get("BuyerTradeParty"))
    place = _Party(delivery.get("ShipToTradeParty", delivery.get("UltimateShipToTradeParty")))
    columns = {
        "supplier_name": supplier.name(),
        "supplier_gln": supplier.gln,
        "supplier_vat_id": supplier.vat_id(),
        "supplier_number": supplier.number,
        "buyer_name": buyer.name(),
        "buyer_gln": buyer.gln,
        "buyer_customer_number": buyer.number,
        "ship_to_name": place.name(),
        "ship_to_gln": place.gln,
        "ship_to_id": place.number,
        "ship_to_street": place.text("PostalTradeAddress/LineOne", "PostalTradeAddress/StreetName"),
        "ship_to_postcode": place.text("PostalTradeAddress/PostcodeCode"),
        "ship_to_city": place.text("PostalTradeAddress/CityName"),
        "ship_to_country": place.text("PostalTradeAddress/CountryID"),
        "carrier_name": _Party(delivery.get("RelatedSupplyChainConsignment/CarrierTradeParty")).name(),
    }
    note.update((column, value) for column, value in columns.items() if value)


def _order(draft: Draft, agreement: Found) -> None:
    order: Row = {}
    AGREEMENT.fill(order, agreement, draft.warnings)
    for column in ("incoterm", "supplier_order_number"):
        if column in order:
            draft.note[column] = order.pop(column)
    day = date_of(agreement.get("BuyerOrderReferencedDocument/FormattedIssueDateTime"))
    if day:
        order["order_date"] = day
    if order:
        settle_order(draft, order, "BuyerOrderReferencedDocument")
