"""What is known of a DESADV message while its segments are read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from .draft import Draft, Row
from .edifact import Message, restore
from .edifact_values import edifact_date, foreign_number
from .errors import Invalid
from .values import number

Handler = Callable[["Reading", str], None]
NOT_A_NUMBER = "Segment {number} {tag} of message {reference} has {found} where a number is expected."
NOT_A_DATE = "Segment {number} {tag} of message {reference} has {found} where a date is expected."
RANGE_TOO_LARGE = "Segment {number} {tag} of message {reference} holds a range of more numbers than can be meant."


class Portion:
    """Goods of a line that share what is said of them: a marking group (SG20), or the line itself."""

    __slots__ = ("batches", "dates", "packages", "pieces", "quantity")

    def __init__(self) -> None:
        self.dates: dict[str, list[date]] = {}
        self.batches: list[str] = []
        self.pieces: list[Row] = []  # one per serial number, with its batch where a GIR says so
        self.packages: list[int] = []
        self.quantity: Decimal | None = None

    def __bool__(self) -> bool:
        return bool(self.dates or self.batches or self.pieces or self.packages or self.quantity is not None)


class Group:
    """A packing level (SG10 CPS): its handling units, and the lines in it."""

    __slots__ = (
        "holder",
        "id",
        "lines",
        "loose",
        "new",
        "order",
        "packages",
        "packaging",
        "parent",
        "per_package",
        "portion",
        "quantity",
        "within",
    )

    def __init__(self, id_: str, parent: str) -> None:
        self.id = id_
        self.parent = parent
        self.packages: dict[int, None] = {}  # a set in document order
        self.lines: list[int] = []
        self.packaging: Row | None = None  # the PAC being read
        self.new: dict[int, None] = {}  # handling units of that PAC
        self.loose: list[Row] = []  # packages without a number
        self.holder: int | None = None  # the handling unit of a master label
        self.per_package: Decimal | None = None
        self.portion: Portion | None = None
        self.order: tuple[str, str] | None = None
        self.quantity: tuple[Decimal, str] | None = None  # QTY+12 of the level, with its unit
        self.within = ""  # the label of the master load around those that follow (RFF+AAT)


class Reading:
    """The state of reading one message; segment handlers are functions of it and a segment."""

    __slots__ = (
        *("at", "base", "budget", "date_owner", "draft", "fallback", "group", "groups", "handlers", "label", "line"),
        *("line_notes", "message", "note", "orders", "package_ids", "party", "portion", "portions", "ranks"),
        *("share", "single", "sublines", "texts", "zone", "decimal_comma", "customer_reference", "total"),
        *("function_seen", "places", "total_packages", "carrier_code", "despatch_note", "line_packaging"),
        "unnamed",
    )

    def __init__(
        self, message: Message, handlers: dict[str, Handler], share: dict[str, str], budget: list[int]
    ) -> None:
        self.message = message
        self.draft = Draft(f"message {message.reference}")
        self.note = self.draft.note
        self.handlers = handlers
        self.sublines: dict[int, str] = {}  # index of a line → number of the line it is a part of
        self.share = share.setdefault  # one copy of texts that repeat: articles, orders, units
        self.budget = budget
        self.at = 0
        self.decimal_comma = message.decimal_comma
        self.zone: str | None = None
        self.party: str | None = None
        self.ranks: dict[str, int] = {}
        self.orders: dict[str, None] = {}  # our orders that the header names
        self.date_owner: Row | None = None  # whose order a DTM after RFF dates
        self.customer_reference: str | None = None
        self.total: Decimal | None = None
        self.function_seen = False
        self.places: dict[str, None] = {}  # places of delivery that packing levels name (NAD in SG10)
        self.total_packages: int | None = None  # of the first packing level: it may stand for all
        self.carrier_code: str | None = None
        self.despatch_note: str | None = None  # RFF+AAU of the header
        self.groups: list[Group] = []
        self.group: Group | None = None
        self.single: int | None = None  # the only handling unit of the group
        self.package_ids: dict[str, int] = {}
        self.label = ""
        self.line: Row | None = None
        self.line_packaging: Row = {}  # PAC after the line
        self.unnamed = ""  # the number in LIN where its qualifier is none that is known
        self.line_notes: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self.fallback: dict[str, tuple[Decimal, str]] = {}
        self.base: Portion | None = None
        self.portion: Portion | None = None
        self.portions: list[Portion] = []

    @property
    def place(self) -> str:
        """The segment being read, for a warning."""
        return f"segment {self.at} {self.message.segments[self.at - 1][:3]}"

    def warn(self, text: str) -> None:
        """Note what had to be tolerated in the segment being read."""
        self.draft.warnings.append(f"{self.place}: {text}")

    def invalid(self, template: str, expected: str, found: str) -> Invalid:
        """The error for a value of the segment being read."""
        return Invalid(
            template,
            format="desadv",
            place=f"message {self.message.reference}, {self.place}",
            expected=expected,
            found=restore(found),
            number=str(self.at),
            tag=self.message.segments[self.at - 1][:3],
            reference=self.message.reference,
        )

    def number(self, text: str) -> Decimal:
        """A number that decides what is booked; raises Invalid."""
        try:
            if "," in text or self.decimal_comma:
                return foreign_number(text, self.decimal_comma)
            return number(text)
        except ValueError:
            raise self.invalid(NOT_A_NUMBER, "a number", text) from None

    def measure(self, text: str) -> Decimal | None:
        """A number that decides nothing; a wrong one is a warning."""
        try:
            return foreign_number(text, self.decimal_comma) if "," in text else number(text)
        except ValueError:
            self.warn(f"{restore(text)[:40]!r} is no number")
            return None

    def date(self, text: str, code: str) -> date | None:
        """A date; None for the dummies that stand for none; raises Invalid."""
        if not text.strip("0 "):
            return None
        try:
            day, _, fitted = edifact_date(text, code)
        except ValueError:
            raise self.invalid(NOT_A_DATE, "a date", text) from None
        if not fitted:
            self.warn(f"{text} does not fit the format {code or 'that is not stated'}; read as a date by its length")
        if day.year < 1900:
            self.warn(f"{text} stands for no date")
            return None
        return day

    def spend(self, count: int) -> None:
        """Account for numbers made from ranges, so that a small file cannot ask for endless rows; raises Invalid."""
        self.budget[0] -= count
        if self.budget[0] < 0:
            raise self.invalid(RANGE_TOO_LARGE, "a range", self.message.segments[self.at - 1])
