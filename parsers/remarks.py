"""Free text that comes in pieces: collected while reading, joined once, so that reading stays linear."""

from __future__ import annotations

from .draft import Draft, Row


def add_remark(row: Row, text: str) -> None:
    """Add a piece of free text to a row of notes or lines."""
    row.setdefault("remarks", []).append(text)


def settle_remarks(draft: Draft) -> None:
    """Join the pieces of every row by a blank."""
    for row in (draft.note, *draft.lines):
        if "remarks" in row:
            row["remarks"] = " ".join(row["remarks"])
