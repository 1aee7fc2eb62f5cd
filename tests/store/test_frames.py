"""Reading the store: dtypes, columns, filters, chunks, Arrow."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pytest

from lieferschein.store import Store
from parsers.schema import LINES, NOTES, PACKAGES, UNITS
from tests.store.build import draft, message, take

TABLES = ("notes", "lines", "packages", "units", "messages")


@pytest.fixture
def filled(store: Store) -> Store:
    """Three notes of two suppliers, one superseded, one cancelled."""
    take(store, draft("LS-1", [1, 2], issue_date=date(2026, 11, 1)))
    take(store, draft("LS-2", [3], issue_date=date(2026, 11, 15)))
    take(store, draft("LS-2", [4], issue_date=date(2026, 11, 16), function="replace"))
    take(store, draft("X-1", [5], issue_date=date(2026, 12, 1)), supplier_key="oticon", supplier="Oticon")
    take(store, draft("X-2", [6], issue_date=date(2026, 12, 2)), supplier_key="oticon", supplier="Oticon")
    take(store, draft("X-2", function="cancel"), supplier_key="oticon", supplier="Oticon")
    return store


def numbers(frame: pd.DataFrame) -> list[str]:
    return frame["delivery_note_number"].tolist()


def test_current_uncancelled_revisions_by_default(filled: Store) -> None:
    """Superseded and cancelled notes are read only when they are asked for."""
    assert numbers(filled.notes()) == ["LS-1", "LS-2", "X-1"]
    assert filled.lines()["quantity"].tolist() == [Decimal(1), Decimal(2), Decimal(4), Decimal(5)]
    assert numbers(filled.notes(status="cancelled")) == ["X-2"]
    assert filled.lines(status=["superseded"])["line_status"].tolist() == ["deleted"]


def test_filters(filled: Store) -> None:
    """Supplier by name or key, days of issue with both ends included."""
    assert numbers(filled.notes(supplier="Phonak")) == numbers(filled.notes(supplier="phonak")) == ["LS-1", "LS-2"]
    assert numbers(filled.lines(supplier=["Oticon", "nobody"])) == ["X-1"]
    assert numbers(filled.notes(since="2026-11-16")) == ["LS-2", "X-1"]
    assert numbers(filled.notes(until=date(2026, 11, 1))) == ["LS-1"]
    assert numbers(filled.notes(supplier="Phonak", since="2026-12-01")) == []
    assert len(filled.messages(supplier="Oticon", status="imported")) == 3
    assert len(filled.messages(since="2020-01-01", until="2020-12-31")) == 0


@pytest.mark.parametrize("table", TABLES)
def test_dtypes_do_not_depend_on_content(filled: Store, table: str) -> None:
    """Columns and dtypes are those of the schema, for full and for empty results, all of them Arrow's."""
    read = getattr(filled, table)
    full, empty = read(), read(supplier="nobody")
    assert len(empty) == 0
    assert full.dtypes.equals(empty.dtypes)
    assert list(full.columns) == read.schema.names
    assert [dtype.pyarrow_dtype for dtype in full.dtypes] == read.schema.types


@pytest.mark.parametrize(
    ("table", "schema"), [("notes", NOTES), ("lines", LINES), ("packages", PACKAGES), ("units", UNITS)]
)
def test_canonical_columns(filled: Store, table: str, schema: pa.Schema) -> None:
    """Every column of schema.md is there, with its name, type and order."""
    read = getattr(filled, table).schema
    wanted = [field for field in schema if field.name != "note"]
    assert [read.field(field.name).type for field in wanted] == [field.type for field in wanted]
    assert {"supplier", "supplier_key", "series", "branch", "revision", "status"} <= set(read.names)
    assert all(field.metadata[b"meaning"] for field in read)


def test_arrow_and_chunks(filled: Store) -> None:
    """The same as Arrow, and in pieces of a given size."""
    table = filled.lines(to="arrow")
    assert table.schema.equals(filled.lines.schema)
    pieces = list(filled.lines(chunks=3))
    assert [len(piece) for piece in pieces] == [3, 1]
    assert pd.concat(pieces).reset_index(drop=True).equals(filled.lines())
    assert [len(piece) for piece in filled.lines(supplier="nobody", chunks=3, to="arrow")] == [0]
    with pytest.raises(ValueError, match="pandas"):
        filled.lines(to="polars")  # type: ignore[call-overload]


def test_keys_join(filled: Store) -> None:
    """Lines, units and packages join their note, a note its message."""
    lines, notes, messages = filled.lines(), filled.notes(), filled.messages()
    assert set(lines["delivery_note_id"]) == set(notes["delivery_note_id"])
    assert set(notes["imported_from"]) <= set(messages["id"])


def test_notes_of_one_batch_that_say_different_things(store: Store) -> None:
    """Each value stands in its column, whichever columns the other lines and notes of the batch have."""
    first, second, third = draft("LS-1", [1, 2, 3]), draft("LS-2", ["0.5"]), draft("LS-3", [4])
    first.lines[1] |= {"gtin": "4012345100013", "description": "Gehäuse\x00", "remarks": None}
    first.lines[2]["supplier_article_number"] = "A\x00-3"
    second.lines[0] |= {"attributes": {"Größe": "M"}, "order_date": date(2026, 10, 1)}
    second.packages = [{"package_id": "340123450000000017"}, {"tracking_number": "T-1", "parent_package": 0}]
    second.units = [
        {"line": 0, "serial_number": "S-1", "package": 1},
        {"line": 0, "batch_number": "\ud83d"},
        {"line": 0, "quantity": Decimal("1E-6")},
    ]
    third.units = [{"line": 0, "serial_number": "S-1"}]
    store.import_messages([message(store, each) for each in (first, second, third)])
    lines, units = store.lines(), store.units()
    assert lines["quantity"].tolist() == [Decimal(1), Decimal(2), Decimal(3), Decimal("0.5"), Decimal(4)]
    assert lines["supplier_article_number"].tolist() == ["A-1", "A-2", "A-3", "A-1", "A-1"]
    assert lines["gtin"].dropna().to_dict() == {1: "4012345100013"}
    assert lines["description"].dropna().to_dict() == {1: "Gehäuse"}
    assert lines["order_date"].dropna().to_dict() == {3: date(2026, 10, 1)}
    assert dict(lines["attributes"].dropna()[3]) == {"Größe": "M"}
    assert store.packages()["tracking_number"].dropna().to_dict() == {1: "T-1"}
    assert units["unit"].tolist() == [0, 1, 2, 0]
    assert units["serial_number"].dropna().to_dict() == {0: "S-1", 3: "S-1"}
    assert units["batch_number"].dropna().to_dict() == {1: "?"}
    assert units["quantity"].dropna().to_dict() == {2: Decimal("0.000001")}
    assert units["package"].dropna().to_dict() == {0: 1}


def test_more_places_than_a_quantity_has(store: Store) -> None:
    """Six places are kept, on both databases, and no zeros behind the last."""
    take(store, draft("LS-1", ["0.12345678", "2.50000000", "1E-8"]))
    assert store.lines()["quantity"].tolist() == [Decimal("0.123457"), Decimal("2.5"), Decimal(0)]
