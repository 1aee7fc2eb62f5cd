"""Packing levels of a DESADV that follow a line and hold its goods (paper industry: CPS+MOL, its LIN, CPS+PKG…)."""

from __future__ import annotations

from decimal import Decimal

from .desadv_packages import single_of
from .desadv_state import Group, Reading
from .draft import Row


def place_followers(reading: Reading) -> None:
    """Give each line that has nothing but levels after it its goods in them; where it states none, its quantity."""
    followers: dict[int, list[Group]] = {}  # position of the level that holds the line → levels after it
    holder: int | None = None
    for position, group in enumerate(reading.groups):
        if group.lines:
            holder = position if len(group.lines) == 1 else None
        elif holder is not None and group.packages and _follows(group, reading.groups[holder]):
            followers.setdefault(holder, []).append(group)
        else:
            holder = None
    for position, group in enumerate(reading.groups):
        if position in followers:
            _place(reading, group, followers[position])
        elif len(group.lines) == 1 and "quantity" not in reading.draft.lines[group.lines[0]]:
            _take_quantity(reading, group.lines[0], [group])


def _follows(group: Group, holder: Group) -> bool:
    """Whether a level without lines lies in the one before it: it says so, or names its kind and no number."""
    return group.parent == holder.id if group.parent else not group.id.isdigit() and group.id != holder.id


def _place(reading: Reading, holder: Group, groups: list[Group]) -> None:
    line = holder.lines[0]
    row = reading.draft.lines[line]
    if "quantity" not in row and not _take_quantity(reading, line, groups):
        _count(reading, line, holder, groups)
    outer = single_of(holder)
    if outer is not None and "package_id" in reading.draft.packages[outer]:
        return  # the goods lie in a numbered handling unit; those after it are in it, too
    whole = [unit for unit in reading.draft.units if unit["line"] == line]
    if len(whole) > 1 or any({"serial_number", "batch_number"} & unit.keys() for unit in whole):
        return
    shares: list[Row] = []
    for group in groups:
        for index in group.packages:
            share: Row = {"line": line, "package": index}
            if group.quantity is not None and len(group.packages) == 1:
                share["quantity"] = group.quantity[0]
            shares.append(share)
            if outer is not None:
                reading.draft.packages[index].setdefault("parent_package", outer)
    if len(shares) == 1 and "quantity" in row:
        shares[0].setdefault("quantity", row["quantity"])
    common = {column: value for unit in whole for column, value in unit.items() if column.endswith("_date")}
    reading.draft.units = [unit for unit in reading.draft.units if unit["line"] != line]
    reading.draft.units.extend(share | common for share in shares)


def _take_quantity(reading: Reading, line: int, groups: list[Group]) -> bool:
    """The quantity of a line from QTY+12 of its packing levels, where all of them state one."""
    amounts = [group.quantity for group in groups if group.quantity is not None]
    if not amounts or len(amounts) != len(groups) or len({unit for _, unit in amounts}) > 1:
        return False
    row = reading.draft.lines[line]
    row["quantity"] = sum((amount for amount, _ in amounts), Decimal(0))
    if amounts[0][1]:
        row["unit_raw"] = amounts[0][1]
    _warn(reading, line, "no QTY+12 on the line; the quantity is that of its packages")
    return True


def _count(reading: Reading, line: int, holder: Group, groups: list[Group]) -> None:
    """Without any quantity: the packages that the level states, when just as many numbered ones follow (reels)."""
    outer = single_of(holder)
    stated = reading.draft.packages[outer] if outer is not None else {}
    held = [index for group in groups for index in group.packages]
    if stated.get("package_count") != len(held) or "package_type" not in stated:
        return
    row = reading.draft.lines[line]
    row["quantity"] = Decimal(len(held))
    row["unit_raw"] = stated["package_type"]
    _warn(reading, line, "no quantity; its numbered packages are counted")


def _warn(reading: Reading, line: int, text: str) -> None:
    name = reading.draft.lines[line].get("line_number", line + 1)
    reading.draft.warnings.append(f"line {name}: {text}")
