"""UBL 2.0 to 2.4 DespatchAdvice (OASIS), in every profile: Peppol T16 and T66, EHF, A-NZ, Italy, Serbia, Türkiye, Peru.

The mapping stands in `ubl_tables`; lines are read in `ubl_lines`, parties in `ubl_parties`, handling units in
`ubl_packages`.
"""

from __future__ import annotations

from datetime import time

from .draft import Draft, Options, Parsed, Row
from .orders import settle_order
from .ubl_lines import read_lines
from .ubl_packages import Packages
from .ubl_parties import Party, account_of, buyer, party_of, ship_to, supplier
from .ubl_tables import FUNCTIONS, HEADER, ORDER, SHIPMENT, TYPES
from .values import moment
from .xmlformat import XmlFormat, remark, root_of
from .xmlkinds import UBL, kind_of, ubl_kind
from .xmlpaths import Found, joined, kilograms, text_of
from .xmlprolog import Root
from .xmltree import Element, place_of

_DOCUMENT = f"{{{UBL}DespatchAdvice-2}}DespatchAdvice"


class Ubl(XmlFormat):
    """UBL DespatchAdvice."""

    name = "ubl"
    title = "UBL 2.0–2.4 DespatchAdvice: OASIS, Peppol (T16, T66), 1Lieferschein, EHF and other national profiles"
    kind = staticmethod(ubl_kind)
    notes = (_DOCUMENT,)

    def confidence(self, root: Root, data: bytes) -> int:
        """Sure by the root in the UBL namespace; nearly so when a wrapper (SBDH, SOAP) holds such an element."""
        if root.name == "DespatchAdvice" and root.namespace.startswith(UBL):
            return 100
        if root.name == "DespatchAdvice" and not root.namespace and b"DespatchLine" in data:
            return 60
        wrapped = not root.namespace.startswith(UBL) and f"{UBL}DespatchAdvice-2".encode() in data
        return 90 if wrapped and (b":DespatchAdvice" in data or b"<DespatchAdvice" in data) else 0

    def read(self, root: Element, options: Options, parsed: Parsed) -> None:
        """One note for each DespatchAdvice: the root, or inside a wrapper."""
        name = root_of(root)
        if name.name == "DespatchAdvice" and (name.namespace.startswith(UBL) or not name.namespace):
            parsed.drafts.append(_note(root, options))
        else:
            parsed.drafts.extend(_note(element, options) for element in root.iter(_DOCUMENT))
            self.read_others(root, parsed)

    def read_note(self, element: Element, root: Element, options: Options) -> Draft:  # noqa: ARG002
        """A DespatchAdvice."""
        return _note(element, options)

    def read_others(self, root: Element, parsed: Parsed) -> None:
        """Other UBL documents in the same wrapper."""
        parsed.skipped.extend(kind_of(root_of(element)) for element in root.iter() if _is_other_document(element))


def _is_other_document(element: Element) -> bool:
    name = root_of(element)
    return name.namespace == f"{UBL}{name.name}-2" and name.name != "DespatchAdvice"


def _note(element: Element, options: Options) -> Draft:
    found = HEADER.find(element)
    draft = Draft(place_of(element))
    note = draft.note
    HEADER.fill(note, found, draft.warnings)
    version = [text_of(found.get(name)) for name in ("UBLVersionID", "CustomizationID")]
    if any(version):
        note["source_version"] = " ".join(part for part in version if part)
    _what_it_does(draft, found)
    _issued_at(draft, found.get("IssueTime"), options)
    remark(note, joined(found.get("Note*")))
    packages = Packages(draft)
    received = account_of(found.get("DeliveryCustomerParty"))
    supplier(note, account_of(found.get("SellerSupplierParty")), account_of(found.get("DespatchSupplierParty")))
    buyer(note, account_of(found.get("BuyerCustomerParty")), received)
    shipped = {} if "Shipment" not in found else SHIPMENT.find(found["Shipment"])
    _shipment(draft, shipped)
    _ship_to(draft, shipped, received)
    if "Shipment" in found:
        packages.of(found["Shipment"])
    read_lines(draft, found.get("DespatchLine*", []), packages)
    _orders(draft, found.get("OrderReference*", ()))
    return draft


def _what_it_does(draft: Draft, found: Found) -> None:
    status, kind = text_of(found.get("DocumentStatusCode")), text_of(found.get("DespatchAdviceTypeCode"))
    if status and status.lower() in FUNCTIONS:
        draft.note["document_function"] = FUNCTIONS[status.lower()]
    elif (text_of(found.get("CopyIndicator")) or "").lower() in ("true", "1"):
        draft.note["document_function"] = "copy"
    if status and status.isdigit() and status not in FUNCTIONS:
        draft.warnings.append(f"{place_of(found['DocumentStatusCode'])}: {status} is an unknown status; left out")
    if kind and kind.lower() in TYPES:
        draft.note["document_type"] = TYPES[kind.lower()]


def _issued_at(draft: Draft, element: Element | None, options: Options) -> None:
    text = text_of(element)
    day = draft.note.get("issue_date")
    if element is None or text is None or day is None:
        return
    try:
        draft.note["issued_at"] = moment(day, time.fromisoformat(text), options.get("timezone"))
    except (ValueError, OverflowError):
        draft.warnings.append(f"{place_of(element)}: {text[:80]!r} is not a time like 14:30:00; left out")


def _shipment(draft: Draft, found: Found) -> None:
    note = draft.note
    SHIPMENT.fill(note, found, draft.warnings)
    for path in ("GrossWeightMeasure", "Consignment/GrossWeightMeasure"):
        if path in found and "gross_weight_kg" not in note:
            weight = kilograms(found[path], found[path].get("unitCode"), draft.warnings)
            if weight is not None:
                note["gross_weight_kg"] = weight
    for path in ("Consignment/CarrierParty", "ShipmentStage/CarrierParty", "Delivery/CarrierParty"):
        carrier = party_of(found.get(path))
        if carrier is not None and carrier.name and "carrier_name" not in note:
            note["carrier_name"] = carrier.name
    tracking = note.get("tracking_number", "")
    if tracking.startswith(("http://", "https://")):
        note["tracking_url"] = note.pop("tracking_number")


def _ship_to(draft: Draft, found: Found, received: Party | None) -> None:
    location = found.get("Delivery/DeliveryLocation/ID")
    number = text_of(location)
    if location is not None and number is not None:
        is_gln = (location.get("schemeID") or "").upper() in ("0088", "GLN")
        draft.note["ship_to_gln" if is_gln else "ship_to_id"] = number
    name = text_of(found.get("Delivery/DeliveryLocation/Name"))
    if name is not None:
        draft.note["ship_to_name"] = name
    party = party_of(found.get("Delivery/DeliveryParty"))
    addresses = [
        found[path] for path in ("Delivery/DeliveryLocation/Address", "Delivery/DeliveryAddress") if path in found
    ]
    ship_to(draft.note, (party, received), addresses, draft.warnings)


def _orders(draft: Draft, references: list[Element]) -> None:
    """The order of the header holds for all lines, or it is kept at those lines that name no other."""
    distinct: dict[tuple[object, ...], Row] = {}
    for element in references:
        row: Row = {}
        ORDER.fill(row, ORDER.find(element), draft.warnings)
        if row:
            distinct.setdefault(tuple(row.items()), row)
    rows = list(distinct.values())
    if not rows:
        return
    if len(rows) > 1:
        _several_orders(draft, rows)
        return
    order = rows[0]
    reference = order.pop("customer_reference", None)
    if reference:
        for line in draft.lines:
            line.setdefault("customer_reference", reference)
    settle_order(draft, order, "OrderReference")


def _several_orders(draft: Draft, rows: list[Row]) -> None:
    numbers = ", ".join(row["order_number"] for row in rows[:5] if "order_number" in row)
    if any("order_number" not in line for line in draft.lines):
        draft.warnings.append(f"OrderReference: the header names several orders ({numbers}), not all lines say which")
