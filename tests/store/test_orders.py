"""What notes deliver on our open orders."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from lieferschein.store import OpenOrder, Store
from parsers.draft import Draft
from tests.store.build import draft, take

ORDERS = [
    OpenOrder("PO-1", Decimal(5), "10", "A-1"),
    OpenOrder("PO-1", Decimal("2.5"), "20", "04012345000016"),
    OpenOrder("PO-1", Decimal(1), "30", "A-9", "oticon"),
    OpenOrder("PO-2", Decimal(3)),
]


@pytest.fixture
def ordering(store: Store) -> Store:
    assert store.set_orders(ORDERS) == 4
    return store


def note(number: str, *lines: dict[str, Any], **head: Any) -> Draft:
    made = draft(number, [line.get("quantity", 1) for line in lines], **head)
    for row, line in zip(made.lines, lines, strict=True):
        row |= {name: value for name, value in line.items() if name != "quantity"}
    return made


def results(store: Store, **wanted: Any) -> list[str]:
    return store.order_check(**wanted, to="arrow")["result"].to_pylist()


def test_partial_then_complete_then_too_much(ordering: Store) -> None:
    """What earlier notes delivered counts; the note that goes over the order is the one that is told."""
    take(ordering, note("LS-1", {"quantity": 3}, order_number="PO-1"))
    take(ordering, note("LS-2", {"quantity": 2}, order_number="PO-1"))
    take(ordering, note("LS-3", {"quantity": 1}, order_number="PO-1"))
    assert results(ordering) == ["partial", "complete", "over_delivered"]
    checked = ordering.order_check(number="LS-3")
    assert checked["delivered_quantity"].tolist() == [Decimal(6)]
    assert checked["outstanding_quantity"].tolist() == [Decimal(-1)]
    assert list(checked.columns) == list(ordering.order_check(number="nothing").columns)


def test_how_lines_find_each_other(ordering: Store) -> None:
    """By the order's line where it is named and the article fits, else by any number of the article, GTINs in any
    length; an order without articles takes all."""
    lines = (
        {"quantity": "2.5", "order_number": "PO-1", "gtin": "4012345000016", "supplier_article_number": "Z"},
        {"quantity": 5, "order_number": "PO-1", "order_line": "00010", "supplier_article_number": "A-1"},
        {"quantity": 5, "order_number": "PO-1", "order_line": "10", "supplier_article_number": "B-7"},
        {"quantity": 1, "order_number": "PO-1", "order_line": "30", "buyer_article_number": "a-9"},
        {"quantity": 1, "order_number": "PO-404"},
        {"quantity": 1},
    )
    take(ordering, note("LS-1", *lines))
    assert results(ordering) == [
        "complete",
        "complete",
        "unknown_article",
        "wrong_supplier",
        "unknown_order",
        "no_order",
    ]


def test_superseded_and_cancelled_notes_deliver_nothing(ordering: Store) -> None:
    """Only what stands counts."""
    take(ordering, note("LS-1", {"quantity": 5}, order_number="PO-1"))
    take(ordering, note("LS-1", {"quantity": 4}, order_number="PO-1", function="replace"))
    take(ordering, note("LS-2", {"quantity": 1}, order_number="PO-1"))
    assert results(ordering) == ["partial", "complete"]


def test_orders_of_another_table(store: Store) -> None:
    """A table or view that an ERP fills is copied as it stands."""
    with store.engine.begin() as connection:
        connection.execute(
            sa.text(
                "CREATE TABLE erp_orders (order_number varchar(20), order_line integer, article_number text,"
                " quantity numeric(10, 2), supplier text)"
            )
        )
        connection.execute(sa.text("INSERT INTO erp_orders VALUES ('PO-1', 10, 'A-1', 5.50, 'Phonak')"))
    assert store.copy_orders("erp_orders") == 1
    take(store, note("LS-1", {"quantity": "5.5", "order_number": "PO-1"}))
    assert results(store) == ["complete"]
