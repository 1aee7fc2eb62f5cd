"""A note as a file for an ERP: JSON with everything, or CSV in the AMPAREX layout."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from lieferschein.store import Due, Store
from parsers.amparex_csv import COLUMNS

Format = Literal["json", "amparex-csv"]
FORMATS: tuple[Format, ...] = ("json", "amparex-csv")
SUFFIXES = {"json": ".json", "amparex-csv": ".csv"}
Row = Mapping[str, Any]

_TABLES = ("lines", "packages", "units")
_CHANGING = {"status", "status_changed_at", "line_status"}  # what happens to the note after the event
_OF_NOTE = {"supplier", "supplier_key", "branch", "series", "revision", "delivery_note_number", "issue_date"}


def load_notes(store: Store, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Whole notes by their key: the columns of the note, and its lines, packages and units."""
    rows = store.notes(ids=ids, status="all", to="arrow").to_pylist()
    notes: dict[int, dict[str, Any]] = {row["delivery_note_id"]: {**row, **{n: [] for n in _TABLES}} for row in rows}
    for name in _TABLES:
        for row in getattr(store, name)(ids=ids, status="all", to="arrow").to_pylist():
            notes[row["delivery_note_id"]][name].append(row)
    return notes


def document(due: Due, note: Row, format: Format) -> bytes:
    """The file for one event."""
    return _amparex(due, note) if format == "amparex-csv" else _json(due, note)


def _json(due: Due, note: Row) -> bytes:
    head = {name: value for name, value in note.items() if name not in _CHANGING and name not in _TABLES}
    built: dict[str, Any] = {"event": due.event, "action": due.action, "at": due.at, "note": _said(head)}
    if due.action == "replaced":
        built["replaces_revision"] = note["revision"] - 1
    left_out = _CHANGING | _OF_NOTE | {"delivery_note_id"}
    for name in _TABLES:
        built[name] = [_said({key: value for key, value in row.items() if key not in left_out}) for row in note[name]]
    return json.dumps(built, ensure_ascii=False, indent=1, default=_text).encode() + b"\n"


def _said(row: Row) -> dict[str, Any]:
    """A row without what the document did not say."""
    said = {name: value for name, value in row.items() if value is not None and value != []}
    if "attributes" in said:
        said["attributes"] = dict(said["attributes"])
    return said


def _text(value: object) -> str:
    """Exact: decimals in plain notation, dates and moments in ISO 8601."""
    return value.isoformat() if isinstance(value, date) else _plain(value)


def _plain(value: object) -> str:
    if not isinstance(value, Decimal):
        return "" if value is None else str(value)
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _amparex(due: Due, note: Row) -> bytes:
    """Ten columns, semicolons, decimal commas, dates as yyyyMMdd; a row per serial number, else one per line.

    The layout knows no cancellation: it is the note with every amount 0. Provisional, as the layout is.
    """
    output = io.StringIO()
    writer = csv.writer(output, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_amparex_rows(due, note))
    return output.getvalue().encode()


def _amparex_rows(due: Due, note: Row) -> Iterable[list[str]]:
    serials: dict[int, list[Row]] = {}
    for unit in note["units"]:
        if unit["serial_number"]:
            serials.setdefault(unit["line"], []).append(unit)
    for line in note["lines"]:
        pieces = serials.get(line["line"], [])
        left = line["quantity"] - len(pieces)
        for at, piece in enumerate(pieces):
            # The price is that of the whole line: it stands once
            yield _amparex_row(due, note, line, piece["serial_number"], Decimal(1), priced=at == 0)
        if left > 0 or not pieces:
            yield _amparex_row(due, note, line, "", left, priced=not pieces)


def _amparex_row(due: Due, note: Row, line: Row, serial: str, amount: Decimal, *, priced: bool) -> list[str]:
    cancelled = due.action == "cancelled"
    values = {
        **line,
        "delivery_note_number": note["delivery_note_number"],
        "issue_date": note["issue_date"],
        "serial_number": serial,
        "quantity": Decimal(0) if cancelled else amount,
        "line_total": line["line_total"] if priced and not cancelled else None,
        "remarks": "cancelled" if cancelled else line["remarks"],
    }
    return [_amparex_cell(values[column]) for column in COLUMNS.values()]


def _amparex_cell(value: Any) -> str:
    if isinstance(value, date):
        return f"{value:%Y%m%d}"
    if isinstance(value, Decimal):
        return _plain(value).replace(".", ",")
    return " ".join(_plain(value).split())
