"""The hierarchy of a DESADV (SG10 CPS 7166): which handling unit lies in which, and which one a line lies in."""

from __future__ import annotations

from operator import itemgetter

from .desadv_followers import place_followers
from .desadv_packages import leave_group, single_of
from .desadv_state import Group, Reading
from .draft import Row
from .errors import Unreadable

MAX_DEPTH = 100


def finish_packages(reading: Reading) -> None:
    """At the end of the message: which handling unit lies in which, and which one a line without its own lies in."""
    if reading.group is not None:
        leave_group(reading, None)
    by_id: dict[str, Group] = {}
    for group in reading.groups:
        by_id.setdefault(group.id, group)
    if reading.total_packages is not None and all(group.parent for group in reading.groups[1:]):
        reading.note.setdefault("package_count", reading.total_packages)
    place_followers(reading)
    positions: dict[int, int] | None = None
    scattered = False
    for group in reading.groups:
        held = [*group.packages] if group.holder is None else [group.holder]
        above = _above(reading, group, by_id) if group.parent else None
        if above is not None:
            for index in held:
                if index != above:
                    reading.draft.packages[index].setdefault("parent_package", above)
        if group.lines and len(group.packages) != 1:
            scattered = True
            place = above if group.holder is None else group.holder
            if place is not None or (len(group.lines) == 1 and group.packages):
                if positions is None:
                    positions = _positions(reading.draft.units)
                _trace(reading, group, place, positions)
    if scattered:
        reading.draft.units.sort(key=itemgetter("line"))


def _positions(units: list[Row]) -> dict[int, int]:
    """Where the first unit of each line stands."""
    positions: dict[int, int] = {}
    for position, unit in enumerate(units):
        positions.setdefault(unit["line"], position)
    return positions


def _above(reading: Reading, group: Group, by_id: dict[str, Group]) -> int | None:
    """The handling unit of the nearest packing level above that has exactly one."""
    for _ in range(MAX_DEPTH):
        parent = by_id.get(group.parent)
        if parent is None or group.parent == group.id:  # in itself: in none
            return None
        if parent.holder is not None:
            return parent.holder
        single = single_of(parent)
        if single is not None:
            return single
        group = parent
        if not group.parent:
            return None
    raise Unreadable(
        "Message {reference} nests its packages more than {depth} levels deep, or in a circle.",
        format="desadv",
        place=f"message {reading.message.reference}, CPS {group.id}",
        reference=reading.message.reference,
        depth=str(MAX_DEPTH),
    )


def _is_one_batch(units: list[Row], line: int, positions: dict[int, int]) -> bool:
    """Whether nothing is said of the pieces of a line but what all of them share."""
    at = positions.get(line)
    if at is None:
        return True
    alone = at + 1 == len(units) or units[at + 1]["line"] != line
    return alone and not {"serial_number", "package"} & units[at].keys()


def _trace(reading: Reading, group: Group, above: int | None, positions: dict[int, int]) -> None:
    """Give the lines of a level without one handling unit of its own their place.

    A line alone in several of them is shared out, in their stated content; else the level above is what is known.
    """
    units = reading.draft.units
    if len(group.lines) == 1 and len(group.packages) > 1 and _is_one_batch(units, group.lines[0], positions):
        share = {} if group.per_package is None else {"quantity": group.per_package}
        line = group.lines[0]
        common = units[positions[line]] if line in positions else {"line": line}
        common.pop("quantity", None)
        rows = [{**common, "package": index, **share} for index in group.packages]
        if line in positions:
            common.update(rows.pop(0))
        units.extend(rows)
        return
    if above is None:
        return
    for line in group.lines:
        if line in positions:
            at = positions[line]
            while at < len(units) and units[at]["line"] == line:
                units[at].setdefault("package", above)
                at += 1
        else:
            quantity = reading.draft.lines[line].get("quantity")
            units.append({"line": line, "package": above, **({} if quantity is None else {"quantity": quantity})})
