"""ANSI ASC X12 syntax (X12.5, X12.6): bytes → interchanges → transaction sets → segments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .errors import Unreadable

# ISA, its element separator, and the authorization qualifier of two characters; junk may stand before it
_ISA = re.compile(rb"ISA([^\w \t\r\n])\w{2}\1")
_ISA_TEXT = re.compile(r"ISA([^\w \t\r\n])\w{2}\1")


_PIECE = 1 << 16


class Separators(NamedTuple):
    """What separates: read from the fixed places of ISA, or after its sixteen elements where blanks were lost."""

    element: str
    component: str
    terminator: str


class TransactionSet:
    """One transaction set from ST to SE: `segments` are lists of elements, the tag first.

    `kind` is ST01 ("856"), `reference` ST02, `version` GS08 ("004010"), `ended` whether SE came.
    """

    __slots__ = ("ended", "kind", "reference", "segments", "version", "warnings")

    def __init__(self, segments: list[list[str]], version: str) -> None:
        self.segments = segments
        head = [*segments[0], "", ""]
        self.kind = head[1]
        self.reference = head[2]
        self.version = version
        self.ended = segments[-1][0] == "SE"
        self.warnings: list[str] = []

    @property
    def name(self) -> str:
        """What it is, for people: "X12 850 (purchase order) 004010"."""
        what = KINDS.get(self.kind)
        return " ".join(filter(None, ("X12", self.kind, f"({what})" if what else "", self.version)))


# ST01: the sets that travel with a ship notice, by name
KINDS = {
    "810": "invoice",
    "820": "payment order",
    "830": "planning schedule",
    "832": "price catalogue",
    "846": "inventory advice",
    "850": "purchase order",
    "855": "purchase order acknowledgement",
    "856": "ship notice",
    "857": "shipment and billing notice",
    "860": "purchase order change",
    "861": "receiving advice",
    "862": "shipping schedule",
    "865": "purchase order change acknowledgement",
    "940": "warehouse shipping order",
    "943": "warehouse stock transfer",
    "945": "warehouse shipping advice",
    "997": "functional acknowledgement",
    "999": "implementation acknowledgement",
}


def has_interchange(data: bytes) -> bool:
    """Whether an X12 interchange starts somewhere in `data`."""
    return _ISA.search(_narrow(data)) is not None


def set_kinds(data: bytes) -> Iterator[tuple[str, str]]:
    """ST01 and version of the transaction sets in `data`, cheaply."""
    data = _narrow(data)
    start = _ISA.search(data)
    if start is None:
        return
    element = re.escape(start[1])
    # ST01 and ST02 are whole elements; a segment starts after a character that is neither letter nor digit
    pattern = re.compile(rb"(?<![A-Za-z0-9])ST" + element + rb"(\d{3})" + element + rb"\w{1,9}")
    version = re.search(rb"GS(?:" + element + rb"[^" + element + rb"]{0,20}){7}" + element + rb"(\w{6,12})", data)
    named = version[1].decode("ascii", "replace") if version else ""
    for match in pattern.finditer(data, start.start()):
        yield match[1].decode("ascii"), named


def _narrow(data: bytes) -> bytes:
    return data.replace(b"\x00", b"") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else data


def _text(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    if data.isascii():
        return data.decode("ascii")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def transaction_sets(data: bytes) -> Iterator[TransactionSet]:
    """Every transaction set of every interchange in `data`; raises Unreadable."""
    text = _text(data)
    starts = [match.start() for match in _ISA_TEXT.finditer(text)]
    starts = _real_starts(text, starts)
    if not starts:
        raise Unreadable("The file is no X12 interchange: there is no ISA segment.", format="x12", expected="ISA")
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        yield from _sets(text[start:end])


def _real_starts(text: str, starts: list[int]) -> list[int]:
    """An ISA within a segment is data: one starts the text, or follows what is no letter or digit."""
    return [start for start in starts if start == 0 or not text[start - 1].isalnum()]


def separators(text: str) -> Separators:
    """The separators of the interchange at the start of `text`; raises Unreadable."""
    element = text[3]
    at = 2
    for _ in range(16):
        at = text.find(element, at + 1)
        if at < 0 or at > 400:
            raise Unreadable(
                "The ISA segment of the X12 file has not its sixteen elements.",
                format="x12",
                place="segment 1 ISA",
                expected="16 elements",
                found=text[:120],
            )
    component, terminator = text[at + 1 : at + 2], text[at + 2 : at + 3]
    if terminator == "\r":
        terminator = "\n" if text[at + 3 : at + 4] == "\n" else "\r"
    if not terminator or terminator.isalnum() or terminator == element:
        raise Unreadable(
            "The ISA segment of the X12 file does not end with a component separator and a segment terminator.",
            format="x12",
            place="segment 1 ISA",
            found=text[at : at + 10],
        )
    return Separators(element, component, terminator)


def _sets(text: str) -> Iterator[TransactionSet]:
    marks = separators(text)
    if marks.terminator == "\n":
        text = text.replace("\r\n", "\n")
    elif "\n" in text:
        text = text.replace("\r", "").replace("\n", "")
    version = ""
    current: list[list[str]] = []
    last: TransactionSet | None = None
    count = 0
    for segment in _segments(text, marks.terminator):
        elements = segment.strip(" \t\r\n").split(marks.element)
        tag = elements[0]
        if (tag == "ST" and current) or (tag == "SE" and current):
            if tag == "SE":
                current.append(elements)
            if last is not None:
                yield last
            last = TransactionSet(current, version)
            current = []
        if tag == "ST":
            current = [elements]
            count += 1
        elif tag == "GS":
            version = elements[8].strip() if len(elements) > 8 else ""
            count = 0
        elif tag == "GE":
            _check_group(last, elements, count)
        elif current and tag:
            current.append(elements)
    if last is not None:
        _check_interchange(last, text, marks.element)
        yield last
    if current:
        raise _cut_off(current, marks.element)


def _segments(text: str, terminator: str) -> Iterator[str]:
    """The segments of an interchange; cut a piece at a time, since all of them at once take several times its size."""
    start = 0
    while start < len(text):
        end = text.find(terminator, start + _PIECE)
        end = len(text) if end < 0 else end
        yield from text[start:end].split(terminator)
        start = end + 1


def _check_interchange(last: TransactionSet, text: str, separator: str) -> None:
    if text.rfind(f"IEA{separator}") < text.rfind(f"SE{separator}"):
        last.warnings.append("segment IEA: it is missing")


def _check_group(last: TransactionSet | None, elements: list[str], count: int) -> None:
    stated = elements[1].strip() if len(elements) > 1 else ""
    if last is not None and stated.isascii() and stated.isdigit() and int(stated[:9]) != count:
        last.warnings.append(f"segment GE: the group states {stated} transaction sets, it holds {count}")


def _cut_off(segments: list[list[str]], separator: str) -> Unreadable:
    reference = [*segments[0], "", ""][2]
    return Unreadable(
        "The X12 file is cut off: transaction set {reference} has no SE segment.",
        format="x12",
        place=f"set {reference}, segment {len(segments)}",
        expected="SE",
        found=separator.join(segments[-1]),
        reference=reference,
    )
