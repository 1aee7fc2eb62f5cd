"""`lieferschein notes` and `lieferschein show`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from lieferschein.cli.failures import UserError
from lieferschein.cli.lookup import EVERY, Names, Statuses, as_json, filters, json_row, print_rows, reading_store

if TYPE_CHECKING:
    from lieferschein.store import NoteEvent

SHOWN = ("delivery_note_number", "revision", "status", "supplier", "issue_date", "branch", "order_number")
TABLES = ("lines", "packages", "units")


def notes(
    *,
    supplier: Names = (),
    since: str | None = None,
    until: str | None = None,
    status: Statuses = (),
    number: Names = (),
    order: Names = (),
    article: Names = (),
    gtin: Names = (),
    serial: Names = (),
    batch: Names = (),
    json: bool | None = None,
) -> None:
    """List the delivery notes in the database, by default the current ones: neither superseded nor cancelled.

    On a terminal as a table, elsewhere as one JSON document.

        lieferschein notes
        lieferschein notes --supplier phonak --since 2026-11-01
        lieferschein notes --order 4500012345
        lieferschein notes --status cancelled --json

    Parameters
    ----------
    supplier
        Only notes of this supplier (key or name). Can be repeated, as all of these can.
    since
        Only notes issued on this day or later, such as 2026-11-01.
    until
        Only notes issued on this day or earlier.
    status
        Only notes with this status.
    number
        Only the notes with this number.
    order
        Only notes that deliver on this order of ours.
    article
        Only notes with this article: the supplier's number, ours, the manufacturer's, or the GTIN.
    gtin
        Only notes with this GTIN.
    serial
        Only notes with this serial number.
    batch
        Only notes with this batch.
    json
        JSON or a table, whatever the output is.
    """
    wanted = filters(
        supplier=supplier,
        since=since,
        until=until,
        status=status,
        number=number,
        order=order,
        article=article,
        gtin=gtin,
        serial=serial,
        batch=batch,
    )
    with reading_store() as store:
        found = store.notes(**wanted, to="arrow").to_pylist()
        counts = store.line_counts([note["delivery_note_id"] for note in found])
    rows = [{**{name: note[name] for name in SHOWN}, "lines": counts[note["delivery_note_id"]]} for note in found]
    if as_json(json):
        print_rows(rows)
    else:
        _print_table(rows, filtered=bool(wanted))


def _print_table(rows: Sequence[Mapping[str, Any]], *, filtered: bool) -> None:
    from lieferschein.cli.common import output, table

    if not rows:
        output().print("No such delivery notes." if filtered else "No delivery notes yet.")
        return
    headings = ("number", "rev.", "status", "supplier", "issued", "branch", "order", "lines")
    cells = [[value if value is None else str(value) for value in row.values()] for row in rows]
    output(wide=True).print(table(headings, cells))


def show(number: str, *, supplier: str | None = None, json: Annotated[bool, Parameter(negative=())] = False) -> None:
    """Show a delivery note with its lines, packages, serial numbers and warnings, every revision of it, and its mails.

        lieferschein show LS-4711
        lieferschein show LS-4711 --supplier phonak

    Parameters
    ----------
    number
        The delivery note number.
    supplier
        The supplier (key or name), when several use the same number.
    json
        Print one JSON document instead.
    """
    with reading_store() as store:
        wanted = filters(supplier=supplier, number=number)
        found = store.notes(**wanted, status=EVERY, to="arrow").to_pylist()
        if not found:
            raise UserError(f'There is no delivery note {number}. "lieferschein notes" lists what there is.', 1)
        tables = {name: getattr(store, name)(**wanted, status=EVERY, to="arrow").to_pylist() for name in TABLES}
        history = store.history([note["delivery_note_id"] for note in found])
    whole = [_whole(note, tables, history) for note in found]
    if json:
        from lieferschein.cli.sync import print_json

        print_json([_json(note) for note in whole])
    else:
        _print_notes(whole)


def _whole(
    note: Mapping[str, Any], tables: Mapping[str, Sequence[Mapping[str, Any]]], history: Sequence[NoteEvent]
) -> dict[str, Any]:
    key = note["delivery_note_id"]
    mine = {name: [row for row in rows if row["delivery_note_id"] == key] for name, rows in tables.items()}
    return {**note, **mine, "history": [event for event in history if event.delivery_note_id == key]}


def _print_notes(whole: Sequence[Mapping[str, Any]]) -> None:
    from lieferschein.cli.common import output
    from lieferschein.cli.note_view import history_view, note_view, packages_view

    console = output(wide=True)
    for note in whole:
        console.print(f"revision {note['revision']}, {note['status']}", style="dim")
        console.print(note_view(note, note["lines"], note["units"], note["warnings"] or ()))
        if note["packages"]:
            console.print(packages_view(note["packages"]))
        console.print(history_view(note["history"]))


def _json(note: Mapping[str, Any]) -> dict[str, Any]:
    from dataclasses import asdict

    said = {name: value for name, value in note.items() if name not in (*TABLES, "history")}
    rows = {name: [_without_note(row) for row in note[name]] for name in TABLES}
    return {**json_row(said), **rows, "history": [json_row(asdict(event)) for event in note["history"]]}


def _without_note(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a note without what stands in the note above it."""
    above = {"delivery_note_id", "supplier", "supplier_key", "branch", "series", "revision", "status", "issue_date"}
    return {name: value for name, value in json_row(row).items() if name not in above | {"delivery_note_number"}}
