"""Which format a document is in, told by its content, never by a file name or a declared type."""

from __future__ import annotations

from typing import NamedTuple

from .pdf import embedded_files, is_pdf
from .registry import PARSERS

CERTAIN = 100


class Detected(NamedTuple):
    """`format` is the name of a format or None; `confidence` how sure, 0…100; `kind` what it is in words."""

    format: str | None
    confidence: int
    kind: str


def detect_format(data: bytes) -> Detected:
    """The format of `data`, how sure that is, and what it is.

    A document of another kind that looks near (an EDIFACT ORDERS, an invoice in UBL) has no format and is named for
    what it is in `kind`.
    """
    if is_pdf(data):
        return _in_pdf(data)
    return _sniffed(data) or Detected(None, 0, _kind(data))


def format_of(data: bytes) -> str | None:
    """The format alone: what a document of no format is takes longer to find out, and of a text nobody asks it."""
    detected = _in_pdf(data) if is_pdf(data) else _sniffed(data)
    return None if detected is None else detected.format


def _sniffed(data: bytes) -> Detected | None:
    score, best = 0, None
    for parser in PARSERS:
        sure = parser.sniff(data)
        if sure > score:
            score, best = sure, parser
            if sure >= CERTAIN:
                break
    return None if best is None else Detected(best.name, score, best.title)


def _kind(data: bytes) -> str:
    for parser in PARSERS:
        kind = parser.describe(data)
        if kind:
            return kind
    return _binary_kind(data)


def _in_pdf(data: bytes) -> Detected:
    """A hybrid PDF is of the format of the delivery note embedded in it, which may stand beside other files."""
    first: Detected | None = None
    for embedded in embedded_files(data):
        if not is_pdf(embedded.data):
            detected = detect_format(embedded.data)
            detected = detected._replace(kind=f"a PDF that carries {detected.kind}")
            if detected.format is not None:
                return detected
            first = first or detected
    return first or Detected(None, 0, "a PDF without an embedded delivery note")


_MAGIC = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"PK\x03\x04\x14\x00\x06\x00", "an Office document"),  # the flags with which Microsoft writes docx and pptx
    (b"PK\x03\x04", "a zip archive"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"BEGIN:VCARD", "a vCard"),
    (b"BEGIN:VCALENDAR", "a calendar entry"),
)


def _binary_kind(data: bytes) -> str:
    if not data.strip():
        return "an empty file"
    for magic, kind in _MAGIC:
        if data[:1024].lstrip()[: len(magic)] == magic:
            return kind
    return "an unknown kind of file" if b"\x00" in data[:4096] else "text"
