"""What lies where in an X12 856: handling units, lines, and the shares of a line that the levels around it state."""

from __future__ import annotations

from decimal import Decimal

from . import x12_codes as codes
from .draft import Row
from .x12_state import Level, SetReader


def place_packages(reader: SetReader, level: Level) -> None:
    """A tare or pack is a handling unit; so is what carries the marks of one."""
    if level.code not in codes.PACKAGES and not level.marks and not level.loads:
        return
    above = next((each.packages[0] for each in level.above if each.packages), None)
    rows = level.marks or level.loads or [{}]
    if len(rows) == 1:
        rows = [level.package | rows[0]]
    for row in rows:
        if above is not None:
            row["parent_package"] = above
        level.packages.append(len(reader.draft.packages))
        reader.draft.packages.append(row)


def place_goods(reader: SetReader, levels: list[Level]) -> None:
    """A line for each item; a level below it that is no item of its own says how it is shared out."""
    lines = {level for level in levels if _is_line(level)}
    for level in levels:
        stated = level.row is not None or level.pieces or level.packages
        if stated and level not in lines and level.code != codes.COMPONENT:
            item = next((each for each in level.above if each in lines), None)
            if item is not None:
                item.below.append(level)
    for level in levels:
        if level.row is not None and level in lines:
            level.line = len(reader.draft.lines)
            reader.draft.lines.append(level.row)
            for each in (level, *level.above):
                for column in ("order_number", "order_date", "supplier_order_number", "customer_reference"):
                    if column in each.order and column not in level.row:
                        level.row[column] = each.order[column]
            level.row.setdefault("line_number", level.id)
            if not level.row["line_number"]:
                del level.row["line_number"]
            _units(reader, level, level.row)


def _is_line(level: Level) -> bool:
    return level.row is not None and (level.code in codes.ITEM or all(each.row is None for each in level.above))


def _package(level: Level) -> Row:
    """The handling unit of a level: its own, or the nearest around it."""
    return next(({"package": each.packages[0]} for each in (level, *level.above) if len(each.packages) == 1), {})


def _said(level: Level) -> Row:
    """What a level says of all its goods."""
    return level.goods | ({"batch_number": level.batches[0]} if len(level.batches) == 1 else {})


def _units(reader: SetReader, level: Level, row: Row) -> None:
    units = reader.draft.units
    common = {"line": level.line, **_said(level)}
    around = _package(level)
    shares = [each for each in level.below if each.row is not None or each.pieces]
    taken = {around for each in level.below for around in each.above}.union(shares)
    packs = [each for each in level.below if each not in taken]  # without a share, and nothing in them
    if level.pieces:
        if not around and len(packs) == 1:
            around = _package(packs[0])
        units.extend({**common, **around, **piece} for piece in level.pieces)
    elif len(level.batches) > 1 and not shares:
        units.extend({**common, **around, "batch_number": batch} for batch in level.batches)
    elif len(level.packages) > 1 and not shares:
        units.extend(_shared_out(common, level.packages, _amounts(level, row)))
    elif not shares and packs:
        indices = [index for each in packs for index in each.packages]
        units.extend(_shared_out(common, indices, _pack_amounts(level, packs, row)))
    elif not shares and (around or len(common) > 1):
        units.append({**common, **around, **({"quantity": row["quantity"]} if "quantity" in row else {})})
    for share in shares:
        said = {**common, **_package(share), **_said(share)}
        stated = share.row or {}
        if share.pieces:
            units.extend({**said, **piece} for piece in share.pieces)
        else:
            units.append({**said, **({"quantity": stated["quantity"]} if "quantity" in stated else {})})


def _shared_out(common: Row, packages: list[int], amounts: list[Decimal | None]) -> list[Row]:
    return [
        {**common, "package": index} | ({} if amount is None else {"quantity": amount})
        for index, amount in zip(packages, amounts, strict=True)
    ]


def _amounts(level: Level, row: Row) -> list[Decimal | None]:
    """How much of an item lies in each of its own handling units, where that adds up: by CLD02, else by PO4."""
    shares = level.shares if level.marks else level.load_amounts
    stated = len(shares) == len(level.packages) and None not in shares
    if stated and sum(filter(None, shares), Decimal(0)) == row.get("quantity"):
        return shares
    return _by_size([level] * len(level.packages), row)


def _pack_amounts(level: Level, packs: list[Level], row: Row) -> list[Decimal | None]:
    """How much of an item lies in each of the packs below it, where that adds up by the PO4 of the packs or its own."""
    holders = [each if each.pack_sizes else level for each in packs for _ in each.packages]
    if len(holders) == 1:
        return [row.get("quantity")]
    return _by_size(holders, row)


def _by_size(holders: list[Level], row: Row) -> list[Decimal | None]:
    for sizes in zip(*(each.pack_sizes for each in holders), strict=False):
        if None not in sizes and sum(filter(None, sizes), Decimal(0)) == row.get("quantity"):
            return [*sizes]
    return [None] * len(holders)
