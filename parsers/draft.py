"""One delivery note while it is read: sparse rows, completed and checked in one place for every format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from .errors import Invalid
from .identifiers import is_gln, is_gtin, is_sscc
from .packed import LARGE, Packer, Rows, unpack
from .unit_codes import unit_code
from .values import LARGEST

Row = dict[str, Any]
Options = Mapping[str, Any]

ZERO = Decimal(0)


class Draft:
    """One note: a row per table, keyed by the columns of `parsers.schema`; what is unknown has no key.

    `lines`, `packages` are in document order, their position is their index. A row of `units` names its line by index
    ("line") and, where known, its handling unit ("package"); a package its "parent_package".
    """

    __slots__ = ("_packed", "lines", "note", "packages", "place", "units", "warnings", "whole_order")

    def __init__(self, place: str = "") -> None:
        self.note: Row = {}
        self.lines: list[Row] = []
        self.packages: list[Row] = []
        self.units: list[Row] = []
        self.warnings: list[str] = []
        self.place = place
        self.whole_order = False  # the format says "all of this order" by listing no lines (cXML)
        self._packed: dict[str, Rows] = {}

    def pack(self, packer: Packer) -> None:
        """Hold the rows small until somebody asks for them: nothing else changes."""
        for name in _TABLES:
            if name not in self._packed:
                self._packed[name] = packer.pack(getattr(self, name))
                delattr(self, name)
        if "note" not in self._packed:
            self._packed["note"] = packer.pack([self.note])
            del self.note

    def rows(self, name: str) -> list[Row]:
        """The rows of a table to look at, "note" for the one of the note; what is packed stays so."""
        if name in self._packed:
            return unpack(self._packed[name])
        return [self.note] if name == "note" else getattr(self, name)

    def __getattr__(self, name: str) -> Any:
        """Rows that are packed, and from now on no longer."""
        if name == "_packed" or name not in self._packed:
            raise AttributeError(name)
        rows = unpack(self._packed.pop(name))
        value = rows[0] if name == "note" else rows
        setattr(self, name, value)
        return value


_TABLES = ("lines", "packages", "units")


@dataclass(slots=True)
class Parsed:
    """What a parser found in one source: the notes, and the names of the documents of another kind beside them."""

    drafts: list[Draft] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    packer: Packer | None = None  # of a large source

    @classmethod
    def of(cls, data: bytes) -> Parsed:
        """For a source that may be large, whose notes come one after the other through `add`."""
        return cls(packer=Packer() if len(data) > LARGE else None)

    def add(self, draft: Draft) -> None:
        """Add a note that is read; of a large source it is held small."""
        if self.packer is not None:
            draft.pack(self.packer)
        self.drafts.append(draft)


class Parser(Protocol):
    """One format. `sniff` says how sure it is (0…100) that the bytes are a delivery note of its format."""

    name: str
    title: str  # what it reads, one line for `lieferschein formats`
    options: frozenset[str]  # names of the options that `parse` understands, beside the common `timezone`
    structured: bool  # EDIFACT and XML win over tables when a mail holds both

    def sniff(self, data: bytes) -> int:
        """How sure, from 0 (certainly not) to 100; cheap, never raises."""

    def describe(self, data: bytes) -> str | None:
        """What the bytes are when they have this parser's syntax and are no delivery note ("EDIFACT ORDERS D.96A")."""

    def parse(self, data: bytes, options: Options) -> Parsed:
        """Every note in `data`; raises DeliveryNoteError."""


def complete(draft: Draft, format_name: str) -> None:
    """Check what every format has to hold and normalise what all share; raises Invalid.

    Check digits and control totals that disagree are warnings: real files carry them.
    """
    note = draft.note
    if not note.get("delivery_note_number"):
        raise Invalid("The document has no delivery note number.", format=format_name, place=draft.place or None)
    number = note["delivery_note_number"]
    if not draft.lines and not draft.whole_order and note.get("document_function") != "cancel":
        raise Invalid(
            "Delivery note {number} has no lines.", format=format_name, place=draft.place or None, number=number
        )
    least = _least_quantity(draft, format_name, number)
    _complete_lines(draft)
    for name in ("supplier_gln", "buyer_gln", "ship_to_gln"):
        gln = note.get(name)
        if gln and not is_gln(gln):
            draft.warnings.append(f"{name}: the check digit of GLN {gln} is wrong")
    for package in draft.packages:
        if package.get("package_id_type") == "sscc" and not is_sscc(package["package_id"]):
            draft.warnings.append(f"packages: the check digit of SSCC {package['package_id']} is wrong")
    stated = note.get("line_count")
    if stated is not None and stated != len(draft.lines):
        draft.warnings.append(f"line count: the document states {stated}, it holds {len(draft.lines)}")
    if draft.units:
        _check_serials(draft, least)


def _least_quantity(draft: Draft, format_name: str, number: str) -> Decimal:
    """The smallest quantity of a line; raises Invalid where one cannot be booked."""
    found: list[Decimal] = []
    before: Decimal | None = None
    for index, line in enumerate(draft.lines):
        quantity = line.get("quantity")
        if quantity is not None and quantity is before:  # the same object: lines often have the same quantity
            continue
        if quantity is None or not ZERO <= quantity < LARGEST:
            raise _no_quantity(quantity, str(line.get("line_number", index + 1)), format_name, number)
        found.append(quantity)
        before = quantity
    return min(found, default=ZERO)


def _no_quantity(quantity: Decimal | None, line: str, format_name: str, number: str) -> Invalid:
    """The error for a line without a quantity that can be booked."""
    expected = "a quantity of 0 or more"
    if quantity is None:
        template = "Line {line} of delivery note {number} has no quantity."
    elif quantity < ZERO:
        template = "Line {line} of delivery note {number} has a negative quantity: {found}."
    else:  # a sum can be
        template = "Line {line} of delivery note {number} has a quantity of more than twelve digits: {found}."
        expected = "a quantity of at most twelve digits"
    found = None if quantity is None else str(quantity)
    return Invalid(
        template, format=format_name, place=f"line {line}", expected=expected, found=found, line=line, number=number
    )


def _complete_lines(draft: Draft) -> None:
    """Give each unit its code, and check the GTIN."""
    before = code = None
    for line in draft.lines:
        raw = line.get("unit_raw")
        if raw is not None and "unit" not in line:
            if raw is not before:
                before, code = raw, unit_code(raw)
            if code is not None:
                line["unit"] = code
    wrong = {gtin for gtin in {line.get("gtin") for line in draft.lines} if gtin is not None and not is_gtin(gtin)}
    if wrong:
        draft.warnings += [
            f"line {line.get('line_number', at)}: the check digit of GTIN {line['gtin']} is wrong"
            for at, line in enumerate(draft.lines, 1)
            if line.get("gtin") in wrong
        ]


def _check_serials(draft: Draft, least: Decimal) -> None:
    """Serial numbers that stand twice, and lines with more of them than pieces; `least` is the smallest quantity."""
    pieces = [unit for unit in draft.units if unit.get("serial_number") is not None]
    if len({unit["serial_number"] for unit in pieces}) < len(pieces):
        _serials_twice(draft, pieces)
    if least >= 1 and len({unit["line"] for unit in pieces}) == len(pieces):
        return  # none, or one a line
    counts: dict[int, int] = {}
    for unit in pieces:
        counts[unit["line"]] = counts.get(unit["line"], 0) + 1
    for index, count in counts.items():
        line = draft.lines[index]
        if count > line["quantity"] and line.get("unit") in (None, "C62"):
            name = line.get("line_number", index + 1)
            draft.warnings.append(f"line {name}: {count} serial numbers for {line['quantity']} pieces")


def _serials_twice(draft: Draft, pieces: list[Row]) -> None:
    """Serial numbers that stand several times at the same article."""
    seen: Counter[tuple[object, str]] = Counter()
    for unit in pieces:
        line = draft.lines[unit["line"]]
        article = line.get("gtin") or line.get("supplier_article_number") or line.get("manufacturer_article_number")
        seen[article, unit["serial_number"]] += 1
    for (_, serial), times in seen.items():
        if times > 1:
            draft.warnings.append(f"serial number {serial} stands {times} times in the note")
