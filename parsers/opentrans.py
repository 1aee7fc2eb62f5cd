"""openTRANS 1.0, 2.0 and 2.1 DISPATCHNOTIFICATION, with or without namespaces.

The mapping stands in `opentrans_tables`; items are read in `opentrans_items`, parties in `opentrans_parties`.
"""

from __future__ import annotations

from .draft import Draft, Options, Parsed, Row
from .opentrans_items import Packages, read_item
from .opentrans_parties import Parties, read_parties
from .opentrans_tables import DOCUMENT, INFO, ITEM_DATES
from .values import iso_moment
from .xmlformat import XmlFormat, remark, root_of
from .xmlkinds import kind_of, opentrans_kind
from .xmlpaths import Found, text_of
from .xmlprolog import Root
from .xmltree import Element, local_name, namespace, place_of

_ROOT = "DISPATCHNOTIFICATION"


class OpenTrans(XmlFormat):
    """openTRANS DISPATCHNOTIFICATION."""

    name = "opentrans"
    title = "openTRANS 1.0, 2.0, 2.1 DISPATCHNOTIFICATION"
    kind = staticmethod(opentrans_kind)
    notes = (f"{{*}}{_ROOT}",)

    def confidence(self, root: Root, data: bytes) -> int:
        """Sure by the root; nearly so when a wrapper (OPENTRANS, SOAP) holds such an element."""
        if root.name == _ROOT:
            return 100
        return 90 if b"<DISPATCHNOTIFICATION_HEADER" in data or b":DISPATCHNOTIFICATION_HEADER" in data else 0

    def read(self, root: Element, options: Options, parsed: Parsed) -> None:
        """One note for each DISPATCHNOTIFICATION: the root, or inside a wrapper."""
        if local_name(root) == _ROOT:
            parsed.drafts.append(_note(root, options))
            return
        parsed.drafts.extend(_note(element, options) for element in root.iter(*self.notes))
        self.read_others(root, parsed)

    def read_note(self, element: Element, root: Element, options: Options) -> Draft:  # noqa: ARG002
        """A DISPATCHNOTIFICATION."""
        return _note(element, options)

    def read_others(self, root: Element, parsed: Parsed) -> None:
        """The other documents in an OPENTRANS."""
        if local_name(root) == "OPENTRANS":
            parsed.skipped.extend(kind_of(root_of(child)) for child in root if local_name(child) != _ROOT)


def _note(element: Element, options: Options) -> Draft:
    draft = Draft(place_of(element))
    note = draft.note
    version = element.get("version") or namespace(element).rpartition("/")[2]
    if version:
        note["source_version"] = version
    note["document_function"] = "original"  # there is no other in openTRANS
    document = DOCUMENT.find(element)
    DOCUMENT.fill(note, document, draft.warnings)
    info = document.get("DISPATCHNOTIFICATION_HEADER/DISPATCHNOTIFICATION_INFO")
    found = {} if info is None else INFO.find(info)
    INFO.fill(note, found, draft.warnings)
    _issued_at(draft, document.get("DISPATCHNOTIFICATION_HEADER/CONTROL_INFO/GENERATION_DATE"), options)
    read_parties(note, _parties(found))
    _transport(draft, found)
    packages = Packages(draft)
    packages.add(found.get("LOGISTIC_DETAILS_INFO/PACKAGE_INFO/PACKAGE*", []))
    items = document.get("DISPATCHNOTIFICATION_ITEM_LIST/DISPATCHNOTIFICATION_ITEM*", [])
    dated = [read_item(draft, item, packages) for item in items]
    if any(dated):
        _dates_of_items(draft, items)
    return draft


def _dates_of_items(draft: Draft, items: list[Element]) -> None:
    """Where the header names no date of delivery, the one on which all items agree."""
    note = draft.note
    if "despatch_date" in note or "expected_delivery_date" in note:
        return
    distinct: list[Row] = []
    for item in items:
        row: Row = {}
        ITEM_DATES.fill(row, ITEM_DATES.find(item), draft.warnings)
        if row not in distinct:
            distinct.append(row)
        if len(distinct) > 1:
            return
    note.update(*distinct)


def _parties(found: Found) -> Parties:
    elements = [element for path, value in found.items() if path.endswith("PARTY*") for element in value]
    references = {path.rpartition("/")[2]: element for path, element in found.items() if path.endswith("_IDREF")}
    return Parties(elements, references)


def _issued_at(draft: Draft, element: Element | None, options: Options) -> None:
    text = text_of(element)
    if element is None or text is None or "T" not in text.upper().replace(" ", "T"):
        return
    try:
        draft.note["issued_at"] = iso_moment(text, options.get("timezone"))
    except (ValueError, OverflowError):
        draft.warnings.append(f"{place_of(element)}: {text[:80]!r} is not a moment like 2026-11-24T14:30:00; left out")


def _transport(draft: Draft, found: Found) -> None:
    note = draft.note
    tracking = text_of(found.get("TRACKING_TRACING_URL"))
    if tracking and not tracking.startswith("<"):  # some write "<![CDATA[]]>" as text
        is_url = tracking.startswith(("http://", "https://", "www."))
        note["tracking_url" if is_url else "tracking_number"] = tracking
    carrier = text_of(found.get("SHIPMENT_CARRIER"))
    for element in (*found.get("REMARKS*", ()), *found.get("REMARK*", ())):
        text = text_of(element)
        if (element.get("type") or "").lower().startswith("deliverer"):
            carrier = carrier or text
        else:
            remark(note, text)
    if carrier:
        note.setdefault("carrier_name", carrier)
