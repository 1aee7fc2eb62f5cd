"""Dates as tables write them: 24.11.2026, 24.11.26, 20261124, 2026-11-24, 24. Nov 2026, 46350; 11/2027 for a month."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final, TypeVar

from .table_errors import BadCell
from .values import last_day, moment

_T = TypeVar("_T")
_WHAT = "a date such as 24.11.2026"
_FIRST_DAY = date(1899, 12, 30)  # day 0 of spreadsheets, so that day 60 (a 29 February 1900 that never was) fits
_SERIALS = range(20_000, 80_000)  # 1954…2119: what a five-digit number in a date column can only be
_CLOCK = re.compile(r"(.*?)[\sT]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(?:Uhr|Z)?\Z", re.IGNORECASE | re.DOTALL)
_DOTTED = re.compile(r"(\d{1,2})\s*[.-]\s*(\d{1,2})\s*[.-]\s*(\d{4}|\d{2})\Z")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})\Z")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\Z")
_NAMED = re.compile(r"(\d{1,2})[.\s-]*([^\W\d_]{3,9})[.\s-]*(\d{4}|\d{2})\Z")
_MONTH = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{4}|\d{2})\Z")
_NAMED_MONTH = re.compile(r"([^\W\d_]{3,9})[.\s-]*(\d{4}|\d{2})\Z")
_ISO_MONTH = re.compile(r"(20\d{2})[-/.]?(\d{2})\Z")
_NONE = frozenset(
    {"00000000", "0", "00.00.0000", "0000-00-00", "00.00.00", "00/00/0000"}
)  # initial dates of ERP systems

_MONTHS: Final = {
    **{"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10},
    **{"nov": 11, "dec": 12, "mär": 3, "mrz": 3, "mae": 3, "mai": 5, "okt": 10, "dez": 12},
}


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


@functools.lru_cache(4096)
def _day(text: str, months: bool, day_first: bool | None) -> date:  # noqa: PLR0911 - one return a notation
    """A date without a time; `months` allows one without a day (its last day), `day_first` reads 3/4/2026.

    Raises ValueError.
    """
    if match := _DOTTED.match(text):
        return date(_year(match[3]), int(match[2]), int(match[1]))
    if match := _ISO.match(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _SLASHED.match(text):
        return _slashed(int(match[1]), int(match[2]), _year(match[3]), day_first)
    if text.isascii() and text.isdigit() and len(text) in (5, 8):
        return _digits(text)
    if match := _NAMED.match(text):
        return date(_year(match[3]), _MONTHS[match[2].lower()[:3]], int(match[1]))
    if months and (match := _ISO_MONTH.match(text)):
        return last_day(int(match[1]), int(match[2]))
    if months and (match := _MONTH.match(text)):
        return last_day(_year(match[2]), int(match[1]))
    if months and (match := _NAMED_MONTH.match(text)):
        return last_day(_year(match[2]), _MONTHS[match[1].lower()[:3]])
    raise ValueError(text)


def _digits(text: str) -> date:
    if len(text) == 8:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    if int(text) in _SERIALS:
        return _FIRST_DAY + timedelta(days=int(text))
    raise ValueError(text)


def _slashed(first: int, second: int, year: int, day_first: bool | None) -> date:
    if first == second or second > 12 or first > 12:
        return date(year, second, first) if second <= 12 else date(year, first, second)
    if day_first is None:
        raise BadCell(
            'The cell of column "{header}" holds {found}: day or month first? The option date_format has to say.',
            'the option date_format, such as "%d/%m/%Y"',
        )
    return date(year, second, first) if day_first else date(year, first, second)


@dataclass(slots=True)
class Dates:
    """How one table writes its dates; what dates with slashes mean is learnt per column."""

    date_format: str | None = None
    zone: str | None = None
    day_first: dict[int, bool | None] = field(default_factory=dict)  # column → told by a day above 12; None: both ways

    def learn(self, text: str, column: int) -> None:
        """See whether a date with slashes tells which of its numbers is the day."""
        match = _SLASHED.match(text.split(" ", 1)[0])
        if match and (int(match[1]) > 12) != (int(match[2]) > 12):
            told = int(match[1]) > 12
            self.day_first[column] = told if self.day_first.get(column, told) == told else None

    def day(self, cell: object, text: str | None, column: int, *, months: bool = False) -> date | None:
        """The date of a cell; `months` allows one without a day, which means its last. Raises BadCell."""
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        if text is None or text in _NONE:
            return None
        return self._checked(lambda: self._text_day(cell, text, column, months))

    def moment(self, cell: object, text: str | None, column: int) -> datetime | None:
        """The moment of a cell; a date alone is none."""
        if isinstance(cell, datetime):
            return self._checked(lambda: moment(cell.date(), cell.time(), self.zone))
        clock = None if text is None or isinstance(cell, date) else _CLOCK.match(text[:60])
        if clock is None:
            return None
        return self._checked(lambda: self._text_moment(clock, column))

    def clock(self, cell: object, text: str | None, column: int) -> datetime | None:
        """The moment of a cell that tells a time of day; midnight is how exports write a date alone."""
        if isinstance(cell, datetime):
            return self.moment(cell, text, column) if cell.time() != time(0) else None
        match = _CLOCK.match(text) if text and len(text) <= 60 and not self.date_format else None
        if match is None or not any(int(part or 0) for part in match.groups()[1:]):
            return None
        return self.moment(cell, text, column)

    def _text_moment(self, match: re.Match[str], column: int) -> datetime:
        day = _day(match[1].strip(), False, self.day_first.get(column))
        zone = "UTC" if match[0][-1:] in ("Z", "z") else self.zone
        return moment(day, time(int(match[2]), int(match[3]), int(match[4] or 0)), zone)

    def _text_day(self, cell: object, text: str, column: int, months: bool) -> date:
        if len(text) > 60:
            raise ValueError(text)
        if self.date_format:
            return self._formatted(text, months)
        if isinstance(cell, Decimal):
            text = text.partition(".")[0]
        clock = _CLOCK.match(text)
        return _day(clock[1].strip() if clock else text, months, self.day_first.get(column))

    def _formatted(self, text: str, months: bool) -> date:
        format_ = self.date_format or ""
        found = datetime.strptime(text, format_)
        if months and not re.search("%[djx]", format_):
            return last_day(found.year, found.month)
        return found.date()

    def _checked(self, read: Callable[[], _T]) -> _T:
        try:
            return read()
        except BadCell:
            raise
        except (ValueError, KeyError, OverflowError):
            raise BadCell('The cell of column "{header}" holds {found}, which is no date.', _WHAT) from None
