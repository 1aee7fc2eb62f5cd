"""SAP IDocs, as XML or as a flat file → their segments, in document order, with fields by name."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

from .errors import Unreadable
from .idoc_layout import CONTROL, CONTROL_LENGTH, RECORD_HEADER, RECORD_LENGTH, SEGMENTS, segment_of
from .xmlprolog import peek
from .xmltree import Element, load, local_name, notes_of, prepare


class Segment(NamedTuple):
    """One segment: its type (E1EDL24), its fields that hold something, and where it stands."""

    name: str
    fields: dict[str, str]
    place: str


class Idoc(NamedTuple):
    """One IDoc: control record, segments, what had to be tolerated."""

    control: dict[str, str]
    segments: list[Segment]
    warnings: list[str]
    flat: bool = False

    @property
    def name(self) -> str:
        """What it is, for people: "SAP IDoc ORDERS05 (ORDERS)"."""
        basic, message = self.control.get("IDOCTYP", ""), self.control.get("MESTYP", "")
        return " ".join(filter(None, ("SAP IDoc", basic, f"({message})" if message else "")))


def is_flat(data: bytes) -> bool:
    """Whether `data` is a flat IDoc file: its first record is EDI_DC40."""
    return data[:200].removeprefix(codecs.BOM_UTF8).lstrip()[:8] == b"EDI_DC40"


def is_xml(data: bytes) -> bool:
    """Whether `data` is XML whose root holds an IDOC."""
    head = data[:65_536]
    return re.search(rb"<IDOC[\s>]", head) is not None and peek(data) is not None


_NAME = re.compile(r"\w{1,30}", re.ASCII)
_AROUND = "\r\n\t \x1a\0"  # what programs put around a file
_CONTROL_LIMIT = 8192  # characters of a control record in XML


def types_of(data: bytes) -> Iterator[tuple[str, str]]:
    """Basic type and message type of each IDoc, cheaply: what its control record, or else the root, says."""
    if is_flat(data):
        at = data.find(b"EDI_DC40")
        while at >= 0:
            record = data[at : at + CONTROL_LENGTH].decode("latin-1")
            fields = {name: record[start:end].strip() for name, start, end in CONTROL}
            names = [name if _NAME.fullmatch(name) else "" for name in (fields["IDOCTYP"], fields["MESTYP"])]
            yield names[0], names[1]
            at = data.find(b"EDI_DC40", at + CONTROL_LENGTH)
        return
    root = peek(data)
    at = data.find(b"<EDI_DC")
    if at < 0:
        yield root.name if root else "", ""
    while at >= 0:
        control = data[at : at + _CONTROL_LIMIT]
        end = control.find(b"</EDI_DC")
        control = control if end < 0 else control[:end]
        yield _field(control, b"IDOCTYP") or (root.name if root else ""), _field(control, b"MESTYP")
        at = data.find(b"<EDI_DC", at + max(len(control), 8))


def _field(control: bytes, name: bytes) -> str:
    match = re.search(b"<" + name + rb">\s*(\w{1,30})", control)
    return match[1].decode("ascii", "replace") if match else ""


def idocs(data: bytes) -> Iterator[Idoc]:
    """Every IDoc in `data`; raises Unreadable."""
    if is_flat(data):
        yield from _flat(data)
    else:
        yield from _xml(data)


def idocs_in_pieces(data: bytes) -> Iterator[Idoc]:
    """Every IDoc in a large XML document, one at a time held as a tree.

    Raises Unreadable or etree.XMLSyntaxError for what `idocs` has to look at as a whole.
    """
    source = prepare(data, "idoc")
    number = 0
    for number, element in enumerate(notes_of(source, ("{*}IDOC",)), 1):
        root = element.getparent()
        if root is None or root.getparent() is not None:
            break
        several = number > 1 or next(element.itersiblings("{*}IDOC"), None) is not None
        yield _idoc(element, root, f"IDOC[{number}]/" if several else "", source.warnings)
    else:
        if number:
            return
    raise Unreadable("The document is not read in pieces.")


def _xml(data: bytes) -> Iterator[Idoc]:
    document = load(data, "idoc")
    root = document.root
    found = [root] if local_name(root) == "IDOC" else [child for child in root if local_name(child) == "IDOC"]
    if not found:
        raise Unreadable("The XML is no IDoc: its root holds no IDOC.", format="idoc", expected="IDOC")
    for number, element in enumerate(found, 1):
        yield _idoc(element, root, f"IDOC[{number}]/" if len(found) > 1 else "", document.warnings)


def _idoc(element: Element, root: Element, prefix: str, warnings: list[str]) -> Idoc:
    control: dict[str, str] = {"IDOCTYP": local_name(root)} if local_name(root) != "IDOC" else {}
    segments: list[Segment] = []
    counts: dict[str, int] = {}
    for segment in element.iter():
        if segment is element or len(segment) == 0:
            continue
        name = segment_of(local_name(segment))
        fields = {local_name(child): child.text.strip() for child in segment if len(child) == 0 and child.text}
        fields = {field: text for field, text in fields.items() if text}
        if name.startswith("EDI_DC"):
            control.update(fields)
            continue
        counts[name] = counts.get(name, 0) + 1
        segments.append(Segment(name, fields, f"{prefix}{local_name(segment)}[{counts[name]}]"))
    return Idoc(control, segments, list(warnings))


def _flat(data: bytes) -> Iterator[Idoc]:
    text, warning = _decode(data)
    current: Idoc | None = None
    for number, line in enumerate(_records(text), 1):
        if line.startswith("EDI_DC"):
            if current is not None:
                yield current
            fields = {name: line[start:end].strip() for name, start, end in CONTROL}
            current = Idoc(_filled(fields), [], [warning] if warning else [], flat=True)
        elif current is not None and line.strip():
            name = segment_of(line[:30].strip())
            layout = SEGMENTS.get(name)
            if layout is not None:
                body = line[RECORD_HEADER:]
                fields = {field: body[start:end].strip() for field, start, end in layout}
                current.segments.append(Segment(name, _filled(fields), f"record {number} {line[:30].strip()}"))
    if current is not None:
        yield current


def _filled(fields: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in fields.items() if text}


def _decode(data: bytes) -> tuple[str, str | None]:
    data = data.removeprefix(codecs.BOM_UTF8)
    if data.isascii():
        return data.decode("ascii"), None
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        return data.decode("latin-1"), "the file is not UTF-8; read as ISO 8859-1"


def _records(text: str) -> list[str]:
    """Records: lines, or, where there are none, 524 characters of control record and 1063 of each data record."""
    text = text.strip(_AROUND)
    if "\n" in text or "\r" in text:
        return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    records = [text[:CONTROL_LENGTH]]
    at = CONTROL_LENGTH
    while at < len(text):
        length = CONTROL_LENGTH if text.startswith("EDI_DC", at) else RECORD_LENGTH
        records.append(text[at : at + length])
        at += length
    return records
