"""`lieferschein notes` and `lieferschein show`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from cyclopts import Parameter

from lieferschein.cli.failures import UserError

Status = Literal["open", "superseded", "cancelled", "received"]
EVERY: tuple[Status, ...] = ("open", "superseded", "cancelled", "received")


def notes(
    *,
    supplier: Annotated[tuple[str, ...], Parameter(negative=())] = (),
    since: str | None = None,
    status: Annotated[tuple[Status, ...], Parameter(negative=())] = (),
    json: Annotated[bool, Parameter(negative=())] = False,
) -> None:
    """List the delivery notes in the database, by default the current ones: neither superseded nor cancelled.

        lieferschein notes
        lieferschein notes --supplier phonak --since 2026-11-01
        lieferschein notes --status cancelled --json

    Parameters
    ----------
    supplier
        Only notes of this supplier (key or name). Can be repeated.
    since
        Only notes issued on this day or later, such as 2026-11-01.
    status
        Only notes with this status. Can be repeated.
    json
        Print one JSON document instead of the table.
    """
    from lieferschein.cli.common import output, table
    from lieferschein.cli.sync import print_json

    with _store() as store:
        wanted = {"supplier": supplier or None, "since": _day(since)}
        found = store.notes(**wanted, status=status or None, to="arrow").to_pylist()
        lines = store.lines(**wanted, status=status or EVERY, to="arrow")
    counts: dict[int, int] = {}
    for note in lines["delivery_note_id"].to_pylist():
        counts[note] = counts.get(note, 0) + 1
    rows = [
        {**{name: note[name] for name in SHOWN}, "lines": counts.get(note["delivery_note_id"], 0)} for note in found
    ]
    if json:
        print_json([{name: _plain(value) for name, value in row.items()} for row in rows])
        return
    if not rows:
        output().print("No delivery notes yet." if not (supplier or since or status) else "No such delivery notes.")
        return
    headings = ("number", "rev.", "status", "supplier", "issued", "branch", "order", "lines")
    output(wide=True).print(table(headings, [[_plain(value) for value in row.values()] for row in rows]))


SHOWN = ("delivery_note_number", "revision", "status", "supplier", "issue_date", "branch", "order_number")


def show(number: str, *, supplier: str | None = None) -> None:
    """Show a delivery note with its lines, serial numbers and warnings, every revision of it.

        lieferschein show LS-4711
        lieferschein show LS-4711 --supplier phonak

    Parameters
    ----------
    number
        The delivery note number.
    supplier
        The supplier (key or name), when several use the same number.
    """
    from lieferschein.cli.common import output
    from lieferschein.cli.note_view import note_view

    with _store() as store:
        tables = {
            name: getattr(store, name)(supplier=supplier, status=EVERY, to="arrow")
            for name in ("notes", "lines", "units")
        }
    rows = {
        name: [row for row in table.to_pylist() if row["delivery_note_number"] == number]
        for name, table in tables.items()
    }
    if not rows["notes"]:
        raise UserError(f'There is no delivery note {number}. "lieferschein notes" lists what there is.', 1)
    console = output(wide=True)
    for note in rows["notes"]:
        mine = {
            name: [row for row in rows[name] if row["delivery_note_id"] == note["delivery_note_id"]] for name in rows
        }
        console.print(f"revision {note['revision']}, {note['status']}", style="dim")
        console.print(note_view(note, mine["lines"], mine["units"], note["warnings"] or ()))


def _store() -> Any:
    from lieferschein.settings import load_settings
    from lieferschein.store import open_dry

    settings = load_settings()
    return open_dry(settings.database_url, language=settings.language)


def _day(text: str | None) -> str | None:
    from datetime import date

    if text is None:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise UserError(f"--since is {text}; allowed is a day such as 2026-11-01.") from None


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int) else str(value)
