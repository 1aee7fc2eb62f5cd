"""Parties and addresses of UBL (cac:SupplierPartyType, cac:CustomerPartyType, cac:PartyType, cac:AddressType)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from .draft import Row
from .identifiers import is_gln
from .xmlpaths import TEXT, Table, text_of
from .xmltree import Element

_PARTY_PATHS = (
    "EndpointID",
    "PartyIdentification*",
    "PartyName/Name",
    "PartyLegalEntity/RegistrationName",
    "PartyLegalEntity/CompanyID",
    "PartyTaxScheme*",
    "Person/FirstName",
    "Person/FamilyName",
    "PostalAddress",
)
PARTY = Table(*((path, None, None) for path in (*_PARTY_PATHS, "RegistrationName")))
ACCOUNT = Table(  # a party in the role of supplier or customer
    ("CustomerAssignedAccountID", None, None),
    ("SupplierAssignedAccountID", None, None),
    ("Party", None, None),
)
IDENTIFICATION = Table(("ID", None, None))
TAX = Table(("CompanyID", None, None), ("TaxScheme/ID", None, None), ("RegistrationName", None, None))
ADDRESS = Table(
    ("StreetName", "ship_to_street", TEXT),
    ("BuildingNumber", None, None),
    ("AddressLine*", None, None),
    ("PostalZone", "ship_to_postcode", TEXT),
    ("CityName", "ship_to_city", TEXT),
    ("Country/IdentificationCode", "ship_to_country", TEXT),
    ("Country/Name", "ship_to_country", TEXT),
)
LINE_OF_ADDRESS = Table(("Line", None, None))

_GLN_SCHEMES = frozenset({"0088", "GLN", "ILN", "EAN", "EAN.UCC"})
# Electronic address schemes that are VAT numbers (Peppol code list EAS)
_VAT_SCHEMES = frozenset({"VAT", "0211", "9906", "9910", "9914", "9957", *(str(code) for code in range(9920, 9956))})
# Registers of companies are no customer numbers: ICD and EAS codes, "NO:ORGNR", SUNAT catalogue 6, tax offices
_REGISTER = re.compile(r"\d{4}|\d|.*:.*|VKN|TCKN|ORGNR|.*(?:SICIL|VERGI|MERSIS).*")
_CUSTOMER_SCHEMES = ("MUSTERINO", "CUST", "KUND", "KDNR", "DEBTOR", "DEBITOR", "ZZZ")  # DEBTOR_ID: 1Lieferschein


@dataclass(slots=True)
class Party:
    """What a document says about a party."""

    name: str | None = None
    gln: str | None = None
    vat_id: str | None = None
    number: str | None = None
    customer_number: str | None = None
    identifiers: set[str] = field(default_factory=set)
    address: Element | None = None


def account_of(element: Element | None) -> Party | None:
    """A SupplierPartyType or CustomerPartyType."""
    if element is None:
        return None
    found = ACCOUNT.find(element)
    by_customer = text_of(found.get("CustomerAssignedAccountID"))
    by_supplier = text_of(found.get("SupplierAssignedAccountID"))
    inner = found.get("Party")
    party = Party() if inner is None else _party(inner, by_customer)
    if inner is None and by_customer:
        party.number = by_customer
    if by_supplier:  # the account that the supplier keeps for the customer is the customer's number
        party.customer_number = by_supplier
    elif party.customer_number is None and by_customer:
        scheme = found["CustomerAssignedAccountID"].get("schemeID") or ""
        party.customer_number = None if _REGISTER.fullmatch(scheme.upper()) else by_customer
    return party


def party_of(element: Element | None) -> Party | None:
    """A PartyType."""
    return None if element is None else _party(element, None)


def _party(element: Element, account: str | None) -> Party:
    found = PARTY.find(element)
    party = Party(address=found.get("PostalAddress"))
    party.name = text_of(found.get("PartyName/Name")) or text_of(found.get("PartyLegalEntity/RegistrationName"))
    for tax in found.get("PartyTaxScheme*", ()):
        _read_tax(party, tax)
    if party.name is None:
        party.name = text_of(found.get("RegistrationName")) or _person(found.get("Person/FirstName"), found)
    for identification in found.get("PartyIdentification*", ()):
        identifier = IDENTIFICATION.find(identification).get("ID")
        if identifier is not None:
            _read_identifier(party, identifier, is_endpoint=False)
    party.number = party.number or account
    for path in ("EndpointID", "PartyLegalEntity/CompanyID"):
        if path in found:
            _read_identifier(party, found[path], is_endpoint=True)
    return party


def _person(first: Element | None, found: dict[str, Element]) -> str | None:
    return " ".join(name for name in (text_of(first), text_of(found.get("Person/FamilyName"))) if name) or None


def _read_tax(party: Party, element: Element) -> None:
    found = TAX.find(element)
    company = text_of(found.get("CompanyID"))
    scheme = (text_of(found.get("TaxScheme/ID")) or "VAT").upper()
    if company and (party.vat_id is None or scheme == "VAT"):
        party.vat_id = company
    party.name = party.name or text_of(found.get("RegistrationName"))


def _read_identifier(party: Party, element: Element, *, is_endpoint: bool) -> None:
    text = text_of(element)
    if text is None:
        return
    scheme = (element.get("schemeID") or "").upper()
    party.identifiers.add(text)
    if scheme in _GLN_SCHEMES or element.get("schemeAgencyID") == "9" or (not scheme and is_gln(text)):
        party.gln = party.gln or text
    elif party.vat_id is None and (scheme in _VAT_SCHEMES or scheme.endswith(":VAT")):
        party.vat_id = text
    elif text != party.vat_id:
        party.number = party.number or text
        by_seller = element.get("schemeAgencyID") == "91" or scheme.startswith(_CUSTOMER_SCHEMES)
        if by_seller or (party.customer_number is None and not scheme and not is_endpoint):
            party.customer_number = text


def supplier(note: Row, seller: Party | None, despatcher: Party | None) -> None:
    """Who delivers: the seller, else who despatches; where both are one company, what the two records say together."""
    lead, other = seller or despatcher, None
    if seller and despatcher and (not seller.name or seller.identifiers & despatcher.identifiers):
        lead, other = despatcher, seller  # every profile prescribes this party: its record is the fuller one
    elif seller and despatcher and seller.name == despatcher.name:
        other = despatcher
    for party in (lead, other):
        if party is None:
            continue
        for column, value in (
            ("supplier_name", party.name),
            ("supplier_gln", party.gln),
            ("supplier_vat_id", party.vat_id),
            ("supplier_number", party.number),
        ):
            if value and column not in note:
                note[column] = value


def buyer(note: Row, bought: Party | None, received: Party | None) -> None:
    """Who bought: the buyer, else who receives."""
    party = bought or received
    if party is None:
        return
    number = party.customer_number or (received.customer_number if received else None)
    for column, value in (
        ("buyer_name", party.name),
        ("buyer_gln", party.gln),
        ("buyer_customer_number", number),
    ):
        if value:
            note[column] = value


def ship_to(note: Row, parties: Sequence[Party | None], addresses: list[Element], warnings: list[str]) -> None:
    """Where the goods go: name and number of the first party, at the first address that is given."""
    known = [party for party in parties if party is not None]
    party = known[0] if known else None
    for element in addresses:
        site = text_of(IDENTIFICATION.find(element).get("ID"))
        if site:
            note.setdefault("ship_to_id", site)
    for element in (*addresses, *(party.address for party in known if party.address is not None)):
        if _read_address(note, element, warnings):
            break
    if party is None:
        return
    for column, value in (("ship_to_name", party.name), ("ship_to_gln", party.gln), ("ship_to_id", party.number)):
        if value and column not in note:
            note[column] = value


def _read_address(note: Row, element: Element, warnings: list[str]) -> bool:
    found = ADDRESS.find(element)
    before = len(note)
    ADDRESS.fill(note, found, warnings)
    building = text_of(found.get("BuildingNumber"))
    if "ship_to_street" in note and building and "StreetName" in found:
        note["ship_to_street"] = f"{note['ship_to_street']} {building}"
    elif "ship_to_street" not in note:
        lines = [text_of(LINE_OF_ADDRESS.find(line).get("Line")) for line in found.get("AddressLine*", ())]
        street = ", ".join(line for line in lines if line)
        if street:
            note["ship_to_street"] = street
    return len(note) > before
