"""Handling units and what lies in them: the identifiers of `packages`, the rows of `units`."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from .draft import Row
from .identifiers import is_sscc, sscc_of

Share = tuple[int, Decimal | None]  # index of a handling unit, quantity in it where the document says


def lay_into(line: int, pieces: Sequence[Row], shares: Sequence[Share]) -> list[Row]:
    """Rows of `units` for one line.

    Pieces and batches that lie in the one handling unit of the line get it; one batch in several handling units is
    one row for each; where the document does not say which piece lies where, the shares are rows of their own.
    """
    rows = [{"line": line, **piece} for piece in pieces]
    if not shares:
        return rows
    if len(shares) == 1 and rows:
        package, quantity = shares[0]
        for row in rows:
            row["package"] = package
        if len(rows) == 1 and quantity is not None and "serial_number" not in rows[0]:
            rows[0].setdefault("quantity", quantity)
        return rows
    shared = rows.pop() if len(rows) == 1 and "serial_number" not in rows[0] else {"line": line}
    for package, quantity in shares:
        row = {**shared, "package": package}
        if quantity is not None:
            row["quantity"] = quantity
        rows.append(row)
    return rows


def identify(package: Row, identifier: str, *, claimed: bool = False) -> None:
    """Set the identifier of a handling unit and its type: an SSCC when it is one, or is `claimed` to be; else free."""
    sscc = sscc_of(identifier)
    if sscc is not None and (claimed or is_sscc(sscc)):
        package["package_id"], package["package_id_type"] = sscc, "sscc"
    else:
        package["package_id"], package["package_id_type"] = identifier, "supplier"
