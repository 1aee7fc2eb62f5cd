"""Our purchase order in the header of a note: it holds for all lines, or it is kept at the lines that name no other."""

from __future__ import annotations

from .draft import Draft, Row


def settle_order(draft: Draft, order: Row, element: str) -> None:
    """Put the order that the header of a document names where it holds; `element` is the header's element.

    When the lines name different orders, the header's is that of the lines which name none, and no order holds for the
    note. A header that contradicts all its lines is kept as stated, with a warning.
    """
    number = order.get("order_number")
    stated = {line["order_number"] for line in draft.lines if "order_number" in line}
    silent = [line for line in draft.lines if "order_number" not in line]
    if number is not None and (len(stated) > 1 or (silent and stated - {number})):
        for line in silent:
            line.update(order)
        return
    if stated - {number}:
        draft.warnings.append(f"{element}: the header names order {number}, the lines {', '.join(sorted(stated))}")
    draft.note.update(order)


def take_order(note: Row) -> Row:
    """Take the columns of an order out of the row of a note, to settle them once the lines are read."""
    names = ("order_number", "order_date", "supplier_order_number")
    return {name: note.pop(name) for name in names if name in note}
