"""Parties of openTRANS: listed once in PARTIES (2.x) or spelled out per role (1.0), referred to by *_IDREF."""

from __future__ import annotations

from dataclasses import dataclass, field

from .draft import Row
from .identifiers import is_gln
from .xmlpaths import Found, Table, text_of
from .xmltree import Element, local_name

PARTY = Table(
    ("PARTY_ID*", None, None),
    ("PARTY_ROLE*", None, None),
    ("ADDRESS/NAME", None, None),
    ("ADDRESS/NAME2", None, None),
    ("ADDRESS/STREET", None, None),
    ("ADDRESS/ZIP", None, None),
    ("ADDRESS/CITY", None, None),
    ("ADDRESS/COUNTRY_CODED", None, None),
    ("ADDRESS/COUNTRY", None, None),
    ("ADDRESS/VAT_ID", None, None),
    ("ADDRESS/CONTACT_DETAILS/FIRST_NAME", None, None),
    ("ADDRESS/CONTACT_DETAILS/CONTACT_NAME", None, None),
)
# openTRANS 1.0: the element around a PARTY is its role
ROLES_OF_1_0 = {
    "BUYER_PARTY": "buyer",
    "SUPPLIER_PARTY": "supplier",
    "DELIVERY_PARTY": "delivery",
    "FINAL_DELIVERY_PARTY": "final_delivery",
    "TRANSPORT_PARTY": "deliverer",
}
_GLN_TYPES = frozenset({"iln", "gln"})


@dataclass(slots=True)
class Party:
    """One party: its identifiers by type, its roles, and the elements of its address."""

    identifiers: list[tuple[str, str]] = field(default_factory=list)  # type (lower case), text
    roles: set[str] = field(default_factory=set)
    found: Found = field(default_factory=dict)

    def text(self, path: str) -> str | None:
        """The text of an element of the address."""
        return text_of(self.found.get(f"ADDRESS/{path}"))

    def name(self) -> str | None:
        """The name: of the organisation, else of the person."""
        person = [self.text(f"CONTACT_DETAILS/{part}") for part in ("FIRST_NAME", "CONTACT_NAME")]
        return self.text("NAME") or " ".join(filter(None, person)) or self.text("NAME2")

    def has(self, identifier: str) -> bool:
        """Whether the party is the one that an *_IDREF names."""
        return any(text == identifier for _, text in self.identifiers)

    def gln(self) -> str | None:
        """The GLN: an identifier of that type, or one without a type that is a GLN."""
        return next((text for kind, text in self.identifiers if _is_gln(kind, text)), None)

    def number(self, *kinds: str) -> str | None:
        """An identifier of one of these types, the first type first; else one that is no GLN; None."""
        for kind in kinds:
            for stated, text in self.identifiers:
                if stated == kind:
                    return text
        return next((text for kind, text in self.identifiers if not _is_gln(kind, text)), None)


def _is_gln(kind: str, text: str) -> bool:
    return kind in _GLN_TYPES or (kind == "" and is_gln(text))


class Parties:
    """The parties of a document."""

    def __init__(self, elements: list[Element], references: dict[str, Element | None]) -> None:
        self.parties = [_party(element) for element in elements]
        self.references = references

    def find(self, reference: str, *roles: str) -> Party | None:
        """The party with the identifier and one of the roles; else with the identifier; else with a role."""
        element = self.references.get(reference)
        identifier = text_of(element)
        named = [] if identifier is None else [party for party in self.parties if party.has(identifier)]
        if named:
            return _playing(named, roles) or named[0]
        playing = _playing(self.parties, roles)
        if playing is None and element is not None and identifier is not None:
            return Party([((element.get("type") or "").lower(), identifier)])
        return playing


def _playing(parties: list[Party], roles: tuple[str, ...]) -> Party | None:
    """The party with the first role that any has."""
    for role in roles:
        for party in parties:
            if role in party.roles:
                return party
    return None


def _party(element: Element) -> Party:
    found = PARTY.find(element)
    party = Party(found=found)
    for identifier in found.get("PARTY_ID*", ()):
        text = text_of(identifier)
        if text:
            party.identifiers.append(((identifier.get("type") or "").strip().lower(), text))
    party.roles.update((text_of(role) or "").lower() for role in found.get("PARTY_ROLE*", ()))
    around = element.getparent()
    role = None if around is None else ROLES_OF_1_0.get(local_name(around))
    if role:
        party.roles.add(role)
    return party


def read_parties(note: Row, parties: Parties) -> None:
    """Supplier, buyer, place of delivery and carrier into the columns of the note."""
    supplier = parties.find("SUPPLIER_IDREF", "supplier")
    buyer = parties.find("BUYER_IDREF", "buyer", "customer")
    delivery = parties.find("DELIVERY_IDREF", "delivery", "final_delivery")
    carrier = parties.find("DELIVERER_IDREF", "deliverer")
    columns: dict[str, str | None] = {}
    if supplier:
        columns["supplier_name"] = supplier.name()
        columns["supplier_gln"] = supplier.gln()
        columns["supplier_vat_id"] = supplier.text("VAT_ID")
        columns["supplier_number"] = supplier.number("supplier_specific", "buyer_specific")
    if buyer:
        columns["buyer_name"] = buyer.name()
        columns["buyer_gln"] = buyer.gln()
        columns["buyer_customer_number"] = buyer.number("supplier_specific")
    if delivery:
        columns["ship_to_name"] = delivery.name()
        columns["ship_to_gln"] = delivery.gln()
        columns["ship_to_id"] = delivery.number("supplier_specific")
        columns["ship_to_street"] = delivery.text("STREET")
        columns["ship_to_postcode"] = delivery.text("ZIP")
        columns["ship_to_city"] = delivery.text("CITY")
        columns["ship_to_country"] = delivery.text("COUNTRY_CODED") or delivery.text("COUNTRY")
    if carrier:
        columns["carrier_name"] = carrier.name()
    note.update((column, value) for column, value in columns.items() if value)
