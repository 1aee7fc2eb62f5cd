"""Several serial numbers in a cell: separated by comma, semicolon, line break, slash or blanks, or a range.

A serial number may itself hold a slash, a blank or a hyphen: what splits is decided by the number of pieces.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

_STRONG = re.compile(r"[\r\n;,|\t]+")
_WEAK: Final = (re.compile(r"\s+/\s+|\s+\+\s+|\s+&\s+"), re.compile(r"/"), re.compile(r"\s+"), re.compile(r"[\s/]+"))
_MOST: Final = 100_000  # pieces of one line; more serial numbers are no cell of a table
_RANGE = re.compile(
    r"(?P<prefix>.*?)(?P<first>\d{1,18})\s*(?:-|–|—|\.\.+|bis|to)\s*(?P<again>.*?)(?P<last>\d{1,18})\Z", re.IGNORECASE
)


def split_serials(text: str, pieces: Decimal | None, *, pairs: bool = False) -> list[str]:
    """The serial numbers in `text` for a line of `pieces` (`pairs`: of which each may have two)."""
    if pieces == 1 and not pairs and not _STRONG.search(text):
        return [text]
    tokens = _tokens(text, _STRONG)
    wanted = _wanted(pieces, pairs)
    if len(tokens) in wanted:
        return tokens
    for weak in _WEAK:
        split = [part for token in tokens for part in _tokens(token, weak)]
        if len(split) in wanted:
            return split
    ranged = _expand(tokens, max(wanted, default=0))
    if len(ranged) in wanted:
        return ranged
    if len(tokens) == 1 and 1 not in wanted:
        split = _tokens(text, _WEAK[3])
        if len(split) > 1 and all(len(part) > 3 and any(c.isdigit() for c in part) for part in split):
            return split
    return tokens


def _tokens(text: str, separator: re.Pattern[str]) -> list[str]:
    return [part for found in separator.split(text) if (part := found.strip())]


def _wanted(pieces: Decimal | None, pairs: bool) -> tuple[int, ...]:
    if pieces is None or pieces != pieces.to_integral_value() or not 0 < pieces <= _MOST:
        return ()
    return (int(pieces), int(pieces) * 2) if pairs else (int(pieces),)


def _expand(tokens: list[str], most: int) -> list[str]:
    """Ranges written out, as long as no more than `most` numbers come of it."""
    found: list[str] = []
    for token in tokens:
        numbers = _range(token, most)
        found += numbers or [token]
        if len(found) > most:
            return []
    return found


def _range(token: str, most: int) -> list[str]:
    match = _RANGE.match(token) if len(token) <= 100 else None
    if match is None:
        return []
    prefix, first, last = match["prefix"], match["first"], match["last"]
    if match["again"] not in ("", prefix):
        return []
    if len(last) < len(first) and not match["again"]:
        last = first[: len(first) - len(last)] + last  # 4711001-005
    if len(last) != len(first) or not 0 < int(last) - int(first) < most:
        return []
    return [f"{prefix}{number:0{len(first)}d}" for number in range(int(first), int(last) + 1)]


def serial_range(first: str, last: str, pieces: Decimal | None) -> list[str]:
    """The serial numbers of the two columns "from" and "to"; the two themselves when they are no range of `pieces`."""
    if first == last:
        return [first]
    numbers = _range(f"{first}..{last}", max(_wanted(pieces, True), default=0))
    return numbers if len(numbers) in _wanted(pieces, True) else [first, last]
