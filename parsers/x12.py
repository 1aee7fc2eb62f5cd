"""ANSI X12 856, ship notice: 004010 to 005010 and later, and the older automotive 002001.

A ship notice is a tree of HL levels: shipment, order, tare, pack, item, in any depth and order. `x12_syntax` reads
segments, `x12_codes` says what codes mean, `x12_levels` what the segments of one level say; here the tree is put
together: an item takes its order and its handling unit from the levels above, a pack below an item is a share of it.
"""

from __future__ import annotations

from . import x12_codes as codes
from .draft import Draft, Options, Parsed
from .errors import Unreadable
from .nesting import MAX_DEPTH, TOO_DEEP, check_nesting
from .remarks import settle_remarks
from .x12_goods import place_goods, place_packages
from .x12_header import read_header
from .x12_levels import read_level
from .x12_state import Level, SetReader, element
from .x12_syntax import KINDS, TransactionSet, has_interchange, set_kinds, transaction_sets

_REMEMBERED = 20_000


class X12:
    """The parser of ANSI X12 856."""

    name = "x12"
    title = "ANSI X12 856 ship notice, 004010 to 005010 and later"
    options: frozenset[str] = frozenset()
    structured = True

    def sniff(self, data: bytes) -> int:
        """100 for an interchange that holds an 856."""
        return 100 if any(kind == "856" for kind, _ in set_kinds(data)) else 0

    def describe(self, data: bytes) -> str | None:
        """The first transaction set of an interchange without an 856."""
        for kind, version in set_kinds(data):
            what = KINDS.get(kind)
            return " ".join(filter(None, ("X12", kind, f"({what})" if what else "", version)))
        return "an X12 interchange without a transaction set" if has_interchange(data) else None

    def parse(self, data: bytes, options: Options) -> Parsed:
        """Every 856 of every interchange."""
        parsed = Parsed.of(data)
        budget = [100_000 + len(data) // 10]
        texts: dict[str, str] = {}
        for found in transaction_sets(data):
            if found.kind == "856":
                draft = _read(found, options.get("timezone"), budget)
                _share_texts(draft, texts)
                parsed.add(draft)
            else:
                parsed.skipped.append(f"{found.name} (set {found.reference})")
        return parsed


def _share_texts(draft: Draft, known: dict[str, str]) -> None:
    """One copy of texts that repeat from set to set: articles, orders, units."""
    if len(known) > _REMEMBERED:
        known.clear()
    for line in draft.lines:
        for column, value in line.items():
            if type(value) is str:
                line[column] = known.setdefault(value, value)


def _read(found: TransactionSet, zone: str | None, budget: list[int]) -> Draft:
    reader = SetReader(found, zone, budget)
    draft = reader.draft
    levels = _levels(reader)
    read_header(reader, levels)
    for level in levels:
        read_level(reader, level)
    _link(reader, levels)
    for level in levels:
        place_packages(reader, level)
    place_goods(reader, levels)
    _settle_order(draft)
    _settle_totals(reader, sum(not level.implied for level in levels))
    if any("parent_package" in row for row in draft.packages):
        check_nesting(draft.packages, "x12", f"set {found.reference}")
    settle_remarks(draft)
    draft.warnings.extend(found.warnings)
    _check_trailer(reader)
    return draft


def _levels(reader: SetReader) -> list[Level]:
    """The HL loops in document order; what stands before the first one is the level 0 of the set itself."""
    levels: list[Level] = [Level("", "", "", 0)]
    for at, elements in enumerate(reader.segments, 1):
        if elements[0] == "HL":
            identity, parent, code = ([*elements, "", "", ""])[1:4]
            levels.append(Level(identity.strip(), parent.strip(), code.strip(), at))
        elif elements[0] == "LIN" and _is_next_item(levels[-1]):
            around = levels[-1].parent if levels[-1].implied else levels[-1]
            levels.append(Level("", "", "I", at))
            levels[-1].parent, levels[-1].implied = around, True
        elif elements[0] == "CTT":
            stated = reader.measure(at, element(elements, 1))
            if stated is not None and stated == stated.to_integral_value() and stated >= 0:
                reader.stated_lines = int(stated)
        levels[-1].segments.append((at, elements))
    return levels


def _is_next_item(level: Level) -> bool:
    """Whether a LIN starts an item of its own: without any HL, and where a level holds several LIN."""
    return not level.code or any(elements[0] == "LIN" for _, elements in level.segments)


def _link(reader: SetReader, levels: list[Level]) -> None:
    """The parent of each level: HL02, or, where that is missing, by the order of the levels.

    Without HL02 a level lies in the one before it, unless its kind is open already: then it stands beside that.
    """
    by_id: dict[str, Level] = {}
    for level in levels[1:]:
        if level.id and level.id not in by_id:
            by_id[level.id] = level
    open_levels: list[Level] = []
    for level in levels[1:]:
        if level.implied:
            continue
        parent = by_id.get(level.parent_id) if level.parent_id not in ("", "0") else None
        if parent is None and level.code not in codes.SHIPMENT:
            kinds = [each.code for each in open_levels]
            if level.code in kinds:
                del open_levels[kinds.index(level.code) :]
            parent = open_levels[-1] if open_levels else None
            if level.parent_id not in ("", "0"):
                reader.warn(level.at, f"the parent level {level.parent_id} does not exist")
        level.parent = parent if parent is not level else None
        if parent is not None and parent in open_levels:
            del open_levels[open_levels.index(parent) + 1 :]
        elif parent is None:
            open_levels = []
        if len(open_levels) > MAX_DEPTH:
            raise Unreadable(TOO_DEEP, format="x12", place=reader.place(level.at), depth=str(MAX_DEPTH))
        open_levels.append(level)
    for level in levels:
        level.above = _ancestors(reader, level)


def _ancestors(reader: SetReader, level: Level) -> list[Level]:
    """The levels above, nearest first."""
    found: list[Level] = []
    at = level.parent
    while at is not None:
        found.append(at)
        if len(found) > MAX_DEPTH:
            raise Unreadable(TOO_DEEP, format="x12", place=reader.place(level.at), depth=str(MAX_DEPTH))
        at = at.parent
    return found


def _settle_order(draft: Draft) -> None:
    """Our order stands in the header where it holds for all lines."""
    for column in ("order_number", "order_date"):
        values = {line.get(column) for line in draft.lines}
        if len(values) == 1 and None not in values:
            draft.note[column] = values.pop()
    if "order_number" not in draft.note:
        draft.note.pop("order_date", None)


def _settle_totals(reader: SetReader, levels: int) -> None:
    """CTT01 counts HL levels in some guidelines and lines in others."""
    stated = reader.stated_lines
    if stated is not None and (stated == len(reader.draft.lines) or stated != levels - 1):
        reader.draft.note["line_count"] = stated


def _check_trailer(reader: SetReader) -> None:
    last = reader.segments[-1]
    held = len(reader.segments)
    if last[0] != "SE":
        reader.draft.warnings.append(f"segment {held}: no SE at the end of the set")
        return
    count, reference = ([*last, "", ""])[1:3]
    if count.strip().lstrip("0") != str(held):
        reader.warn(held, f"the set states {count.strip() or 'no'} segments, it holds {held}")
    if reference.strip() != reader.found.reference.strip():
        reader.warn(held, f"the number {reference.strip()} is not that of ST")
