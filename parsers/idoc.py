"""SAP IDocs of the types DELVRY01 to DELVRY07 and DESADV01: outbound deliveries, as XML or as a flat file.

`idoc_records` reads both into segments, `idoc_columns` says what their fields mean; here the segments of one delivery
are put together. Segments come in document order, so what belongs to an item follows it. Numbers with leading zeros
are SAP's own and are kept as they stand.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time

from lxml import etree

from . import idoc_columns as columns
from .draft import Draft, Options, Parsed
from .errors import DeliveryNoteError, Unreadable
from .idoc_items import finish_items
from .idoc_records import Idoc, Segment, idocs, idocs_in_pieces, is_flat, is_xml, types_of
from .idoc_segments import HANDLERS, serials
from .idoc_state import DeliveryReader
from .nesting import check_nesting
from .packed import LARGE
from .remarks import settle_remarks
from .values import compact_date, moment

NO_LAYOUT = "The flat IDoc is of the type {found}, whose layout is not known; it can be read as XML."


class IdocDelivery:
    """The parser of SAP delivery IDocs."""

    name = "idoc"
    title = "SAP IDoc DELVRY01 to DELVRY07 and DESADV, XML and flat file"
    options: frozenset[str] = frozenset()
    structured = True

    def sniff(self, data: bytes) -> int:
        """100 for an IDoc of a delivery type."""
        if not (is_flat(data) or is_xml(data)):
            return 0
        return 100 if any(_is_delivery(*kind) for kind in types_of(data)) else 0

    def describe(self, data: bytes) -> str | None:
        """An IDoc of another type."""
        if not (is_flat(data) or is_xml(data)):
            return None
        basic, message = next(types_of(data))
        return f"SAP IDoc {basic}{f' ({message})' if message else ''}".strip()

    def parse(self, data: bytes, options: Options) -> Parsed:
        """Every delivery of every IDoc."""
        if len(data) > LARGE and not is_flat(data):
            try:
                return self._read(data, options, idocs_in_pieces(data))
            except (DeliveryNoteError, etree.XMLSyntaxError):
                pass  # the whole document says what is wrong
        return self._read(data, options, idocs(data))

    def _read(self, data: bytes, options: Options, found_in: Iterable[Idoc]) -> Parsed:
        parsed = Parsed.of(data)
        for found in found_in:
            basic = found.control.get("IDOCTYP", "")
            if _is_delivery(basic, found.control.get("MESTYP", "")):
                if found.flat and "DESADV" in basic.upper() and not _starts(found):
                    raise Unreadable(NO_LAYOUT, format=self.name, place="EDI_DC40", found=basic)
                for draft in _read(found, options.get("timezone")):
                    parsed.add(draft)
            else:
                parsed.skipped.append(found.name)
        return parsed


def _is_delivery(basic: str, message: str) -> bool:
    if message in columns.NO_DELIVERIES:
        return False
    return any(name in basic.upper() for name in ("DELVRY", "DESADV")) or message == "DESADV"


def _starts(found: Idoc) -> tuple[str, ...]:
    """The segments with which a delivery of this IDoc starts; none when it holds no such."""
    names = {segment.name for segment in found.segments}
    return next((starts for starts in (("E1EDL20", "E1EDK08"), ("E1EDK01",)) if names.intersection(starts)), ())


def _read(found: Idoc, zone: str | None) -> list[Draft]:
    drafts: list[Draft] = []
    reader: DeliveryReader | None = None
    before: list[Segment] = []  # what DESADV01 says of all deliveries
    starts = _starts(found)
    for segment in found.segments:
        if segment.name in starts:
            if reader is not None:
                drafts.append(_finish(reader, found))
            reader = DeliveryReader(zone)
            reader.draft.place = segment.place
            for common in before:
                HANDLERS.get(common.name, serials)(reader, common)
        elif reader is None:
            before.append(segment)
        if reader is not None:
            HANDLERS.get(segment.name, serials)(reader, segment)
    if reader is not None:
        drafts.append(_finish(reader, found))
    return drafts


def _finish(reader: DeliveryReader, found: Idoc) -> Draft:
    draft, note, control = reader.draft, reader.draft.note, found.control
    note["source_version"] = " ".join(filter(None, (control.get("IDOCTYP"), control.get("CIMTYP"))))
    note.setdefault("document_function", "original")
    external, own = reader.external, reader.own
    number_ = external or own
    if number_:
        note["delivery_note_number"] = number_
    document = own if external and own != external else control.get("DOCNUM")
    if document and document != number_:
        note["document_id"] = document
    _issued(reader, control)
    finish_items(reader)
    for name in ("order_number", "order_date", "supplier_order_number"):
        values = {row.get(name) for row in draft.lines}
        if len(values) == 1 and None not in values:
            note[name] = values.pop()
    if any("parent_package" in row for row in draft.packages):
        check_nesting(draft.packages, "idoc", draft.place)
    settle_remarks(draft)
    draft.warnings.extend(found.warnings)
    return draft


def _issued(reader: DeliveryReader, control: dict[str, str]) -> None:
    """The date of the delivery where a deadline says so, else that of the IDoc, which has its time, too."""
    note, zone = reader.draft.note, reader.zone
    text, clock = control.get("CREDAT", ""), control.get("CRETIM", "")
    try:
        created = compact_date(text)
    except ValueError:
        return
    note.setdefault("issue_date", created)
    if len(clock) == 6 and clock.isascii() and clock.isdigit():
        try:
            note["issued_at"] = moment(created, time(int(clock[:2]), int(clock[2:4]), int(clock[4:])), zone)
        except (ValueError, OverflowError):
            reader.draft.warnings.append(f"EDI_DC40: {clock} in CRETIM is no time")
