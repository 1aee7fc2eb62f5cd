"""Numbers as tables write them: 1.234,50 or 1,234.50, with units, currencies, trailing minus; exact, never a float.

What a separator means is told by the table itself: "12,5" and "0,500" can only be decimals, "1.234.567" only groups.
A number that says neither ("1.000") is read as the unambiguous ones of the table are; without any, a semicolon between
the cells means decimal commas (spreadsheets use it exactly where the comma is taken), a comma means decimal points.
What is still open is asked for (option `decimal`), not guessed.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from .table_errors import BadCell
from .values import number

_SPACES = "\u00a0\u202f\u2009 "
_FORM = re.compile(
    rf"(?P<before>[€$£]|EUR|CHF|USD)?\s*(?P<sign>[-+−]?)\s*(?P<body>\d[\d.,'’{_SPACES}]*|[.,]\d+)(?P<minus>-?)"
    rf"\s*(?P<after>[^\W\d_][^\d]{{0,15}}|[€$£%])?\Z"
)
_GROUPED = re.compile(rf"\d{{1,3}}(?:[.,'’{_SPACES}]\d{{3}})+\Z")
_TABLE_OF_GROUPS = str.maketrans("", "", ".,'’" + _SPACES)
_WHAT = "a number such as 1 or 2,5"


@dataclass(frozen=True, slots=True)
class Form:
    """A number taken apart: `decimal` is its decimal separator, None where either reading fits ("1.000")."""

    digits: str  # without sign, with its separators
    negative: bool
    decimal: str | None
    open: bool
    unit: str | None


@functools.lru_cache(1 << 14)
def form_of(text: str) -> Form | None:
    """How `text` is built; None when it is no number."""
    match = _FORM.match(text) if len(text) <= 60 else None
    if match is None:
        return None
    body = match["body"].strip(_SPACES)
    negative = match["sign"] in ("-", "−") or match["minus"] == "-"
    marks = [c for c in body if c in ".,"]
    decimal, is_open = None, False
    if len(set(marks)) == 2:
        decimal = marks[-1]
        if marks.count(decimal) > 1:
            return None
    elif len(marks) == 1:
        before, _, after = body.partition(marks[0])
        is_open = len(after) == 3 and 1 <= len(before) <= 3 and before[0] != "0"
        decimal = None if is_open else marks[0]
    unit = (match["after"] or "").strip() or None
    return Form(body, negative, decimal, is_open, None if unit in ("€", "$", "£", "EUR", "CHF", "USD") else unit)


def _value(form: Form, decimal: str | None) -> Decimal:
    whole, fraction = form.digits, ""
    if decimal and decimal in form.digits:
        whole, _, fraction = form.digits.partition(decimal)
    if not (whole == "" or whole.isdigit()):
        if not _GROUPED.match(whole):
            raise ValueError(form.digits)
        whole = whole.translate(_TABLE_OF_GROUPS)
    value = number(f"{whole or '0'}.{fraction}" if fraction else whole)
    return -value if form.negative else value


@dataclass(slots=True)
class Numbers:
    """The convention of one table: evidence is collected by `learn`, numbers are read by `read`."""

    decimal: str | None = None  # told by the options
    thousands: str | None = None
    delimiter: str = ""
    comma_decimals: int = 0
    point_decimals: int = 0

    def learn(self, text: str) -> None:
        """Count what one number says about the separators."""
        form = form_of(text)
        if form is None or form.open:
            return
        decimal = form.decimal or (_other(form.digits) if "." in form.digits or "," in form.digits else None)
        if decimal == ",":
            self.comma_decimals += 1
        elif decimal == ".":
            self.point_decimals += 1

    def read(self, cell: object, text: str | None) -> Decimal | None:
        """The number of a cell whose text is `text`; raises BadCell."""
        if isinstance(cell, Decimal):
            return self._checked(lambda: number(format(cell, "f")))
        if text is None:
            return None
        form = None if isinstance(cell, bool | date | time) else form_of(text)
        if form is None:
            raise BadCell('The cell of column "{header}" holds {found}, which is no number.', _WHAT)
        return self._checked(lambda: _value(form, self._decimal_of(form)))

    def _checked(self, read: Callable[[], Decimal]) -> Decimal:
        try:
            return read()
        except BadCell:
            raise
        except ValueError:
            raise BadCell('The cell of column "{header}" holds {found}, which is no number.', _WHAT) from None

    def _decimal_of(self, form: Form) -> str | None:
        if self.decimal:
            self._check_groups(form)
            return self.decimal
        if not form.open:
            return form.decimal
        mark = "," if "," in form.digits else "."
        decimal = self._convention(mark)
        if decimal is None:
            raise BadCell(
                'Column "{header}" holds {found}: decimals or thousands? The option decimal has to say.',
                'the option decimal = "," or "."',
            )
        return decimal

    def _check_groups(self, form: Form) -> None:
        other = _other_mark(self.decimal or "")
        allowed = other if self.thousands is None else self.thousands
        whole = form.digits.partition(self.decimal or "\0")[0]
        strange = {c for c in whole if not c.isdigit()} - set(
            allowed + ("'’" + _SPACES if self.thousands is None else "")
        )
        if strange:
            raise ValueError(form.digits)

    def _convention(self, mark: str) -> str | None:
        if self.comma_decimals and not self.point_decimals:
            return ","
        if self.point_decimals and not self.comma_decimals:
            return "."
        if self.comma_decimals:
            return None
        if mark == "," and self.delimiter in (";", "\t", "|"):
            return ","
        return "." if mark == "." and self.delimiter == "," else None


def _other_mark(mark: str) -> str:
    return "." if mark == "," else ","


def _other(digits: str) -> str:
    """The decimal mark that several groups of thousands leave."""
    return "." if "," in digits else ","
