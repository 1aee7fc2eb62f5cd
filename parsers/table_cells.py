"""One cell of a table → an exact value. What a spreadsheet has damaged is an error, never data.

Cells are text (CSV), or what a workbook stores: text, Decimal, date, datetime, time, bool.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from .identifiers import is_gln, is_gtin, is_sscc, sscc_of
from .table_dates import Dates
from .table_errors import BadCell
from .table_numbers import Numbers
from .values import integer

Cell = str | Decimal | date | datetime | time | bool

# What exports write for nothing
_NOTHING: Final = frozenset({"", "NA", "N/A", "NULL", "null", "(null)", "(NULL)", "#N/A", "#NV", "-", "--", "–", "n/a"})
_QUOTED_FORMULA = re.compile(r'="([^"]*)"\Z')  # ="00471": how exports keep a spreadsheet from making it a number
_EXPONENT = re.compile(r"[+-]?\d(?:[.,]\d+)?E\+\d{1,3}\Z", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s\u00a0-]+")
_FLOAT = re.compile(r"(\d{7,14})[.,]0+\Z")  # what a program that took it for a number has appended
_KEPT_DIGITS = 15  # a spreadsheet keeps no more of a number


def plain(cell: Cell) -> str | None:
    """The text of a cell; None for nothing and for the words that exports write for it."""
    if isinstance(cell, str):
        text = cell.strip()
        if text[:2] == '="':
            match = _QUOTED_FORMULA.match(text)
            text = match.group(1).strip() if match else text
        return None if text in _NOTHING else text
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, Decimal):
        return format(cell.normalize(), "f") if cell else "0"
    return cell.isoformat(sep=" ") if isinstance(cell, datetime) else cell.isoformat()


def identifier(cell: Cell) -> str | None:
    """A number that is a name: text as it stands, with its leading zeros."""
    if type(cell) is str and "+" not in cell and "'" not in cell:  # nothing that a spreadsheet has done to it
        return plain(cell)
    if isinstance(cell, date | time):
        raise BadCell(
            'The cell of column "{header}" holds the date {found}: a spreadsheet has made it out of a number.',
            "the number as text",
        )
    text = plain(cell)
    if text is None:
        return None
    if _EXPONENT.match(text):
        raise BadCell(
            'The cell of column "{header}" holds {found}: a spreadsheet has rounded the number, digits are lost.',
            "all digits, the cell formatted as text",
        )
    if isinstance(cell, Decimal) and len(text.lstrip("-")) > _KEPT_DIGITS and cell == cell.to_integral_value():
        raise BadCell(
            'The cell of column "{header}" holds a number of more than 15 digits: a spreadsheet keeps only 15.',
            "all digits, the cell formatted as text",
        )
    return text[1:] if text[0] == "'" and text[1:].isdigit() else text


def _lost_zeros(header: str) -> BadCell:
    return BadCell('The cell of column "{header}" holds {found}: its leading zeros are lost.', header)


def gtin(cell: Cell) -> str | None:
    """The digits of a GTIN; a text that is none comes back as it is, the row reader decides what it is then."""
    text = identifier(cell)
    if text is None:
        return None
    digits = _FLOAT.sub(r"\1", _SEPARATORS.sub("", text))
    if not digits.isascii() or not digits.isdigit():
        return text
    if len(digits) in (7, 9, 10, 11):
        full = digits.zfill(8 if len(digits) == 7 else 12)
        if is_gtin(full):
            raise _lost_zeros("a GTIN of 8, 12, 13 or 14 digits, the cell formatted as text")
    return digits


def gln(cell: Cell) -> str | None:
    """A GLN: 13 digits."""
    text = identifier(cell)
    if text is None:
        return None
    digits = _SEPARATORS.sub("", text)
    if digits.isdigit() and len(digits) in (11, 12) and is_gln(digits.zfill(13)):
        raise _lost_zeros("a GLN of 13 digits, the cell formatted as text")
    return digits if digits.isdigit() else text


def sscc(cell: Cell) -> str | None:
    """The 18 digits of an SSCC, with or without (00); another number of a package as it stands."""
    text = identifier(cell)
    if text is None:
        return None
    if text.isascii() and text.isdigit() and len(text) in (16, 17) and is_sscc(text.zfill(18)):
        raise _lost_zeros("an SSCC of 18 digits, the cell formatted as text")
    return sscc_of(text) or text


def _currency(cell: Cell) -> str | None:
    text = plain(cell)
    return None if text is None else CURRENCIES.get(text.lower(), text.upper() if len(text) == 3 else text)


CURRENCIES: Final = {
    "euro": "EUR",
    "€": "EUR",
    "chf": "CHF",
    "sfr": "CHF",
    "sfr.": "CHF",
    "$": "USD",
    "us$": "USD",
    "£": "GBP",
}


class Reader:
    """Reads cells by the conventions of one table."""

    def __init__(self, numbers: Numbers, dates: Dates) -> None:
        self.numbers = numbers
        self.dates = dates
        self.by_kind: Final[dict[str, Callable[[Cell, int], Any]]] = {
            "number": lambda cell, _: self._number(cell),
            "integer": lambda cell, _: self._integer(cell),
            "date": self._date,
            "day_end": self._day_end,
            "moment": self._moment,
        }

    def for_column(self, kind: str, column: int) -> Callable[[Cell], Any]:
        """What reads the cells of a column: their value, None for an empty one; raises BadCell."""
        simple = _BY_KIND.get(kind)
        if simple is not None:
            return simple
        read = self.by_kind[kind]
        return lambda cell: read(cell, column)

    def _number(self, cell: Cell) -> Decimal | None:
        return self.numbers.read(cell, plain(cell))

    def _integer(self, cell: Cell) -> int | None:
        value = self._number(cell)
        if value is None:
            return None
        try:
            return integer(format(value, "f"))
        except ValueError:
            raise BadCell(
                'The cell of column "{header}" holds {found}, which is no whole number.', "a whole number"
            ) from None

    def _date(self, cell: Cell, column: int) -> date | None:
        return self.dates.day(cell, plain(cell), column)

    def _day_end(self, cell: Cell, column: int) -> date | None:
        return self.dates.day(cell, plain(cell), column, months=True)

    def _moment(self, cell: Cell, column: int) -> datetime | None:
        return self.dates.moment(cell, plain(cell), column)


_BY_KIND: Final[dict[str, Callable[[Cell], Any]]] = {
    "id": identifier,
    "serial": identifier,
    "batch": identifier,
    "udi": identifier,
    "gtin": gtin,
    "gln": gln,
    "sscc": sscc,
    "currency": _currency,
    **dict.fromkeys(("text", "unit", "postcode", "function", "type", "ownership"), plain),
}
