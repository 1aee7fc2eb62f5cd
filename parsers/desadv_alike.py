"""The lines of a DESADV that are written alike, read together: matched by their layout, then column by column."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from typing import Any

from .desadv_layout import NOTE, Convert, Layout, learn
from .desadv_lines import LINES
from .desadv_packages import close_packaging, settle_loose
from .desadv_state import Reading
from .desadv_units import close_line
from .draft import Row
from .edifact_values import edifact_number
from .values import number

Columns = dict[str, Sequence[Any]]

_KEPT = 8  # layouts: those of one message, and the last ones of all
_MISSES = 16  # lines without a layout, after which no more are tried in a message
_RECENT: deque[Layout] = deque(maxlen=_KEPT)


class Alike:
    """The lines of one message: `take` reads those that start at a segment and are written alike."""

    __slots__ = ("_all", "_layouts", "_misses", "_position", "_reading", "_segment", "_text", "_to_learn")

    def __init__(self, reading: Reading, to_learn: list[int]) -> None:
        self._reading = reading
        self._to_learn = to_learn  # how many layouts, in this source: making one takes a while
        self._layouts = tuple(_RECENT)
        self._misses = 0
        self._all = True  # whether all lines of the message may have one layout
        self._text = ""  # of the segments from the first line on, each with the terminator before it
        self._segment = self._position = 0  # where in the segments, and where in that text

    def take(self, at: int) -> int:
        """Read the lines that start at segment `at` (from 0) and are written alike; how many segments they are."""
        if self._misses > _MISSES:
            return 0
        reading = self._reading
        group = reading.group
        if group is not None and (group.portion is not None or group.order is not None):
            return 0  # the packing level says something of its lines
        position = self._at(at)
        for layout in self._layouts:
            if found := layout.pattern.match(self._text, position):
                return self._read(layout, at, found)
        learned = self._learn(at)
        if learned is not None and (found := learned.pattern.match(self._text, position)):
            return self._read(learned, at, found)
        self._misses += 1
        return 0

    def _at(self, at: int) -> int:
        """The position of a segment in the text."""
        segments = self._reading.message.segments
        if not self._text:
            self._text = "'".join(["", *segments[at:], ""])
        else:
            self._position += sum(map(len, segments[self._segment : at])) + at - self._segment
        self._segment = at
        return self._position

    def _learn(self, at: int) -> Layout | None:
        """The layout of the line at a segment, when the next line has the same segments."""
        segments = self._reading.message.segments
        end = at + 1
        while end < len(segments) and segments[end][:3] not in ("LIN", "CPS", "UNS", "CNT", "UNT"):
            end += 1
        tags = [segment[:3] for segment in segments[at:end]]
        if self._to_learn[0] < 1 or [segment[:3] for segment in segments[end : 2 * end - at]] != tags:
            return None
        self._to_learn[0] -= 1
        layout = learn(segments[at:end], LINES)
        if layout is not None:
            self._layouts = (layout, *self._layouts[: _KEPT - 1])
            _RECENT.appendleft(layout)
        return layout

    def _read(self, layout: Layout, at: int, found: re.Match[str] | None) -> int:
        """Read the lines from segment `at` on, of which the first was found."""
        rows = self._to_the_end(layout, at) if self._all else []
        if not rows:
            self._all = False
            match = layout.pattern.match
            while found:
                rows.append(found.groups())
                found = match(self._text, found.end())
        try:
            same, others = _columns(layout, rows, self._reading.decimal_comma)
        except ValueError:  # not plain after all: the handlers say what is wrong
            self._misses = _MISSES + 1
            return 0
        _add(self._reading, layout, same, others, len(rows))
        if self._layouts[0] is not layout:
            self._layouts = (layout, *(each for each in self._layouts if each is not layout))
        return len(rows) * layout.segments

    def _to_the_end(self, layout: Layout, at: int) -> list[tuple[str, ...]]:
        """The values of all lines when these, and no other segments, come before the summary; else none."""
        segments = self._reading.message.segments
        end = len(segments)
        while segments[end - 1][:3] in ("UNT", "CNT", "UNS"):
            end -= 1
        whole = (end - at) % layout.segments == 0 and segments[end - layout.segments][:4] == "LIN+"
        if not whole or len(layout.columns) < 2:  # of one column, findall makes texts
            return []
        rows = layout.pattern.findall(self._text, self._position)
        return rows if len(rows) * layout.segments == end - at else []


def _columns(layout: Layout, rows: Sequence[tuple[str, ...]], decimal_comma: bool) -> tuple[Row, Columns]:
    """What the lines have alike, and the columns in which they differ; raises ValueError."""
    same: Row = {}
    others: Columns = {}
    for column, texts in zip(layout.columns, zip(*rows, strict=True), strict=True):
        first = texts[0]
        if first == texts[-1] and texts.count(first) == len(texts):
            same[column] = first
        else:
            others[column] = texts
    for column, convert in layout.converts:
        if column in same:
            same[column] = _values(convert, [same[column]], decimal_comma)[0]
        else:
            others[column] = _values(convert, others[column], decimal_comma)
    return same, others


def _values(convert: Convert | None, texts: Sequence[str], decimal_comma: bool) -> list[Any]:
    """What is made of the texts of a column; raises ValueError."""
    if convert is not None:
        return [*map(convert, texts)]
    if decimal_comma or "," in "".join(texts):
        return [edifact_number(text, decimal_comma) for text in texts]
    return [*map(number, texts)]


def _add(reading: Reading, layout: Layout, same: Row, others: Columns, count: int) -> None:
    """Add lines and their units, as the handlers of a line do."""
    close_line(reading)
    draft, group = reading.draft, reading.group
    first = len(draft.lines)
    if group is not None:
        if group.packaging is not None or group.loose:
            close_packaging(reading)
            settle_loose(reading)
        group.lines.extend(range(first, first + count))
    if NOTE in layout.columns:
        reading.line_notes.extend(others.get(NOTE) or [same[NOTE]] * count)
    draft.lines.extend(_rows({column: same.get(column) for column in layout.lines}, others, count))
    if layout.dates_follow_order is not None:
        reading.date_owner = draft.lines[-1] if layout.dates_follow_order else None
    if layout.goods or reading.single is not None:
        others["line"] = range(first, first + count)
        draft.units.extend(_rows(_unit(layout, same, reading.single), others, count))
    reading.handlers = LINES


def _unit(layout: Layout, same: Row, package: int | None) -> Row:
    """A row of units with what is the same in all: a piece, or all that the line is of."""
    unit: Row = {"line": None, **{column: same.get(column) for column in layout.goods}}
    serial = unit.pop("serial_number", None)
    if package is not None:
        unit["package"] = package
    if "serial_number" in layout.goods:
        unit["serial_number"] = serial
    else:
        unit["quantity"] = same.get("quantity")
    return unit


def _rows(blank: Row, columns: Columns, count: int) -> list[Row]:
    """Rows with what is the same in all and with their values; a copy that has all keys is the fastest way to one."""
    rows = [blank.copy() for _ in range(count)]
    for column, values in columns.items():
        if column in blank:
            for row, value in zip(rows, values, strict=True):
                row[column] = value
    return rows
