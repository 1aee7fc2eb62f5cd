"""A store with every kind of value that a file may spoil."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from lieferschein.store import Store
from parsers.draft import Draft
from tests.store.build import draft, take

NASTY = (
    "=1+1",
    "+49 40 123",
    "-5.00",
    "@SUM(A1)",
    "\tx",
    "'=already",
    "''-x",
    "'plain",
    "＝1",
    "#N/A",
    'He said "no", twice',
    "two\nlines",
    "00123",
    "1E5",
    "Größe 2 µm; Stück",
    " spaced ",
    "nan",
    "NULL",
    "_x0041_",
)


def nasty() -> Draft:
    """A note whose texts would be formulas, numbers, dates or nothing to a careless reader."""
    made = draft(
        "00=LS",
        [str(at) for at in range(1, len(NASTY) + 1)],
        issued_at=datetime(2026, 11, 2, 9, 30, 15, 123456, tzinfo=UTC),
        remarks="=HYPERLINK(1)",
    )
    for line, text in zip(made.lines, NASTY, strict=True):
        line |= {"description": text, "attributes": {"sphere": text}, "supplier_article_number": text}
    made.lines[0] |= {"quantity": Decimal("999999999999.123456"), "unit_price": Decimal("-0.000001")}
    made.units = [{"line": 0, "serial_number": "007", "expiry_date": date(2027, 2, 28), "quantity": Decimal("0.5")}]
    made.packages = [{"package_id": "003401234500000018", "package_id_type": "sscc", "gross_weight_kg": Decimal("1.2")}]
    made.warnings = ["=a warning", "another"]
    return made


@pytest.fixture
def filled(store: Store) -> Store:
    """Two suppliers, two months, a replaced and a cancelled note."""
    take(store, nasty())
    take(store, draft("LS-2", [3], issue_date=date(2026, 10, 31)))
    take(store, draft("LS-2", [4], issue_date=date(2026, 10, 31), function="replace"))
    take(store, draft("X-1", [5], issue_date=date(2026, 11, 5)), supplier_key="../oticon", supplier="Oticon")
    take(store, draft("X-2", [6], issue_date=date(2026, 11, 6)), supplier_key="../oticon", supplier="Oticon")
    take(store, draft("X-2", function="cancel"), supplier_key="../oticon", supplier="Oticon")
    return store
