"""GS1 XML Despatch Advice 2.x and 3.x, with or without a Standard Business Document Header.

The mapping stands in `gs1xml_tables`; logistic units and lines are read in `gs1xml_lines`.
"""

from __future__ import annotations

from itertools import islice

from .draft import Draft, Options, Parsed, Row
from .gs1xml_lines import Units, gross_weight, read_line
from .gs1xml_tables import FUNCTIONS, HEADER, LINES, PARTY, PARTY_NUMBER, UNITS
from .nesting import check_nesting
from .orders import settle_order, take_order
from .values import clean, iso_moment
from .xmlformat import XmlFormat, remark, root_of
from .xmlkinds import GS1, business_type, gs1_kind, kind_of
from .xmlpaths import DATE, Found, joined, read, read_text, text_of
from .xmlprolog import Root
from .xmltree import Element, local_name, namespace, place_of

_NAMES = frozenset({"despatchAdvice", "DespatchAdvice"})
_NOTES = ("{*}despatchAdvice", "{*}DespatchAdvice")
_NUMBERS = frozenset({"entityIdentification", "uniqueCreatorIdentification", "referenceIdentification"})
_OTHER_TYPES = ("receiving", "invoice", "order", "transport", "purchaseorder", "multishipment", "return", "debitcredit")
_MESSAGES = frozenset({"despatchAdviceMessage", "DespatchAdviceMessage"})


class Gs1Xml(XmlFormat):
    """GS1 XML Despatch Advice."""

    name = "gs1xml"
    title = "GS1 XML Despatch Advice 2.x and 3.x"
    kind = staticmethod(gs1_kind)
    notes = _NOTES

    def confidence(self, root: Root, data: bytes) -> int:
        """Sure by the root in a GS1 namespace; nearly so when a Standard Business Document holds the advice."""
        if root.name in _MESSAGES:
            return 100
        if root.name in _NAMES:
            return 100 if root.namespace.startswith(GS1) else 0
        if root.name not in ("StandardBusinessDocument", "message", "Envelope"):
            return 0
        if (business_type(data) or "").lower().replace(" ", "").startswith(_OTHER_TYPES):
            return 0  # it refers to a despatch advice
        held = b"espatchAdvice>" in data or b":despatchAdvice " in data or b"<despatchAdvice " in data
        return 95 if held and (b"ean.ucc" in data or b"urn:gs1:" in data) else 0

    def read(self, root: Element, options: Options, parsed: Parsed) -> None:
        """One note for each despatchAdvice of the message."""
        version = _version(root)
        if local_name(root) in _NAMES:
            parsed.drafts.append(_note(root, version, options))
            return
        for element in root.iter(*self.notes):
            around = element.getparent()
            if around is None or local_name(around) not in _NAMES:  # an advice may refer to another one
                parsed.drafts.append(_note(element, version, options))
        if not parsed.drafts:
            body = [child for child in root if local_name(child) != "StandardBusinessDocumentHeader"]
            parsed.skipped.extend(kind_of(root_of(child)) for child in body)

    def read_note(self, element: Element, root: Element, options: Options) -> Draft:
        """A despatchAdvice."""
        return _note(element, _version(root), options)


def _note(element: Element, version: str | None, options: Options) -> Draft:
    draft = Draft(place_of(element))
    note = draft.note
    found = HEADER.find(element)
    HEADER.fill(note, found, draft.warnings)
    order = take_order(note)
    _numbers(draft, element)
    if version:
        note["source_version"] = version
    _function(note, element, found)
    _created(draft, element, found, options)
    remark(note, joined(found.get("note*")))
    _parties(note, found)
    stated = found.get("totalGrossWeight", found.get("despatchAdviceTotals/totalGrossWeight"))
    totals = [inner for total in found.get("despatchAdviceTotals*", ()) for inner in (total, *total)]
    weight = gross_weight(stated, totals, draft.warnings)
    if weight is not None:
        note["gross_weight_kg"] = weight
    units = Units(draft)
    for child in element:
        name = local_name(child)
        if name in UNITS:
            units.read(child)
        elif name in LINES:
            read_line(draft, child, [])
    units.connect()
    check_nesting(draft.packages, "gs1xml", draft.place)
    reference = text_of(found.get("customerReference/entityIdentification"))
    for line in draft.lines if reference else ():
        line.setdefault("customer_reference", reference)
    if "order_number" in order:
        settle_order(draft, order, "purchaseOrder")
    else:
        note.update(order)
    return draft


def _numbers(draft: Draft, element: Element) -> None:
    """The number of the note is the deliveryNote where it is named, as RFF+DQ in EDIFACT; else the advice's own."""
    note = draft.note
    document = note.get("document_id")
    if "delivery_note_number" not in note:
        references = [child for reference in element.iter("{*}deliveryNote") for child in reference]
        texts = [text_of(child) for child in references if local_name(child) in _NUMBERS]
        named = dict.fromkeys(text for text in texts if text)
        if len(named) == 1:
            note["delivery_note_number"] = next(iter(named))
        elif named:
            draft.warnings.append(f"deliveryNote: the lines name several delivery notes: {', '.join(named)}")
    if "delivery_note_number" not in note and document:
        note["delivery_note_number"] = note.pop("document_id")
    elif document == note.get("delivery_note_number"):
        note.pop("document_id", None)


def _version(root: Element) -> str | None:
    """The version that the Standard Business Document Header states, else the one in the namespace."""
    for header in root.iter("{*}StandardBusinessDocumentHeader", *_NOTES):
        if local_name(header) in _NAMES:
            break  # it stands before the notes, of which there may be many
        return next((text_of(version) for version in header.iter("{*}TypeVersion")), None)
    return namespace(root).rpartition(":")[2] or None


def _function(note: Row, element: Element, found: Found) -> None:
    commands = (child for above in element.iterancestors("{*}documentCommand") for child in islice(above, 2))
    kinds = [child.get("type") for child in commands if local_name(child) == "documentCommandHeader"]
    stated = (
        text_of(found.get("documentActionCode")),
        *kinds,
        text_of(found.get("documentStatusCode")),
        text_of(found.get("documentStatus")),
        element.get("documentStatus"),
    )
    known = [FUNCTIONS[code.upper()] for code in stated if code and code.upper() in FUNCTIONS]
    telling = [function for function in known if function != "original"]
    if known:
        note["document_function"] = telling[0] if telling else "original"


def _created(draft: Draft, element: Element, found: Found, options: Options) -> None:
    """creationDateTime: an element in 3.x, an attribute in 2.x."""
    stated = found.get("creationDateTime")
    text = text_of(stated) or clean(element.get("creationDateTime"))
    if text is None:
        return
    if stated is not None:
        place, day = place_of(stated), read(stated, DATE, draft.warnings)
    else:
        place = place_of(element, "creationDateTime")
        day = read_text(text, DATE, element, "creationDateTime", draft.warnings)
    draft.note["issue_date"] = day
    if len(text) <= len("2026-11-24"):
        return
    try:
        draft.note["issued_at"] = iso_moment(text, options.get("timezone"))
    except (ValueError, OverflowError):
        draft.warnings.append(f"{place}: {text[:80]!r} is not a moment like 2026-11-24T14:30:00; left out")


class _Party:
    """A party: its elements, and its numbers by type."""

    def __init__(self, element: Element | None) -> None:
        self.found = {} if element is None else PARTY.find(element)
        self.numbers: dict[str, str] = {}
        for identification in self.found.get("additionalPartyIdentification*", ()):
            inner = PARTY_NUMBER.find(identification)
            text = text_of(inner.get("additionalPartyIdentificationValue")) or text_of(identification)
            kind = (
                text_of(inner.get("additionalPartyIdentificationType"))
                or identification.get("additionalPartyIdentificationTypeCode")
                or identification.get("type")
                or ""
            )
            if text:
                self.numbers.setdefault(kind.upper(), text)

    def __bool__(self) -> bool:
        return bool(self.found)

    def text(self, *paths: str) -> str | None:
        """The first of these elements that holds a text."""
        return next((text for text in (text_of(self.found.get(path)) for path in paths) if text), None)

    def name(self) -> str | None:
        """The name of the organisation."""
        return self.text("organisationDetails/organisationName", "organisationName", "partyName", "address/name")

    def gln(self) -> str | None:
        """The GLN; zeros are the dummy of those whose schema demands one."""
        text = self.text("gln")
        return text if text and text.strip("0") else None

    def number(self, part: str, *, only: bool = False) -> str | None:
        """A number whose type contains `part`; else, unless `only`, the first one."""
        numbers = [text for kind, text in self.numbers.items() if part in kind]
        if numbers or only:
            return numbers[0] if numbers else None
        return next(iter(self.numbers.values()), None)

    def columns(self, role: str) -> Row:
        """What the document says of the supplier or the buyer."""
        found = {f"{role}_name": self.name(), f"{role}_gln": self.gln()}
        if role == "supplier":
            vat_id = self.text("dutyFeeTaxRegistration/dutyFeeTaxRegistrationID")
            found["supplier_vat_id"] = vat_id or self.number("VAT", only=True)
            found["supplier_number"] = self.number("BUYER_ASSIGNED")
        else:
            assigned = self.number("SELLER_ASSIGNED", only=True)
            found["buyer_customer_number"] = assigned or self.number("SUPPLIER", only=True)
        return {column: value for column, value in found.items() if value}


def _together(lead: _Party, other: _Party, role: str) -> Row:
    """What is said of one company under two elements; of two companies, what the first says."""
    first, second = lead.columns(role), other.columns(role)
    same = first.get(f"{role}_gln") == second.get(f"{role}_gln") or not first
    return {**second, **first} if same else first


def _parties(note: Row, found: Found) -> None:
    place = _Party(found.get("shipTo")) or _Party(found.get("receiver"))
    note.update(_together(_Party(found.get("seller")), _Party(found.get("shipper")), "supplier"))
    note.update(_together(_Party(found.get("buyer")), _Party(found.get("receiver")), "buyer"))
    columns = {
        "ship_to_name": place.name(),
        "ship_to_gln": place.gln(),
        "ship_to_id": place.number("SELLER_ASSIGNED"),
        "ship_to_street": place.text("address/streetAddressOne"),
        "ship_to_postcode": place.text("address/postalCode"),
        "ship_to_city": place.text("address/city"),
        "ship_to_country": place.text("address/countryCode"),
        "carrier_name": _Party(found.get("carrier")).name(),
    }
    note.update((column, value) for column, value in columns.items() if value)
