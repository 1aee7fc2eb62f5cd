"""The lines of a DESADV that are written alike, read together: matched by their layout, then column by column."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import Any

from .desadv_layout import AMOUNTS, GOODS, NOTE, Layout, learn
from .desadv_lines import LINES
from .desadv_packages import close_packaging, settle_loose
from .desadv_state import Reading
from .desadv_units import close_line
from .draft import Row
from .edifact_values import edifact_number

_KEPT = 8  # layouts: those of one message, and the last ones of all
_MISSES = 16  # lines without a layout, after which no more are tried in a message
_RECENT: deque[Layout] = deque(maxlen=_KEPT)


class Alike:
    """The lines of one message: `take` reads those that start at a segment and are written alike."""

    __slots__ = ("_layouts", "_misses", "_position", "_reading", "_segment", "_text", "_to_learn")

    def __init__(self, reading: Reading, to_learn: list[int]) -> None:
        self._reading = reading
        self._to_learn = to_learn  # how many layouts, in this source: making one takes a while
        self._layouts = tuple(_RECENT)
        self._misses = 0
        self._text = ""  # of the segments from the first line on
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
            if layout.pattern.match(self._text, position):
                return self._read(layout, position)
        learned = self._learn(at)
        if learned is not None and learned.pattern.match(self._text, position):
            return self._read(learned, position)
        self._misses += 1
        return 0

    def _at(self, at: int) -> int:
        """The position of a segment in the text."""
        segments = self._reading.message.segments
        if not self._text:
            self._text = "'".join(segments[at:]) + "'"
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

    def _read(self, layout: Layout, position: int) -> int:
        rows = []
        match = layout.pattern.match
        text = self._text
        while found := match(text, position):
            rows.append(found.groups())
            position = found.end()
        try:
            columns = _columns(layout, rows, self._reading)
        except ValueError:  # not plain after all: the handlers say what is wrong
            self._misses = _MISSES + 1
            return 0
        _add(self._reading, layout, columns, len(rows))
        if self._layouts[0] is not layout:
            self._layouts = (layout, *(each for each in self._layouts if each is not layout))
        return len(rows) * layout.segments


def _columns(layout: Layout, rows: Sequence[tuple[str, ...]], reading: Reading) -> dict[str, Iterable[Any]]:
    """The values by column; raises ValueError."""
    columns: dict[str, Iterable[Any]] = {}
    share = reading.share
    for column, convert, texts in zip(layout.columns, layout.converts, zip(*rows, strict=True), strict=True):
        if column in AMOUNTS:
            columns[column] = [edifact_number(text, reading.decimal_comma) for text in texts]
        elif convert is not None:
            columns[column] = [convert(text) for text in texts]
        else:
            columns[column] = texts if column == "serial_number" else map(share, texts, texts)
    return columns


def _add(reading: Reading, layout: Layout, columns: dict[str, Iterable[Any]], count: int) -> None:
    """Add lines and their units, as the handlers of a line do."""
    close_line(reading)
    draft, group = reading.draft, reading.group
    first = len(draft.lines)
    if group is not None:
        if group.packaging is not None or group.loose:
            close_packaging(reading)
            settle_loose(reading)
        group.lines.extend(range(first, first + count))
    goods = {column: columns.pop(column) for column in GOODS if column in columns}
    if NOTE in columns:
        reading.line_notes.extend(columns.pop(NOTE))
    draft.lines.extend(_rows(columns, count))
    if layout.dates_follow_order is not None:
        reading.date_owner = draft.lines[-1] if layout.dates_follow_order else None
    if goods or reading.single is not None:
        serials = goods.pop("serial_number", None)
        units: dict[str, Iterable[Any]] = {"line": range(first, first + count), **goods}
        if reading.single is not None:
            units["package"] = repeat(reading.single, count)
        if serials is not None:
            units["serial_number"] = serials
        else:
            units["quantity"] = columns["quantity"]
        draft.units.extend(_rows(units, count))
    reading.handlers = LINES


def _rows(columns: dict[str, Iterable[Any]], count: int) -> list[Row]:
    """Rows from columns; a copy of a row that has all keys is the fastest way to one."""
    blank: Row = dict.fromkeys(columns)
    rows = [blank.copy() for _ in range(count)]
    for column, values in columns.items():
        for row, value in zip(rows, values, strict=True):
            row[column] = value
    return rows
