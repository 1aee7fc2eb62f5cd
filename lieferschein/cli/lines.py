"""`lieferschein lines`."""

from __future__ import annotations

from typing import Any

from lieferschein.cli.lookup import Names, Statuses, as_json, filters, print_rows, reading_store

LIMIT = 200  # rows of a table on a terminal
IDENTITIES = ("serial_number", "batch_number")


def lines(
    *,
    article: Names = (),
    gtin: Names = (),
    serial: Names = (),
    batch: Names = (),
    order: Names = (),
    number: Names = (),
    supplier: Names = (),
    since: str | None = None,
    until: str | None = None,
    status: Statuses = (),
    json: bool | None = None,
) -> None:
    """Find lines of delivery notes: where did this serial number come from, when did this article arrive?

    On a terminal as a table, elsewhere as one JSON document with every column.

        lieferschein lines --serial A26F00733
        lieferschein lines --batch L-2201
        lieferschein lines --article 10452 --since 2026-11-01
        lieferschein lines --gtin 4012345000016 --json

    Parameters
    ----------
    article
        The supplier's number, ours, the manufacturer's, or the GTIN. Can be repeated, as all of these can.
    gtin
        The GTIN, in any of its lengths.
    serial
        A serial number.
    batch
        A batch number.
    order
        An order of ours.
    number
        A delivery note number.
    supplier
        A supplier (key or name).
    since
        Only notes issued on this day or later, such as 2026-11-01.
    until
        Only notes issued on this day or earlier.
    status
        Only notes with this status; left out: neither superseded nor cancelled.
    json
        JSON or a table, whatever the output is.
    """
    wanted = filters(
        article=article,
        gtin=gtin,
        serial=serial,
        batch=batch,
        order=order,
        number=number,
        supplier=supplier,
        since=since,
        until=until,
        status=status,
    )
    with reading_store() as store:
        found = store.lines(**wanted, to="arrow").to_pylist()
        pieces: dict[tuple[int, int], list[dict[str, str]]] = {}
        for unit in store.units(**wanted, to="arrow").to_pylist():
            told = {name: unit[name] for name in IDENTITIES if unit[name]}
            if told:
                pieces.setdefault((unit["delivery_note_id"], unit["line"]), []).append(told)
    for row in found:
        row["units"] = pieces.get((row["delivery_note_id"], row["line"]), [])
    if as_json(json):
        print_rows(found)
    else:
        _print_table(found)


def _print_table(found: list[dict[str, Any]]) -> None:
    from lieferschein.cli.common import output, table
    from lieferschein.cli.note_view import ARTICLE, plain

    console = output(wide=True)
    if not found:
        console.print("No such lines.")
        return
    rows = [
        (
            row["delivery_note_number"],
            str(row["issue_date"] or ""),
            row["supplier"],
            row["line_number"],
            next((row[name] for name in ARTICLE if row[name]), ""),
            row["description"],
            f"{plain(row['quantity'])} {row['unit'] or row['unit_raw'] or ''}".strip(),
            row["order_number"],
            row["line_status"],
            ", ".join(next(iter(unit.values())) for unit in row["units"][:5]),
        )
        for row in found[:LIMIT]
    ]
    heads = (
        "note",
        "issued",
        "supplier",
        "pos",
        "article",
        "description",
        "quantity",
        "order",
        "status",
        "serial/batch",
    )
    console.print(table(heads, rows))
    if len(found) > LIMIT:
        console.print(f"{len(found) - LIMIT} lines more: narrow the question, or take --json.")
