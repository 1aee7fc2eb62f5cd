"""EDIFACT DESADV: D.93A, D.96A, D.97A, D.01B, their EANCOM and automotive subsets.

`edifact` reads the syntax, `desadv_codes` says what codes mean; what a segment means depends on the group it stands in,
so there is one table of handlers for each: header (SG1 to SG8), packing (SG10 to SG14), lines (SG15 to SG23).
"""

from __future__ import annotations

import codecs
import re

from . import desadv_header as header
from . import desadv_lines as lines
from . import desadv_packages as packages
from .desadv_alike import Alike
from .desadv_hierarchy import finish_packages
from .desadv_state import Handler, Reading
from .desadv_sublines import merge_splits
from .desadv_units import close_line
from .draft import Draft, Options, Parsed
from .edifact import Message, messages, restore
from .nesting import check_nesting
from .remarks import settle_remarks


def _open_group(reading: Reading, segment: str) -> None:
    close_line(reading)
    packages.open_group(reading, segment, PACKING)


def _close_detail(reading: Reading, _segment: str) -> None:
    """UNS or the first CNT: the header's handlers see the summary."""
    close_line(reading)
    reading.handlers = HEADER


def _totals(reading: Reading, segment: str) -> None:
    _close_detail(reading, segment)
    header.cnt(reading, segment)


_ALWAYS: dict[str, Handler] = {"CPS+": _open_group, "LIN+": lines.open_line, "UNS+": _close_detail, "CNT+": _totals}

HEADER: dict[str, Handler] = {
    **_ALWAYS,
    "BGM+": header.bgm,
    "DTM+": header.dtm,
    "RFF+": header.rff,
    "NAD+": header.nad,
    "LOC+": header.loc,
    "TDT+": header.tdt,
    "TOD+": header.tod,
    "CUX+": header.cux,
    "MEA+": header.mea,
    "FTX+": header.ftx,
    "GIN+": packages.gin,
    "GIR+": packages.gir,
}
PACKING: dict[str, Handler] = {
    **_ALWAYS,
    "PAC+": packages.pac,
    "MEA+": packages.package_mea,
    "QTY+": packages.package_qty,
    "PCI+": packages.pci,
    "GIN+": packages.gin,
    "GIR+": packages.gir,
    "RFF+": packages.package_rff,
    "DTM+": packages.package_dtm,
    "NAD+": packages.package_nad,
    "FTX+": header.ftx,
}
lines.LINES |= {
    **_ALWAYS,
    "PIA+": lines.pia,
    "IMD+": lines.imd,
    "QTY+": lines.qty,
    "RFF+": lines.line_rff,
    "DTM+": lines.line_dtm,
    "PAC+": packages.line_pac,
    "PCI+": lines.line_pci,
    "GIN+": lines.line_gin,
    "GIR+": lines.gir,
    "MOA+": lines.moa,
    "PRI+": lines.pri,
    "ALI+": lines.ali,
    "LOC+": lines.line_loc,
    "FTX+": lines.line_ftx,
    "QVR+": lines.qvr,
}


class Desadv:
    """The parser of EDIFACT DESADV."""

    name = "desadv"
    title = "EDIFACT DESADV, D.93A to D.01B and later, EANCOM EAN005 to EAN008 and automotive subsets"
    options = frozenset({"encoding"})
    structured = True

    def sniff(self, data: bytes) -> int:
        """100 for an interchange that holds a DESADV message."""
        return 100 if any(unh[1] == b"DESADV" for unh in _headers(data)) else 0

    def describe(self, data: bytes) -> str | None:
        """The first message of an interchange without a DESADV."""
        for unh in _headers(data):
            kind, *version, subset = [(part or b"").decode("ascii", "replace") for part in unh.groups()]
            return " ".join(filter(None, ("EDIFACT", kind, ".".join(filter(None, version)), subset)))
        return "an EDIFACT interchange without a message" if _ENVELOPE.search(data) else None

    def parse(self, data: bytes, options: Options) -> Parsed:
        """Every DESADV message of every interchange."""
        parsed = Parsed.of(data)
        share: dict[str, str] = {}
        budget = [100_000 + len(data) // 10]
        to_learn = [_LAYOUTS]
        encoding = options.get("encoding")
        _check_encoding(encoding)
        for message in messages(data, encoding):
            if message.kind != "DESADV":
                parsed.skipped.append(f"{message.name} (message {message.reference})")
                continue
            if len(share) > _REMEMBERED:
                share.clear()
            parsed.add(_read(message, share, budget, to_learn, options.get("timezone")))
        return parsed


_LAYOUTS = 16  # of lines, that are learned in one source
_REMEMBERED = 20_000  # texts of which one copy is kept, since they repeat from note to note
_ENVELOPE = re.compile(rb"(?:UNA[^\w\s]{3}[^\w]{3}\s*)?UNB[^\w\s]UN[A-Z]{2}[^\w\s]\d")
# UNH, message reference, and S009: type, version, release, agency, association assigned code
_UNH = re.compile(
    rb"UNH[^\w\s][^'\n]{0,40}?[^\w\s]([A-Z]{6})(?:[^\w\s](\w{1,3})(?:[^\w\s](\w{1,3})(?:[^\w\s]\w{1,3}(?:[:](\w{1,6}))?)?)?)?"
)


def _headers(data: bytes) -> list[re.Match[bytes]]:
    """UNH of the first message, and of the first DESADV."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.replace(b"\x00", b"")
    found = _headers_in(data)
    if not found and b"UNB" in data[:2000] and b"\n" in data:  # cut at a fixed width, within UNH
        found = _headers_in(data.replace(b"\r", b"").replace(b"\n", b""))
    return found


def _headers_in(data: bytes) -> list[re.Match[bytes]]:
    first = data.find(b"UNH")
    if first < 0:
        return []
    starts = [first]
    desadv = data.find(b"DESADV", first)
    if desadv >= 0 and (start := data.rfind(b"UNH", 0, desadv)) != first:
        starts.append(start)
    return [unh for at in starts if (unh := _UNH.match(data, at))]


def _check_encoding(encoding: object) -> None:
    if encoding is None:
        return
    try:
        codecs.lookup(str(encoding))
    except LookupError as error:
        raise ValueError(f"there is no encoding {encoding!r}") from error


def _read(message: Message, share: dict[str, str], budget: list[int], to_learn: list[int], zone: str | None) -> Draft:
    """One message, in one pass over its segments; lines that are written alike are read together."""
    reading = Reading(message, HEADER, share, budget)
    reading.zone = zone
    alike = Alike(reading, to_learn)
    at = 0
    while at < len(message.segments):
        at = _read_on(reading, alike, at)
    close_line(reading)
    finish_packages(reading)
    _finish(reading)
    return reading.draft


def _read_on(reading: Reading, alike: Alike, start: int) -> int:
    """Read from a segment on, to the end or past the next lines that are written alike; where to go on."""
    segments = reading.message.segments
    for at in range(start, len(segments)):
        segment = segments[at]
        handler = reading.handlers.get(segment[:4])
        if handler is lines.open_line and (taken := alike.take(at)):
            return at + taken
        if handler is not None:
            reading.at = at + 1
            handler(reading, segment)
    return len(segments)


def _finish(reading: Reading) -> None:
    message, draft, note = reading.message, reading.draft, reading.note
    if message.version:
        note["source_version"] = message.version
    if reading.sublines:
        merge_splits(reading)
    _number(reading)
    _order(reading)
    header.settle(reading)
    if reading.customer_reference is not None:
        for line in draft.lines:
            line.setdefault("customer_reference", reading.customer_reference)
    if not reading.function_seen:
        note["document_function"] = "original"
        draft.warnings.append("segment 2: no BGM; taken as an original")
    if reading.total is not None and reading.total != sum(line.get("quantity", 0) for line in draft.lines):
        draft.warnings.append(f"CNT+1: the sum of quantities is stated as {reading.total} and is another")
    if any("parent_package" in row for row in draft.packages):
        check_nesting(draft.packages, "desadv", f"message {message.reference}")
    draft.warnings.extend(message.warnings)
    _check_trailer(reading)
    settle_remarks(draft)
    if message.released:
        _restore(draft)


def _number(reading: Reading) -> None:
    """The number of the note: RFF+DQ, else that of the message."""
    note = reading.note
    if "delivery_note_number" not in note:
        names = set(reading.line_notes)
        if len(names) == 1 and len(reading.line_notes) == len(reading.draft.lines):
            note["delivery_note_number"] = reading.line_notes[0]
    if reading.despatch_note is not None:
        note.setdefault("delivery_note_number", reading.despatch_note)
    document = note.pop("document_id", None)
    number = note.setdefault("delivery_note_number", document)
    if document is not None and document != number:
        note["document_id"] = document


def _order(reading: Reading) -> None:
    """Our order stands in the header where it holds for all lines; else each line has its own."""
    note, rows = reading.note, reading.draft.lines
    of_lines = {row.get("order_number") for row in rows}
    if len(reading.orders) == 1:
        order = next(iter(reading.orders))
        if of_lines <= {None, order}:
            note["order_number"] = order
            return
        for row in rows:  # some lines have another: the header's holds for those without
            row.setdefault("order_number", order)
    elif len(of_lines) == 1 and None not in of_lines:
        note["order_number"] = next(iter(of_lines))
        return
    elif reading.orders and None in of_lines:
        reading.draft.warnings.append(f"RFF+ON: the header names several orders: {', '.join([*reading.orders][:10])}")
    if len(reading.orders) != 1 or "order_number" not in note:
        note.pop("order_date", None)


def _check_trailer(reading: Reading) -> None:
    message = reading.message
    if not message.ended:
        reading.draft.warnings.append(f"segment {len(message.segments)}: no UNT at the end of the message")
        return
    count, reference = header.parts_of(message.segments[-1], 2)
    place = f"segment {len(message.segments)} UNT"
    held = len(message.segments)
    if count.strip() != str(held) and count.strip().lstrip("0") != str(held):
        reading.draft.warnings.append(f"{place}: the message states {count.strip() or 'no'} segments, it holds {held}")
    if reference.strip() != message.reference and restore(reference.strip()) != message.reference:
        reading.draft.warnings.append(f"{place}: the reference {reference.strip()} is not that of UNH")


def _restore(draft: Draft) -> None:
    """Put the separators that are data back into every text."""
    for row in (draft.note, *draft.lines, *draft.packages, *draft.units):
        for column, value in row.items():
            if type(value) is str and not value.isascii():
                row[column] = restore(value)
            elif type(value) is dict:
                row[column] = {name: restore(text) for name, text in value.items()}
    draft.warnings = [restore(warning) for warning in draft.warnings]
