"""Packing of a line in VDA 4913 (record 715): handling units with their numbers, and how much lies in each."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from .draft import Draft, Row
from .edifact_values import expand_range
from .errors import Invalid
from .values import clean

TOO_MANY = "The VDA 4913 file numbers more handling units than can be meant, from {first} to {last}."
LONGEST_RANGE = 10_000


class Budget:
    """How many handling units may be made from ranges, so that a small file cannot ask for endless rows."""

    def __init__(self, left: int) -> None:
        self.left = left

    def spend(self, count: int, first: str, last: str) -> None:
        """Account for `count` numbers; raises Invalid."""
        self.left -= count
        if self.left < 0:
            raise Invalid(TOO_MANY, format="vda4913", expected="a range", found=last, first=first, last=last)


_HOLDS = {"M", "G"}  # the label of a master or mixed load


class Packing(NamedTuple):
    """One record 715."""

    fields: dict[str, str]
    amount: Decimal | None
    fill: Decimal | None


def place_packing(draft: Draft, packings: list[Packing], budget: Budget) -> None:
    """Make the packages of the last line, and its shares in them."""
    line = len(draft.lines) - 1
    holders = [packing for packing in packings if packing.fields.get("label", "") in _HOLDS]
    holder: int | None = None
    for packing in holders:
        first = len(draft.packages)
        draft.packages.extend(_rows(packing, draft.lines[line], budget))
        if len(holders) == 1 and len(draft.packages) - first == 1:
            holder = first
    shares: list[Row] = []
    for packing in packings:
        if packing in holders:
            continue
        for row in _rows(packing, draft.lines[line], budget):
            if holder is not None:
                row["parent_package"] = holder
            share: Row = {"line": line, "package": len(draft.packages)}
            if packing.fill and "package_id" in row:
                share["quantity"] = packing.fill
            shares.append(share)
            draft.packages.append(row)
    if holder is not None and not shares:
        shares = [{"line": line, "package": holder}]
    _add(draft, line, shares)


def _add(draft: Draft, line: int, shares: list[Row]) -> None:
    """The shares of the line; its batch goes with each of them."""
    if draft.units and draft.units[-1]["line"] == line and shares:
        batch = draft.units.pop()
        if len(shares) > 1:
            batch.pop("quantity", None)
        shares = [{**batch, **share} for share in shares]
    draft.units.extend(shares)


def _rows(packing: Packing, line: Row, budget: Budget) -> list[Row]:
    common: Row = {}
    type_ = clean(packing.fields.get("customer_packing")) or clean(packing.fields.get("supplier_packing"))
    if type_:
        common["package_type"] = type_
    first, last = packing.fields.get("first", ""), packing.fields.get("last", "")
    if first.strip("0"):
        numbers = [first]
        if last.strip("0") and last != first:
            numbers = expand_range(first, last, LONGEST_RANGE) or [first, last]
            budget.spend(len(numbers), first, last)
        return [{"package_id": each, "package_id_type": "supplier", "package_count": 1, **common} for each in numbers]
    count = _count(packing, line)
    return [{**common, "package_count": count}] if count is not None else [common]


def _count(packing: Packing, line: Row) -> int | None:
    """How many; some senders state thousandths, as for quantities: then the content tells."""
    count = packing.amount
    if count is None or count != count.to_integral_value() or count < 0:
        return None
    thousandth = count / 1000
    if count and packing.fill and thousandth * packing.fill == line.get("quantity"):
        return int(thousandth)
    return int(count)
