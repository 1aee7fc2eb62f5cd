"""Which branch (Filiale) a note belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lieferschein.settings import Mailbox, Settings, Supplier


class Branches:
    """Decides by our customer number at the supplier, then by the ship-to GLN, then by the mailbox."""

    def __init__(self, settings: Settings, mailbox: Mailbox) -> None:
        self._by_gln = {gln: name for name, branch in settings.branches.items() for gln in branch.gln}
        self._default = mailbox.branch or settings.branch

    def of(self, note: Mapping[str, Any], supplier: Supplier) -> tuple[str | None, str | None]:
        """The branch of `note`, and a warning when its customer number is not one of the supplier's record."""
        number = note.get("buyer_customer_number")
        warning = None
        if number and supplier.customer_numbers:
            for known in (number, number.lstrip("0")):  # SAP pads customer numbers with zeros
                if known in supplier.customer_numbers:
                    return supplier.customer_numbers[known], None
            warning = f"customer number {number} is not among the supplier's customer_numbers"
        return self._by_gln.get(note.get("ship_to_gln") or "", self._default), warning
