"""What is known of an X12 856 and of each of its HL levels while they are read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from .draft import Draft, Row
from .errors import Invalid
from .values import clean, number
from .x12_syntax import TransactionSet

Elements = list[str]
NOT_A_NUMBER = "Segment {number} {tag} of transaction set {reference} has {found} where a number is expected."
NOT_A_DATE = "Segment {number} {tag} of transaction set {reference} has {found} where a date is expected."
RANGE_TOO_LARGE = (
    "Segment {number} {tag} of transaction set {reference} holds a range of more numbers than can be meant."
)


class Level:
    """One HL loop: what it says, and where it stands in the tree."""

    __slots__ = (
        *(
            "above",
            "at",
            "batches",
            "below",
            "code",
            "goods",
            "has_sscc",
            "id",
            "implied",
            "line",
            "load",
            "load_amounts",
            "loads",
            "marks",
            "order",
            "pack_sizes",
            "package",
            "packages",
        ),
        *("parent", "parent_id", "pieces", "ranks", "row", "segments", "shares", "texts"),
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
        self.shares: list[Decimal | None] = []  # of the goods in each of them
        self.loads: list[Row] = []  # CLD without marks
        self.load_amounts: list[Decimal | None] = []  # of the goods in all of each CLD
        self.load: Decimal | None = None  # how much lies in each of the CLD being read
        self.has_sscc = False
        self.texts: dict[str, None] = {}  # descriptions, each once
        self.pack_sizes: list[Decimal | None] = []  # what PO4 may mean by the contents of a pack, best first
        self.below: list[Level] = []  # of an item: the levels that say how it is shared out
        self.line: int | None = None
        self.packages: list[int] = []

    def mark(self, row: Row) -> None:
        """A handling unit with its number, of the load stated before it."""
        if self.loads and "package_type" in self.loads[-1]:
            row.setdefault("package_type", self.loads[-1]["package_type"])
        self.marks.append(row)
        self.shares.append(self.load)

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


def reference(elements: Elements) -> str | None:
    """The number of a REF (02), where it is too long for that, its description (03)."""
    return clean(element(elements, 2)) or clean(element(elements, 3))
