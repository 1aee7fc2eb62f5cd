"""cXML ShipNoticeRequest. Its bare DOCTYPE is tolerated by `xmltree`, never resolved; its secrets are never read.

The mapping stands in `cxml_tables`; items are read in `cxml_items`.
"""

from __future__ import annotations

from .cxml_items import Packagings, bare_gross_weight, read_item
from .cxml_tables import (
    ACCOUNT_DOMAINS,
    BUYER_ROLES,
    CONTACT,
    CONTROL,
    DELIVERY_NOTE,
    FUNCTIONS,
    GLN_DOMAINS,
    HEADER,
    HEADER_ATTRIBUTES,
    NOTICE,
    ORDER_ATTRIBUTES,
    PORTION,
    SUPPLIER_ROLES,
    VAT_DOMAINS,
)
from .draft import Draft, Options, Parsed, Row
from .identifiers import is_gln
from .nesting import check_nesting
from .values import clean, iso_moment
from .xmlformat import XmlFormat, remark
from .xmlkinds import cxml_kind
from .xmlpaths import Found, Table, joined, text_of
from .xmlprolog import Root
from .xmltree import Element, local_name, place_of

FROM = Table(("Header/From/Credential*", None, None), ("Header/From/Correspondent/Contact*", None, None))
CREDENTIAL = Table(("Identity", None, None))


class Cxml(XmlFormat):
    """cXML ShipNoticeRequest."""

    name = "cxml"
    title = "cXML ShipNoticeRequest (SAP Ariba and others)"
    kind = staticmethod(cxml_kind)

    def confidence(self, root: Root, data: bytes) -> int:
        """Sure by the root, when it holds a ShipNoticeRequest."""
        if root.name == "cXML":
            return 100 if b"<ShipNoticeRequest" in data or b":ShipNoticeRequest" in data else 0
        return 70 if root.name == "ShipNoticeRequest" else 0

    def read(self, root: Element, options: Options, parsed: Parsed) -> None:
        """One note for each ShipNoticeRequest."""
        sender = FROM.find(root)
        version = clean(root.get("version"))
        for element in root.iter("{*}ShipNoticeRequest"):
            parsed.drafts.append(_note(element, sender, version, options))
        if not parsed.drafts:
            names = [local_name(child) for body in root if local_name(body) in ("Request", "Message") for child in body]
            parsed.skipped.extend(f"cXML {name}" for name in names)


def _note(element: Element, sender: Found, version: str | None, options: Options) -> Draft:
    draft = Draft(place_of(element))
    note = draft.note
    if version:
        note["source_version"] = version
    found = NOTICE.find(element)
    header = found.get("ShipNoticeHeader")
    contacts: list[Element] = []
    packagings = Packagings(draft)
    if header is not None:
        contacts = _header(draft, header, packagings, options)
    for control in (*found.get("ShipControl*", ()), *found.get("ShipNoticeHeader/ShipControl*", ())):
        _control(note, CONTROL.find(control))
    for portion in found.get("ShipNoticePortion*", ()):
        contacts.extend(_portion(draft, portion, packagings))
    packagings.connect()
    check_nesting(draft.packages, "cxml", draft.place)
    _parties(note, contacts, sender)
    _order_of_all(draft, found.get("ShipNoticePortion*", []))
    return draft


def _header(draft: Draft, element: Element, packagings: Packagings, options: Options) -> list[Element]:
    note = draft.note
    HEADER_ATTRIBUTES.fill(note, element, draft.warnings)
    if "delivery_note_number" in note:
        note["shipment_id"] = note["delivery_note_number"]
    if (element.get("reason") or "").lower() == "return":
        note["document_type"] = "return"
    function = FUNCTIONS.get((element.get("operation") or "new").lower())
    if function:
        note["document_function"] = function
    notice = clean(element.get("noticeDate"))
    if notice and "T" in notice:
        try:
            note["issued_at"] = iso_moment(notice, options.get("timezone"))
        except (ValueError, OverflowError):
            place = place_of(element, "noticeDate")
            draft.warnings.append(f"{place}: {notice[:80]!r} is not a moment like 2026-11-24T14:30:00; left out")
    found = HEADER.find(element)
    remark(note, joined(found.get("Comments*")))
    _own_number(note, found)
    for path in ("TermsOfDelivery/TransportTerms", "TransportTerms", "TermsOfTransport/TransportTerms"):
        terms = found.get(path)
        if terms is not None:
            value = text_of(terms) if (terms.get("value") or "Other") == "Other" else clean(terms.get("value"))
            if value:
                note.setdefault("incoterm", value)
    packagings.add(found.get("Packaging*", []))
    weight = bare_gross_weight(draft, found.get("Packaging*", []))
    if weight is not None:
        note["gross_weight_kg"] = weight
    contacts: list[Element] = found.get("Contact*", [])
    return list(contacts)


def _letters(name: str | None) -> str:
    return "".join(character for character in (name or "").lower() if character.isalpha())


def _own_number(note: Row, found: Found) -> None:
    """The number of the delivery note where it is named beside the shipment's, which then is that of the message."""
    stated = [
        (reference.get("domain"), clean(reference.get("identifier"))) for reference in found.get("IdReference*", ())
    ]
    stated += [(extrinsic.get("name"), text_of(extrinsic)) for extrinsic in found.get("Extrinsic*", ())]
    number = next((text for name, text in stated if text and _letters(name) in DELIVERY_NOTE), None)
    if number and number != note.get("delivery_note_number"):
        if "delivery_note_number" in note:
            note["document_id"] = note["delivery_note_number"]
        note["delivery_note_number"] = number


def _control(note: Row, found: Found) -> None:
    carriers = {carrier.get("domain") or "": text_of(carrier) for carrier in found.get("CarrierIdentifier*", ())}
    name = carriers.get("companyName") or next((text for text in carriers.values() if text), None)
    if name:
        note.setdefault("carrier_name", name)
    shipment = found.get("ShipmentIdentifier")
    text = text_of(shipment)
    if text:
        note.setdefault("tracking_number", text)
    url = None if shipment is None else clean(shipment.get("trackingURL"))
    if url:
        note.setdefault("tracking_url", url)
    packages = found.get("PackageIdentification")
    ends = ("", "") if packages is None else (packages.get("rangeBegin") or "", packages.get("rangeEnd") or "")
    if all(end.isdigit() and len(end) < 10 for end in ends) and int(ends[0]) <= int(ends[1]):
        note.setdefault("package_count", int(ends[1]) - int(ends[0]) + 1)


def _portion(draft: Draft, element: Element, packagings: Packagings) -> list[Element]:
    found = PORTION.find(element)
    order: Row = {}
    reference = found.get("OrderReference", found.get("OrderIDInfo"))
    if reference is not None:
        ORDER_ATTRIBUTES.fill(order, reference, draft.warnings)
    remark(draft.note, joined(found.get("Comments*")))
    for item in found.get("ShipNoticeItem*", ()):
        read_item(draft, item, order, packagings)
    contacts: list[Element] = found.get("Contact*", [])
    return contacts


def _order_of_all(draft: Draft, portions: list[Element]) -> None:
    """An order holds for the note when every portion names it; a notice without items ships the whole of its orders."""
    distinct: dict[tuple[object, ...], Row] = {}
    for portion in portions:
        row: Row = {}
        found = PORTION.find(portion)
        reference = found.get("OrderReference", found.get("OrderIDInfo"))
        if reference is not None:
            ORDER_ATTRIBUTES.fill(row, reference, [])
        distinct.setdefault(tuple(row.items()), row)
    orders = list(distinct.values())
    if len(orders) == 1:
        draft.note.update(orders[0])
    numbers = [row["order_number"] for row in orders if "order_number" in row]
    if not draft.lines and numbers:
        draft.whole_order = True
        draft.warnings.append(
            f"ShipNoticePortion: no items are listed; all of order {', '.join(numbers[:5])} was shipped"
        )


def _parties(note: Row, contacts: list[Element], sender: Found) -> None:
    by_role: dict[str, Element] = {contact.get("role") or "": contact for contact in reversed(contacts)}
    for contact in sender.get("Header/From/Correspondent/Contact*", ())[:1]:
        by_role["correspondent"] = contact
    for prefix, roles in (("supplier", SUPPLIER_ROLES), ("buyer", BUYER_ROLES), ("ship_to", ("shipTo",))):
        for role in roles:
            if role in by_role:
                _contact(note, prefix, by_role[role])
                break
    identities = [
        text_of(CREDENTIAL.find(credential).get("Identity")) for credential in sender.get("Header/From/Credential*", ())
    ]
    identity = next((text for text in identities if text), None)
    if identity:
        note["supplier_number"] = identity


def _reference(note: Row, prefix: str, domain: str, text: str | None) -> None:
    """A number of a party by its domain."""
    if text is None:
        return
    if domain in GLN_DOMAINS and is_gln(text):
        note.setdefault(f"{prefix}_gln", text)
    elif domain in VAT_DOMAINS and prefix == "supplier":
        note.setdefault("supplier_vat_id", text)
    elif domain in ACCOUNT_DOMAINS and prefix == "buyer":
        note.setdefault("buyer_customer_number", text)


def _contact(note: Row, prefix: str, element: Element) -> None:
    found = CONTACT.find(element)
    number = clean(element.get("addressID"))
    name = text_of(found.get("Name"))
    if name:
        note[f"{prefix}_name"] = name
    if number and is_gln(number):
        note[f"{prefix}_gln"] = number
    elif number and prefix == "ship_to":
        note["ship_to_id"] = number
    for reference in found.get("IdReference*", ()):
        _reference(note, prefix, _letters(reference.get("domain")), clean(reference.get("identifier")))
    if prefix != "ship_to":
        return
    country = found.get("PostalAddress/Country")
    columns = {
        "ship_to_street": text_of(found.get("PostalAddress/Street")),
        "ship_to_postcode": text_of(found.get("PostalAddress/PostalCode")),
        "ship_to_city": text_of(found.get("PostalAddress/City")),
        "ship_to_country": None if country is None else clean(country.get("isoCountryCode")) or text_of(country),
    }
    note.update((column, value) for column, value in columns.items() if value)
