"""What is known of a delivery IDoc while its segments are read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from .draft import Draft, Row
from .errors import Invalid
from .idoc_records import Segment
from .values import compact_date, number

NOT_A_NUMBER = "{place} of the IDoc has {found} in {field}, where a number is expected."
NOT_A_DATE = "{place} of the IDoc has {found} in {field}, where a date as CCYYMMDD is expected."


class Item:
    """An item: its row, where it stands, and what of it becomes units."""

    __slots__ = ("batch", "dates", "parent", "position", "quantity", "row", "segment", "serials")

    def __init__(self, segment: Segment) -> None:
        self.segment = segment
        self.row: Row = {}
        self.position = segment.fields.get("POSNR", "")
        self.parent = segment.fields.get("UECHA") or segment.fields.get("HIPOS") or ""
        self.quantity: Decimal | None = None
        self.batch: str | None = None
        self.dates: Row = {}
        self.serials: list[str] = []


class Unit:
    """A handling unit: its row, the items and the handling units in it."""

    __slots__ = ("contents", "internal", "number", "outer", "row", "serials", "units")

    def __init__(self, number_: str, internal: str = "") -> None:
        self.number = number_
        self.internal = internal  # SAP's own number (VENUM)
        self.row: Row = {}
        self.contents: list[tuple[str, Decimal | None]] = []
        self.serials: list[tuple[str, str]] = []  # position of an item, serial number of a piece of it in here
        self.units: list[str] = []  # numbers of the handling units in it
        self.outer = ""  # number of the handling unit around it


def invalid(template: str, segment: Segment, field: str, expected: str) -> Invalid:
    """The error for a field of a segment."""
    found = segment.fields[field]
    return Invalid(template, format="idoc", place=segment.place, expected=expected, found=found, field=field)


class DeliveryReader:
    """One delivery being read."""

    def __init__(self, zone: str | None) -> None:
        self.draft = Draft()
        self.zone = zone
        self.ranks: dict[str, int] = {}
        self.party: str | None = None  # the partner whose further numbers follow
        self.own: str | None = None
        self.external: str | None = None
        self.item: Row | None = None  # the row of the current item
        self.pending: Row = {}  # what E1EDP07 says about the items that follow
        self.items: list[Item] = []
        self.units: list[Unit] = []
        self.placed: dict[tuple[str, str], int] = {}  # position of an item, serial number → handling unit

    def number(self, segment: Segment, field: str) -> Decimal | None:
        """The number in a field; SAP puts a minus behind it. Raises Invalid."""
        text = segment.fields.get(field)
        if text is None:
            return None
        plain = "-" + text[:-1].strip() if text.endswith("-") else text
        try:
            return number(plain)
        except ValueError:
            raise invalid(NOT_A_NUMBER, segment, field, "a number") from None

    def measure(self, segment: Segment, field: str) -> Decimal | None:
        """A number by which nothing is booked; a wrong one is a warning."""
        try:
            return self.number(segment, field)
        except Invalid:
            self.draft.warnings.append(f"{segment.place}: {segment.fields[field][:40]!r} in {field} is no number")
            return None

    def date(self, segment: Segment, field: str) -> date | None:
        """The date in a field; None for zeros. Raises Invalid."""
        text = segment.fields.get(field, "")
        if not text.strip("0 "):
            return None
        try:
            return compact_date(text[:8] if len(text) == 14 else text.replace("-", ""))
        except ValueError:
            raise invalid(NOT_A_DATE, segment, field, "a date as CCYYMMDD") from None
