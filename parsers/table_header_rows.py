"""Header rows of tables: one, or two whose cells belong together; lines drawn above and below them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .table_columns import meaning_of

Row = tuple[int, Sequence[object]]

RULER = re.compile(r"[-=_*+.\s]{2,}\Z")
SEARCHED = 60  # rows in which the header is looked for


def without_rulers(rows: Sequence[Row]) -> list[Row]:
    """The rows without those that draw a line ("-----"), which stand above and below the header of a list."""
    return [row for row in rows if not _is_ruler([text for cell in row[1] if (text := str(cell).strip())])]


def _is_ruler(texts: list[str]) -> bool:
    return bool(texts) and all(RULER.match(text) for text in texts)


def header_cells(rows: Sequence[Row], index: int, depth: int) -> list[str]:
    """The header cells; of two header rows "Artikel" over "Nummer" reads "Artikel Nummer"."""
    upper = [str(cell).strip() for cell in rows[index][1]]
    if depth == 1 or index + 1 >= len(rows):
        return upper if depth == 1 else []
    lower = [str(cell).strip() for cell in rows[index + 1][1]]
    # neither data below the header nor a labelled value above it is a second header row
    if not any(lower) or any(cell[:1].isdigit() for cell in lower) or any(_is_value(cell) for cell in upper):
        return []
    if understood(lower) >= understood(headers := _merged(upper, lower)):
        return []
    return headers


def _is_value(cell: str) -> bool:
    return cell[:1].isdigit() or ":" in cell


def understood(headers: Sequence[str]) -> int:
    """How many different meanings the headers have."""
    return len({meaning.readings for header in headers if header and (meaning := meaning_of(header))})


def _merged(upper: list[str], lower: list[str]) -> list[str]:
    headers, spanning = [], ""
    for at in range(max(len(upper), len(lower))):
        above = upper[at] if at < len(upper) else ""
        below = lower[at] if at < len(lower) else ""
        spanning = above or spanning
        headers.append(_joined(above if not below else spanning, below))
    return headers


def _joined(above: str, below: str) -> str:
    both = f"{above} {below}".strip()
    return both if not below or not above or meaning_of(both) or not meaning_of(below) else below
