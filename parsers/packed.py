"""Rows held small: what a large source leaves in memory until somebody asks for it.

A row is a dict of a few hundred bytes for a few dozen of text. Packed, rows are one flat tuple of their values beside
the names of their columns, which most rows share, and texts that repeat are held once.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, islice
from typing import Any

Row = dict[str, Any]
Names = tuple[str, ...]
Rows = tuple[Names | tuple[Names, ...], tuple[Any, ...], int]  # names of all rows, or of each; values; how many rows

LARGE = 1 << 20  # bytes of a source whose rows are packed
_REMEMBERED = 20_000
NOTHING: Rows = ((), (), 0)


class Packer:
    """What the packed rows of one source share."""

    def __init__(self) -> None:
        self._names: dict[Names, Names] = {}
        self._texts: dict[str, str] = {}

    def pack(self, rows: list[Row]) -> Rows:
        """The rows, packed; `unpack` makes equal ones of them."""
        if not rows:
            return NOTHING
        if len(self._texts) > _REMEMBERED:
            self._texts.clear()
        if len(self._names) > _REMEMBERED:
            self._names.clear()
        known, texts = self._names.setdefault, self._texts.setdefault
        names = [known(name, name) for name in map(tuple, rows)]
        values = tuple(
            texts(value, value) if type(value) is str else value
            for value in chain.from_iterable(row.values() for row in rows)
        )
        alike = names.count(names[0]) == len(names)
        return names[0] if alike else tuple(names), values, len(rows)


def unpack(packed: Rows) -> list[Row]:
    """The rows as they were."""
    names, values, count = packed
    rest = iter(values)
    of_each: Iterable[Any] = names if names and isinstance(names[0], tuple) else (names,) * count
    return [dict(zip(each, islice(rest, len(each)), strict=True)) for each in of_each]
