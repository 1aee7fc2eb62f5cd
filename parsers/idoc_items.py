"""Items of a delivery IDoc → lines, batch splits → their units, handling units → packages."""

from __future__ import annotations

from decimal import Decimal

from .draft import Row
from .idoc_state import DeliveryReader, Item
from .splits import Share, identify, lay_into

_SPLITS = "900000"  # SAP numbers batch splits from 900001


def finish_items(reader: DeliveryReader) -> None:
    """Make the lines, units and packages of the note from what was read."""
    shares = _packages(reader)
    _place_serials(reader)
    by_position = {item.position: item for item in reader.items if item.position}
    splits: dict[int, list[Item]] = {}
    lines: list[Item] = []
    for item in reader.items:
        parent = by_position.get(item.parent)
        if parent is not None and parent is not item and _is_split(item, parent):
            splits.setdefault(id(parent), []).append(item)
        else:
            lines.append(item)
    for item in lines:
        _line(reader, item, splits.get(id(item), []), shares)


def _is_split(item: Item, parent: Item) -> bool:
    """A batch split is the same article as its parent item; an item of a bill of material is another."""
    article, main = (each.row.get("supplier_article_number") for each in (item, parent))
    return article == main or (article is None and item.position > _SPLITS)


def _line(reader: DeliveryReader, item: Item, splits: list[Item], shares: dict[str, list[Share]]) -> None:
    index = len(reader.draft.lines)
    row = item.row
    reader.draft.lines.append(row)
    quantity = _quantity(reader, item, splits)
    if quantity is not None:
        row["quantity"] = quantity
    if "unit_raw" not in row and splits and "unit_raw" in splits[0].row:
        row["unit_raw"] = splits[0].row["unit_raw"]
    for split in splits:
        for column in ("order_number", "order_date", "order_line", "gtin", "description"):
            if column in split.row:
                row.setdefault(column, split.row[column])
        _units(reader, split, index, split.quantity, shares)
    if not splits or item.serials or item.position in shares:
        _units(reader, item, index, quantity, shares)


def _quantity(reader: DeliveryReader, item: Item, splits: list[Item]) -> Decimal | None:
    """The quantity of an item; of one whose goods are all in its batch splits, their sum."""
    amounts = [split.quantity for split in splits if split.quantity is not None]
    if not amounts:
        return item.quantity
    total = sum(amounts, Decimal(0))
    if not item.quantity or item.quantity == total:
        return total
    larger = max(item.quantity, total)
    reader.draft.warnings.append(
        f"{item.segment.place}: item {item.position} states {item.quantity}, its batch splits {total}; {larger} is used"
    )
    return larger


def _units(
    reader: DeliveryReader, item: Item, line: int, quantity: Decimal | None, shares: dict[str, list[Share]]
) -> None:
    common: Row = dict(item.dates)
    if item.batch:
        common["batch_number"] = item.batch
    pieces = [{"serial_number": serial, **common} for serial in item.serials] or ([common] if common else [])
    placed = [reader.placed.get((item.position, serial)) for serial in item.serials]
    if placed and None not in placed:  # E1EDL46 says of each piece where it lies
        rows: list[Row] = [
            {"line": line, "package": index, **piece} for piece, index in zip(pieces, placed, strict=True)
        ]
    else:
        rows = lay_into(line, pieces, shares.get(item.position, []))
    if len(rows) == 1 and "serial_number" not in rows[0] and quantity is not None:
        rows[0].setdefault("quantity", quantity)
    reader.draft.units.extend(rows)


def _packages(reader: DeliveryReader) -> dict[str, list[Share]]:
    """The handling units as packages; for each item the shares of it in them."""
    packages = reader.draft.packages
    indices: dict[str, int] = {}
    internal: dict[str, int] = {}
    shares: dict[str, list[Share]] = {}
    for unit in reader.units:
        index = indices.get(unit.number) if unit.number else None
        if index is None:
            index = len(packages)
            packages.append(unit.row)
            if unit.number:
                identify(unit.row, unit.number)
                indices[unit.number] = index
        if unit.internal:
            internal.setdefault(unit.internal, index)
        for position, serial in unit.serials:
            reader.placed[position, serial] = index
        for position, quantity in unit.contents:
            shares.setdefault(position, []).append((index, quantity))
    for unit in reader.units:
        outer = indices.get(unit.number)
        for number in unit.units:
            if number in indices and outer is not None and indices[number] != outer:
                packages[indices[number]]["parent_package"] = outer
        around = indices.get(unit.outer, internal.get(unit.outer)) if unit.outer else None
        if around is not None and outer is not None and around != outer:
            packages[outer]["parent_package"] = around
    return shares


def _place_serials(reader: DeliveryReader) -> None:
    """Serial numbers that only stand in handling units (E1EDL46) are those of their item, too."""
    by_position = {item.position: item for item in reader.items if item.position}
    for position, serial in reader.placed:
        item = by_position.get(position)
        if item is not None and serial not in item.serials:
            item.serials.append(serial)
