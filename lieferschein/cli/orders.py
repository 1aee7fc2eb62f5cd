"""`lieferschein orders`."""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import Parameter

from lieferschein.cli.lookup import Names, as_json, filters, print_rows

Result = Literal[
    "complete", "partial", "over_delivered", "unknown_article", "unknown_order", "wrong_supplier", "no_order"
]


def orders(
    *,
    supplier: Names = (),
    since: str | None = None,
    until: str | None = None,
    order: Names = (),
    number: Names = (),
    result: Annotated[tuple[Result, ...], Parameter(negative=())] = (),
    json: bool | None = None,
) -> None:
    """Read the open orders that the settings name, and compare the delivery notes with them, line by line.

    Every run does so for what it imports; the command does it for what is there.

        lieferschein orders --since 2026-11-01
        lieferschein orders --result partial --result over_delivered

    Parameters
    ----------
    supplier
        Only notes of this supplier (key or name). Can be repeated, as the others can.
    since
        Only notes issued on this day or later, such as 2026-11-01.
    until
        Only notes issued on this day or earlier.
    order
        Only lines on this order of ours.
    number
        Only the notes with this number.
    result
        Only lines that compare so.
    json
        JSON or a table, whatever the output is.
    """
    from lieferschein.cli.common import output, table
    from lieferschein.cli.failures import FAILED, UserError
    from lieferschein.cli.note_view import plain
    from lieferschein.intake.orders import OrdersUnreadable, load_orders
    from lieferschein.settings import load_settings
    from lieferschein.store import open_store

    wanted = filters(supplier=supplier, since=since, until=until, order=order, number=number)
    settings = load_settings()
    with open_store(settings.database_url, language=settings.language) as store:
        try:
            load_orders(settings, store)
        except OrdersUnreadable as error:
            raise UserError(error.reason.sentence(settings.language), FAILED) from error
        found = store.order_check(**wanted, to="arrow").to_pylist()
    rows = [row for row in found if not result or row["result"] in result]
    if as_json(json):
        print_rows(rows)
        return
    shown = ("order_number", "order_line", "article_number", "ordered_quantity", "delivered_quantity", "result")
    heads = ("note", "supplier", "line", "order", "line", "article", "ordered", "delivered", "result")
    cells = [
        (row["delivery_note_number"], row["supplier"], row["line_number"], *(plain(row[name]) for name in shown))
        for row in rows
    ]
    output(wide=True).print(table(heads, cells))
