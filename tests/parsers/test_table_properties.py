"""Properties of the table formats: what is written reads back, and any bytes give notes or our error."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers import DeliveryNoteError, Frames, read_delivery_note

GOLDEN = Path(__file__).parent / "golden"
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)

numbers = st.from_regex(r"[A-Z]{0,2}-?[0-9]{1,12}", fullmatch=True).filter(lambda text: not text.startswith("-"))
words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=2, max_size=12
)
# a word of its own in each text keeps it from being one of the words that exports write for nothing
texts = st.lists(words, min_size=1, max_size=3).map(lambda parts: " ".join(["Artikel", *parts]))
# three decimal places in front of a separator can be read as thousands; what is never open is written here
quantities = st.decimals(0, 99_999, places=2)
rows = st.lists(st.tuples(numbers, texts, quantities), min_size=1, max_size=6)
notes = st.dictionaries(
    numbers, st.tuples(st.dates(date(2000, 1, 1), date(2099, 12, 31)), rows), min_size=1, max_size=3
)
HEADERS = ["Lieferscheinnummer", "LS-Datum", "Artikelnummer", "Bezeichnung", "Menge"]


def cells(notes: dict[str, Any]) -> list[list[Any]]:
    """One row of cells a line."""
    return [
        [number, day, article, text, quantity]
        for number, (day, lines) in notes.items()
        for article, text, quantity in lines
    ]


def as_csv(notes: dict[str, Any], delimiter: str, decimal: str) -> str:
    """The notes as a spreadsheet would write them."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(HEADERS)
    for number, day, article, text, quantity in cells(notes):
        writer.writerow([number, f"{day:%d.%m.%Y}", article, text, str(quantity).replace(".", decimal)])
    return out.getvalue()


def check(frames: Frames, notes: dict[str, Any]) -> None:
    """The frames hold what was written."""
    assert [draft.note["delivery_note_number"] for draft in frames.drafts] == list(notes)
    for draft, (day, lines) in zip(frames.drafts, notes.values(), strict=True):
        assert draft.note["issue_date"] == day
        found = [(line["supplier_article_number"], line["description"], line["quantity"]) for line in draft.lines]
        assert found == lines


@QUICK
@given(notes, st.sampled_from(";,\t|"), st.sampled_from(",."), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_csv_reads_back(notes: dict[str, Any], delimiter: str, decimal: str, encoding: str) -> None:
    """Any note written as CSV, whatever its delimiter, decimals and encoding, reads back equal."""
    check(read_delivery_note(as_csv(notes, delimiter, decimal).encode(encoding)), notes)


@settings(QUICK, max_examples=25)
@given(notes)
def test_excel_reads_back(notes: dict[str, Any]) -> None:
    """Any note written as a workbook reads back equal: numbers as exact decimals, dates as dates."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [HEADERS, *cells(notes)]:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    check(read_delivery_note(out.getvalue()), notes)


def reads_or_refuses(data: bytes, format_name: str) -> None:
    """Frames whose quantities are exact decimals, or our error; anything else fails the test."""
    try:
        frames = read_delivery_note(data, format_name)
    except DeliveryNoteError:
        return
    for draft in frames.drafts:
        assert all(isinstance(line["quantity"], Decimal) for line in draft.lines)
    assert frames.table("lines").num_rows


@QUICK
@given(st.binary(max_size=300), st.sampled_from(["csv", "excel", "amparex-csv"]))
def test_any_bytes(data: bytes, format_name: str) -> None:
    """Any bytes give frames or a DeliveryNoteError."""
    reads_or_refuses(data, format_name)


TABLES = [
    path for name in ("csv", "excel", "amparex-csv") for path in sorted((GOLDEN / name).rglob("*")) if path.is_file()
]
SOURCES = [path for path in TABLES if path.suffix not in (".json", ".xls")]


@settings(QUICK, max_examples=200)
@given(
    st.sampled_from(SOURCES),
    st.lists(
        st.tuples(st.floats(0, 1), st.sampled_from(["cut", "drop", "flip", "double"]), st.integers(0, 255)), max_size=4
    ),
)
def test_mutated_goldens(source: Path, changes: list[tuple[float, str, int]]) -> None:
    """A damaged table gives frames or a DeliveryNoteError."""
    data = bytearray(source.read_bytes())
    for where, change, byte in changes:
        at = int(where * max(len(data) - 1, 0))
        if change == "cut":
            del data[at + 1 :]
        elif change == "drop":
            del data[at : at + 1 + byte % 7]
        elif change == "flip" and data:
            data[at] = byte
        else:
            data[at:at] = data[at : at + byte]
    reads_or_refuses(bytes(data), source.relative_to(GOLDEN).parts[0])
