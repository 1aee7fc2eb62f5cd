"""Handling units in handling units: how deep."""

from __future__ import annotations

from .draft import Row
from .errors import Unreadable

MAX_DEPTH = 100
TOO_DEEP = (
    "Handling units of the delivery note are nested more than {depth} levels deep, or hold each other in a circle."
)


def check_nesting(packages: list[Row], format_name: str, place: str | None = None) -> None:
    """Refuse handling units nested deeper than anybody packs, or in a circle; linear in their number."""
    depths: dict[int, int] = {}
    for start in range(len(packages)):
        path: list[int] = []
        at: int | None = start
        while at is not None and at not in depths:
            path.append(at)
            if len(path) > MAX_DEPTH:
                raise _too_deep(format_name, place)
            at = packages[at].get("parent_package")
        depth = 0 if at is None else depths[at]
        for index in reversed(path):
            depth += 1
            depths[index] = depth
        if depth > MAX_DEPTH:
            raise _too_deep(format_name, place)


def _too_deep(format_name: str, place: str | None) -> Unreadable:
    return Unreadable(TOO_DEEP, format=format_name, place=place, depth=str(MAX_DEPTH))
