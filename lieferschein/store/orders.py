"""Our open orders, and what the notes deliver on them, line by line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.schema import DATE, DECIMAL, INTEGER, TEXT

from .filters import Filter, conditions, gtins
from .shelf import chunks
from .tables import ARTICLE_COLUMNS, CURRENT, delivery_note_lines, delivery_notes, open_orders

RESULTS = ("complete", "partial", "over_delivered", "unknown_article", "unknown_order", "wrong_supplier", "no_order")
_notes, _lines, _orders = delivery_notes.c, delivery_note_lines.c, open_orders.c
_order_number = sa.func.coalesce(_lines.order_number, _notes.order_number)


def _column(name: str, type_: pa.DataType, meaning: str) -> pa.Field:
    return pa.field(name, type_, metadata={"meaning": meaning})


ORDER_CHECK = pa.schema(
    [
        _column("delivery_note_id", INTEGER, "key of the note in the store"),
        _column("supplier", TEXT, "the supplier's name"),
        _column("supplier_key", TEXT, "the supplier's key in the settings"),
        _column("delivery_note_number", TEXT, "the supplier's number of the note"),
        _column("issue_date", DATE, "date of the note"),
        _column("line", INTEGER, "order of the line in the note, from 0"),
        _column("line_number", TEXT, "line number as printed"),
        _column("order_number", TEXT, "our order, of the line or of the whole note"),
        _column("order_line", TEXT, "line of our order that was found, else as the note states it"),
        _column("article_number", TEXT, "the article, as ordered where it was found, else as delivered"),
        _column("quantity", DECIMAL, "delivered by this line"),
        _column("delivered_quantity", DECIMAL, "delivered on the order's line so far, with this line"),
        _column("ordered_quantity", DECIMAL, "ordered"),
        _column("outstanding_quantity", DECIMAL, "still to come after this line; negative: too much"),
        _column("result", TEXT, ", ".join(RESULTS)),
    ]
)


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """One line of an order. `article_number` is any party's number or the GTIN, `supplier` a key or name."""

    order_number: str
    quantity: Decimal
    order_line: str | None = None
    article_number: str | None = None
    supplier: str | None = None


def replace_orders(connection: Connection, orders: Iterable[OpenOrder]) -> int:
    """Make `orders` the open orders; gives how many there are."""
    connection.execute(sa.delete(open_orders))
    rows = [
        {
            "order_number": each.order_number,
            "order_line": each.order_line,
            "supplier": each.supplier,
            "article_number": each.article_number,
            "quantity": each.quantity,
        }
        for each in orders
    ]
    if rows:
        connection.execute(sa.insert(open_orders), rows)
    return len(rows)


def read_orders(connection: Connection, table: str) -> list[OpenOrder]:
    """The open orders in another table or view of the database."""
    names = ("order_number", "quantity", "order_line", "article_number", "supplier")
    *schema, name = table.split(".")
    other = sa.table(name, *(sa.column(each) for each in names), schema=schema[0] if schema else None)
    return [
        OpenOrder(str(row[0]).strip(), Decimal(str(row[1])), *(_text(value) for value in row[2:]))
        for row in connection.execute(sa.select(*(other.c[each] for each in names)))
        if row[0] is not None and row[1] is not None
    ]


def check_orders(connection: Connection, wanted: Filter, messages: Sequence[int] | None = None) -> pa.Table:
    """A row for each line of the wanted notes (`messages`: of those that these messages brought)."""
    rows = list(_read_lines(connection, wanted, messages))
    numbers = sorted({row["order_number"] for row in rows if row["order_number"]})
    ordered = _Ordered(connection, numbers)
    checked = {}
    for row in _all_lines(connection, numbers, rows, wanted, messages):
        ordered.deliver(row)
        checked[row["delivery_note_id"], row["line"]] = row
    for row in rows:
        row.update(checked.get((row["delivery_note_id"], row["line"]), {"result": "no_order"}))
    return pa.Table.from_pylist([{name: row.get(name) for name in ORDER_CHECK.names} for row in rows], ORDER_CHECK)


@dataclass(slots=True)
class _Line:
    """A line of an order, and what came on it so far."""

    order: OpenOrder
    delivered: Decimal = field(default_factory=Decimal)


class _Ordered:
    def __init__(self, connection: Connection, numbers: Sequence[str]) -> None:
        self.orders: dict[str, list[_Line]] = defaultdict(list)
        for chunk in chunks(numbers):
            query = sa.select(
                _orders.order_number, _orders.quantity, _orders.order_line, _orders.article_number, _orders.supplier
            )
            for row in connection.execute(query.where(_orders.order_number.in_(chunk)).order_by(_orders.id)):
                self.orders[row.order_number].append(_Line(OpenOrder(*row)))

    def deliver(self, row: dict[str, Any]) -> None:
        """Count what a line delivers and say in it how that compares with the order."""
        lines = self.orders.get(row["order_number"])
        if not lines:
            row["result"] = "unknown_order"
            return
        line = _matching(lines, row)
        if line is None:
            row["result"] = "unknown_article"
            return
        order = line.order
        line.delivered += row["quantity"]
        row.update(
            order_line=order.order_line or row["order_line"],
            article_number=order.article_number or row["article_number"],
            delivered_quantity=line.delivered,
            ordered_quantity=order.quantity,
            outstanding_quantity=order.quantity - line.delivered,
        )
        row["result"] = _result(order, line.delivered, row)


def _result(order: OpenOrder, delivered: Decimal, row: dict[str, Any]) -> str:
    if order.supplier and order.supplier.casefold() not in {row["supplier"].casefold(), row["supplier_key"].casefold()}:
        return "wrong_supplier"
    if delivered > order.quantity:
        return "over_delivered"
    return "complete" if delivered == order.quantity else "partial"


def _matching(lines: Sequence[_Line], row: dict[str, Any]) -> _Line | None:
    """The order's line: by its number when the article fits, else by the article, one that still waits first."""
    fitting = [line for line in lines if _fits(line.order.article_number, row["articles"])]
    named = [line for line in fitting if _bare(line.order.order_line) == _bare(row["order_line"])]
    if row["order_line"] and named:
        return named[0]
    by_article = [line for line in fitting if line.order.article_number]
    return next((line for line in by_article if line.delivered < line.order.quantity), next(iter(by_article), None))


def _fits(ordered: str | None, delivered: set[str]) -> bool:
    return ordered is None or not delivered or not delivered.isdisjoint(_spellings(ordered))


def _spellings(article: str) -> set[str]:
    return {each.casefold() for each in gtins([article.strip()])}


def _bare(line: str | None) -> str:
    return (line or "").strip().lstrip("0")


def _text(value: object) -> str | None:
    return None if value is None or not str(value).strip() else str(value).strip()


_SELECT = sa.select(
    _notes.id.label("delivery_note_id"),
    _notes.supplier,
    _notes.supplier_key,
    _notes.delivery_note_number,
    _notes.issue_date,
    _lines.line,
    _lines.line_number,
    _order_number.label("order_number"),
    _lines.order_line,
    _lines.quantity,
    _lines.gtin,
    *(_lines[name] for name in ARTICLE_COLUMNS),
).join_from(delivery_notes, delivery_note_lines, _lines.delivery_note_id == _notes.id)


def _read_lines(connection: Connection, wanted: Filter, messages: Sequence[int] | None) -> Iterable[dict[str, Any]]:
    query = _SELECT.where(*conditions("lines", wanted)).order_by(_notes.id, _lines.line)
    if messages is None:
        return _rows(connection, query)
    return (
        row for chunk in chunks(messages) for row in _rows(connection, query.where(_notes.imported_from.in_(chunk)))
    )


def _all_lines(
    connection: Connection,
    numbers: Sequence[str],
    rows: Sequence[dict[str, Any]],
    wanted: Filter,
    messages: Sequence[int] | None,
) -> list[dict[str, Any]]:
    """Every current line on these orders, oldest note first: earlier deliveries count, too."""
    if wanted == Filter() and messages is None:
        return [row for row in rows if row["order_number"]]
    found = {}
    for chunk in chunks(numbers):
        current = _SELECT.where(_notes.status.in_(CURRENT))
        for query in (
            current.where(_lines.order_number.in_(chunk)),
            current.where(_notes.order_number.in_(chunk), _lines.order_number.is_(None)),
        ):
            found.update({(row["delivery_note_id"], row["line"]): row for row in _rows(connection, query)})
    return [found[key] for key in sorted(found)]


def _rows(connection: Connection, query: sa.Select[Any]) -> Iterable[dict[str, Any]]:
    for row in connection.execute(query).mappings():
        told = [str(row[name]) for name in (*ARTICLE_COLUMNS, "gtin") if row[name]]
        yield {
            **row,
            "article_number": told[0] if told else None,
            "articles": {each for article in told for each in _spellings(article)},
        }
