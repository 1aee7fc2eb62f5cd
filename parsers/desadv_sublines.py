"""Sub-lines of a DESADV (LIN C829): a batch split of the line they belong to, or parts of it."""

from __future__ import annotations

from decimal import Decimal

from . import desadv_codes as codes
from .desadv_state import Reading
from .draft import Row

_STATED = {"serial_number", "batch_number"}


def merge_splits(reading: Reading) -> None:
    """Sub-lines of the same article that add up to their line are its units, else the goods would be booked twice."""
    lines = reading.draft.lines
    by_number: dict[str, int] = {}
    for index, line in enumerate(lines):
        if index not in reading.sublines and "line_number" in line:
            by_number.setdefault(line["line_number"], index)
    splits: dict[int, list[int]] = {}
    for index, number in reading.sublines.items():
        if number in by_number:
            splits.setdefault(by_number[number], []).append(index)
    targets: dict[int, int] = {}
    for main, parts in splits.items():
        amounts = [lines[part].get("quantity") for part in parts]
        total = sum((amount for amount in amounts if amount is not None), Decimal(0))
        same = all(_same_article(lines[part], lines[main]) for part in parts) and None not in amounts
        if same and lines[main].get("quantity", total) in (total, 0):
            lines[main]["quantity"] = total
            if "unit_raw" in lines[parts[0]]:
                lines[main].setdefault("unit_raw", lines[parts[0]]["unit_raw"])
            targets.update(dict.fromkeys(parts, main))
        else:
            name = lines[main]["line_number"]
            reading.draft.warnings.append(f"line {name}: its sub-lines are no split of it and are lines of their own")
    if targets:
        _move(reading, targets)


def _same_article(part: Row, main: Row) -> bool:
    return all(part[column] == main.get(column) for column in codes.ARTICLE_COLUMNS if column in part)


def _move(reading: Reading, targets: dict[int, int]) -> None:
    """Take the split lines out, and give what lies in them to their line."""
    draft = reading.draft
    mains = set(targets.values())
    stated = {unit["line"] for unit in draft.units}
    places: dict[int, int] = {}
    for index in range(len(draft.lines)):
        if index not in targets:
            places[index] = len(places)
    # a unit that stands for the whole main line says less than its splits do
    units = [unit for unit in draft.units if unit["line"] not in mains or _STATED & unit.keys()]
    for unit in units:
        line: int = unit["line"]
        unit["line"] = places[targets.get(line, line)]
    for part, main in targets.items():
        if part not in stated:
            units.append({"line": places[main], "quantity": draft.lines[part]["quantity"]})
    draft.units = units
    draft.lines = [line for index, line in enumerate(draft.lines) if index not in targets]
