"""One HL level of an X12 856: what its segments say about an order, a handling unit, an item."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from . import x12_codes as codes
from .draft import Draft, Row
from .edifact_values import expand_range
from .errors import Invalid
from .identifiers import is_gtin, sscc_of
from .udi import complete_from_udi, elements_of
from .units_of_weight import kilograms
from .values import clean, number
from .x12_syntax import TransactionSet

Elements = list[str]
NOT_A_NUMBER = "Segment {number} {tag} of transaction set {reference} has {found} where a number is expected."
NOT_A_DATE = "Segment {number} {tag} of transaction set {reference} has {found} where a date is expected."
RANGE_TOO_LARGE = (
    "Segment {number} {tag} of transaction set {reference} holds a range of more numbers than can be meant."
)
LONGEST_RANGE = 10_000


class Level:
    """One HL loop: what it says, and where it stands in the tree."""

    __slots__ = (
        *(
            "above",
            "at",
            "batches",
            "code",
            "goods",
            "has_sscc",
            "id",
            "implied",
            "line",
            "marks",
            "order",
            "pack_size",
            "package",
            "packages",
        ),
        *("parent", "parent_id", "pieces", "ranks", "row", "segments", "texts", "whole"),
    )

    def __init__(self, id_: str, parent_id: str, code: str, at: int) -> None:
        self.id = id_
        self.parent_id = parent_id
        self.code = code
        self.at = at
        self.segments: list[tuple[int, Elements]] = []
        self.parent: Level | None = None
        self.implied = False  # an item that no HL introduces
        self.above: list[Level] = []
        self.order: Row = {}  # what the lines below inherit
        self.row: Row | None = None  # its line, or the share of the line above
        self.ranks: dict[str, int] = {}
        self.goods: Row = {}  # dates of the goods
        self.batches: list[str] = []
        self.pieces: list[Row] = []
        self.package: Row = {}  # what a handling unit without a mark, or with one, is
        self.marks: list[Row] = []
        self.has_sscc = False
        self.texts: dict[str, None] = {}  # descriptions, each once
        self.pack_size: Decimal | None = None
        self.line: int | None = None
        self.packages: list[int] = []
        self.whole: int | None = None  # the unit that stands for the whole line until a share is stated

    def item(self) -> Row:
        """The row of its line, made when first asked for."""
        if self.row is None:
            self.row = {}
        return self.row


class SetReader:
    """A transaction set being read."""

    def __init__(self, found: TransactionSet, zone: str | None, budget: list[int]) -> None:
        self.found = found
        self.segments = found.segments
        self.draft = Draft(f"set {found.reference}")
        self.zone = zone
        self.budget = budget
        self.ranks: dict[str, int] = {}
        self.stated_lines: int | None = None

    def place(self, at: int) -> str:
        """The segment numbered `at`, counted from ST."""
        return f"set {self.found.reference}, segment {at} {self.segments[at - 1][0]}" if at else "ST"

    def warn(self, at: int, text: str) -> None:
        """Note what had to be tolerated in the segment numbered `at`."""
        self.draft.warnings.append(f"segment {at} {self.segments[at - 1][0]}: {text}")

    def invalid(self, at: int, template: str, expected: str, found: str) -> Invalid:
        """The error for a value of the segment numbered `at`."""
        return Invalid(
            template,
            format="x12",
            place=self.place(at),
            expected=expected,
            found=found,
            number=str(at),
            tag=self.segments[at - 1][0],
            reference=self.found.reference,
        )

    def number(self, at: int, text: str) -> Decimal:
        """A number that decides what is booked; raises Invalid."""
        try:
            return number(text)
        except ValueError:
            raise self.invalid(at, NOT_A_NUMBER, "a number", text) from None

    def measure(self, at: int, text: str) -> Decimal | None:
        """A number that decides nothing; a wrong one is a warning."""
        try:
            return number(text) if text.strip() else None
        except ValueError:
            self.warn(at, f"{text[:40]!r} is no number")
            return None

    def date(self, at: int, text: str) -> date | None:
        """A date as CCYYMMDD or, before 004010, YYMMDD; None for zeros; raises Invalid."""
        digits = text.strip()
        if not digits.strip("0"):
            return None
        if digits.isascii() and digits.isdigit() and len(digits) in (6, 8):
            if len(digits) == 6:
                digits = ("20" if digits[:2] < "80" else "19") + digits
            try:
                return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
            except ValueError:
                pass
        raise self.invalid(at, NOT_A_DATE, "a date as CCYYMMDD", text)

    def spend(self, at: int, count: int) -> None:
        """Account for numbers made from ranges, so that a small file cannot ask for endless rows; raises Invalid."""
        self.budget[0] -= count
        if self.budget[0] < 0:
            raise self.invalid(
                at, "Segment {number} {tag} holds a range of more numbers than can be meant.", "a range", ""
            )


def element(elements: Elements, index: int) -> str:
    """The element at `index` without outer blanks, "" for a missing one."""
    return elements[index].strip() if len(elements) > index else ""


def read_level(reader: SetReader, level: Level) -> None:
    """Read the segments of one level."""
    for at, elements in level.segments:
        handler = _HANDLERS.get(elements[0])
        if handler is not None:
            handler(reader, level, at, elements)
    if level.texts:
        level.item()["description"] = " ".join(level.texts)


def _lin(reader: SetReader, level: Level, at: int, elements: Elements) -> None:
    """LIN: pairs of qualifier (235) and number."""
    row = level.item()
    if element(elements, 1):
        row["line_number"] = element(elements, 1)
    for qualifier, value in zip(elements[2::2], elements[3::2], strict=False):
        text, kind = clean(value), qualifier.strip()
        if text is None:
            continue
        if kind in codes.ARTICLES or not kind:
            column, rank = codes.ARTICLES.get(kind) or ("gtin" if is_gtin(text) else "supplier_article_number", 8)
            if column == "gtin" and not text.isdigit():
                column, rank = "supplier_article_number", 9
            if not kind and column != "gtin":
                reader.warn(at, f"{text} is not said to be whose article number; taken as the supplier's")
            if rank < level.ranks.get(column, 99):
                level.ranks[column] = rank
                row[column] = text
        elif kind in codes.ITEM_BATCH:
            level.batches.append(text)
        elif kind in codes.ITEM_SERIAL:
            level.pieces.append({"serial_number": text})
        elif kind in codes.ITEM_CHARACTERISTICS:
            row.setdefault("attributes", {}).setdefault(codes.ITEM_CHARACTERISTICS[kind], text)
        elif len(elements_of(text)) > 1:
            piece: Row = {"udi": text}
            complete_from_udi(piece, reader.draft.warnings, f"segment {at} LIN")
            level.pieces.append(piece)


def _sn1(reader: SetReader, level: Level, at: int, elements: Elements) -> None:
    """SN1: number shipped (02, 03), ordered (05), status of the line (08)."""
    row = level.item()
    if element(elements, 1):
        row.setdefault("line_number", element(elements, 1))
    shipped, unit, ordered, status = (element(elements, index) for index in (2, 3, 5, 8))
    if shipped and "quantity" not in row:
        row["quantity"] = reader.number(at, shipped)
        if unit:
            row["unit_raw"] = unit
            if unit in codes.UNITS:
                row["unit"] = codes.UNITS[unit]
    amount = reader.measure(at, ordered)
    if amount is not None:
        row["ordered_quantity"] = amount
        rest = amount - row.get("quantity", Decimal(0))
        if status in codes.FOLLOWS and rest > 0:
            row["outstanding_quantity"] = rest
            row["outstanding_reason"] = status


def _prf(reader: SetReader, level: Level, at: int, elements: Elements) -> None:
    """PRF: our order (01), its date (04), its line (05)."""
    target = level.order if level.code not in codes.ITEM else level.item()
    order = clean(element(elements, 1))
    if order:
        target["order_number"] = order
    if element(elements, 4):
        day = reader.date(at, element(elements, 4))
        if day is not None:
            target["order_date"] = day
    line = clean(element(elements, 5))
    if line and level.code in codes.ITEM:
        target["order_line"] = line


def _pid(_reader: SetReader, level: Level, _at: int, elements: Elements) -> None:
    """PID05: description; PID02 says of what."""
    text = clean(element(elements, 5))
    if text is None or (level.code not in codes.ITEM and level.row is None):
        return
    row = level.item()
    name = codes.DESCRIBED_CHARACTERISTICS.get(element(elements, 2))
    if name is not None:
        row.setdefault("attributes", {}).setdefault(name, text)
    else:
        level.texts[text] = None


def _ref(_reader: SetReader, level: Level, _at: int, elements: Elements) -> None:
    """REF of an order, handling unit or item; that of the shipment is read with the header."""
    kind, text = element(elements, 1), clean(element(elements, 2))
    if text is None or level.code in codes.SHIPMENT or not level.code:
        return
    if kind in codes.LABEL:
        level.marks.append({"package_id": text, "package_id_type": "supplier"})
    elif kind in codes.SERIAL:
        level.pieces.append({"serial_number": text})
    elif kind in codes.BATCH:
        level.batches.append(text)
    elif kind in codes.TRACKING:
        level.package.setdefault("tracking_number", text)
    elif kind in codes.LINE_REFERENCES:
        column = codes.LINE_REFERENCES[kind]
        target = level.item() if level.code in codes.ITEM else level.order
        target.setdefault(column, text)


def _man(reader: SetReader, level: Level, at: int, elements: Elements) -> None:
    """MAN: marks and numbers, one or a range, twice."""
    marks = elements
    if element(elements, 3) in codes.MARKS and element(elements, 4) and not element(elements, 5):
        marks = [*elements[:3], "", *elements[3:]]  # a second mark without the place of the range before it
    for start in (1, 4):
        kind, first, last = (element(marks, start + offset) for offset in range(3))
        if not first:
            continue
        numbers = expand_range(first, last, LONGEST_RANGE) if last and last != first else [first]
        if numbers is None:
            reader.warn(at, f"{first} to {last} is no range of numbers; both are taken by themselves")
            numbers = [first, last]
        reader.spend(at, len(numbers) - 1)
        for text in numbers:
            _mark(reader, level, at, kind, text)


def _mark(reader: SetReader, level: Level, at: int, kind: str, text: str) -> None:
    if kind in codes.SSCC_MARKS or (len(text) >= 18 and sscc_of(text)):
        sscc = sscc_of(text) or elements_of(text).get("00")
        if sscc is None and kind in codes.SSCC_MARKS:
            reader.warn(at, f"{text} is no SSCC of 18 digits")
        row: Row = {"package_id": sscc or text, "package_id_type": "sscc" if sscc else "supplier"}
        if not level.has_sscc:  # before it, marks of the shipper do not count
            level.marks = []
            level.has_sscc = True
        level.marks.append(row)
    elif kind in codes.CARRIER_MARKS:
        level.package.setdefault("tracking_number", text)
        if not level.marks:
            level.marks.append({"package_id": text, "package_id_type": "carrier", "tracking_number": text})
    elif kind in codes.SUPPLIER_MARKS and not level.has_sscc:
        level.marks.append({"package_id": text, "package_id_type": "supplier"})


def _dtm(reader: SetReader, level: Level, at: int, elements: Elements) -> None:
    """DTM of goods: expiry, production."""
    column = codes.GOODS_DATES.get(element(elements, 1))
    if column is not None and element(elements, 2):
        day = reader.date(at, element(elements, 2))
        if day is not None:
            level.goods.setdefault(column, day)


def _po4(reader: SetReader, level: Level, at: int, elements: Elements) -> None:
    """PO4: packing of an item; how many in each pack (02), gross weight of a pack (06)."""
    level.pack_size = reader.measure(at, element(elements, 2))
    if level.code in codes.PACKAGES:
        _weight(reader, level, at, element(elements, 6), element(elements, 7))
    type_ = clean(element(elements, 4))
    if type_:
        level.package.setdefault("package_type", type_)


def _td1(reader: SetReader, level: Level, at: int, elements: Elements) -> None:
    """TD1 of a handling unit: type (01), number (02), gross weight (06 to 08)."""
    if level.code not in codes.PACKAGES:
        return
    type_ = clean(element(elements, 1))
    if type_:
        level.package.setdefault("package_type", type_)
    count = reader.measure(at, element(elements, 2))
    if count is not None and count == count.to_integral_value() and count >= 0:
        level.package.setdefault("package_count", int(count))
    if element(elements, 6) in codes.GROSS:
        _weight(reader, level, at, element(elements, 7), element(elements, 8))


def _mea(reader: SetReader, level: Level, at: int, elements: Elements) -> None:
    """MEA of a handling unit: gross weight."""
    if level.code in codes.PACKAGES and element(elements, 2) in codes.GROSS - {""}:
        _weight(reader, level, at, element(elements, 3), element(elements, 4))


def _weight(reader: SetReader, level: Level, at: int, text: str, unit: str) -> None:
    value = reader.measure(at, text)
    weight = kilograms(value, unit) if value is not None else None
    if weight is not None:
        level.package.setdefault("gross_weight_kg", weight)


_HANDLERS: dict[str, Callable[[SetReader, Level, int, Elements], None]] = {
    "LIN": _lin,
    "SN1": _sn1,
    "PRF": _prf,
    "PID": _pid,
    "REF": _ref,
    "MAN": _man,
    "DTM": _dtm,
    "PO4": _po4,
    "TD1": _td1,
    "MEA": _mea,
}
