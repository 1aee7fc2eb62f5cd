"""Values in EDIFACT segments: numbers, dates by their format code, text in several elements, ranges."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from datetime import date, time, timedelta, timezone
from decimal import Decimal

from .identifiers import check_digit
from .values import last_day, number

# 2379 date or time or period format code → layout; C year of four digits, Y of two, M month, D day, W week, J day of
# the year, H hour, N minute, S second, Z zone; "-" the second date of a period
LAYOUTS = {
    "2": "DDMMYY",
    "3": "MMDDYY",
    "4": "DDMMCCCC",
    "5": "DDMMCCCCHHNN",
    "101": "YYMMDD",
    "102": "CCCCMMDD",
    "103": "YYWWX",
    "105": "YYJJJ",
    "201": "YYMMDDHHNN",
    "202": "YYMMDDHHNNSS",
    "203": "CCCCMMDDHHNN",
    "204": "CCCCMMDDHHNNSS",
    "205": "CCCCMMDDHHNNZ",
    "301": "YYMMDDHHNNZ",
    "302": "YYMMDDHHNNSSZ",
    "303": "CCCCMMDDHHNNZ",
    "304": "CCCCMMDDHHNNSSZ",
    "609": "YYMM",
    "610": "CCCCMM",
    "615": "YYWW",
    "616": "CCCCWW",
    "713": "YYMMDDHHNN-YYMMDDHHNN",
    "717": "YYMMDD-YYMMDD",
    "711": "CCCCMMDD-CCCCMMDD",
    "718": "CCCCMMDD-CCCCMMDD",
    "719": "CCCCMMDDHHNN-CCCCMMDDHHNN",
}
# length of a value whose format is not stated, or does not fit → format
_BY_LENGTH = {6: "101", 8: "102", 10: "201", 12: "203", 14: "204", 16: "718", 24: "719"}


@functools.lru_cache(4096)
def edifact_date(text: str, code: str) -> tuple[date, time | None, bool]:
    """The date of a DTM, its time of day where it has one, and whether its format fitted; raises ValueError.

    Of a period it is the end, of a month or week the last day.
    """
    text = text.strip()
    layout = LAYOUTS.get(code)
    digits = re.sub(r"[^0-9A-Za-z+]" if "Z" in (layout or "") else r"\D", "", text) if not text.isdigit() else text
    if layout is not None and layout.find("-") > 0:
        length = layout.index("-")
        if len(digits) == 2 * length:
            return *_read(digits[length:], layout[length + 1 :]), True
    elif layout is not None and _fits(digits, layout):
        return *_read(digits, layout), True
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in _BY_LENGTH or re.search(r"[A-Za-z,]", text):
        raise ValueError(f"not a date: {text!r}")
    day, clock, _ = edifact_date(digits, _BY_LENGTH[len(digits)])
    return day, clock, False


def _fits(digits: str, layout: str) -> bool:
    if layout.endswith("Z"):
        return len(digits) >= len(layout) - 1
    return len(digits) == len(layout) and digits.isdigit()


def _read(digits: str, layout: str) -> tuple[date, time | None]:
    parts: dict[str, int] = {}
    for letter in "CYMDWXJHNS":
        first = layout.find(letter)
        if first >= 0:
            parts[letter] = int(digits[first : first + layout.count(letter)])
    year = parts["C"] if "C" in parts else _century(parts["Y"])
    day = _day(year, parts)
    if "H" not in parts:
        return day, None
    hour = parts["H"]
    if hour == 24 and parts.get("N", 0) == 0:  # midnight at the end of a day
        day, hour = min(day, date.max - timedelta(days=1)) + timedelta(days=1), 0
    zone = _zone(digits[layout.index("Z") :]) if "Z" in layout else None
    return day, time(hour, parts.get("N", 0), min(parts.get("S", 0), 59), tzinfo=zone)


def _century(year: int) -> int:
    return 2000 + year if year < 80 else 1900 + year


def _day(year: int, parts: dict[str, int]) -> date:
    if "W" in parts:
        return date.fromisocalendar(year, parts["W"], parts.get("X", 7))
    if "J" in parts:
        if not 1 <= parts["J"] <= 366:
            raise ValueError(f"no day of a year: {parts['J']}")
        return date(year, 1, 1) + timedelta(days=parts["J"] - 1)
    return last_day(year, parts["M"]) if "D" not in parts else date(year, parts["M"], parts["D"])


_ZONES = {
    "UTC": 0,
    "GMT": 0,
    "Z": 0,
    "CET": 60,
    "MEZ": 60,
    "CES": 120,
    "CEST": 120,
    "MES": 120,
    "EST": -300,
    "EDT": -240,
}


def _zone(text: str) -> timezone | None:
    """2379 303: ZZZ is the name of a zone, or an offset in hours or hours and minutes; P is plus, M is minus."""
    if text.upper() in _ZONES:
        return timezone(timedelta(minutes=_ZONES[text.upper()]))
    text = text.upper().replace("P", "+").replace("M", "-")
    match = re.fullmatch(r"([+-]?)(\d{1,2})(\d{2})?", text)
    if match is None or int(match[2]) > 14:
        return None
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    return timezone(timedelta(minutes=-minutes if match[1] == "-" else minutes))


_GROUPED = re.compile(r"[+-]?\d{1,3}[.,]\d{3}")


def foreign_number(text: str, decimal_comma: bool) -> Decimal:
    """A number that is not in plain notation with a point; raises ValueError.

    With UNA's decimal mark it is what it is. With the other one it could be grouped thousands when three digits follow:
    that is refused, since guessing would book a thousandfold.
    """
    text = text.strip()
    mark, other = (",", ".") if decimal_comma else (".", ",")
    if other in text:
        if mark in text or text.count(other) > 1 or _GROUPED.fullmatch(text):
            raise ValueError(f"not a number: {text!r}")
        return number(text.replace(other, "."))
    return number(text.replace(mark, ".") if text.count(mark) == 1 else text)


def edifact_number(text: str, decimal_comma: bool) -> Decimal:
    """A number; raises ValueError."""
    if "," in text or (decimal_comma and "." in text):
        return foreign_number(text, decimal_comma)
    return number(text)


# an..35 and an..70 until D.99, an..256 and an..512 after: an element this full may break off within a word
_FULL = {35, 70, 256, 512}


def joined(parts: Iterable[str]) -> str:
    """Text in several elements: joined by a blank, but where an element is full: there a word goes on."""
    text = ""
    length = 0
    for part in parts:
        if text and part:
            text += part if length in _FULL and not part[0].isspace() else " " + part
        else:
            text += part
        length = len(part)
    return re.sub(r"\s+", " ", text).strip() if "  " in text or text[:1].isspace() or text[-1:].isspace() else text


_NUMBERED = re.compile(r"(.*?)(\d+)\Z", re.DOTALL | re.ASCII)


def expand_range(first: str, last: str, limit: int) -> list[str] | None:
    """Every number from `first` to `last`; None when they are no range of at most `limit` numbers.

    Of two SSCC the serial reference counts and each gets its own check digit (GS1 General Specifications, 3.2).
    """
    start, end = _NUMBERED.match(first), _NUMBERED.match(last)
    if start is None or end is None or start[1] != end[1] or len(start[2]) != len(end[2]) or len(start[2]) > 30:
        return None
    low, high = int(start[2]), int(end[2])
    if len(first) == 18 and not start[1]:
        low, high = low // 10, high // 10
        if not 0 <= high - low < limit:
            return None
        serials = (str(value).zfill(17) for value in range(low, high + 1))
        return [digits + check_digit(digits) for digits in serials]
    if not 0 <= high - low < limit:
        return None
    return [f"{start[1]}{value:0{len(start[2])}d}" for value in range(low, high + 1)]
