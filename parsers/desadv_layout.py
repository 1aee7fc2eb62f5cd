"""The layout of a DESADV line: its segments and qualifiers as a regular expression whose groups are the values.

A program that writes a despatch advice writes one line like the other. `learn` makes the layout of a line; the lines
that match it are read together in `desadv_alike`, without looking at their segments one by one. A layout takes plain
values only, which the handlers of `desadv_lines` keep as they stand; a line that says anything else has none. Whoever
changes what a handler makes of a plain value changes the form of its segment here: test_desadv_alike compares both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from . import desadv_codes as codes
from .edifact_values import edifact_date

Parts = list[list[str]]  # elements of a segment, the components of each; the tag is the first element
Convert = Callable[[str], Any]

# values that nothing is trimmed from, joined to or put in place of; possessive, since a separator ends each
_TEXT = r"(?!NA[+:'])([^+:'\s]++(?: [^+:'\s]++)*+)"
_DIGITS = r"([0-9]++)"
_AMOUNT = r"([0-9]{1,11}+(?:[.,][0-9]{1,6}+)?+)"
_DATE = r"([0-9]{6,14}+)"
_SERIAL = r"(?!01)([^+:'\s(]++(?: [^+:'\s(]++)*+)"  # no UDI
_AFTER = r"(?='(?:LIN|CPS|UNS|CNT|UNT)\+)"  # what ends a line

GOODS = ("expiry_date", "best_before_date", "production_date", "batch_number", "serial_number")  # columns of units
AMOUNTS = frozenset({"quantity", "ordered_quantity", "outstanding_quantity"})
NOTE = "delivery_note_number"  # of the note that the line belongs to


class Value(NamedTuple):
    """A value in a segment: its pattern, its column (of lines, or one of GOODS, or NOTE), what makes it of the text."""

    pattern: str
    column: str
    convert: Convert | None = None


Values = dict[tuple[int, int], Value]  # by element and component


class Layout(NamedTuple):
    """How a line is written. `columns` are in the order of the groups of `pattern`; `converts` is what is made of some.

    The pattern begins with the terminator of the segment before, and ends before its own: so it matches whole segments.
    `lines` are the columns of lines, `goods` those of units.
    """

    pattern: re.Pattern[str]
    segments: int
    columns: tuple[str, ...]
    converts: tuple[tuple[str, Convert | None], ...]  # None for AMOUNTS
    lines: tuple[str, ...]
    goods: tuple[str, ...]
    dates_follow_order: bool | None  # whether the last RFF named an order; None without RFF


def learn(segments: Sequence[str], handled: Mapping[str, object]) -> Layout | None:
    """The layout of the line that `segments` are, LIN first; None when it says something that is not plain.

    `handled` are the tags that mean something in a line, each with its "+".
    """
    pieces: list[str] = []
    found: list[Value] = []
    line = _Line()
    for segment in segments:
        tag = segment[:4]
        if tag not in handled:  # whatever it says
            if tag[3:] != "+":
                return None
            pieces.append(re.escape(tag) + "[^']*+")
            continue
        parts = [element.split(":") for element in segment.split("+")]
        form = _FORMS.get(tag)
        values = None if form is None else form(line, parts)
        if values is None:
            return None
        pieces.append(_pattern(parts, values))
        found.extend(values[at] for at in sorted(values))
    columns = tuple(value.column for value in found)
    if "quantity" not in columns or len(set(columns)) < len(columns) or (line.marked and not line.goods):
        return None
    pattern = re.compile("'" + "'".join(pieces) + _AFTER)
    return Layout(
        pattern,
        len(segments),
        columns,
        converts=tuple((each.column, each.convert) for each in found if each.convert or each.column in AMOUNTS),
        lines=tuple(column for column in columns if column != NOTE and column not in GOODS),
        goods=tuple(column for column in GOODS if column in columns),
        dates_follow_order=line.order,
    )


def _pattern(parts: Parts, values: Values) -> str:
    return r"\+".join(
        ":".join(
            values[at, place].pattern if (at, place) in values else re.escape(component)
            for place, component in enumerate(element)
        )
        for at, element in enumerate(parts)
    )


class _Line:
    """What the segments before have said."""

    def __init__(self) -> None:
        self.order: bool | None = None  # whether RFF, the last one, named our order
        self.marked = False  # PCI: what follows is said of a portion
        self.goods = False  # serial number, batch or date

    def of_goods(self, at: tuple[int, int], value: Value) -> Values:
        self.goods = True
        return {at: value}


def _lin(_line: _Line, parts: Parts) -> Values | None:
    """LIN+1082+1229+C212, without C829."""
    if len(parts) > 4 and parts[4] != [""]:
        return None
    values = _articles(parts[3:4], 3)
    if values is not None and len(parts) > 1 and parts[1][0]:
        values[1, 0] = Value(_TEXT, "line_number")
    return values if len(parts) > 1 and len(parts[1]) == 1 else None


def _pia(_line: _Line, parts: Parts) -> Values | None:
    """PIA+4347+C212…"""
    return None if len(parts) < 2 or parts[1][0].strip() in codes.OTHER_ARTICLE else _articles(parts[2:], 2)


def _articles(elements: Parts, first: int) -> Values | None:
    values: Values = {}
    for at, element in enumerate(elements, first):
        if element[0]:
            column = codes.ARTICLES.get(element[1]) if len(element) > 1 else None
            if column is None:
                return None
            values[at, 0] = Value(_DIGITS if column == "gtin" else _TEXT, column)
    return values


def _imd(_line: _Line, parts: Parts) -> Values | None:
    """IMD+7077++:::description."""
    if len(parts) < 4 or parts[2] != [""] or len(parts[3]) != 4 or not parts[3][3]:
        return None
    return {(3, 3): Value(_TEXT, "description")}


_QUANTITIES = {
    codes.DELIVERED: "quantity",
    codes.ORDERED: "ordered_quantity",
    codes.OUTSTANDING: "outstanding_quantity",
}


def _qty(line: _Line, parts: Parts) -> Values | None:
    """QTY+6063:6060:6411."""
    if len(parts) != 2 or not 2 <= len(parts[1]) <= 3 or line.marked:
        return None
    column = _QUANTITIES.get(parts[1][0])
    if column is None:
        return None
    values: Values = {(1, 1): Value(_AMOUNT, column)}
    if column == "quantity" and parts[1][2:] not in ([], [""]):
        values[1, 2] = Value(_TEXT, "unit_raw")
    return values


def _rff(line: _Line, parts: Parts) -> Values | None:
    """RFF+1153:1154:1156."""
    if len(parts) != 2 or not 2 <= len(parts[1]) <= 3 or not parts[1][1]:
        return None
    qualifier = parts[1][0]
    line.order = qualifier in codes.ORDERS
    if qualifier in codes.NOTE_NUMBERS:
        return {(1, 1): Value(_TEXT, NOTE)}
    if qualifier not in codes.LINE_REFERENCES:
        return None
    column, of_line = codes.LINE_REFERENCES[qualifier]
    values: Values = {(1, 1): Value(_TEXT, column)}
    if of_line is not None and parts[1][2:] not in ([], [""]):
        values[1, 2] = Value(_TEXT, of_line)
    return values


def _dtm(line: _Line, parts: Parts) -> Values | None:
    """DTM+2005:2380:2379, of the goods or of the order named before."""
    if len(parts) != 2 or len(parts[1]) != 3:
        return None
    qualifier, _, code = parts[1]
    convert = partial(_plain_date, code)
    if qualifier in codes.GOODS_DATES:
        return line.of_goods((1, 1), Value(_DATE, codes.GOODS_DATES[qualifier], convert))
    if qualifier in codes.ORDER_DATES and line.order:
        return {(1, 1): Value(_DATE, "order_date", convert)}
    return None


def _plain_date(code: str, text: str) -> date:
    day, _, fitted = edifact_date(text, code)
    if not fitted or day.year < 1900:
        raise ValueError(f"no plain date: {text!r}")
    return day


def _pci(line: _Line, _parts: Parts) -> Values | None:
    """PCI, one: what is said of a portion of the goods is then said of all."""
    if line.marked or line.goods:
        return None
    line.marked = True
    return {}


def _gin(line: _Line, parts: Parts) -> Values | None:
    """GIN+7405+7402: one serial number, or one batch."""
    if len(parts) != 3 or len(parts[2]) != 1:
        return None
    if parts[1] in [[code] for code in codes.GIN_SERIAL]:
        return line.of_goods((2, 0), Value(_SERIAL, "serial_number"))
    if parts[1] in [[code] for code in codes.GIN_BATCH]:
        return line.of_goods((2, 0), Value(_TEXT, "batch_number"))
    return None


def _ali(_line: _Line, parts: Parts) -> Values | None:
    """ALI+3239."""
    return {(1, 0): Value(_TEXT, "country_of_origin")} if len(parts) == 2 and len(parts[1]) == 1 else None


_FORMS: dict[str, Callable[[_Line, Parts], Values | None]] = {
    "LIN+": _lin,
    "PIA+": _pia,
    "IMD+": _imd,
    "QTY+": _qty,
    "RFF+": _rff,
    "DTM+": _dtm,
    "PCI+": _pci,
    "GIN+": _gin,
    "ALI+": _ali,
}
