"""Serial numbers, batches and dates of a row → rows of `units`; the rows of one position put together."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from .draft import Row
from .errors import Invalid
from .identifiers import is_sscc
from .table_notes import NoteValues
from .table_serials import serial_range, split_serials
from .udi import complete_from_udi

_ONE = Decimal(1)


def add_units(note: NoteValues, said: dict[str, Any], package: int | None, place: str) -> None:
    """Rows of `units` for the line added last, from what its row says about pieces and batches.

    One per serial number; else one per batch; else one for what else is said of the whole line.
    """
    line = note.draft.lines[-1]
    index = len(note.draft.lines) - 1
    shared: Row = {"line": index}
    shared.update(
        (field, said[field]) for field in ("expiry_date", "best_before_date", "production_date") if field in said
    )
    if package is not None:
        shared["package"] = package
    serials = _serials(said, line)
    udis = _several(said.get("udi"))
    batches = _several(said.get("batch_number"))
    if serials:
        each: list[str] = batches if len(batches) == len(serials) else [", ".join(batches)] * len(serials)
        rows: list[Row] = [{**shared, "serial_number": serial, "quantity": _ONE} for serial in serials]
        for row, batch in zip(rows, each, strict=True):
            if batch:
                row["batch_number"] = batch
    elif batches:
        rows = [{**shared, "batch_number": batch} for batch in batches]
    elif len(shared) > 1 or udis or "quantity" in said:
        rows = [dict(shared)] if len(udis) <= 1 else [dict(shared) for _ in udis]
    else:
        return
    if len(rows) == 1 and not serials:
        rows[0]["quantity"] = said.get("quantity", line.get("quantity"))
    _add_udis(note, rows, udis, place)
    note.draft.units += rows


def _serials(said: dict[str, Any], line: Row) -> list[str]:
    pieces = line.get("quantity")
    pairs = (line.get("unit_raw") or "").strip().lower() in ("paar", "paare", "pr", "pair", "npr", "pairs")
    texts = said.get("serial_number", [])
    if len(texts) == 1:
        found = split_serials(texts[0], pieces, pairs=pairs)
    else:
        found = [serial for text in texts for serial in split_serials(text, _ONE)]
    if "serial_from" in said:
        found += serial_range(said["serial_from"], said.get("serial_to", said["serial_from"]), pieces)
    return found


def _several(texts: Any) -> list[str]:
    if texts is None:
        return []
    found = [texts] if isinstance(texts, str) else texts
    return [part for text in found for part in split_serials(text, _ONE)]


def warn_of_missing_serials(note: NoteValues) -> None:
    """Fewer serial numbers than pieces: some pieces cannot be traced (more are a warning of every format)."""
    counts: dict[int, int] = {}
    for unit in note.draft.units:
        if "serial_number" in unit:
            counts[unit["line"]] = counts.get(unit["line"], 0) + 1
    for at, count in counts.items():
        line = note.draft.lines[at]
        if count < line["quantity"]:
            name = line.get("line_number", at + 1)
            note.draft.warnings.append(f"line {name}: {count} serial numbers for a quantity of {line['quantity']}")


def _add_udis(note: NoteValues, rows: list[Row], udis: list[str], place: str) -> None:
    if not udis or len(udis) not in (1, len(rows)):
        return
    for row, udi in zip(rows, udis if len(udis) == len(rows) else udis * len(rows), strict=True):
        row["udi"] = udi
        complete_from_udi(row, note.draft.warnings, place)


def package_of(note: NoteValues, said: dict[str, Any]) -> int | None:
    """The index of the handling unit that a row names, added when it is new, within its pallet; None for none."""
    parent = said.get("parent_package")
    outer = None if parent is None else _package(note, parent, {}, None)
    number = said.get("package_id")
    if number is None:
        return outer
    rest = {field: value for field, value in said.items() if field not in ("package_id", "parent_package")}
    return _package(note, number, rest, outer)


def _package(note: NoteValues, number: str, rest: Row, parent: int | None) -> int:
    known = note.package_index.get(number)
    if known is not None:
        return known
    row: Row = {"package_id": number, "package_id_type": "sscc" if _is_sscc(number) else "supplier", **rest}
    if parent is not None:
        row["parent_package"] = parent
    note.draft.packages.append(row)
    note.package_index[number] = len(note.draft.packages) - 1
    return note.package_index[number]


def _is_sscc(number: str) -> bool:
    return len(number) == 18 and number.isascii() and number.isdigit()


def add_tracking(note: NoteValues) -> None:
    """One tracking number for all lines is the note's; several are the parcels in which the lines lie."""
    numbers = {number for number in note.tracking if number}
    if not numbers:
        return
    if len(numbers) == 1:
        note.draft.note["tracking_number"] = numbers.pop()
        return
    if note.draft.packages:
        _track_packages(note)
        return
    index: dict[str, int] = {}
    for tracked in note.tracking:
        if tracked is not None and tracked not in index:
            index[tracked] = len(note.draft.packages)
            kind = "sscc" if is_sscc(tracked) else "carrier"
            note.draft.packages.append({"package_id": tracked, "package_id_type": kind, "tracking_number": tracked})
    units: dict[int, list[Row]] = {}
    for unit in note.draft.units:
        units.setdefault(unit["line"], []).append(unit)
    for line, tracked in enumerate(note.tracking):
        if tracked is not None:
            for unit in units.get(line) or [_whole(note, line)]:
                unit["package"] = index[tracked]


def _track_packages(note: NoteValues) -> None:
    """Tracking numbers beside packages of their own: each is that of its package."""
    for unit in note.draft.units:
        number = note.tracking[unit["line"]]
        if number is not None and "package" in unit:
            note.draft.packages[unit["package"]].setdefault("tracking_number", number)


def _whole(note: NoteValues, line: int) -> Row:
    unit: Row = {"line": line, "quantity": note.draft.lines[line]["quantity"]}
    note.draft.units.append(unit)
    return unit


def join_positions(note: NoteValues) -> None:
    """Rows of one position that repeat its whole quantity for each serial number are one line.

    Position 10, quantity 3, in three rows with a serial number each is three pieces, not nine. Raises Invalid where the
    rows of a position fit neither reading.
    """
    units: dict[int, list[Row]] = {}
    for unit in note.draft.units:
        units.setdefault(unit["line"], []).append(unit)
    gone: dict[int, int] = {}
    for (number, *_, quantity), rows in note.positions.items():
        if len(rows) < 2 or quantity <= 1 or any(len(units.get(at, ())) != 1 for at in rows):
            continue
        if any("serial_number" not in units[at][0] for at in rows):
            continue
        if len(rows) != quantity:
            raise Invalid(
                "Position {line} stands in {rows} rows with the quantity {found} and one serial number each.",
                place=f"position {number}",
                expected=f"{quantity} serial numbers, or the quantity 1 in each row",
                found=str(quantity),
                line=str(number),
                rows=str(len(rows)),
            )
        gone.update(dict.fromkeys(rows[1:], rows[0]))
        note.draft.warnings.append(f"position {number}: its quantity {quantity} stands in {len(rows)} rows, read once")
    if gone:
        _drop_lines(note, gone)


def _drop_lines(note: NoteValues, gone: dict[int, int]) -> None:
    lines = note.draft.lines
    kept = [at for at in range(len(lines)) if at not in gone]
    moved = {at: new for new, at in enumerate(kept)}
    note.draft.lines = [lines[at] for at in kept]
    note.tracking = [note.tracking[at] for at in kept]
    for unit in note.draft.units:
        at: int = unit["line"]
        unit["line"] = moved[gone.get(at, at)]
