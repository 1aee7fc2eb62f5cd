"""VDA 4913, delivery note and transport data of the automotive industry: records of 128 characters, 711 to 719.

711 transmission, 712 transport, 713 delivery note, 714 line, 715 packing of the line, 716 text, 719 totals. Every 713
is a delivery note; what its 711 and 712 say holds for it, too.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .draft import Draft, Options, Parsed, Row
from .errors import Invalid, Unreadable
from .remarks import add_remark, settle_remarks
from .units_of_weight import kilograms
from .values import clean, number
from .vda4913_layout import COUNTED, LENGTH, RECORDS, UNITS, UNREAD
from .vda4913_packing import Budget, Packing, place_packing

NOT_A_NUMBER = "Record {record} ({type}) of the VDA 4913 file has {found} where a number is expected."
NOT_A_DATE = "Record {record} ({type}) of the VDA 4913 file has {found} where a date as YYMMDD is expected."
# first record of the sister formats
_SISTERS = {b"511": "VDA 4905 (delivery schedule)", b"551": "VDA 4915 (call-off)", b"821": "VDA 4908 (credit note)"}


class Record(NamedTuple):
    """One record: its number in the file, its type, its fields that hold something."""

    at: int
    type: str
    fields: dict[str, str]


class Vda4913:
    """The parser of VDA 4913."""

    name = "vda4913"
    title = "VDA 4913 delivery note and transport data, records 711 to 719 of 128 characters"
    options: frozenset[str] = frozenset()
    structured = True

    def sniff(self, data: bytes) -> int:
        """100 for a file that starts with records 711 and 712 or 713."""
        head = _head(data)
        return 100 if _starts(head, rb"711") and re.match(rb"71[23]\d\d", _second(head)) else 0

    def describe(self, data: bytes) -> str | None:
        """A sister format: VDA 4905, 4908, 4915."""
        head = _head(data)
        for start, name in _SISTERS.items():
            if _starts(head, start) and re.match(start[:2] + rb"\d\d\d", _second(head)):
                return name
        return None

    def parse(self, data: bytes, options: Options) -> Parsed:  # noqa: ARG002 - moments do not occur in it
        """Every delivery note of every transmission."""
        return _Reader(_records(data), Parsed.of(data)).read()


def _head(data: bytes) -> bytes:
    return data[:600].removeprefix(b"\xef\xbb\xbf").lstrip()


def _starts(head: bytes, start: bytes) -> bool:
    return head[:3] == start and head[3:5].isdigit()


def _second(head: bytes) -> bytes:
    line = re.search(rb"\r?\n|\r", head)
    return head[line.end() :].lstrip() if line else head[LENGTH:]


def _records(data: bytes) -> list[str]:
    """The records as they stand, each of at most 128 characters."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    text = text.lstrip().replace("\r\n", "\n").replace("\r", "\n")
    pieces = (line[at : at + LENGTH] for line in text.split("\n") for at in range(0, len(line.rstrip()), LENGTH))
    return [piece for piece in pieces if piece.strip()]


def _record(at: int, text: str) -> Record:
    type_ = text[:3]
    fields = {name: text[begin:end].strip() for name, begin, end in RECORDS.get(type_, ())}
    return Record(at, type_, {name: value for name, value in fields.items() if value})


class _Reader:
    """The records of a file, read in order."""

    def __init__(self, records: list[str], parsed: Parsed) -> None:
        self.records = records
        self.parsed = parsed
        self.transmission: Row = {}
        self.transport: Row = {}
        self.totals: Row = {}  # of the transport: they hold for its only note
        self.of_transport: list[Draft] = []
        self.packings: list[Packing] = []
        self.budget = Budget(100_000 + len(records))
        self.counts: Counter[str] = Counter()
        self.of_transmission: list[Draft] = []

    def read(self) -> Parsed:
        """All notes; raises Invalid and Unreadable."""
        handlers = {
            "711": self._transmission,
            "712": self._transport,
            "713": self._note,
            "714": self._line,
            "715": self._packing,
            "716": self._text,
            "719": self._end,
        }
        for at, text in enumerate(self.records, 1):
            record = _record(at, text)
            self.counts[record.type] += 1
            handler = handlers.get(record.type)
            if handler is not None:
                handler(record)
            elif record.type in UNREAD and self.counts[record.type] == 1 and self.of_transmission:
                self.of_transmission[-1].warnings.append(f"record {record.at}: records {record.type} are not read")
        if self.counts["711"]:
            raise Unreadable(
                "The VDA 4913 file is cut off: record 719 is missing.",
                format="vda4913",
                place=f"record {len(self.records)}",
                expected="719",
            )
        self._add()  # those without a record 719
        return self.parsed

    def _transmission(self, record: Record) -> None:
        self.counts = Counter({"711": 1})
        self.of_transmission = []
        self.transmission = {}
        for field, column in (("customer", "buyer_customer_number"), ("supplier", "supplier_number")):
            if clean(record.fields.get(field)):
                self.transmission[column] = record.fields[field]
        self.transmission["source_version"] = record.fields.get("version", "")

    def _transport(self, record: Record) -> None:
        self._close_transport()
        fields = record.fields
        self.transport, self.totals = {}, {}
        for field, column in (("shipment", "shipment_id"), ("carrier", "carrier_name")):
            if clean(fields.get(field)):
                self.transport[column] = fields[field]
        for field, column in (("handed_over", "despatch_date"), ("arrival", "expected_delivery_date")):
            day = self._date(record, field)
            if day is not None:
                self.transport[column] = day
        weight = self._number(record, "gross_weight")
        if weight:
            self.totals["gross_weight_kg"] = kilograms(weight, "KGM")
        count = self._number(record, "packages")
        if count:
            self.totals["package_count"] = int(count)

    def _note(self, record: Record) -> None:
        self._close_note()
        draft = Draft(f"record {record.at}")
        note, fields = draft.note, record.fields
        note.update(self.transmission)
        note.update(self.transport)
        note["document_function"] = "original"
        for field, column in (("note", "delivery_note_number"), ("order", "order_number"), ("plant", "ship_to_id")):
            if clean(fields.get(field)):
                note[column] = fields[field]
        for field, column in (("receiver", "ship_to_id"), ("supplier", "supplier_number")):
            if clean(fields.get(field)):
                note[column] = fields[field]
        day = self._date(record, "date")
        if day is not None:
            note["issue_date"] = note["despatch_date"] = day
        for group in (self.of_transport, self.of_transmission):
            group.append(draft)

    def _line(self, record: Record) -> None:
        draft = self._draft(record)
        self._close_line()
        row: Row = {}
        draft.lines.append(row)
        for field, column in (
            ("position", "line_number"),
            ("customer_article", "buyer_article_number"),
            ("supplier_article", "supplier_article_number"),
            ("origin", "country_of_origin"),
            ("unit", "unit_raw"),
        ):
            if clean(record.fields.get(field)):
                row[column] = record.fields[field]
        if row.get("unit_raw") in UNITS:
            row["unit"] = UNITS[row["unit_raw"]]
        quantity = self._thousandths(record, "quantity")
        if quantity is not None:
            row["quantity"] = quantity
        batch = clean(record.fields.get("batch"))
        if batch:
            draft.units.append({"line": len(draft.lines) - 1, "batch_number": batch})
            if quantity is not None:
                draft.units[-1]["quantity"] = quantity

    def _packing(self, record: Record) -> None:
        draft = self._draft(record)
        if draft.lines:
            count = self._number(record, "count")
            fill = self._thousandths(record, "fill")
            self.packings.append(Packing(record.fields, count, fill))

    def _text(self, record: Record) -> None:
        draft = self._draft(record)
        row = draft.lines[-1] if draft.lines else draft.note
        text = clean(" ".join(record.fields[name] for name in ("text1", "text2", "text3") if name in record.fields))
        if text:
            add_remark(row, text)

    def _end(self, record: Record) -> None:
        self._close_transport()
        for type_ in COUNTED:
            stated = record.fields.get(type_, "")
            if stated.isascii() and stated.isdigit() and int(stated) != self.counts[type_]:
                for draft in self.of_transmission[-1:]:
                    draft.warnings.append(
                        f"record {record.at}: it states {int(stated)} records {type_}, there are {self.counts[type_]}"
                    )
        self.counts = Counter()

    def _draft(self, record: Record) -> Draft:
        if not self.of_transport:
            raise Invalid(
                "Record {record} ({type}) of the VDA 4913 file stands before any delivery note (713).",
                format="vda4913",
                place=f"record {record.at}",
                expected="713",
                found=record.type,
                record=str(record.at),
                type=record.type,
            )
        return self.of_transport[-1]

    def _close_line(self) -> None:
        if self.packings and self.of_transport:
            place_packing(self.of_transport[-1], self.packings, self.budget)
        self.packings = []

    def _close_note(self) -> None:
        self._close_line()

    def _close_transport(self) -> None:
        self._close_note()
        if len(self.of_transport) == 1:
            self.of_transport[0].note.update(self.totals)
        self._add()

    def _add(self) -> None:
        """The notes of the transport are read; what is counted in the end adds to their warnings only."""
        for draft in self.of_transport:
            settle_remarks(draft)
            self.parsed.add(draft)
        self.of_transport = []

    def _thousandths(self, record: Record, field: str) -> Decimal | None:
        """A quantity with three decimals and no point; one that has a point is taken as it stands."""
        text = record.fields.get(field)
        if text is None:
            return None
        value = self._number(record, field)
        return value if value is None or "." in text or "," in text else value / 1000

    def _number(self, record: Record, field: str) -> Decimal | None:
        text = record.fields.get(field)
        if text is None:
            return None
        try:
            return number(text.replace(",", "."))
        except ValueError:
            raise self._invalid(NOT_A_NUMBER, record, text, "a number") from None

    def _date(self, record: Record, field: str) -> date | None:
        text = record.fields.get(field, "")
        if not text.strip("0 "):
            return None
        if len(text) == 6 and text.isascii() and text.isdigit():
            try:
                year = int(text[:2])
                return date(2000 + year if year < 80 else 1900 + year, int(text[2:4]), int(text[4:]))
            except ValueError:
                pass
        raise self._invalid(NOT_A_DATE, record, text, "a date as YYMMDD")

    def _invalid(self, template: str, record: Record, found: str, expected: str) -> Invalid:
        return Invalid(
            template,
            format="vda4913",
            place=f"record {record.at}",
            expected=expected,
            found=found,
            record=str(record.at),
            type=record.type,
        )
